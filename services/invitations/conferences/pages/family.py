"""A guardian's pages: what can be booked, a conference's free times, and booking them."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.conferences import showing, wording
from services.invitations.conferences.booking import book, do_without
from services.invitations.conferences.led import preparation_of
from services.invitations.conferences.models import Conference
from services.invitations.conferences.pages.frame import HERE, blueprint, kindly
from services.invitations.conferences.queries import (
    Need,
    conference_for_family,
    conferences_for_family,
    names_wanted,
)
from services.invitations.conferences.rules import Entry, Format
from services.invitations.conferences.schemas import BookForm, WithoutForm
from services.invitations.roster.queries import people, schools
from shared import clock
from shared.access import ANY_FAMILY, allow, purpose, required_principal
from shared.errors import Conflict, NotFound
from shared.tenancy import writing_to
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

# Whoever was written to about this conference, or is signed in.
ASKED = purpose("answer", "conference") | ANY_FAMILY


@blueprint.get("/")
@allow(ANY_FAMILY)
def list_own() -> str:
    """Talks that are booked, what can be booked, and talks that are over."""
    now, person_ids = clock.now(), required_principal().person_ids
    talks = showing.own_talks(person_ids, now)
    offered = conferences_for_family(person_ids, now)
    known = {one.id: one for one, _ in offered}
    known |= {
        one.id: one
        for one in Conference.objects(id__in=list({talk.conference_id for talk in talks}))
    }
    children = {need.student_id for _, needs in offered for need in needs}
    return render_template(
        "invitations/conferences/list.html",
        coming=[one for one in talks if one.ends_at > now],
        past=[one for one in reversed(talks) if one.ends_at <= now],
        offered=[showing.booking_page(one, needs, now) for one, needs in offered],
        known=known,
        schools=schools(),
        named=people(names_wanted(talks) | children),
        here=HERE,
        words=wording,
        now=now,
    )


@blueprint.get("/c/<conference_id>")
@allow(ASKED)
def show_booking(conference_id: str, form: Form | None = None, problem: object = "") -> str:
    """Times that fit together first, then the free times of each teacher."""
    now = clock.now()
    conference, needs = conference_for_family(conference_id, required_principal().person_ids, now)
    students = {one.student_id for one in needs}
    led = conference.form == Format.STUDENT_LED.value
    return render_template(
        "invitations/conferences/book.html",
        page=showing.booking_page(conference, needs, now),
        invitations={one: preparation_of(conference.id, one) for one in students} if led else {},
        form=form or Form(),
        problem=problem,
        action=f"{HERE}/c/{conference_id}",
        here=HERE,
        limited=required_principal().purpose is not None,
        words=wording,
    )


@blueprint.post("/c/<conference_id>/book")
@shows_again(show_booking)
@idempotent
@allow(ASKED)
def take_times(conference_id: str) -> Response:
    """Book one time, or several that fit together."""
    now = clock.now()
    conference, needs = conference_for_family(conference_id, required_principal().person_ids, now)
    chosen = chosen_slots(read_form(BookForm())["slots"], needs)
    try:
        with writing_to(conference.school_id):
            book(conference, chosen, Entry(at=now))
    except Conflict as refused:
        return kindly(show_booking, refused, conference_id)
    return redirect(f"{HERE}/c/{conference_id}#booked", code=303)


@blueprint.post("/c/<conference_id>/without")
@shows_again(show_booking)
@idempotent
@allow(ASKED)
def need_none(conference_id: str) -> Response:
    """No talk is needed with this teacher, or a call is better."""
    now = clock.now()
    conference, needs = conference_for_family(conference_id, required_principal().person_ids, now)
    values = read_form(WithoutForm())
    need = need_of(values["need"], needs)
    try:
        with writing_to(conference.school_id):
            do_without(conference, need, values["answer"], Entry(at=now), note=values["note"])
    except Conflict as refused:
        return kindly(show_booking, refused, conference_id)
    return redirect(f"{HERE}/c/{conference_id}#booked", code=303)


def chosen_slots(chosen: list[str], needs: list[Need]) -> list[tuple[Need, str]]:
    """What the form's values, each ``<child>/<host>/<slot>``, mean.

    Raises:
        NotFound: a child or host is none that the family can meet.
    """
    parted = [one.rpartition("/") for one in chosen]
    return [(need_of(key, needs), slot_id) for key, _, slot_id in parted]


def need_of(key: str, needs: list[Need]) -> Need:
    """The one of these needs that has the key.

    Raises:
        NotFound: none has.
    """
    found = next((one for one in needs if one.key == key), None)
    if found is None:
        raise NotFound("need")
    return found
