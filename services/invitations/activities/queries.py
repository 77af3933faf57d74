"""Named reads of activities: which of them staff may see, and whom a class would reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mongoengine import Q, QuerySet

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import State
from services.invitations.roster.queries import (
    classes_taught,
    school,
)
from shared.errors import NotFound
from shared.events.invitations import ActivityKind

NEWEST = 100
MIX_DAYS = timedelta(days=90)
TERMS = ("starts_at", "ends_at", "answer_by", "one_answer", "state")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an answer must know of the activity: until when it counts, and whether it is still on.

    ``one_answer``: one is needed for each child, as for a consent.
    """

    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    one_answer: bool
    is_cancelled: bool


def terms_from(row: Mapping[str, Any]) -> Terms:
    """The terms in these fields of an activity's row, ``TERMS``: each answer asks for them only."""
    return Terms(
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        answer_by=row["answer_by"],
        # Activities from before there were consents, or cancelled ones, say neither.
        one_answer=row.get("one_answer", False),
        is_cancelled=row.get("state") == State.CANCELLED.value,
    )


def offers_planned(offer_ids: Collection[str], school_id: str) -> set[str]:
    """Those of these offers of families which an activity came of that was not cancelled."""
    came = Activity.objects(school_id=school_id, offer_id__in=list(offer_ids))
    return set(came.filter(state__ne=State.CANCELLED.value).distinct("offer_id"))


def activity_for_staff(
    activity_id: str, school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> Activity:
    """The activity, for its host, who teaches one of its classes today, or who leads the school.

    Raises:
        NotFound: there is none, or it is not theirs to see; both the same.
    """
    activity = Activity.objects(id=activity_id, school_id=school_id).first()
    if activity is None:
        raise NotFound("activity")
    if leads or set(activity.hosts) & set(person_ids):
        return activity  # type: ignore[no-any-return]
    taught = classes_taught(person_ids, school_id, school(school_id).day_of(now))
    if not {one.class_id for one in taught} & set(activity.class_ids):
        raise NotFound("activity")
    return activity  # type: ignore[no-any-return]


def activities_for_staff(
    school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> list[Activity]:
    """The school's newest activities that the reader may see and families know, latest first."""
    found = own_or_led(school_id, person_ids, leads=leads, now=now)
    return list(found.filter(state__ne=State.HELD.value).order_by("-starts_at").limit(NEWEST))


def own_or_led(
    school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> QuerySet:
    """The school's activities that ``activity_for_staff`` would show, also those still held."""
    found = Activity.objects(school_id=school_id)
    if leads:
        return found
    taught = classes_taught(person_ids, school_id, school(school_id).day_of(now))
    own = Q(class_ids__in=[one.class_id for one in taught])
    mine = list(person_ids)
    return found.filter(own | Q(host_id__in=mine) | Q(host_ids__in=mine))


def coming_activities(class_ids: Collection[str], now: datetime) -> list[Activity]:
    """What these classes' families are invited to and is still to come, the next first."""
    found = Activity.objects(
        class_ids__in=list(class_ids),
        ends_at__gte=now,
        state__nin=[State.HELD.value, State.CANCELLED.value],
    )
    return list(found.order_by("starts_at").limit(NEWEST))


def mix_of_kinds(school_id: str, now: datetime) -> Mapping[str, int]:
    """How many activities of each kind the school announced in the last three months (S2)."""
    rows = Activity._get_collection().aggregate(
        [
            {
                "$match": {
                    "school_id": school_id,
                    "state": {"$ne": State.CANCELLED.value},
                    "announced_at": {"$gt": now - MIX_DAYS},
                }
            },
            {"$group": {"_id": "$kind", "activities": {"$sum": 1}}},
        ]
    )
    counted = {row["_id"]: row["activities"] for row in rows}
    return {kind.value: counted.get(kind.value, 0) for kind in ActivityKind}
