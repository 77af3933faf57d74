"""A guardian's pages: all invitations, and one with its answer and what can be done beside it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.invitations import queries, use_cases
from services.invitations.invitations import wording as own_words
from services.invitations.invitations.queries import Shown
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.schemas import (
    AnswerForm,
    NeedForm,
    PlaceForm,
    WayForm,
    first_values,
    reply_of,
)
from services.invitations.invitations.waiting_list import ahead_of
from services.invitations.participation.wording import ways_named
from shared import clock
from shared.access import ANY_FAMILY, SIGNED_IN, allow, purpose, required_principal
from shared.events.invitations import Answer, Support, Way
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "invitations", __name__, url_prefix="/invitations", template_folder="templates"
)
# Whose invitation it is, is a relation and no role: everybody else gets the same "not found".
INVITED = purpose("answer", "invitation") | SIGNED_IN


@blueprint.app_context_processor
def words_for_invitations() -> dict[str, object]:
    """What templates that show an invitation call things, wherever they are."""
    return {"invitation_words": own_words}


@blueprint.get("/")
@allow(ANY_FAMILY)
def list_own() -> str:
    """What needs an answer, what was answered, what is over."""
    now = clock.now()
    own = queries.own_invitations(required_principal().person_ids, now)
    coming = [one for one in reversed(own) if one.activity.ends_at >= now]
    return render_template(
        "invitations/invitations/list.html",
        asked=[one for one in coming if one.needs_answer(now)],
        settled=[one for one in coming if not one.needs_answer(now)],
        past=[one for one in own if one.activity.ends_at < now],
        words=wording,
        now=now,
    )


@blueprint.get("/i/<invitation_id>")
@allow(INVITED)
def show(invitation_id: str, form: Form | None = None) -> str:
    """The invitation with form or answer; ``?choice=`` preselects, ``?change=1`` reopens."""
    now = clock.now()
    invitation, children = use_cases.open_invitation(
        invitation_id, required_principal().person_ids, now=now
    )
    shown = queries.shown(invitation, children)
    choice = request.args.get("choice", "")
    wants_form = bool(form or choice or "change" in request.args)
    return render_template(
        "invitations/invitations/show.html",
        shown=shown,
        view=view_of(shown, now, wants_form=wants_form),
        is_open=shown.activity.answer_by >= now,
        is_over=shown.activity.ends_at < now,
        is_begun=shown.activity.starts_at <= now,
        ahead=ahead_of(invitation) if invitation.turn else 0,
        form=form or Form(values=first_values(invitation, len(children), choice)),
        limited=required_principal().purpose is not None,
        own_ways=ways_named(invitation.guardian_id, invitation.school_id),
        words=wording,
    )


def view_of(shown: Shown, now: datetime, *, wants_form: bool) -> str:
    """What the page shows beside the activity: a name of a macro of ``after.html``, or *form*."""
    invitation, activity = shown.invitation, shown.activity
    if activity.is_cancelled:
        return "cancelled"
    is_open = activity.answer_by >= now
    if invitation.is_offered and invitation.offered_until >= now and not (wants_form and is_open):
        return "offer"
    if is_open and (wants_form or not (invitation.is_settled or shown.household)):
        return "form"
    if shown.household and not invitation.way:
        return "household"
    return "answered" if invitation.is_settled else "closed"


@blueprint.post("/i/<invitation_id>")
@shows_again(show)
@idempotent
@allow(INVITED)
def answer(invitation_id: str) -> Response:
    """Answer, or change the answer."""
    return _answered(invitation_id, reply_of(read_form(AnswerForm())))


@blueprint.post("/i/<invitation_id>/quick")
@idempotent
@allow(INVITED)
def answer_quickly(invitation_id: str) -> Response:
    """Answer with one tap: a yes is one adult with the invited children, and can be changed.

    "Something would help" is not enough to act on, so it opens the page with that choice made.
    """
    chosen: Answer = read_form(AnswerForm(only=["answer"]))["answer"]
    if chosen is Answer.HELP:
        return redirect(f"{_address(invitation_id)}?choice={chosen.value}#answer", code=303)
    _, children = use_cases.load_own(invitation_id, required_principal().person_ids, clock.now())
    return _answered(invitation_id, Reply(answer=chosen, adults=1, children=len(children)))


@blueprint.post("/i/<invitation_id>/place")
@idempotent
@allow(INVITED)
def decide_on_place(invitation_id: str) -> Response:
    """Take the place that is kept from the waiting list, or let it go to the next family."""
    takes_it: bool = read_form(PlaceForm())["takes_it"]
    return _after(
        invitation_id,
        lambda: use_cases.decide_on_place(invitation_id, takes_it=takes_it, **_by_whom_and_when()),
    )


@blueprint.post("/i/<invitation_id>/way")
@idempotent
@allow(INVITED)
def choose_way(invitation_id: str) -> Response:
    """Take part another way than by coming."""
    way: Way = read_form(WayForm())["way"]
    return _after(
        invitation_id, lambda: use_cases.choose_way(invitation_id, way, **_by_whom_and_when())
    )


@blueprint.post("/i/<invitation_id>/need")
@idempotent
@allow(INVITED)
def say_what_would_help(invitation_id: str) -> Response:
    """Say with one tap what would have made it easier."""
    need: Support = read_form(NeedForm())["need"]
    return _after(
        invitation_id,
        lambda: use_cases.say_what_would_help(invitation_id, [need], **_by_whom_and_when()),
    )


def _answered(invitation_id: str, reply: Reply) -> Response:
    return _after(
        invitation_id,
        lambda: use_cases.answer_invitation(invitation_id, reply, **_by_whom_and_when()),
    )


def _after(invitation_id: str, change: Callable[[], object]) -> Response:
    """The page after the change; when it comes too late, the page itself says so kindly."""
    try:
        change()
    except (use_cases.AnswersClosed, use_cases.NoLongerOffered, use_cases.NotHappening) as late:
        answer = make_response(show(invitation_id))
        answer.status_code = late.status
        return answer
    return redirect(_address(invitation_id), code=303)


def _by_whom_and_when() -> dict[str, Any]:
    return {"person_ids": required_principal().person_ids, "now": clock.now()}


def _address(invitation_id: str) -> str:
    return f"/invitations/i/{invitation_id}"
