"""Pages for staff: the list of activities, and how the answers of one stand."""

from typing import Any

from flask import Blueprint, render_template, request

from services.invitations import wording
from services.invitations.access import STAFF, WORKING, leads, may_run, visible_activity
from services.invitations.activities import looking
from services.invitations.activities import wording as own_words
from services.invitations.activities.looking import Shelf
from services.invitations.invitations import queries as invitations
from services.invitations.invitations.families import families_page, stand_for_nobody
from services.invitations.roster.queries import School, classes, school, schools
from shared import clock
from shared.access import allow, current_roles, required_principal
from shared.web.forms import Form

blueprint = Blueprint(
    "activities", __name__, url_prefix="/invitations/activities", template_folder="templates"
)
FAMILIES_SHOWN = 50


@blueprint.app_context_processor
def for_families() -> dict[str, Any]:
    """What ``parts.html`` needs on whichever page shows an activity."""
    return {"activity_words": own_words, "signed_by": looking.signed_by}


@blueprint.get("/")
@allow(STAFF)
def list_activities() -> str:
    """The activities that the reader may see, in each of their schools; ``?show=`` which."""
    now, person_ids = clock.now(), required_principal().person_ids
    shelf = _shelf(request.args.get("show", ""))
    groups = [
        (
            one,
            looking.on_shelf(shelf, one.school_id, person_ids, leads=leads(one.school_id), now=now),
        )
        for one in _staff_schools()
    ]
    found = [activity for _, activities in groups for activity in activities]
    return render_template(
        "invitations/activities/list.html",
        shelf=shelf,
        groups=groups,
        drafts={one.school_id: looking.drafts_of(one.school_id, person_ids) for one, _ in groups},
        tallies=invitations.tallies(one.id for one in found),
        now=now,
        words=wording,
        own_words=own_words,
    )


@blueprint.get("/s/<school_id>/<activity_id>")
@allow(STAFF)
def show(school_id: str, activity_id: str, said: str = "") -> str:
    """Who was reached, who answered, and what would help; ``said`` stands above it all."""
    now = clock.now()
    activity = visible_activity(school_id, activity_id)
    page = max(request.args.get("page", 1, type=int), 1)
    found = families_page(activity, skip=(page - 1) * FAMILIES_SHOWN, limit=FAMILIES_SHOWN)
    return render_template(
        "invitations/activities/show.html",
        said=said,
        activity=activity,
        beside=looking.around(activity),
        may_run=may_run(school_id, activity.hosts),
        blank=Form(),
        school=school(school_id),
        tally=found.tally,
        job=looking.sending(activity.job_id),
        families=found.families,
        gone=stand_for_nobody(activity, found.families, now),
        pages=_pages(page, found.total),
        needs=invitations.needs_told(activity_id),
        languages_read=invitations.languages_of(activity_id),
        room=invitations.room_left(activity),
        classes=[one.title for one in classes(activity.class_ids).values()],
        now=now,
        words=wording,
        own_words=own_words,
    )


def _shelf(name: str) -> Shelf:
    return Shelf(name) if name in list(Shelf) else Shelf.COMING


def _staff_schools() -> list[School]:
    wanted = [school_id for school_id, held in current_roles().items() if held & WORKING]
    return sorted(schools(wanted).values(), key=lambda one: one.name)


def _pages(page: int, families: int) -> dict[str, str]:
    """Addresses of the families before and after those shown, empty where there are none."""
    return {
        "newer": f"?page={page - 1}#families" if page > 1 else "",
        "older": f"?page={page + 1}#families" if page * FAMILIES_SHOWN < families else "",
    }
