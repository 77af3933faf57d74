"""Who may see a child's days and work: the relation of today, never a role alone. R11.

Whoever may not is told what they would be told of a child that does not exist.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.evaluation.roster.models import RosterClass
from services.evaluation.roster.queries import full_name, school_names, today_in
from services.evaluation.roster.relations import (
    Teacher,
    children_of,
    classes_attended,
    classes_taught,
    stands_for,
    student_in,
    teachers_of,
)
from shared.access import AppRole, Principal
from shared.errors import NotFound


class Viewer(StrEnum):
    """As what somebody looks at a child's page."""

    GUARDIAN = "guardian"
    STUDENT = "student"
    TEACHER = "teacher"
    LEADER = "leader"


@dataclass(frozen=True, kw_only=True)
class SeenChild:
    """A child whom the viewer may see at one school, with the classes and teachers of today."""

    person_id: str
    school_id: str
    name: str
    given_name: str
    grades: tuple[str, ...]
    viewer: Viewer
    today: date
    classes: Mapping[str, RosterClass]
    teachers: Mapping[str, tuple[Teacher, ...]]

    def teacher_of(self, class_id: str) -> Teacher | None:
        """Who answers for the class: the primary teacher, else another one."""
        return next(iter(self.teachers.get(class_id, ())), None)

    @property
    def teaching(self) -> list[tuple[Teacher, tuple[str, ...]]]:
        """Who answers for which classes, each teacher once."""
        found: dict[str, tuple[Teacher, list[str]]] = {}
        for class_id in self.classes:
            teacher = self.teacher_of(class_id)
            if teacher is not None:
                found.setdefault(teacher.person_id, (teacher, []))[1].append(class_id)
        return [(teacher, tuple(class_ids)) for teacher, class_ids in found.values()]

    @property
    def main_teacher(self) -> Teacher | None:
        """Whom to turn to when nothing says which class it is about: the first class's."""
        found = (self.teacher_of(class_id) for class_id in self.classes)
        return next((one for one in found if one is not None), None)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A child at a school, for a list."""

    person_id: str
    school_id: str
    school_name: str
    name: str
    grades: tuple[str, ...]


def see_child(
    principal: Principal, roles: Collection[AppRole], school_id: str, person_id: str
) -> SeenChild:
    """The child, if the principal may see it today at the school.

    Raises:
        NotFound: there is no such child, or not for the principal.
    """
    today = today_in(school_id)
    student = student_in(school_id, person_id)
    viewer = viewer_of(principal, roles, school_id, person_id, on=today) if student else None
    if student is None or viewer is None:
        raise NotFound("child")
    classes = classes_attended(person_id, school_id, on=today)
    by_id = {one.class_id: one for one in classes}
    return SeenChild(
        person_id=person_id,
        school_id=school_id,
        name=full_name(student),
        given_name=student.preferred_name or student.given_name,
        grades=tuple(student.grades),
        viewer=viewer,
        today=today,
        classes=by_id,
        teachers=teachers_of(list(by_id), school_id, on=today),
    )


def viewer_of(
    principal: Principal,
    roles: Collection[AppRole],
    school_id: str,
    person_id: str,
    *,
    on: date,
) -> Viewer | None:
    """As what the principal may see the student that day; the nearest relation first."""
    own = principal.person_ids
    if person_id in own:
        return Viewer.STUDENT
    if stands_for(own, person_id, school_id, on=on):
        return Viewer.GUARDIAN
    if AppRole.TEACHER in roles:
        taught = {one.class_id for one in classes_taught(own, school_id, on=on)}
        if taught & {one.class_id for one in classes_attended(person_id, school_id, on=on)}:
            return Viewer.TEACHER
    return Viewer.LEADER if AppRole.LEADER in roles else None


def own_places(principal: Principal) -> list[Place]:
    """Where the principal's own children, and the principal as a student, go to school today."""
    schools = principal.schools
    pairs = set(children_of(principal.person_ids, schools))
    pairs |= {(school_id, own) for school_id in schools for own in principal.person_ids}
    names = school_names(schools)
    found = []
    for school_id, person_id in pairs:
        student = student_in(school_id, person_id)
        if student is not None:
            found.append(
                Place(
                    person_id=person_id,
                    school_id=school_id,
                    school_name=names.get(school_id, ""),
                    name=full_name(student),
                    grades=tuple(student.grades),
                )
            )
    return sorted(found, key=lambda one: (one.name, one.school_name))
