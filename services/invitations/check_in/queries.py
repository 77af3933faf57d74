"""Named reads at the door: the families of an activity with who is there, and what was tapped."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mongoengine import Q

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance, DoorTap
from services.invitations.check_in.rules import door_code, mark, read_mark
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.queries import Family, families
from services.invitations.invitations.tallying import AT_THE_DOOR
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    classes_taught,
    guardians_of,
    housemates,
    links_on,
    people,
    school,
    students_of,
)
from shared import ids
from shared.events.invitations import AttendanceMode

# A page for one door, which a phone can draw; whoever is on another is found by the family's code.
MOST_FAMILIES = 200
NEWEST_TAPS = 200
NOTED_AT_ONCE = 500
# Longer than any transaction lasts.
STILL_UNDER_WAY = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Who takes part: families by how they do, adults and children; all ways count as such."""

    modes: Mapping[str, int]
    adults: int = 0
    children: int = 0

    @property
    def families(self) -> int:
        """Families that take part in any way."""
        return sum(self.modes.values())

    @property
    def people(self) -> int:
        """Adults and children together."""
        return self.adults + self.children


@dataclass(frozen=True, kw_only=True)
class AtTheDoor:
    """An invited family, and whether it is here; the numbers are what to expect until it is."""

    family: Family
    attendance: Attendance | None
    attendance_id: str
    code: str
    adults: int
    children: int

    @property
    def is_present(self) -> bool:
        """Whether it was ticked."""
        return self.attendance is not None and bool(self.attendance.present)

    @property
    def said_yes(self) -> bool:
        """Whether the family said that it comes, and has a place."""
        return self.family.state == "coming"


@dataclass(frozen=True, kw_only=True)
class Door:
    """Everybody at one activity: invited families, walk-ins that are here, and the totals.

    ``has_more``: there are families after these.
    """

    invited: tuple[AtTheDoor, ...]
    walk_ins: tuple[tuple[Attendance, tuple[str, ...]], ...]
    counted: Counted
    has_more: bool = False

    @property
    def not_come(self) -> tuple[AtTheDoor, ...]:
        """Families that said yes and are not ticked; before the end they may still come."""
        return tuple(one for one in self.invited if one.said_yes and not one.is_present)


@dataclass(frozen=True, kw_only=True)
class Tapped:
    """One tap with the names that its line shows."""

    tap: DoorTap
    family: tuple[str, ...]
    by: str


def door(activity: Activity, number: int = 1) -> Door:
    """Who is invited and who is there: those who said they come first, then by name.

    Of a long list the page of that number.
    """
    begin = (number - 1) * MOST_FAMILIES
    some = families(activity.id, skip=begin, limit=MOST_FAMILIES + 1, order=AT_THE_DOOR)
    listed = some[:MOST_FAMILIES]
    ids_listed = [attendance_id(activity.id, one.invitations[0].family_key) for one in listed]
    noted = {one.id: one for one in Attendance.objects(id__in=ids_listed)}
    invited = [at_the_door(activity.id, one, noted) for one in listed]
    uninvited = Attendance.objects(
        activity_id=activity.id, present=True, invitation_id=None, id__nin=ids_listed
    )
    extra = list(uninvited.order_by("-recorded_at").limit(MOST_FAMILIES))
    named = people(child for one in extra for child in one.student_ids)
    return Door(
        invited=tuple(sorted(invited, key=_coming_first)),
        walk_ins=tuple((one, _children_of(one, named)) for one in extra),
        counted=counted(activity.id),
        has_more=len(some) > MOST_FAMILIES,
    )


def counted(activity_id: str) -> Counted:
    """How many take part, counted in the store: one row per family, however often it was tapped."""
    rows = Attendance._get_collection().aggregate(
        [
            {"$match": {"activity_id": activity_id, "present": True}},
            {
                "$group": {
                    "_id": "$mode",
                    "families": {"$sum": 1},
                    "adults": {"$sum": "$adults"},
                    "children": {"$sum": "$children"},
                }
            },
        ]
    )
    found = {row["_id"]: row for row in rows}
    return Counted(
        modes={one.value: found.get(one, {}).get("families", 0) for one in AttendanceMode},
        adults=sum(row["adults"] for row in found.values()),
        children=sum(row["children"] for row in found.values()),
    )


def noted(attendance_ids: Collection[str]) -> list[Attendance]:
    """What is noted under these ids, what was taken back too."""
    return list(Attendance.objects(id__in=list(attendance_ids)))


def noted_after(activity_id: str, after: str, now: datetime) -> tuple[list[Attendance], str]:
    """What was noted of an activity after that, what was taken back too; and where to go on.

    ``after`` is what this returned before, empty for all. Some may come twice: a transaction that
    is under way now may have noted something before ``now``.
    """
    found = Attendance.objects(activity_id=activity_id)
    if after:
        moment, last = read_mark(after)
        found = found.filter(Q(recorded_at__gt=moment) | Q(recorded_at=moment, id__gt=last))
    some = list(found.order_by("recorded_at", "id").limit(NOTED_AT_ONCE))
    if len(some) < NOTED_AT_ONCE:
        return some, mark(now - STILL_UNDER_WAY)
    return some, mark(some[-1].recorded_at, some[-1].id)


def taps(activity_id: str) -> list[Tapped]:
    """The newest taps, the latest first: corrections do not wipe out what stood before."""
    found = list(DoorTap.objects(activity_id=activity_id).order_by("-tapped_at").limit(NEWEST_TAPS))
    about = {
        one.id: one for one in Attendance.objects(id__in=list({one.attendance_id for one in found}))
    }
    named = people(
        [*(one.recorded_by for one in found), *(p for one in about.values() for p in _persons(one))]
    )
    return [
        Tapped(
            tap=one,
            family=_named(about.get(one.attendance_id), named),
            by=named[one.recorded_by].full_name if one.recorded_by in named else "",
        )
        for one in found
    ]


def attendance_id(activity_id: str, family_key: str) -> str:
    """The id under which it is noted that a family took part."""
    return ids.derived_id("attendance", activity_id, family_key)


def family_of(student_id: str, school_id: str, on: date) -> tuple[str, ...]:
    """The children who come as one family with this child.

    Those of a confirmed household's guardians, else those for whom all of its guardians stand.
    """
    guardians = guardians_of([student_id], school_id, on)
    together = set[str]().union(*housemates(guardians, school_id).values())
    if together:
        theirs = [_children_at(school_id, one, on) for one in together]
        return tuple(sorted({student_id}.union(*theirs)))
    shared = [_children_at(school_id, one, on) for one in guardians]
    return tuple(sorted({student_id} | (set.intersection(*shared) if shared else set())))


def children_not_invited(
    activity: Activity, staff_ids: Collection[str], now: datetime
) -> list[RosterPerson]:
    """Children of the classes these persons teach today whose family has no invitation, by name."""
    today = school(activity.school_id).day_of(now)
    taught = [one.class_id for one in classes_taught(staff_ids, activity.school_id, today)]
    theirs = set(students_of(taught, activity.school_id, today))
    if not theirs:
        return []
    invited = Invitation._get_collection().distinct(
        "student_ids", {"activity_id": activity.id, "student_ids": {"$in": list(theirs)}}
    )
    wanted = theirs - set(invited)
    return sorted(people(wanted).values(), key=lambda one: one.full_name)


def at_the_door(activity_id: str, family: Family, noted: Mapping[str, Attendance]) -> AtTheDoor:
    """The family with what is noted of it; ``noted`` by attendance id."""
    key = family.invitations[0].family_key
    its_id = attendance_id(activity_id, key)
    attendance = noted.get(its_id)
    if attendance is not None and attendance.present:
        adults, children = attendance.adults, attendance.children
    elif family.party:
        adults = sum(one.adults for one in family.invitations if one.party)
        children = sum(one.children for one in family.invitations if one.party)
    else:
        adults, children = 1, len(family.children)
    return AtTheDoor(
        family=family,
        attendance=attendance,
        attendance_id=its_id,
        code=door_code(activity_id, key),
        adults=adults,
        children=children,
    )


def _coming_first(one: AtTheDoor) -> tuple[bool, str]:
    return (not one.said_yes, " ".join(one.family.guardians))


def _children_at(school_id: str, guardian_id: str, on: date) -> set[str]:
    links = links_on({"school_id": school_id, "guardian_id": guardian_id}, on)
    return {row["student_id"] for row in links}


def _children_of(attendance: Attendance, named: Mapping[str, RosterPerson]) -> tuple[str, ...]:
    return tuple(named[one].full_name for one in attendance.student_ids if one in named)


def _persons(attendance: Attendance) -> list[str]:
    return [*([attendance.guardian_id] if attendance.guardian_id else []), *attendance.student_ids]


def _named(attendance: Attendance | None, named: Mapping[str, RosterPerson]) -> tuple[str, ...]:
    """The guardian's name, else those of the children; nobody's when nobody knows the family."""
    if attendance is None:
        return ()
    ids_shown = [attendance.guardian_id] if attendance.guardian_id else attendance.student_ids
    return tuple(named[one].full_name for one in ids_shown if one in named)
