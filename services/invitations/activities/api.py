"""Programs read, announce, change and cancel the activities that the session's staff may see."""

from datetime import timedelta
from typing import Any

from flask import current_app, url_for
from flask_smorest.pagination import PaginationParameters

from services.invitations.access import STAFF, WORKING, activity_to_run, leads, visible_activity
from services.invitations.activities import changing
from services.invitations.activities.calls import (
    SENT_NAMES,
    ActivitySchema,
    AnnounceSchema,
    CancelSchema,
    ChangeSchema,
    announcement_sent,
    details_sent,
)
from services.invitations.activities.models import Activity
from services.invitations.activities.queries import activities_for_staff
from services.invitations.activities.use_cases import announce_activity
from services.invitations.invitations.queries import tallies
from shared import clock
from shared.access import allow, current_roles, required_principal
from shared.errors import Invalid
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint, renamed

blueprint = Blueprint(
    "Activities",
    __name__,
    url_prefix="/api/invitations/activities",
    description="Activities and how their answers stand, for staff",
)
ACTIVITY = ActivitySchema()
OF_ITSELF = [name for name in ACTIVITY.fields if name != "answers"]
ONE = "/s/<school_id>/<activity_id>"


@blueprint.get("/")
@blueprint.response(200, ActivitySchema(many=True))
@blueprint.paginate(max_page_size=100)
@allow(STAFF)
def list_activities(pagination_parameters: PaginationParameters) -> list[dict[str, Any]]:
    """The newest activities of the reader's schools, latest first."""
    found = sorted(_visible(), key=lambda one: one.starts_at, reverse=True)
    pagination_parameters.item_count = len(found)
    first = pagination_parameters.first_item
    return _shown(*found[first : first + pagination_parameters.page_size])


@blueprint.get(ONE)
@blueprint.response(200, ACTIVITY)
@allow(STAFF)
def get_activity(school_id: str, activity_id: str) -> dict[str, Any]:
    """One activity, also one that is held or was cancelled."""
    return _shown(visible_activity(school_id, activity_id))[0]


@blueprint.post("/s/<school_id>")
@blueprint.arguments(AnnounceSchema)
@blueprint.response(201, ACTIVITY, headers={"Location": {"schema": {"type": "string"}}})
@idempotent
@allow(STAFF)
def announce(values: dict[str, Any], school_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Announce an activity, or a series of them: the answer is its first.

    Families are invited after a moment for undoing, or at ``release_at`` if that is later.
    """
    try:
        activity_id = announce_activity(
            announcement_sent(values),
            person_ids=required_principal().person_ids,
            now=clock.now(),
            hold=timedelta(seconds=current_app.config["SETTINGS"].undo_seconds),
            leads=leads(school_id),
        )
    except Invalid as wrong:
        raise Invalid(renamed(wrong.fields, SENT_NAMES)) from wrong
    address = url_for(".get_activity", school_id=school_id, activity_id=activity_id)
    return _told(school_id, activity_id), 201, {"Location": address}


@blueprint.put(ONE)
@blueprint.arguments(ChangeSchema)
@blueprint.response(200, ACTIVITY)
@idempotent
@allow(STAFF)
def change(values: dict[str, Any], school_id: str, activity_id: str) -> dict[str, Any]:
    """Change what may still change; families hear what differs."""
    activity_to_run(school_id, activity_id)
    try:
        changing.change_activity(activity_id, details_sent(values), now=clock.now())
    except Invalid as wrong:
        raise Invalid(renamed(wrong.fields, SENT_NAMES)) from wrong
    return _told(school_id, activity_id)


@blueprint.post(f"{ONE}/cancellation")
@blueprint.arguments(CancelSchema)
@blueprint.response(200, ACTIVITY)
@idempotent
@allow(STAFF)
def cancel(values: dict[str, Any], school_id: str, activity_id: str) -> dict[str, Any]:
    """Say that it does not take place, and why; families hear it."""
    activity_to_run(school_id, activity_id)
    changing.cancel_activity(activity_id, values["reason"].strip(), now=clock.now())
    return _told(school_id, activity_id)


def _visible() -> list[Activity]:
    person_ids, now = required_principal().person_ids, clock.now()
    return [
        activity
        for school_id, held in current_roles().items()
        if held & WORKING
        for activity in activities_for_staff(school_id, person_ids, leads=leads(school_id), now=now)
    ]


def _told(school_id: str, activity_id: str) -> dict[str, Any]:
    """The activity as it is now. What is kept under the key is the answer as it is sent."""
    return dict(ACTIVITY.dump(_shown(visible_activity(school_id, activity_id))[0]))


def _shown(*activities: Activity) -> list[dict[str, Any]]:
    answers = tallies(one.id for one in activities)
    return [
        {name: getattr(one, name) for name in OF_ITSELF} | {"answers": answers[one.id]}
        for one in activities
    ]
