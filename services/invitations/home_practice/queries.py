"""Named reads of home practice: a family's own, and that of a teacher's classes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from services.invitations.home_practice.media import Kind
from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import (
    children_of,
    classes_taught,
    guardians_of,
    people,
    school,
    standing_for,
    still_theirs,
    students_of,
)
from shared import store
from shared.errors import NotFound

NEWEST = 50
WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a family told, with the names its page shows; those of staff empty if there are none."""

    practice: HomePractice
    child: str
    guardian: str
    zone: str
    recorded_by: str = ""
    thanked_by: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnChild:
    """A child that the reader may tell of."""

    student_id: str
    school_id: str
    name: str
    grades: tuple[str, ...] = ()


def own_children(person_ids: Collection[str], now: datetime) -> list[OwnChild]:
    """The children that are these guardians' today, each once, by name."""
    theirs = {one.student_id: one.school_id for one in children_of(person_ids, now)}
    named = people(theirs)
    found = [
        OwnChild(
            student_id=child,
            school_id=school_id,
            name=named[child].called,
            grades=tuple(named[child].grades),
        )
        for child, school_id in theirs.items()
        if child in named
    ]
    return sorted(found, key=lambda one: (one.name, one.student_id))


def own_practices(person_ids: Collection[str], now: datetime) -> list[Told]:
    """What these guardians told of children that are theirs today, newest first."""
    theirs = [one.student_id for one in children_of(person_ids, now)]
    found = HomePractice.objects(guardian_id__in=list(person_ids), student_id__in=theirs)
    return _told(list(found.order_by("-practised_on", "-recorded_at").limit(NEWEST)))


def own_practice(practice_id: str, person_ids: Collection[str], now: datetime) -> HomePractice:
    """What one of these guardians told, of a child that is theirs today.

    Raises:
        NotFound: there is none, it is another guardian's, or the link ended; all the same.
    """
    found: HomePractice | None = store.load(HomePractice, practice_id)
    if found is None or found.guardian_id not in person_ids:
        raise NotFound("home-practice")
    if not still_theirs(found.guardian_id, [found.student_id], found.school_id, now):
        raise NotFound("home-practice")
    return found


def taught_practice(
    practice_id: str, person_ids: Collection[str], school_id: str, now: datetime
) -> HomePractice:
    """What a guardian of today told of a child whom one of these persons teaches today.

    Source: product.md R11: when the guardian link ends, nothing of theirs is sent to anybody.

    Raises:
        NotFound: there is none, they do not teach the child, or the link ended; all the same.
    """
    found: HomePractice | None = HomePractice.objects(id=practice_id, school_id=school_id).first()
    if found is None or found.student_id not in _students_taught(person_ids, school_id, now):
        raise NotFound("home-practice")
    if not still_theirs(found.guardian_id, [found.student_id], school_id, now):
        raise NotFound("home-practice")
    return found


def clip_of(practice: HomePractice, kind: Kind) -> PracticeClip:
    """The photo or the recording of what a family told.

    Raises:
        NotFound: there is none.
    """
    found = PracticeClip.objects(practice_id=practice.id, kind=kind.value).first()
    if found is None:
        raise NotFound("clip")
    return found  # type: ignore[no-any-return]


def told_of(practice: HomePractice) -> Told:
    """One thing a family told, with names."""
    return _told([practice])[0]


def families_taught(
    person_ids: Collection[str], school_id: str, now: datetime
) -> list[tuple[RosterPerson, RosterPerson]]:
    """Student and guardian of each family whom these persons teach today, by name."""
    students = _students_taught(person_ids, school_id, now)
    today = school(school_id).day_of(now)
    pairs = [
        (student, guardian)
        for guardian, children in guardians_of(students, school_id, today).items()
        for student in children
    ]
    named = people(person for pair in pairs for person in pair)
    known = [(named[one], named[other]) for one, other in pairs if {one, other} <= named.keys()]
    return sorted(known, key=lambda pair: (pair[0].full_name, pair[1].full_name))


def practices_of_classes(person_ids: Collection[str], school_id: str, now: datetime) -> list[Told]:
    """What guardians of today told of children whom these persons teach today, newest first."""
    today = school(school_id).day_of(now)
    theirs = standing_for(_students_taught(person_ids, school_id, now), school_id, today)
    found = HomePractice.objects(school_id=school_id, student_id__in={one for _, one in theirs})
    newest = found.order_by("-practised_on", "-recorded_at")
    return _told(list(islice((one for one in newest if _pair(one) in theirs), NEWEST)))


def told_this_week(person_ids: Collection[str], school_id: str, now: datetime) -> int:
    """How many things families of these teachers' classes told in the last seven days."""
    today = school(school_id).day_of(now)
    theirs = standing_for(_students_taught(person_ids, school_id, now), school_id, today)
    told = HomePractice.objects(
        school_id=school_id,
        student_id__in={one for _, one in theirs},
        practised_on__gt=datetime.combine(today - WEEK, time(), UTC),
    )
    return sum(pair in theirs for pair in told.scalar("guardian_id", "student_id"))


def _students_taught(person_ids: Collection[str], school_id: str, now: datetime) -> list[str]:
    today = school(school_id).day_of(now)
    taught = [one.class_id for one in classes_taught(person_ids, school_id, today)]
    return list(students_of(taught, school_id, today))


def _pair(told: HomePractice) -> tuple[str, str]:
    return told.guardian_id, told.student_id


def _told(practices: list[HomePractice]) -> list[Told]:
    named = people(person for one in practices for person in _persons(one))
    zones = {one: school(one).zone for one in {one.school_id for one in practices}}

    def full(person_id: str | None) -> str:
        return named[person_id].full_name if person_id in named else ""

    return [
        Told(
            practice=one,
            child=named[one.student_id].called if one.student_id in named else "",
            guardian=full(one.guardian_id),
            zone=zones[one.school_id],
            recorded_by=full(one.recorded_by),
            thanked_by=full(one.acknowledged_by),
        )
        for one in practices
    ]


def _persons(practice: HomePractice) -> list[str]:
    staff = [one for one in (practice.recorded_by, practice.acknowledged_by) if one]
    return [practice.student_id, practice.guardian_id, *staff]
