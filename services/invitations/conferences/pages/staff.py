"""Pages for staff: the conferences they may see, opening one, and how it stands."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.access import STAFF, WORKING, leads
from services.invitations.conferences import opening, showing, use_cases, wording
from services.invitations.conferences.led import share_led_by_students
from services.invitations.conferences.pages.frame import (
    HERE,
    blueprint,
    staffs_conference,
    visible_hosts,
)
from services.invitations.conferences.queries import (
    classes_with_teachers,
    conferences_for_staff,
)
from services.invitations.roster.queries import classes, people, school, schools
from shared import clock, jobs
from shared.access import TEACHERS, AppRole, allow, current_roles, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages


@blueprint.get("/staff")
@allow(STAFF)
def list_for_staff() -> str:
    """The conferences of each of the reader's schools; for who leads, how many students led."""
    roles = current_roles()
    wanted = [school_id for school_id, held in roles.items() if held & WORKING]
    here = sorted(schools(wanted).values(), key=lambda one: one.name)
    mine = required_principal().person_ids
    return render_template(
        "invitations/conferences/staff_list.html",
        groups=[
            (
                one,
                conferences_for_staff(one.school_id, mine, leads=leads(one.school_id)),
                share_led_by_students(one.school_id) if leads(one.school_id) else None,
                AppRole.TEACHER in roles[one.school_id],
            )
            for one in here
        ],
        now=clock.now(),
        here=HERE,
        words=wording,
    )


@blueprint.get("/s/<school_id>/new")
@allow(STAFF)
def show_new(school_id: str, form: Form | None = None) -> str:
    """The form that opens a round of conferences."""
    first = {"form": "family", "mode": "in-person", "slot_minutes": 10, "walking_minutes": 5}
    return _new_page("new_round.html", school_id, first, form, leads=leads(school_id))


@blueprint.post("/s/<school_id>/new")
@shows_again(show_new)
@idempotent
@allow(STAFF)
def open_round(school_id: str) -> Response:
    """Open it, and begin to make its times."""
    now, values = clock.now(), read_form(opening.RoundForm())
    conference_id = use_cases.open_conference(
        opening.round_of(values, school(school_id).zone, now),
        person_ids=required_principal().person_ids,
        leads=leads(school_id),
        now=now,
    )
    return redirect(f"{HERE}/s/{school_id}/{conference_id}", code=303)


@blueprint.get("/s/<school_id>/short-talks")
@allow(TEACHERS)
def show_new_short_talks(school_id: str, form: Form | None = None) -> str:
    """The form with which a teacher offers weekly times for short talks."""
    first = {"mode": "in-person", "slot_minutes": 10, "weeks": 6}
    return _new_page("new_short_talks.html", school_id, first, form, leads=False)


@blueprint.post("/s/<school_id>/short-talks")
@shows_again(show_new_short_talks)
@idempotent
@allow(TEACHERS)
def open_short_talks(school_id: str) -> Response:
    """Offer them, for families of own classes."""
    now, values = clock.now(), read_form(opening.ShortTalksForm())
    conference_id = use_cases.open_conference(
        opening.short_talks_of(values, school(school_id).zone, now),
        person_ids=required_principal().person_ids,
        leads=False,
        now=now,
    )
    return redirect(f"{HERE}/s/{school_id}/{conference_id}", code=303)


@blueprint.get("/s/<school_id>/<conference_id>")
@allow(STAFF)
def show_conference(school_id: str, conference_id: str, form: Form | None = None) -> str:
    """How it stands, host by host; a teacher sees the own times."""
    conference = staffs_conference(school_id, conference_id)
    hosts = visible_hosts(conference)
    # A job's row goes after a month; by then its conference is open.
    job = jobs.job_status(conference.job_id) if conference.state == "preparing" else None
    return render_template(
        "invitations/conferences/show.html",
        conference=conference,
        school=school(school_id),
        counts=[one for one in showing.host_counts(conference) if one.host_id in hosts],
        job=job,
        named=people({*conference.host_ids, conference.opened_by}),
        classes=[one.title for one in classes(conference.class_ids).values()],
        leads=leads(school_id),
        keeps=_keeps(school_id, conference.opened_by),
        form=form or Form(),
        now=clock.now(),
        here=f"{HERE}/s/{school_id}/{conference_id}",
        words=wording,
    )


def _keeps(school_id: str, opened_by: str) -> bool:
    """Whether the reader may change the conference: who opened it, or leads the school."""
    return leads(school_id) or opened_by in required_principal().person_ids


def _new_page(
    template: str, school_id: str, first: Mapping[str, Any], form: Form | None, *, leads: bool
) -> str:
    place = school(school_id)
    today = place.day_of(clock.now())
    mine = None if leads else required_principal().person_ids
    listed = classes_with_teachers(school_id, today, mine)
    only = [listed[0][0].class_id] if len(listed) == 1 else []
    values = {
        **first,
        "language": chosen_language().tag,
        "class_ids": only,
        "opens": today.isoformat(),
    }
    return render_template(
        f"invitations/conferences/{template}",
        form=form or Form(values=values),
        school=place,
        listed=listed,
        leads=leads,
        today=today.isoformat(),
        languages_to_write=[one.tag for one in offered_languages()],
        here=HERE,
        words=wording,
    )
