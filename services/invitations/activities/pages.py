"""Pages for staff: the list of activities, announcing one, and how its answers stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, WORKING, leads, visible_activity
from services.invitations.activities import queries, schemas, use_cases
from services.invitations.activities.models import Activity
from services.invitations.invitations import queries as invitations
from services.invitations.roster.models import RosterClass
from services.invitations.roster.queries import (
    School,
    classes,
    classes_taught,
    people,
    school,
    schools,
)
from shared import clock, jobs
from shared.access import TEACHERS, AppRole, allow, current_roles, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages

blueprint = Blueprint(
    "activities", __name__, url_prefix="/invitations/activities", template_folder="templates"
)
FAMILIES_SHOWN = 50


@blueprint.get("/")
@allow(STAFF)
def list_activities() -> str:
    """The activities that the reader may see, in each of their schools."""
    now = clock.now()
    groups = [(one, _visible(one.school_id, now)) for one in _staff_schools()]
    found = [activity for _, activities in groups for activity in activities]
    return render_template(
        "invitations/activities/list.html",
        groups=groups,
        tallies=invitations.tallies(one.id for one in found),
        announces=[one for one, _ in groups if AppRole.TEACHER in current_roles()[one.school_id]],
        now=now,
        words=wording,
    )


@blueprint.get("/s/<school_id>/new")
@allow(TEACHERS)
def show_new(school_id: str, form: Form | None = None) -> str:
    """The form that announces an activity to the reader's own classes."""
    place = school(school_id)
    today = place.day_of(clock.now())
    taught = classes_taught(required_principal().person_ids, school_id, today)
    return render_template(
        "invitations/activities/new.html",
        form=form or Form(values=_first_values(taught)),
        school=place,
        reach=[(one, queries.reach_of_class(one, today)) for one in taught],
        today=today.isoformat(),
        languages_to_write=offered_languages(),
        words=wording,
    )


@blueprint.post("/s/<school_id>/new")
@shows_again(show_new)
@idempotent
@allow(TEACHERS)
def announce(school_id: str) -> Response:
    """Announce it, and begin to invite the families."""
    values = read_form(schemas.AnnounceForm())
    activity_id = use_cases.announce_activity(
        schemas.announcement_of(values, school(school_id).zone),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{blueprint.url_prefix}/s/{school_id}/{activity_id}", code=303)


@blueprint.get("/s/<school_id>/<activity_id>")
@allow(STAFF)
def show(school_id: str, activity_id: str) -> str:
    """Who was reached, who answered, and what would help."""
    now = clock.now()
    activity = visible_activity(school_id, activity_id)
    tally = invitations.tallies([activity_id])[activity_id]
    page = max(request.args.get("page", 1, type=int), 1)
    return render_template(
        "invitations/activities/show.html",
        activity=activity,
        school=school(school_id),
        tally=tally,
        job=jobs.job_status(activity.job_id),
        families=invitations.families(
            activity_id, skip=(page - 1) * FAMILIES_SHOWN, limit=FAMILIES_SHOWN
        ),
        pages=_pages(page, tally.families),
        needs=invitations.needs_told(activity_id),
        languages_read=invitations.languages_of(activity_id),
        room=invitations.room_left(activity),
        classes=[one.title for one in classes(activity.class_ids).values()],
        host=people([activity.host_id]).get(activity.host_id),
        now=now,
        words=wording,
    )


def _visible(school_id: str, now: datetime) -> list[Activity]:
    return queries.activities_for_staff(
        school_id, required_principal().person_ids, leads=leads(school_id), now=now
    )


def _staff_schools() -> list[School]:
    wanted = [school_id for school_id, held in current_roles().items() if held & WORKING]
    return sorted(schools(wanted).values(), key=lambda one: one.name)


def _first_values(taught: Sequence[RosterClass]) -> dict[str, Any]:
    only = [taught[0].class_id] if len(taught) == 1 else []
    return {"language": chosen_language().tag, "focus": "learning", "class_ids": only}


def _pages(page: int, families: int) -> dict[str, str]:
    """Addresses of the families before and after those shown, empty where there are none."""
    return {
        "newer": f"?page={page - 1}#families" if page > 1 else "",
        "older": f"?page={page + 1}#families" if page * FAMILIES_SHOWN < families else "",
    }
