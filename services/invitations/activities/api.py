"""Programs read the activities that the session's staff may see."""

from typing import Any

from flask_smorest import Blueprint
from flask_smorest.pagination import PaginationParameters

from services.invitations.access import STAFF, WORKING, leads
from services.invitations.activities.models import Activity
from services.invitations.activities.queries import activities_for_staff
from services.invitations.activities.schemas import ActivitySchema
from services.invitations.invitations.queries import tallies
from shared import clock
from shared.access import allow, current_roles, required_principal

blueprint = Blueprint(
    "activity-list",
    __name__,
    url_prefix="/api/invitations/activities",
    description="Activities and how their answers stand",
)


@blueprint.get("/")
@blueprint.response(200, ActivitySchema(many=True))
@blueprint.paginate(max_page_size=100)
@allow(STAFF)
def list_activities(pagination_parameters: PaginationParameters) -> list[dict[str, Any]]:
    """The newest activities of the reader's schools, latest first."""
    found = sorted(_visible(), key=lambda one: one.starts_at, reverse=True)
    pagination_parameters.item_count = len(found)
    first = pagination_parameters.first_item
    page = found[first : first + pagination_parameters.page_size]
    answers = tallies(one.id for one in page)
    return [_shown(one) | {"answers": answers[one.id]} for one in page]


def _visible() -> list[Activity]:
    person_ids, now = required_principal().person_ids, clock.now()
    return [
        activity
        for school_id, held in current_roles().items()
        if held & WORKING
        for activity in activities_for_staff(school_id, person_ids, leads=leads(school_id), now=now)
    ]


def _shown(activity: Activity) -> dict[str, Any]:
    names = [name for name in ActivitySchema().fields if name != "answers"]
    return {name: getattr(activity, name) for name in names}
