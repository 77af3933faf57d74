"""Named reads of deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterPerson
from services.messaging.roster.queries import full_name
from shared import clock
from shared.closed import closed_schools
from shared.tenancy import every_school, scope, scope_of

LISTED = 100


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a school's list: to whom, what, how far it came."""

    name: str
    notice: Notice
    state: DeliveryState
    language: str
    at: datetime


def schools_with_due() -> list[str]:
    """The schools that have deliveries to send now; a closed school's wait."""
    with scope(read=every_school(Delivery) - closed_schools()):
        due = {"due_at": {"$lte": clock.now()}}
        return sorted(Delivery._get_collection().distinct("school_id", due))


def counts_by_state(school_id: str) -> Mapping[DeliveryState, int]:
    """How many deliveries of the school are in each state; sign-in links are nobody's business."""
    with scope_of(school_id):
        rows = Delivery._get_collection().aggregate(
            [
                {"$match": {"about": {"$ne": None}}},
                {"$group": {"_id": "$state", "count": {"$sum": 1}}},
            ]
        )
        return {DeliveryState(row["_id"]): int(row["count"]) for row in rows}


def latest(school_id: str) -> list[Listed]:
    """The latest deliveries of the school, the newest first."""
    with scope_of(school_id):
        found = list(Delivery.objects(about__ne=None).order_by("-planned_at").limit(LISTED))
        people = RosterPerson.objects(person_id__in=[one.person_id for one in found])
        names = {one.person_id: full_name(one) for one in people if one.active}
    return [
        Listed(
            name=names.get(one.person_id, ""),
            notice=Notice(one.notice),
            state=DeliveryState(one.state),
            language=one.language,
            at=one.settled_at or one.planned_at,
        )
        for one in found
    ]
