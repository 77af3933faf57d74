"""Named reads of who stands for whom and who teaches whom on a day, in the schools in scope.

A role says what kind of thing somebody may do; these relations say to whom. A relation holds from
its first day until the day before its last one, by the school's calendar.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from services.evaluation.roster.models import (
    RosterClass,
    RosterEnrollment,
    RosterLink,
    RosterPerson,
)
from services.evaluation.roster.queries import full_name, today_in
from shared.events.evaluation import EnrollmentRole, Role

_TEACHING = (EnrollmentRole.TEACHER.value, EnrollmentRole.AIDE.value)


@dataclass(frozen=True, kw_only=True)
class Teacher:
    """Somebody who teaches a class; the ``primary`` one answers for it."""

    person_id: str
    name: str
    primary: bool
    role: str


def children_of(guardian_ids: Collection[str], schools: Iterable[str]) -> list[tuple[str, str]]:
    """School and child for each link with data access of these guardians that holds today."""
    found: set[tuple[str, str]] = set()
    for school_id in schools:
        wanted = {"school_id": school_id, "guardian_id": {"$in": list(guardian_ids)}}
        rows = _links(wanted, today_in(school_id))
        found |= {(school_id, row["student_id"]) for row in rows}
    return sorted(found)


def stands_for(
    person_ids: Collection[str], student_id: str, school_id: str, *, on: date
) -> str | None:
    """Which of these persons is a guardian with data access to the student that day, if any.

    Source: R11, access follows the guardian link of the moment.
    """
    wanted = {"school_id": school_id, "student_id": student_id}
    rows = _links({**wanted, "guardian_id": {"$in": list(person_ids)}}, on)
    return next((row["guardian_id"] for row in rows), None)


def guardians_of(student_ids: Collection[str], school_id: str, *, on: date) -> dict[str, list[str]]:
    """The guardians who may see each student on that day; students without any are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {"student_id": {"$in": list(student_ids)}, "school_id": school_id}
    for row in _links(wanted, on):
        found[row["student_id"]].add(row["guardian_id"])
    return {student: sorted(known) for student, known in found.items()}


def student_in(school_id: str, person_id: str) -> RosterPerson | None:
    """The person, if a student of the school today."""
    found = RosterPerson.objects(id=f"{school_id}/{person_id}", active=True).first()
    return found if found is not None and Role.STUDENT.value in found.roles else None


def classes_attended(student_id: str, school_id: str, *, on: date) -> list[RosterClass]:
    """The student's active classes of that day, by title."""
    wanted = {"person_id": student_id, "role": EnrollmentRole.STUDENT.value}
    return _classes(school_id, _enrolled({**wanted, "school_id": school_id}, on))


def classes_taught(person_ids: Collection[str], school_id: str, *, on: date) -> list[RosterClass]:
    """The active classes that one of these persons teaches on that day, by title."""
    wanted = {"person_id": {"$in": list(person_ids)}, "role": {"$in": list(_TEACHING)}}
    return _classes(school_id, _enrolled({**wanted, "school_id": school_id}, on))


def all_classes(school_id: str) -> list[RosterClass]:
    """Every active class of the school, by title."""
    return _in_order(RosterClass.objects(school_id=school_id, active=True))


def class_in(school_id: str, class_id: str) -> RosterClass | None:
    """The class, if the school has it today."""
    return RosterClass.objects(  # type: ignore[no-any-return]
        id=f"{school_id}/{class_id}", active=True
    ).first()


def students_of(class_id: str, school_id: str, *, on: date) -> list[RosterPerson]:
    """The students in the class on that day, by family name."""
    wanted = {"class_id": class_id, "role": EnrollmentRole.STUDENT.value}
    ids = [row["person_id"] for row in _enrolled({**wanted, "school_id": school_id}, on)]
    people = RosterPerson.objects(school_id=school_id, person_id__in=ids, active=True)
    return list(people.order_by("family_name", "given_name"))


def teachers_of(
    class_ids: Collection[str], school_id: str, *, on: date
) -> dict[str, tuple[Teacher, ...]]:
    """The teachers of each class on that day: the primary one first, aides last."""
    wanted = {"class_id": {"$in": list(class_ids)}, "role": {"$in": list(_TEACHING)}}
    rows = list(_enrolled({**wanted, "school_id": school_id}, on))
    ids = {row["person_id"] for row in rows}
    people = {
        one.person_id: full_name(one)
        for one in RosterPerson.objects(school_id=school_id, person_id__in=list(ids), active=True)
    }
    found: dict[str, set[Teacher]] = defaultdict(set)
    for row in rows:
        person_id = row["person_id"]
        if person_id in people:
            found[row["class_id"]].add(
                Teacher(
                    person_id=person_id,
                    name=people[person_id],
                    primary=row["primary"],
                    role=row["role"],
                )
            )
    return {class_id: tuple(sorted(known, key=_first)) for class_id, known in found.items()}


def _first(teacher: Teacher) -> tuple[bool, bool, str]:
    is_aide = teacher.role == EnrollmentRole.AIDE.value
    return is_aide, not teacher.primary, teacher.name


def _classes(school_id: str, rows: Iterable[dict[str, Any]]) -> list[RosterClass]:
    ids = list({row["class_id"] for row in rows})
    return _in_order(RosterClass.objects(school_id=school_id, class_id__in=ids, active=True))


def _in_order(classes: Iterable[RosterClass]) -> list[RosterClass]:
    """By title as people count: Room 7 before Room 12."""
    return sorted(classes, key=lambda one: _counted(one.title))


def _counted(title: str) -> list[tuple[bool, int, str]]:
    parts = re.split(r"(\d+)", title.casefold())
    return [(one.isdecimal(), int(one) if one.isdecimal() else 0, one) for one in parts if one]


def _enrolled(wanted: dict[str, Any], on: date) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = RosterEnrollment._get_collection().find(
        {**wanted, **_holds(on, "begins_on", "ends_on")},
        {"class_id": 1, "person_id": 1, "primary": 1, "role": 1},
    )
    return found


def _links(wanted: dict[str, Any], on: date) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = RosterLink._get_collection().find(
        {**wanted, "data_access": True, **_holds(on, "valid_from", "valid_to")},
        {"student_id": 1, "guardian_id": 1},
    )
    return found


def _holds(on: date, begins: str, ends: str) -> dict[str, Any]:
    """The filter of an active relation that holds that day; dates are kept as midnights UTC."""
    day = datetime.combine(on, time(), UTC)
    return {
        "active": True,
        "$and": [
            {"$or": [{begins: None}, {begins: {"$lte": day}}]},
            {"$or": [{ends: None}, {ends: {"$gt": day}}]},
        ],
    }
