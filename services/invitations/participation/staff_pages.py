"""Staff's pages: what families can and like, what would help, and entering it for a family."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations.access import STAFF, leads
from services.invitations.invitations.rules import Entry
from services.invitations.participation import shared_with, use_cases, wording
from services.invitations.participation.rules import Part, Seen, Whose
from services.invitations.participation.schemas import (
    OfferForFamilyForm,
    PartForFamilyForm,
    RestForFamilyForm,
    told_of,
)
from services.invitations.participation.shared_with import Viewer
from services.invitations.roster.queries import people, school
from services.invitations.wording import SUPPORTS
from shared import clock
from shared.access import allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "participation_staff",
    __name__,
    url_prefix="/invitations/participation",
    template_folder="templates",
)
GUARDIAN = "/s/<school_id>/g/<guardian_id>"
PART = f"{GUARDIAN}/<any(ways,times,interests,barriers,access):part>"


@blueprint.get("/s/<school_id>/")
@allow(STAFF)
def show_class(school_id: str) -> str:
    """What the families of a class let the reader see; ``?class=`` chooses the class."""
    viewer, today = _viewer(school_id), school(school_id).day_of(clock.now())
    classes = shared_with.classes_for(viewer, today)
    wanted = request.args.get("class", "")
    chosen = next((one for one in classes if one.class_id == wanted), None)
    if wanted and chosen is None:
        raise NotFound("class")
    chosen = chosen or (classes[0] if classes else None)
    return render_template(
        "invitations/participation/class.html",
        school=school(school_id),
        classes=classes,
        shown=shared_with.shared_in(chosen, viewer, today) if chosen else None,
        supports=SUPPORTS,
        words=wording,
        parts=Part,
    )


@blueprint.post("/s/<school_id>/offers/<offer_id>/accept")
@idempotent
@allow(STAFF)
def accept_offer(school_id: str, offer_id: str) -> Response:
    """Take an offer up: the family hears of it, and an activity begins with it."""
    now = clock.now()
    whose, _offer = shared_with.offer_for(
        _viewer(school_id), offer_id, school(school_id).day_of(now)
    )
    use_cases.accept_offer(
        whose, offer_id, entry=Entry(at=now, entered_by=required_principal().actor)
    )
    return redirect(f"/invitations/activities/s/{school_id}/new?offer={offer_id}", code=303)


@blueprint.get(GUARDIAN)
@allow(STAFF)
def show_family(school_id: str, guardian_id: str) -> str:
    """What can be entered for the guardian, with its agreement."""
    return render_template(
        "invitations/participation/for_family.html",
        entered="entered" in request.args,
        parts=list(Part),
        **_about(school_id, guardian_id),
    )


@blueprint.get(PART)
@allow(STAFF)
def show_part(school_id: str, guardian_id: str, part: str, form: Form | None = None) -> str:
    """The form to enter one part; it begins empty, as staff see only what is shared."""
    return _form_for(school_id, guardian_id, form, part=Part(part))


@blueprint.post(PART)
@shows_again(show_part)
@idempotent
@allow(STAFF)
def enter_part(school_id: str, guardian_id: str, part: str) -> Response:
    """Enter it; who did and when stays with it."""
    whose = _whose(school_id, guardian_id)
    values = read_form(PartForFamilyForm())
    eyes = shared_with.eyes_on(_viewer(school_id), whose, school(school_id).day_of(clock.now()))
    told = told_of(values, Part(part))
    use_cases.tell_for(whose, Part(part), told, eyes=eyes, entry=_entry(values))
    return _entered(school_id, guardian_id)


@blueprint.get(f"{GUARDIAN}/offers")
@allow(STAFF)
def show_offer(school_id: str, guardian_id: str, form: Form | None = None) -> str:
    """The form to enter what the family can do."""
    return _form_for(school_id, guardian_id, form, is_offer=True)


@blueprint.post(f"{GUARDIAN}/offers")
@shows_again(show_offer)
@idempotent
@allow(STAFF)
def enter_offer(school_id: str, guardian_id: str) -> Response:
    """Enter the offer."""
    whose = _whose(school_id, guardian_id)
    values = read_form(OfferForFamilyForm())
    use_cases.make_offer(
        whose, values["kind"], values["words"], Seen(values["seen"]), entry=_entry(values)
    )
    return _entered(school_id, guardian_id)


@blueprint.get(f"{GUARDIAN}/not-now")
@allow(STAFF)
def show_rest(school_id: str, guardian_id: str, form: Form | None = None) -> str:
    """The form to enter that the family wants no invitations for a while."""
    return _form_for(school_id, guardian_id, form, is_rest=True)


@blueprint.post(f"{GUARDIAN}/not-now")
@shows_again(show_rest)
@idempotent
@allow(STAFF)
def enter_rest(school_id: str, guardian_id: str) -> Response:
    """Enter it."""
    whose = _whose(school_id, guardian_id)
    values = read_form(RestForFamilyForm())
    use_cases.rest(whose, values["until"], entry=_entry(values))
    return _entered(school_id, guardian_id)


def _form_for(school_id: str, guardian_id: str, form: Form | None, **what: Any) -> str:
    asked = {"part": None, "is_offer": False, "is_rest": False, **what}
    return render_template(
        "invitations/participation/enter.html",
        form=form or Form(),
        **asked,
        **_about(school_id, guardian_id),
    )


def _about(school_id: str, guardian_id: str) -> dict[str, Any]:
    _whose(school_id, guardian_id)
    named = people([guardian_id]).get(guardian_id)
    return {
        "guardian": named.full_name if named else "",
        "here": f"/invitations/participation/s/{school_id}/g/{guardian_id}",
        "school": school(school_id),
        "words": wording,
    }


def _viewer(school_id: str) -> Viewer:
    return Viewer(
        person_ids=required_principal().person_ids, school_id=school_id, leads=leads(school_id)
    )


def _whose(school_id: str, guardian_id: str) -> Whose:
    today = school(school_id).day_of(clock.now())
    return shared_with.guardian_for(_viewer(school_id), guardian_id, today)


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(at=clock.now(), channel=values["channel"], entered_by=required_principal().actor)


def _entered(school_id: str, guardian_id: str) -> Response:
    return redirect(f"/invitations/participation/s/{school_id}/g/{guardian_id}?entered=1", code=303)
