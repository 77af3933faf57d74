"""Named reads of the roster: schools, names, roles, and who belongs to whom on a day.

A relation holds from its first day until the day before its last one, by the school's calendar.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from services.invitations.roster.models import (
    RosterClass,
    RosterCoordinator,
    RosterEnrollment,
    RosterGuardianLink,
    RosterHousehold,
    RosterOrg,
    RosterPerson,
)
from services.invitations.roster.rules import holds_on
from shared.access import AppRole, Principal, Roles, derive_roles
from shared.access.current import LookUpRoles
from shared.events.evaluation import EnrollmentRole
from shared.tenancy import projection_id, scope
from shared.web.layout import Reader

_TEACHING = [EnrollmentRole.TEACHER.value, EnrollmentRole.AIDE.value]


@dataclass(frozen=True, kw_only=True)
class School:
    """A school's name, and its time zone as an IANA name."""

    school_id: str
    name: str = ""
    zone: str = "UTC"

    def day_of(self, moment: datetime) -> date:
        """The day that the school's calendar shows at that moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child that a guardian stands for at one school."""

    student_id: str
    guardian_id: str
    school_id: str


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """A guardian with the children an activity concerns, their classes in it and year levels.

    ``family``: those whom the guardians of a confirmed household have there together; else the own.
    """

    guardian_id: str
    student_ids: tuple[str, ...]
    class_ids: tuple[str, ...]
    grades: tuple[str, ...]
    family: tuple[str, ...] = ()


def roles_lookup(district_id: str) -> LookUpRoles:
    """What ``web.create_app`` asks for the roles of who is signed in."""

    def look_up(principal: Principal) -> Roles:
        wanted = list(principal.person_ids)
        with scope(read=principal.schools):
            records = list(RosterPerson.objects(person_id__in=wanted, active=True))
            appointed = RosterCoordinator.objects(person_id__in=wanted)
            coordinates = {(row.school_id, row.person_id) for row in appointed}
        found: dict[str, frozenset[AppRole]] = defaultdict(frozenset)
        for record in records:
            found[record.school_id] |= derive_roles(
                record.roles,
                in_district=record.school_id == district_id,
                is_coordinator=(record.school_id, record.person_id) in coordinates,
            )
        return {school_id: roles for school_id, roles in found.items() if roles}

    return look_up


def reader_of(principal: Principal) -> Reader:
    """What the frame of a page calls its reader, and the names of their schools."""
    called = people(principal.person_ids[:1])
    names = sorted(school.name for school in schools().values())
    person = called.get(principal.actor)
    return Reader(name=person.full_name if person else "", schools=tuple(names))


def school(school_id: str) -> School:
    """The school; without name and in UTC while nothing is known of it."""
    return schools([school_id])[school_id]


def schools(school_ids: Iterable[str] | None = None) -> dict[str, School]:
    """The schools of these ids, or all known ones in scope, by id."""
    wanted = None if school_ids is None else list(school_ids)
    found = {} if wanted is None else {one: School(school_id=one) for one in wanted}
    keys = {} if wanted is None else {"id__in": [projection_id(one, one) for one in wanted]}
    for org in RosterOrg.objects(erased__ne=True, **keys):
        found[org.org_id] = School(school_id=org.org_id, name=org.name, zone=org.zone)
    return found


def people(person_ids: Iterable[str]) -> dict[str, RosterPerson]:
    """These persons' records by id; one of several schools is there once."""
    wanted = list(set(person_ids))
    return {
        one.person_id: one for one in RosterPerson.objects(person_id__in=wanted, erased__ne=True)
    }


def classes(class_ids: Iterable[str]) -> dict[str, RosterClass]:
    """These classes by id."""
    wanted = list(set(class_ids))
    return {one.class_id: one for one in RosterClass.objects(class_id__in=wanted, erased__ne=True)}


def classes_taught(person_ids: Collection[str], school_id: str, on: date) -> list[RosterClass]:
    """The active classes that one of these persons teaches on that day, by title."""
    ids = _class_ids({"person_id": {"$in": list(person_ids)}, "role": {"$in": _TEACHING}}, on)
    taught = RosterClass.objects(class_id__in=ids, school_id=school_id, active=True)
    return list(taught.order_by("title"))


def classes_attended(person_ids: Collection[str], on: date) -> set[str]:
    """The classes that one of these persons attends as a student on that day."""
    student = {"person_id": {"$in": list(person_ids)}, "role": EnrollmentRole.STUDENT.value}
    return set(_class_ids(student, on))


def students_of(class_ids: Collection[str], school_id: str, on: date) -> dict[str, tuple[str, ...]]:
    """The students of these classes on that day, each with those of the classes they are in."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {"class_id": {"$in": list(class_ids)}, "role": EnrollmentRole.STUDENT.value}
    for row in _enrolled({**wanted, "school_id": school_id}, on):
        found[row["person_id"]].add(row["class_id"])
    return {student: tuple(sorted(of)) for student, of in found.items()}


def guardians_of(
    student_ids: Collection[str], school_id: str, on: date
) -> dict[str, tuple[str, ...]]:
    """The guardians who may be invited for these students on that day, each with their children."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {"student_id": {"$in": list(student_ids)}, "school_id": school_id}
    for row in _links({**wanted, "may_be_invited": True}, on):
        found[row["guardian_id"]].add(row["student_id"])
    return {guardian: tuple(sorted(of)) for guardian, of in found.items()}


def children_of(guardian_ids: Collection[str], now: datetime) -> list[Child]:
    """The children that these guardians stand for today, in every school in scope."""
    found = []
    for one in schools().values():
        wanted = {"guardian_id": {"$in": list(guardian_ids)}, "school_id": one.school_id}
        found += [
            Child(
                student_id=row["student_id"],
                guardian_id=row["guardian_id"],
                school_id=one.school_id,
            )
            for row in _links(wanted, one.day_of(now))
        ]
    return sorted(found, key=lambda child: (child.school_id, child.student_id))


def still_theirs(
    guardian_id: str, student_ids: Collection[str], school_id: str, now: datetime
) -> tuple[str, ...]:
    """Those of the students that the guardian stands for today; empty when the link ended."""
    wanted = {"guardian_id": guardian_id, "student_id": {"$in": list(student_ids)}}
    rows = list(
        RosterGuardianLink._get_collection().find(
            {**wanted, "school_id": school_id, "active": True, "data_access": True},
            {"student_id": 1, "valid_from": 1, "valid_to": 1},
        )
    )
    if any(row["valid_from"] or row["valid_to"] for row in rows):
        # Only a link with dates asks what day it is at the school; each answer comes by here.
        on = school(school_id).day_of(now)
        rows = [row for row in rows if holds_on(row["valid_from"], row["valid_to"], on)]
    return tuple(sorted({row["student_id"] for row in rows}))


def audience_page(
    school_id: str, class_ids: Collection[str], on: date, *, after: str, links: int
) -> tuple[list[Invitee], str | None]:
    """The next guardians to invite for these classes, in the order of their ids.

    Reads about ``links`` guardian links beyond the guardian ``after``. The second value is where
    to go on, None at the end. All that a page needs is read in four queries, two more
    where guardians share a household, however many it has.
    """
    wanted = {"school_id": school_id, "guardian_id": {"$gt": after}, "may_be_invited": True}
    rows = list(_links(wanted, on, limit=links))
    next_after = rows[-1]["guardian_id"] if len(rows) == links else None
    if next_after is not None:
        # The last guardian's children may go on behind the limit: the whole of them comes next.
        whole = [row for row in rows if row["guardian_id"] != next_after]
        if not whole:
            return audience_page(school_id, class_ids, on, after=after, links=links * 2)
        rows, next_after = whole, whole[-1]["guardian_id"]
    return _invitees(rows, school_id, class_ids, on), next_after


def _invitees(
    links: list[dict[str, Any]], school_id: str, class_ids: Collection[str], on: date
) -> list[Invitee]:
    invited = {row["guardian_id"] for row in links}
    housemates = _housemates(invited, school_id)
    beyond = set[str]().union(*housemates.values()) - invited
    if beyond:
        theirs = {"guardian_id": {"$in": list(beyond)}, "school_id": school_id}
        links = [*links, *_links({**theirs, "may_be_invited": True}, on)]
    wanted = {"class_id": {"$in": list(class_ids)}, "role": EnrollmentRole.STUDENT.value}
    students = list({row["student_id"] for row in links})
    in_classes: dict[str, set[str]] = defaultdict(set)
    for row in _enrolled({**wanted, "person_id": {"$in": students}, "school_id": school_id}, on):
        in_classes[row["person_id"]].add(row["class_id"])
    grades = _active_grades([row["guardian_id"] for row in links] + list(in_classes), school_id)
    by_guardian: dict[str, set[str]] = defaultdict(set)
    for row in links:
        student, guardian = row["student_id"], row["guardian_id"]
        if student in in_classes and student in grades and guardian in grades:
            by_guardian[guardian].add(student)
    return [
        Invitee(
            guardian_id=guardian,
            student_ids=tuple(sorted(children)),
            class_ids=tuple(sorted(set[str]().union(*(in_classes[one] for one in children)))),
            grades=tuple(sorted({grade for one in children for grade in grades[one]})),
            family=tuple(
                sorted(children.union(*(by_guardian[one] for one in housemates[guardian])))
            ),
        )
        for guardian, children in list(by_guardian.items())
        if guardian in invited
    ]


def _housemates(guardian_ids: Collection[str], school_id: str) -> dict[str, set[str]]:
    """With whom each of these guardians shares a confirmed household; most with nobody."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in RosterHousehold._get_collection().find(
        {"guardian_ids": {"$in": list(guardian_ids)}, "school_id": school_id, "active": True},
        {"guardian_ids": 1},
    ):
        for guardian in row["guardian_ids"]:
            found[guardian] |= set(row["guardian_ids"])
    return found


def _active_grades(person_ids: list[str], school_id: str) -> dict[str, list[str]]:
    """The year levels of those of these persons who are active, by person."""
    records = RosterPerson._get_collection().find(
        {"person_id": {"$in": list(set(person_ids))}, "school_id": school_id, "active": True},
        {"person_id": 1, "grades": 1},
    )
    return {row["person_id"]: row["grades"] for row in records}


def _class_ids(wanted: dict[str, Any], on: date) -> list[str]:
    return [row["class_id"] for row in _enrolled(wanted, on)]


def _enrolled(wanted: dict[str, Any], on: date) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = RosterEnrollment._get_collection().find(
        {**wanted, **_holds(on, "begins_on", "ends_on")}, {"class_id": 1, "person_id": 1}
    )
    return found


def _links(wanted: dict[str, Any], on: date, limit: int = 0) -> Iterable[dict[str, Any]]:
    """Links with data access that hold on the day, by guardian."""
    found = RosterGuardianLink._get_collection().find(
        {**wanted, "data_access": True, **_holds(on, "valid_from", "valid_to")},
        {"student_id": 1, "guardian_id": 1},
    )
    by_guardian: Iterable[dict[str, Any]] = found.sort("guardian_id", 1).limit(limit)
    return by_guardian


def _holds(on: date, begins: str, ends: str) -> dict[str, Any]:
    """The filter of an active relation that holds on that day; dates are kept as midnights UTC."""
    day = datetime.combine(on, time(), UTC)
    return {
        "active": True,
        "$and": [
            {"$or": [{begins: None}, {begins: {"$lte": day}}]},
            {"$or": [{ends: None}, {ends: {"$gt": day}}]},
        ],
    }
