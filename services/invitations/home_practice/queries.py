"""Named reads of home practice: a family's own, and that of a teacher's classes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from services.invitations.home_practice.models import HomePractice
from services.invitations.roster.queries import (
    children_of,
    classes_taught,
    people,
    school,
    students_of,
)

NEWEST = 50
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a family told, with the names its page shows."""

    practice: HomePractice
    child: str
    guardian: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class OwnChild:
    """A child that the reader may tell of."""

    student_id: str
    school_id: str
    name: str


def own_children(person_ids: Collection[str], now: datetime) -> list[OwnChild]:
    """The children that are these guardians' today, each once."""
    theirs = {one.student_id: one.school_id for one in children_of(person_ids, now)}
    named = people(theirs)
    return [
        OwnChild(student_id=child, school_id=school_id, name=named[child].called)
        for child, school_id in theirs.items()
        if child in named
    ]


def own_practices(person_ids: Collection[str], now: datetime) -> list[Told]:
    """What these guardians told of children that are theirs today, newest first."""
    theirs = [one.student_id for one in children_of(person_ids, now)]
    found = HomePractice.objects(guardian_id__in=list(person_ids), student_id__in=theirs)
    return _told(list(found.order_by("-practised_on", "-recorded_at").limit(NEWEST)))


def practices_of_classes(person_ids: Collection[str], school_id: str, now: datetime) -> list[Told]:
    """What families told of the children whom these persons teach today, newest first."""
    students = _students_taught(person_ids, school_id, now)
    found = HomePractice.objects(school_id=school_id, student_id__in=students)
    return _told(list(found.order_by("-practised_on", "-recorded_at").limit(NEWEST)))


def told_this_week(person_ids: Collection[str], school_id: str, now: datetime) -> int:
    """How many things families of these teachers' classes told in the last seven days."""
    students = _students_taught(person_ids, school_id, now)
    since = datetime.combine(school(school_id).day_of(now) - WEEK, time(), UTC)
    wanted = {"school_id": school_id, "student_id": {"$in": students}}
    collection = HomePractice._get_collection()
    return int(collection.count_documents({**wanted, "practised_on": {"$gt": since}}))


def _students_taught(person_ids: Collection[str], school_id: str, now: datetime) -> list[str]:
    today = school(school_id).day_of(now)
    taught = [one.class_id for one in classes_taught(person_ids, school_id, today)]
    return list(students_of(taught, school_id, today))


def _told(practices: list[HomePractice]) -> list[Told]:
    named = people(person for one in practices for person in (one.student_id, one.guardian_id))
    zones = {one: school(one).zone for one in {one.school_id for one in practices}}
    return [
        Told(
            practice=one,
            child=named[one.student_id].called if one.student_id in named else "",
            guardian=named[one.guardian_id].full_name if one.guardian_id in named else "",
            zone=zones[one.school_id],
        )
        for one in practices
    ]
