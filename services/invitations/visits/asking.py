"""Whom a family may ask for a visit: the teachers of its children today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from services.invitations.roster.queries import (
    children_of,
    enrolled,
    people,
    school,
)
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Purpose, Side
from shared import ids
from shared.errors import NotFound
from shared.events.evaluation import EnrollmentRole


@dataclass(frozen=True, kw_only=True)
class TeacherToAsk:
    """A teacher with those of the family's children whom they teach."""

    key: str
    name: str
    children: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    teacher_id: str
    guardian_id: str
    school_id: str

    @property
    def key(self) -> str:
        return ids.derived_id("visit-asked", self.teacher_id, self.guardian_id, self.school_id)


def teachers_to_ask(person_ids: Collection[str], now: datetime) -> list[TeacherToAsk]:
    """The teachers of these guardians' children today, by name."""
    found = _asked(person_ids, now)
    named = people([*(one.teacher_id for one in found), *(c for of in found.values() for c in of)])
    teachers = [
        TeacherToAsk(
            key=one.key,
            name=named[one.teacher_id].full_name,
            children=tuple(named[child].called for child in children if child in named),
        )
        for one, children in found.items()
        if one.teacher_id in named
    ]
    return sorted(teachers, key=lambda one: one.name)


def new_request(key: str, purpose: Purpose, person_ids: Collection[str], now: datetime) -> Visit:
    """A visit that the family asks this teacher for, not stored yet.

    Raises:
        NotFound: it is no teacher of a child of theirs.
    """
    for one, children in _asked(person_ids, now).items():
        if one.key == key:
            return Visit(
                id=ids.new_id(),
                school_id=one.school_id,
                guardian_id=one.guardian_id,
                student_ids=sorted(children),
                host_ids=[one.teacher_id],
                purpose=purpose.value,
                begun_by=Side.FAMILY.value,
                changed_at=now,
            )
    raise NotFound("teacher")


def _asked(person_ids: Collection[str], now: datetime) -> dict[_Asked, set[str]]:
    found: dict[_Asked, set[str]] = defaultdict(set)
    for child in children_of(person_ids, now):
        today = school(child.school_id).day_of(now)
        here = {"school_id": child.school_id}
        student = {"person_id": child.student_id, "role": EnrollmentRole.STUDENT.value}
        attended = [row["class_id"] for row in enrolled({**here, **student}, today)]
        teaching = {"class_id": {"$in": attended}, "role": EnrollmentRole.TEACHER.value}
        for row in enrolled({**here, **teaching}, today):
            asked = _Asked(
                teacher_id=row["person_id"],
                guardian_id=child.guardian_id,
                school_id=child.school_id,
            )
            found[asked].add(child.student_id)
    return found
