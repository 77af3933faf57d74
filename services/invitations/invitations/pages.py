"""A guardian's pages: all invitations, one with its answer; and staff's form on behalf."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, visible_activity
from services.invitations.invitations import queries, use_cases
from services.invitations.invitations.queries import Shown
from services.invitations.invitations.rules import Entry, Reply
from services.invitations.invitations.schemas import AnswerForm, OnBehalfForm, reply_of
from shared import clock
from shared.access import ANY_FAMILY, SIGNED_IN, allow, purpose, required_principal
from shared.events.invitations import Answer
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "invitations", __name__, url_prefix="/invitations", template_folder="templates"
)
# Whose invitation it is, is a relation and no role: everybody else gets the same "not found".
INVITED = purpose("answer", "invitation") | SIGNED_IN


@blueprint.get("/")
@allow(ANY_FAMILY)
def list_own() -> str:
    """What needs an answer, what was answered, what is over."""
    now = clock.now()
    own = queries.own_invitations(required_principal().person_ids, now)
    coming = [one for one in reversed(own) if one.activity.ends_at >= now]
    return render_template(
        "invitations/invitations/list.html",
        asked=[one for one in coming if needs_answer(one, now)],
        settled=[one for one in coming if not needs_answer(one, now)],
        past=[one for one in own if one.activity.ends_at < now],
        words=wording,
        now=now,
    )


def needs_answer(shown: Shown, now: datetime) -> bool:
    """Whether the invitation still waits for an answer that can be given."""
    return shown.invitation.answer is None and shown.invitation.answer_by >= now


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
    return render_template(
        "invitations/invitations/show.html",
        shown=shown,
        is_open=invitation.answer_by >= now,
        is_answered=bool(invitation.answer) and not (form or choice or "change" in request.args),
        form=form or Form(values=_values(shown, choice)),
        limited=required_principal().purpose is not None,
        words=wording,
    )


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


@blueprint.get("/activities/s/<school_id>/<activity_id>/answer/<invitation_id>")
@allow(STAFF)
def show_on_behalf(
    school_id: str, activity_id: str, invitation_id: str, form: Form | None = None
) -> str:
    """The form with which staff enter what a family said on paper or by phone."""
    shown = queries.for_staff(visible_activity(school_id, activity_id), invitation_id)
    return render_template(
        "invitations/invitations/on_behalf.html",
        shown=shown,
        form=form or Form(values=_values(shown, "")),
        words=wording,
    )


@blueprint.post("/activities/s/<school_id>/<activity_id>/answer/<invitation_id>")
@shows_again(show_on_behalf)
@idempotent
@allow(STAFF)
def answer_for_family(school_id: str, activity_id: str, invitation_id: str) -> Response:
    """Enter the answer; who did it and when stays with it."""
    activity = visible_activity(school_id, activity_id)
    values = read_form(OnBehalfForm())
    use_cases.answer_on_behalf(
        invitation_id,
        reply_of(values),
        activity_id=activity.id,
        entry=Entry(
            at=clock.now(), channel=values["channel"], entered_by=required_principal().actor
        ),
    )
    return redirect(f"/invitations/activities/s/{school_id}/{activity_id}#families", code=303)


def _answered(invitation_id: str, reply: Reply) -> Response:
    try:
        use_cases.answer_invitation(
            invitation_id, reply, person_ids=required_principal().person_ids, now=clock.now()
        )
    except use_cases.AnswersClosed as closed:
        # The page itself says it kindly, with whom to speak to.
        answer = make_response(show(invitation_id))
        answer.status_code = closed.status
        return answer
    return redirect(_address(invitation_id), code=303)


def _address(invitation_id: str) -> str:
    return f"/invitations/i/{invitation_id}"


def _values(shown: Shown, choice: str) -> Mapping[str, Any]:
    """What the form begins with: the answer so far, else one adult with the invited children."""
    invitation = shown.invitation
    party = (invitation.adults, invitation.children) if invitation.party else None
    adults, children = party or (1, len(shown.children))
    return {
        "answer": choice or invitation.answer or "",
        "adults": adults,
        "children": children,
        "needs": list(invitation.needs),
        "note": invitation.note,
        "channel": invitation.channel or "",
    }
