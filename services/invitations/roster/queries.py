"""Named reads of the roster: schools, names, roles, and who belongs to whom on a day.

A relation holds from its first day until the day before its last one, by the school's calendar.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from services.invitations.roster.rules import holds_on, is_called, may_begin, words_asked
from shared.access import AppRole, Principal, Roles, derive_roles
from shared.access.current import LookUpRoles
from shared.events.evaluation import EnrollmentRole
from shared.tenancy import projection_id, scope
from shared.web.layout import Reader

# What a link must have so that its guardian stands for the student, within its days if it has any.
STANDS = {"active": True, "data_access": True}
LINK = ("student_id", "valid_from", "valid_to")
_TEACHING = [EnrollmentRole.TEACHER.value, EnrollmentRole.AIDE.value]


@dataclass(frozen=True, kw_only=True)
class School:
    """A school's name, its time zone as an IANA name, and the first days of its terms in order."""

    school_id: str
    name: str = ""
    zone: str = "UTC"
    term_starts: tuple[date, ...] = ()

    def day_of(self, moment: datetime) -> date:
        """The day that the school's calendar shows at that moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child that a guardian stands for at one school."""

    student_id: str
    guardian_id: str
    school_id: str


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
        starts = tuple(date.fromisoformat(one) for one in org.term_starts)
        found[org.org_id] = School(
            school_id=org.org_id, name=org.name, zone=org.zone, term_starts=starts
        )
    return found


def people(person_ids: Iterable[str]) -> dict[str, RosterPerson]:
    """These persons' records by id; one of several schools is there once."""
    wanted = list(set(person_ids))
    return {
        one.person_id: one for one in RosterPerson.objects(person_id__in=wanted, erased__ne=True)
    }


def people_called(name: str, school_id: str) -> set[str]:
    """The persons of the school one of whose names has every word of it, with or without marks.

    No index knows names without their marks: the store leaves out those that cannot fit, which
    takes half the time of reading all, and ``is_called`` decides on the rest.
    """
    fields = ("given_name", "preferred_name", "family_name")
    asked = words_asked(name)
    may_fit = [{one: {"$regex": may_begin(asked), "$options": "i"}} for one in fields]
    rows = RosterPerson._get_collection().find(
        {"school_id": school_id, "erased": {"$ne": True}, "$or": may_fit},
        {**dict.fromkeys(("person_id", *fields), 1), "_id": 0},
    )
    return {
        row["person_id"]
        for row in rows.to_list()
        if is_called((row.get(one) for one in fields), asked)
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


def taught_since(person_ids: Collection[str], school_id: str, on: date) -> dict[str, date]:
    """The active classes that one of these persons teaches that day, each with the day it began.

    Where that is not known the class is not there.
    """
    rows = RosterEnrollment._get_collection().find(
        {
            "class_id": {
                "$in": [one.class_id for one in classes_taught(person_ids, school_id, on)]
            },
            "person_id": {"$in": list(person_ids)},
            "role": {"$in": _TEACHING},
            **holding(on, "begins_on", "ends_on"),
        },
        {"class_id": 1, "begins_on": 1},
    )
    begun: dict[str, set[datetime | None]] = defaultdict(set)
    for row in rows:
        begun[row["class_id"]].add(row.get("begins_on"))
    return {
        class_id: min(day for day in days if day).date()
        for class_id, days in begun.items()
        if None not in days
    }


def classes_of_school(school_id: str) -> list[RosterClass]:
    """The school's active classes, by title."""
    found = RosterClass.objects(school_id=school_id, active=True, erased__ne=True)
    return list(found.order_by("title"))


def classes_attended(person_ids: Collection[str], on: date) -> set[str]:
    """The classes that one of these persons attends as a student on that day."""
    student = {"person_id": {"$in": list(person_ids)}, "role": EnrollmentRole.STUDENT.value}
    return set(_class_ids(student, on))


def students_of(class_ids: Collection[str], school_id: str, on: date) -> dict[str, tuple[str, ...]]:
    """The students of these classes on that day, each with those of the classes they are in."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {"class_id": {"$in": list(class_ids)}, "role": EnrollmentRole.STUDENT.value}
    for row in enrolled({**wanted, "school_id": school_id}, on):
        found[row["person_id"]].add(row["class_id"])
    return {student: tuple(sorted(of)) for student, of in found.items()}


def guardians_of(
    student_ids: Collection[str], school_id: str, on: date
) -> dict[str, tuple[str, ...]]:
    """The guardians who may be invited for these students on that day, each with their children."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {"student_id": {"$in": list(student_ids)}, "school_id": school_id}
    for row in links_on({**wanted, "may_be_invited": True}, on):
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
            for row in links_on(wanted, one.day_of(now))
        ]
    return sorted(found, key=lambda child: (child.school_id, child.student_id))


def still_theirs(
    guardian_id: str, student_ids: Collection[str], school_id: str, now: datetime
) -> tuple[str, ...]:
    """Those of the students that the guardian stands for today; empty when the link ended."""
    wanted = {"guardian_id": guardian_id, "student_id": {"$in": list(student_ids)}}
    rows = RosterGuardianLink._get_collection().find(
        {**wanted, "school_id": school_id, **STANDS}, dict.fromkeys(LINK, 1)
    )
    return stood_for(rows.to_list(), school_id, now)


def stood_for(rows: Sequence[Mapping[str, Any]], school_id: str, now: datetime) -> tuple[str, ...]:
    """The students of these links, of ``STANDS`` with the fields ``LINK``, that hold today."""
    if any(row["valid_from"] or row["valid_to"] for row in rows):
        # Only a link with dates asks what day it is at the school; each answer comes by here.
        on = school(school_id).day_of(now)
        rows = [row for row in rows if holds_on(row["valid_from"], row["valid_to"], on)]
    return tuple(sorted({row["student_id"] for row in rows}))


def standing_for(
    student_ids: Collection[str], school_id: str, on: date
) -> frozenset[tuple[str, str]]:
    """Each guardian with each of these students whom they stand for on that day."""
    wanted = {"student_id": {"$in": list(student_ids)}, "school_id": school_id}
    return frozenset((row["guardian_id"], row["student_id"]) for row in links_on(wanted, on))


def housemates(guardian_ids: Collection[str] | None, school_id: str) -> dict[str, set[str]]:
    """With whom each of these guardians shares a confirmed household; most with nobody.

    With None all of the school's guardians.
    """
    wanted = {} if guardian_ids is None else {"guardian_ids": {"$in": list(guardian_ids)}}
    of_the_school = {**wanted, "school_id": school_id, "active": True}
    return mates_in(RosterHousehold._get_collection().find(of_the_school, {"guardian_ids": 1}))


def mates_in(households: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """With whom each of these households' guardians shares one; the own id is among them."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in households:
        for guardian in row["guardian_ids"]:
            found[guardian] |= set(row["guardian_ids"])
    return found


def enrolled(wanted: dict[str, Any], on: date) -> list[dict[str, Any]]:
    """The enrolments that match and hold on the day: class and person."""
    found = RosterEnrollment._get_collection().find(
        {**wanted, **holding(on, "begins_on", "ends_on")}, {"class_id": 1, "person_id": 1, "_id": 0}
    )
    rows: list[dict[str, Any]] = found.to_list()
    return rows


def links_on(wanted: dict[str, Any], on: date, limit: int = 0) -> list[dict[str, Any]]:
    """Links with data access that hold on the day, by guardian."""
    found = RosterGuardianLink._get_collection().find(
        {**wanted, "data_access": True, **holding(on, "valid_from", "valid_to")},
        {"student_id": 1, "guardian_id": 1, "_id": 0},
    )
    by_guardian: list[dict[str, Any]] = found.sort("guardian_id", 1).limit(limit).to_list()
    return by_guardian


def _class_ids(wanted: dict[str, Any], on: date) -> list[str]:
    return [row["class_id"] for row in enrolled(wanted, on)]


def holding(on: date, begins: str, ends: str) -> dict[str, Any]:
    """The filter of an active relation that holds on that day; dates are kept as midnights UTC."""
    day = datetime.combine(on, time(), UTC)
    return {
        "active": True,
        "$and": [
            {"$or": [{begins: None}, {begins: {"$lte": day}}]},
            {"$or": [{ends: None}, {ends: {"$gt": day}}]},
        ],
    }
