"""Named reads of families one by one: what each was invited to, how we tried, what came back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance
from services.invitations.family_calendar.queries import Circumference, Counted, activities_of
from services.invitations.family_calendar.rules import Circle, circles
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import NOTHING_SENT
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    School,
    children_of,
    classes,
    guardians_of,
    links_on,
    people,
    schools,
)
from services.invitations.term_plan.rules import Term
from shared.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Row:
    """One family of the list: effort and response beside each other."""

    counted: Counted
    children: tuple[str, ...]
    guardians: tuple[str, ...]
    classes: tuple[str, ...]
    kinds: Mapping[str, int] = field(default_factory=dict)
    tried: Mapping[str, int] = field(default_factory=dict)
    came: int = 0


@dataclass(frozen=True, kw_only=True)
class Invited:
    """One activity a family was invited to, with each guardian's invitation."""

    activity: Activity
    host: str
    invitations: tuple[tuple[str, Invitation], ...]
    came: bool


@dataclass(frozen=True, kw_only=True)
class OwnSchool:
    """What a guardian was invited to at one school, the latest first."""

    school: School
    invited: tuple[Invited, ...]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What the lines of a page are made from."""

    invitations: Sequence[Invitation]
    activities: Mapping[str, Activity]
    here: Collection[tuple[str, str]]
    named: Mapping[str, RosterPerson]
    titles: Mapping[str, str]


def rows_of(page: Sequence[Counted], within: Circumference, term: Term) -> list[Row]:
    """These families with all that their line says."""
    place = within.school
    activities = activities_of(place.school_id, term, place.zone)
    guardians = [one for counted in page for one in counted.circle.guardian_ids]
    students = [one for counted in page for one in counted.circle.student_ids]
    rooms = classes(room for one in students for room in within.students[one])
    known = _Known(
        invitations=_invitations(guardians, activities, within.students),
        activities=activities,
        here=_here(activities, students),
        named=people([*guardians, *students]),
        titles={key: str(one.title) for key, one in rooms.items()},
    )
    return [_row(one, within, known) for one in page]


def circle_of(student_id: str, within: Circumference, now: datetime) -> Circle:
    """The family of one child that the reader may see.

    Raises:
        NotFound: the child is not among those the reader may see.
    """
    place = within.school
    if student_id not in within.students:
        raise NotFound("student")
    guardians = guardians_of(list(within.students), place.school_id, place.day_of(now))
    found = circles(within.students, guardians)
    return next(one for one in found if student_id in one.student_ids)


def invited_to(circle: Circle, within: Circumference, term: Term) -> list[Invited]:
    """Everything of the term that the family was invited to, by day."""
    place = within.school
    known = activities_of(place.school_id, term, place.zone)
    found = _invitations(circle.guardian_ids, known, within.students)
    return _invited(found, known, _here(known, circle.student_ids))


def own_invited(
    person_ids: Collection[str], term_at: Mapping[str, Term], now: datetime
) -> list[OwnSchool]:
    """What these guardians themselves were invited to in the term, about children theirs today.

    ``term_at``: the term by school, since each has its own clock.
    """
    theirs = children_of(person_ids, now)
    students = {one.student_id for one in theirs}
    listed = []
    for place in schools({one.school_id for one in theirs}).values():
        known = activities_of(place.school_id, term_at[place.school_id], place.zone)
        found = _invitations(list(person_ids), known, students)
        here = _here_themselves(known, students, person_ids, place.school_id, place.day_of(now))
        listed.append(
            OwnSchool(school=place, invited=tuple(reversed(_invited(found, known, here))))
        )
    return sorted(listed, key=lambda one: one.school.name)


def _invitations(
    guardian_ids: Collection[str], known: Mapping[str, Activity], students: Collection[str]
) -> list[Invitation]:
    """These guardians' invitations of the term that are about one of these children."""
    found = Invitation.objects(
        guardian_id__in=list(guardian_ids), activity_id__in=list(known)
    ).order_by("starts_at")
    wanted = set(students)
    return [one for one in found if wanted & set(one.student_ids)]


def _here(known: Mapping[str, Activity], student_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these children's families took part in which of these activities."""
    wanted = {"$in": list(student_ids)}
    rows = Attendance._get_collection().find(
        {"activity_id": {"$in": list(known)}, "student_ids": wanted, "present": True},
        {"activity_id": 1, "student_ids": 1},
    )
    return {(row["activity_id"], one) for row in rows for one in row["student_ids"]}


def _here_themselves(
    known: Mapping[str, Activity],
    student_ids: Collection[str],
    person_ids: Collection[str],
    school_id: str,
    on: date,
) -> set[tuple[str, str]]:
    """Where these guardians took part, about children for whom nobody else stands.

    Families are counted once: of two guardians neither learns here where the other was.
    Source: product.md R10.
    """
    links = links_on({"student_id": {"$in": list(student_ids)}, "school_id": school_id}, on)
    shared = {one["student_id"] for one in links if one["guardian_id"] not in person_ids}
    alone = set(student_ids) - shared
    rows = Attendance._get_collection().find(
        {
            "activity_id": {"$in": list(known)},
            "guardian_id": {"$in": list(person_ids)},
            "present": True,
        },
        {"activity_id": 1, "student_ids": 1},
    )
    return {
        (row["activity_id"], one)
        for row in rows
        if alone.issuperset(row["student_ids"])
        for one in row["student_ids"]
    }


def _invited(
    found: Iterable[Invitation], known: Mapping[str, Activity], here: Collection[tuple[str, str]]
) -> list[Invited]:
    by_activity: dict[str, list[Invitation]] = {}
    for one in found:
        by_activity.setdefault(one.activity_id, []).append(one)
    named = people(
        person
        for key, invitations in by_activity.items()
        for person in (known[key].host_id, *(one.guardian_id for one in invitations))
    )
    return [
        Invited(
            activity=known[key],
            host=_name(named, known[key].host_id),
            invitations=tuple((_name(named, one.guardian_id), one) for one in invitations),
            came=any((key, student) in here for one in invitations for student in one.student_ids),
        )
        for key, invitations in sorted(
            by_activity.items(), key=lambda pair: known[pair[0]].starts_at
        )
    ]


def _row(counted: Counted, within: Circumference, known: _Known) -> Row:
    circle = counted.circle
    own = [one for one in known.invitations if one.guardian_id in circle.guardian_ids]
    rooms = dict.fromkeys(
        known.titles[room]
        for student in circle.student_ids
        for room in within.students[student]
        if room in known.titles
    )
    here = {activity for activity, student in known.here if student in circle.student_ids}
    return Row(
        counted=counted,
        children=tuple(_name(known.named, one) for one in circle.student_ids),
        guardians=tuple(_name(known.named, one) for one in circle.guardian_ids),
        classes=tuple(rooms),
        kinds=Counter(
            known.activities[one].kind for one in counted.activity_ids if one in known.activities
        ),
        tried=tried(own),
        came=len(here),
    )


def tried(invitations: Iterable[Invitation]) -> Mapping[str, int]:
    """How many messages about these invitations went out by each channel."""
    return Counter(
        str(delivery["channel"])
        for one in invitations
        for delivery in one.deliveries.values()
        if delivery.get("status") not in NOTHING_SENT
    )


def _name(named: Mapping[str, RosterPerson], person_id: str) -> str:
    return named[person_id].full_name if person_id in named else ""
