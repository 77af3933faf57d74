"""Named reads at the door: the families of an activity with who is there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.queries import Family, families
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import classes_taught, people, school, students_of

# A list for one door; a larger activity is found by the name on the activity's page.
MOST_FAMILIES = 500


@dataclass(frozen=True, kw_only=True)
class AtTheDoor:
    """An invited family, and whether it is here; the numbers are what to expect until it is."""

    family: Family
    attendance: Attendance | None
    adults: int
    children: int

    @property
    def is_present(self) -> bool:
        """Whether it was ticked."""
        return self.attendance is not None and bool(self.attendance.present)


@dataclass(frozen=True, kw_only=True)
class Door:
    """Everybody at one activity: invited families, walk-ins that are here, and the totals."""

    invited: tuple[AtTheDoor, ...]
    walk_ins: tuple[tuple[Attendance, tuple[str, ...]], ...]
    families: int
    people: int


def door(activity: Activity) -> Door:
    """Who is invited and who is there: those who said they come first, then by name."""
    noted = {one.id: one for one in Attendance.objects(activity_id=activity.id)}
    by_family = {one.family_key: one for one in noted.values() if one.family_key}
    listed = families(activity.id, limit=MOST_FAMILIES)
    invited = [_at_the_door(one, by_family) for one in listed]
    known = {one.attendance.id for one in invited if one.attendance is not None}
    present = [one for one in noted.values() if one.present]
    extra = [one for one in present if one.id not in known]
    named = people(child for one in extra for child in one.student_ids)
    return Door(
        invited=tuple(sorted(invited, key=_coming_first)),
        walk_ins=tuple((one, _children_of(one, named)) for one in extra),
        families=len(present),
        people=sum(one.adults + one.children for one in present),
    )


def children_not_invited(
    activity: Activity, staff_ids: Collection[str], now: datetime
) -> list[RosterPerson]:
    """Children of the classes these persons teach today whose family has no invitation, by name."""
    today = school(activity.school_id).day_of(now)
    taught = [one.class_id for one in classes_taught(staff_ids, activity.school_id, today)]
    invited = Invitation._get_collection().distinct("student_ids", {"activity_id": activity.id})
    wanted = set(students_of(taught, activity.school_id, today)) - set(invited)
    return sorted(people(wanted).values(), key=lambda one: one.full_name)


def _at_the_door(family: Family, by_family: dict[str, Attendance]) -> AtTheDoor:
    attendance = by_family.get(family.invitations[0].family_key)
    if attendance is not None:
        adults, children = attendance.adults, attendance.children
    elif family.party:
        adults = sum(one.adults for one in family.invitations if one.party)
        children = sum(one.children for one in family.invitations if one.party)
    else:
        adults, children = 1, len(family.children)
    return AtTheDoor(family=family, attendance=attendance, adults=adults, children=children)


def _coming_first(one: AtTheDoor) -> tuple[bool, str]:
    return (one.family.state != "coming", " ".join(one.family.guardians))


def _children_of(attendance: Attendance, named: dict[str, RosterPerson]) -> tuple[str, ...]:
    return tuple(named[one].full_name for one in attendance.student_ids if one in named)
