"""Staff book for a family that says it on paper or by phone; also who has said nothing yet."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.access import STAFF
from services.invitations.conferences import booking, showing, wording
from services.invitations.conferences.models import Conference, Talk
from services.invitations.conferences.pages.family import chosen_slots, need_of
from services.invitations.conferences.pages.frame import (
    HERE,
    blueprint,
    kindly,
    staffs_conference,
    staffs_entry,
    visible_hosts,
)
from services.invitations.conferences.queries import Need, needs_of
from services.invitations.conferences.schemas import BookForm, ChannelForm, WithoutForm
from services.invitations.roster.queries import people, school
from shared import clock, store
from shared.access import allow
from shared.errors import Conflict, NotFound
from shared.events.conferences import ReleaseReason
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent


@blueprint.get("/s/<school_id>/<conference_id>/families")
@allow(STAFF)
def list_families(school_id: str, conference_id: str) -> str:
    """Each child with its guardians and what they said; who said nothing stands first."""
    conference = staffs_conference(school_id, conference_id)
    rows, named = showing.child_rows(conference, visible_hosts(conference), clock.now())
    return render_template(
        "invitations/conferences/families.html",
        conference=conference,
        school=school(school_id),
        silent=[one for one in rows if one.is_silent],
        answered=[one for one in rows if not one.is_silent],
        named=named,
        here=f"{HERE}/s/{school_id}/{conference_id}",
        words=wording,
    )


@blueprint.get("/s/<school_id>/<conference_id>/for/<guardian_id>")
@allow(STAFF)
def show_for_family(
    school_id: str,
    conference_id: str,
    guardian_id: str,
    form: Form | None = None,
    problem: object = "",
) -> str:
    """The same free times that the family sees, of the hosts whose timetable the reader sees."""
    conference, needs = _theirs(school_id, conference_id, guardian_id)
    return render_template(
        "invitations/conferences/for_family.html",
        page=showing.booking_page(conference, needs, clock.now(), by_staff=True),
        guardian=wording.full_name(people([guardian_id]), guardian_id),
        form=form or Form(),
        problem=problem,
        action=f"{HERE}/s/{school_id}/{conference_id}/for/{guardian_id}",
        back=f"{HERE}/s/{school_id}/{conference_id}/families",
        words=wording,
    )


@blueprint.post("/s/<school_id>/<conference_id>/for/<guardian_id>/book")
@shows_again(show_for_family)
@idempotent
@allow(STAFF)
def take_for_family(school_id: str, conference_id: str, guardian_id: str) -> Response:
    """Book for the family; who entered it and how it was told stays with it."""
    conference, needs = _theirs(school_id, conference_id, guardian_id)
    entry = staffs_entry(read_form(ChannelForm())["channel"])
    try:
        booking.book(conference, chosen_slots(read_form(BookForm())["slots"], needs), entry)
    except Conflict as refused:
        return kindly(show_for_family, refused, school_id, conference_id, guardian_id)
    return _back(school_id, conference_id, guardian_id)


@blueprint.post("/s/<school_id>/<conference_id>/for/<guardian_id>/without")
@shows_again(show_for_family)
@idempotent
@allow(STAFF)
def none_for_family(school_id: str, conference_id: str, guardian_id: str) -> Response:
    """The family needs no talk, or asks for a call."""
    conference, needs = _theirs(school_id, conference_id, guardian_id)
    entry = staffs_entry(read_form(ChannelForm())["channel"])
    values = read_form(WithoutForm())
    need = need_of(values["need"], needs)
    try:
        booking.do_without(conference, need, values["answer"], entry, note=values["note"])
    except Conflict as refused:
        return kindly(show_for_family, refused, school_id, conference_id, guardian_id)
    return _back(school_id, conference_id, guardian_id)


@blueprint.post("/s/<school_id>/<conference_id>/for/<guardian_id>/release/<talk_id>")
@shows_again(show_for_family)
@idempotent
@allow(STAFF)
def release_for_family(
    school_id: str, conference_id: str, guardian_id: str, talk_id: str
) -> Response:
    """The family told that it cannot come."""
    conference, needs = _theirs(school_id, conference_id, guardian_id)
    talk: Talk | None = store.load(Talk, talk_id)
    about = {(one.student_id, one.host_id) for one in needs}
    if talk is None or talk.conference_id != conference.id:
        raise NotFound("talk")
    if talk.guardian_id != guardian_id or (talk.student_id, talk.host_id) not in about:
        raise NotFound("talk")
    entry = staffs_entry(read_form(ChannelForm())["channel"])
    try:
        booking.release(talk, ReleaseReason.STAFF, entry)
    except Conflict as refused:
        return kindly(show_for_family, refused, school_id, conference_id, guardian_id)
    return _back(school_id, conference_id, guardian_id)


def _theirs(school_id: str, conference_id: str, guardian_id: str) -> tuple[Conference, list[Need]]:
    conference = staffs_conference(school_id, conference_id)
    hosts = visible_hosts(conference)
    needs = [
        one for one in needs_of(conference, [guardian_id], clock.now()) if one.host_id in hosts
    ]
    if not needs:
        raise NotFound("guardian")
    return conference, needs


def _back(school_id: str, conference_id: str, guardian_id: str) -> Response:
    path = f"{HERE}/s/{school_id}/{conference_id}/for/{guardian_id}"
    return redirect(f"{path}#booked", code=303)
