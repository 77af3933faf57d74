"""Named reads of who was invited how much: the families of a school or of own classes.

However many invitations there are, the store counts them; only a page of families is read whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import State
from services.invitations.family_calendar.models import InvitationFloor
from services.invitations.family_calendar.rules import FLOOR, Circle, Level, circles, levels
from services.invitations.invitations.models import Invitation
from services.invitations.roster.models import RosterClass, RosterPerson
from services.invitations.roster.queries import (
    School,
    classes_of_school,
    classes_taught,
    guardians_of,
    students_of,
)
from services.invitations.term_plan.rules import Term


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A family with how often it was invited in the term; ``answered``: to how many it spoke."""

    circle: Circle
    activity_ids: frozenset[str]
    answered: int
    name: str

    @property
    def invited(self) -> int:
        """To how many activities."""
        return len(self.activity_ids)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The families of a term, those below the floor first and of these the least invited."""

    families: tuple[Counted, ...]
    floor: int
    below: int
    levels: tuple[Level, ...]


@dataclass(frozen=True, kw_only=True)
class Circumference:
    """Whose families are counted: the whole school's, or those of the children of some classes."""

    school: School
    classes: tuple[RosterClass, ...]
    students: Mapping[str, tuple[str, ...]]
    whole: bool


def floor_of(school_id: str) -> int:
    """How many invitations the school wants every family to have in a term."""
    found = InvitationFloor.objects(id=school_id).first()
    return int(found.floor) if found else FLOOR


def around(
    place: School, person_ids: Collection[str], class_id: str, *, leads: bool, now: datetime
) -> Circumference:
    """Whose families the reader may see: of own classes, of the whole school for who leads.

    ``class_id`` narrows it to one of these classes.
    """
    today = place.day_of(now)
    if leads:
        classes = classes_of_school(place.school_id)
    else:
        classes = classes_taught(person_ids, place.school_id, today)
    known = {one.class_id for one in classes}
    wanted = [class_id] if class_id in known else sorted(known)
    return Circumference(
        school=place,
        classes=tuple(classes),
        students=students_of(wanted, place.school_id, today) if wanted else {},
        whole=leads and class_id not in known,
    )


def count(within: Circumference, term: Term, now: datetime) -> Counts:
    """How often each of these families was invited to something of the term."""
    place = within.school
    guardians = guardians_of(list(within.students), place.school_id, place.day_of(now))
    rows = _per_guardian(within, term)
    names = _family_names(within.students, place.school_id)
    floor = floor_of(place.school_id)
    found = [_counted(circle, rows, names) for circle in circles(within.students, guardians)]
    found.sort(key=lambda one: (min(one.invited, floor), one.name, one.circle.key))
    return Counts(
        families=tuple(found),
        floor=floor,
        below=sum(one.invited < floor for one in found),
        levels=tuple(levels(((one.invited, one.answered > 0) for one in found), floor)),
    )


def activities_of(school_id: str, term: Term, zone: str) -> dict[str, Activity]:
    """What families were invited to in the term, by id; without what was called off."""
    begins_at, ends_at = term.span(zone)
    found = Activity.objects(
        school_id=school_id,
        state=State.ANNOUNCED.value,
        starts_at__gte=begins_at,
        starts_at__lt=ends_at,
    )
    return {one.id: one for one in found}


def _per_guardian(within: Circumference, term: Term) -> dict[str, dict[str, Any]]:
    """For each guardian the activities of the term and those answered, counted by the store."""
    place = within.school
    wanted = list(_activity_ids(place.school_id, term, place.zone))
    match: dict[str, Any] = {"school_id": place.school_id, "activity_id": {"$in": wanted}}
    if not within.whole:
        match["student_ids"] = {"$in": list(within.students)}
    said = {"$cond": [{"$ifNull": ["$answer", False]}, "$activity_id", "$$REMOVE"]}
    rows = Invitation._get_collection().aggregate(
        [
            {"$match": match},
            {
                "$group": {
                    "_id": "$guardian_id",
                    "invited": {"$addToSet": "$activity_id"},
                    "answered": {"$addToSet": said},
                }
            },
        ]
    )
    return {row["_id"]: row for row in rows}


def _activity_ids(school_id: str, term: Term, zone: str) -> list[str]:
    begins_at, ends_at = term.span(zone)
    rows = Activity._get_collection().find(
        {
            "school_id": school_id,
            "state": State.ANNOUNCED.value,
            "starts_at": {"$gte": begins_at, "$lt": ends_at},
        },
        {"_id": 1},
    )
    return [row["_id"] for row in rows]


def _family_names(student_ids: Collection[str], school_id: str) -> dict[str, str]:
    """By which name each of these children is looked up, without reading them whole."""
    rows = RosterPerson._get_collection().find(
        {"person_id": {"$in": list(student_ids)}, "school_id": school_id},
        {"person_id": 1, "family_name": 1, "given_name": 1},
    )
    return {
        row["person_id"]: f"{row.get('family_name') or ''} {row.get('given_name') or ''}".strip()
        for row in rows
        if "person_id" in row
    }


def _counted(
    circle: Circle, rows: Mapping[str, Mapping[str, Sequence[str]]], names: Mapping[str, str]
) -> Counted:
    own = [rows[one] for one in circle.guardian_ids if one in rows]
    return Counted(
        circle=circle,
        activity_ids=frozenset(activity for row in own for activity in row["invited"]),
        answered=len({activity for row in own for activity in row["answered"]}),
        name=min(names.get(one, "") for one in circle.student_ids),
    )
