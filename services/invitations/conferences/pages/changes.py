"""What staff change of a conference: places, who books first, hosts who fall ill, the whole."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations.access import STAFF, leads
from services.invitations.conferences import booking, opening, schemas, use_cases, wording
from services.invitations.conferences.models import Conference
from services.invitations.conferences.pages.frame import HERE, blueprint, staffs_conference
from services.invitations.conferences.pages.staff import show_conference
from services.invitations.conferences.queries import guardians_by_child
from services.invitations.roster.queries import classes, people, school, students_of
from shared import clock
from shared.access import allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

LONGEST_PLACE = 200


@blueprint.post("/s/<school_id>/<conference_id>/places")
@shows_again(show_conference)
@idempotent
@allow(STAFF)
def keep_places(school_id: str, conference_id: str) -> Response:
    """Where each host is; families with a booked time are told of a change."""
    conference = kept_conference(school_id, conference_id)
    places = {
        host: request.form.get(f"place-{host}", "").strip()[:LONGEST_PLACE]
        for host in conference.host_ids
    }
    now = clock.now()
    for host in use_cases.set_places(conference, places):
        booking.tell_place(conference, host, now)
    return _back(school_id, conference_id, "hosts")


@blueprint.get("/s/<school_id>/<conference_id>/first")
@allow(STAFF)
def show_first(school_id: str, conference_id: str, form: Form | None = None) -> str:
    """Whose families may book before the others; only staff know."""
    now = clock.now()
    conference = kept_conference(school_id, conference_id)
    place = school(school_id)
    in_classes = students_of(conference.class_ids, school_id, place.day_of(now))
    children = guardians_by_child(conference, now, conference.class_ids)
    first_on = place.day_of(conference.first_at).isoformat() if conference.first_at else ""
    return render_template(
        "invitations/conferences/first.html",
        conference=conference,
        school=place,
        classes=sorted(classes(conference.class_ids).values(), key=lambda one: one.title),
        in_classes=in_classes,
        named=people(children),
        form=form
        or Form(values={"first_on": first_on, "student_ids": list(conference.first_student_ids)}),
        today=place.day_of(now).isoformat(),
        here=f"{HERE}/s/{school_id}/{conference_id}",
        words=wording,
    )


@blueprint.post("/s/<school_id>/<conference_id>/first")
@shows_again(show_first)
@idempotent
@allow(STAFF)
def keep_first(school_id: str, conference_id: str) -> Response:
    """Keep them."""
    conference = kept_conference(school_id, conference_id)
    values, zone = read_form(schemas.FirstForm()), school(school_id).zone
    day = values["first_on"]
    use_cases.choose_first(
        conference,
        values["student_ids"],
        opening.start_of(day, zone) if day else None,
        clock.now(),
    )
    return _back(school_id, conference_id, "first")


@blueprint.post("/s/<school_id>/<conference_id>/hosts/<host_id>/withdraw")
@idempotent
@allow(STAFF)
def withdraw_host(school_id: str, conference_id: str, host_id: str) -> Response:
    """A teacher cannot come: their times go, and families are told."""
    conference = staffs_conference(school_id, conference_id)
    own = host_id in required_principal().person_ids
    if host_id not in conference.host_ids or not (own or leads(school_id)):
        raise NotFound("host")
    booking.withdraw_host(conference, host_id, clock.now())
    return _back(school_id, conference_id, "hosts")


@blueprint.post("/s/<school_id>/<conference_id>/withdraw")
@idempotent
@allow(STAFF)
def withdraw(school_id: str, conference_id: str) -> Response:
    """Call the conference off."""
    use_cases.withdraw_conference(kept_conference(school_id, conference_id))
    return _back(school_id, conference_id, "hosts")


def kept_conference(school_id: str, conference_id: str) -> Conference:
    """The conference, if the reader opened it or leads the school.

    Raises:
        NotFound: there is none, or it is not theirs to change.
    """
    conference = staffs_conference(school_id, conference_id)
    if not leads(school_id) and conference.opened_by not in required_principal().person_ids:
        raise NotFound("conference")
    return conference


def _back(school_id: str, conference_id: str, anchor: str) -> Response:
    return redirect(f"{HERE}/s/{school_id}/{conference_id}#{anchor}", code=303)
