"""Named reads of activities: which of them staff may see, and whom a class would reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mongoengine import Q

from services.invitations.activities.models import Activity
from services.invitations.roster.models import RosterClass
from services.invitations.roster.queries import (
    classes_taught,
    guardians_of,
    people,
    school,
    students_of,
)
from shared.errors import NotFound
from shared.events.invitations import ActivityKind

NEWEST = 100
MIX_DAYS = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Whom an invitation to a class would reach: each set of children is one family."""

    families: int
    languages: tuple[str, ...]


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
    if leads or activity.host_id in person_ids:
        return activity  # type: ignore[no-any-return]
    taught = classes_taught(person_ids, school_id, school(school_id).day_of(now))
    if not {one.class_id for one in taught} & set(activity.class_ids):
        raise NotFound("activity")
    return activity  # type: ignore[no-any-return]


def activities_for_staff(
    school_id: str, person_ids: Collection[str], *, leads: bool, now: datetime
) -> list[Activity]:
    """The school's newest activities that ``activity_for_staff`` would show, latest first."""
    found = Activity.objects(school_id=school_id)
    if not leads:
        taught = classes_taught(person_ids, school_id, school(school_id).day_of(now))
        own = Q(class_ids__in=[one.class_id for one in taught])
        found = found.filter(own | Q(host_id__in=list(person_ids)))
    return list(found.order_by("-starts_at").limit(NEWEST))


def coming_activities(class_ids: Collection[str], now: datetime) -> list[Activity]:
    """The activities of these classes that are still to come, the next first."""
    found = Activity.objects(class_ids__in=list(class_ids), ends_at__gte=now)
    return list(found.order_by("starts_at").limit(NEWEST))


def reach_of_class(one: RosterClass, on: date) -> Reach:
    """Whom an invitation to the class would reach on that day."""
    students = students_of([one.class_id], one.school_id, on)
    guardians = guardians_of(students, one.school_id, on)
    known = people(guardians).values()
    languages = {person.languages[0] for person in known if person.languages}
    return Reach(families=len(set(guardians.values())), languages=tuple(sorted(languages)))


def mix_of_kinds(school_id: str, now: datetime) -> Mapping[str, int]:
    """How many activities of each kind the school announced in the last three months (S2)."""
    rows = Activity._get_collection().aggregate(
        [
            {"$match": {"school_id": school_id, "announced_at": {"$gt": now - MIX_DAYS}}},
            {"$group": {"_id": "$kind", "activities": {"$sum": 1}}},
        ]
    )
    counted = {row["_id"]: row["activities"] for row in rows}
    return {kind.value: counted.get(kind.value, 0) for kind in ActivityKind}
