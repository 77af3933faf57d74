"""Children with several guardians, and which of these share a household."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from services.evaluation.roster.models import RosterHousehold, RosterPerson
from services.evaluation.roster.queries import active_records_of, full_name
from services.evaluation.roster.relations import guardians_of, student_in, students_of
from shared.errors import NotFound
from shared.events.evaluation import ConfirmedBy, Role

# More children of one name are found by their class.
FOUND_AT_ONCE = 30
_NAMES = ("given_name", "preferred_name", "family_name")


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A household of some of a child's guardians; ``names`` in the order of ``guardian_ids``."""

    household_id: str
    guardian_ids: tuple[str, ...]
    names: tuple[str, ...]
    confirmed_by: ConfirmedBy


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """A child with several guardians: ``(person id, name)`` of each, and who of them share one."""

    student_id: str
    name: str
    guardians: tuple[tuple[str, str], ...]
    shared: tuple[Shared, ...]

    @property
    def is_settled(self) -> bool:
        """Whether all of them share one household: there is nothing to add."""
        return any(len(one.guardian_ids) == len(self.guardians) for one in self.shared)


def guarded_in_class(school_id: str, class_id: str, *, on: date) -> list[Guarded]:
    """The children of the class with several guardians who may see them, by family name."""
    return _guarded(school_id, students_of(class_id, school_id, on=on), on)


def guarded_called(school_id: str, name: str, *, on: date) -> list[Guarded]:
    """Children of the school with every word of it in a name, with several guardians; 30 at most.

    Many have one guardian, so the limit comes last.
    """
    words = [re.compile(re.escape(word), re.IGNORECASE) for word in name.split()]
    found = RosterPerson.objects(
        school_id=school_id,
        active=True,
        roles=Role.STUDENT.value,
        __raw__={"$and": [{"$or": [{field: word} for field in _NAMES]} for word in words]},
    )
    in_order = found.order_by("family_name", "given_name")
    return _guarded(school_id, list(in_order), on)[:FOUND_AT_ONCE]


def guarded_child(school_id: str, student_id: str, *, on: date) -> Guarded:
    """One child with several guardians.

    Raises:
        NotFound: the school knows no such child, or it has not several guardians.
    """
    student = student_in(school_id, student_id)
    found = _guarded(school_id, [student] if student else [], on)
    if not found:
        raise NotFound("child")
    return found[0]


def _guarded(school_id: str, students: Collection[RosterPerson], on: date) -> list[Guarded]:
    guardians = guardians_of([one.person_id for one in students], school_id, on=on)
    people = {one for found in guardians.values() for one in found}
    names = {one.person_id: full_name(one) for one in active_records_of(people, [school_id])}
    households = _households(school_id, guardians)
    return [
        Guarded(
            student_id=one.person_id,
            name=full_name(one),
            guardians=tuple((each, names[each]) for each in known),
            shared=tuple(_shared(row, names) for row in households[one.person_id]),
        )
        for one in students
        if len(known := [each for each in guardians.get(one.person_id, ()) if each in names]) > 1
    ]


def _households(school_id: str, students: Iterable[str]) -> dict[str, list[RosterHousehold]]:
    found: dict[str, list[RosterHousehold]] = defaultdict(list)
    wanted = list(students)
    for row in RosterHousehold.objects(school_id=school_id, active=True, student_ids__in=wanted):
        for student_id in row.student_ids:
            found[student_id].append(row)
    return found


def _shared(row: RosterHousehold, names: dict[str, str]) -> Shared:
    members = sorted((names.get(one, ""), one) for one in row.guardian_ids)
    return Shared(
        household_id=row.household_id,
        guardian_ids=tuple(one for _, one in members),
        names=tuple(name for name, _ in members if name),
        confirmed_by=ConfirmedBy(row.confirmed_by),
    )
