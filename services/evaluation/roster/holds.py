"""Which guardians wait for somebody to look, and keeping that for the to-do list.

A child of whom more guardians are told than are taken unseen keeps those who stood before; the new
ones wait. Source: design lms.md §8 rule 9.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.evaluation.roster.circle import Circle
from services.evaluation.roster.decision_models import GuardianHold
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.links import MOST_GUARDIANS, held_of
from services.evaluation.roster.models import RosterLink
from services.evaluation.roster.rules import Person
from services.evaluation.roster.stored import Row, district_in_scope
from shared.tenancy import scope

Waiting = frozenset[tuple[str, str]]
"""Student and guardian, of each tie that is held."""


@dataclass(frozen=True)
class _Hold:
    """What is kept of a child; see ``GuardianHold``."""

    held: frozenset[str]
    allowed: frozenset[str]
    ignored: frozenset[str]

    @classmethod
    def of(cls, row: Row) -> "_Hold":
        """As it is stored."""
        return cls(*(frozenset(row.get(name, ())) for name in ("held", "allowed", "ignored")))


def hold_id(source: str, student: str) -> str:
    """The id of a child's hold, in the district in scope."""
    return f"{district_in_scope()}/{source}/{student}"


def settle_holds(
    circle: Circle, changed: Collection[str], ids: Ids
) -> tuple[Waiting, frozenset[str]]:
    """The ties that wait, and whom that concerns now though it did not before, or no longer does.

    Keeps the holds of the changed students.
    """
    guardians: dict[str, set[str]] = {}
    for tie in circle.ties:
        if tie.guardian.may_act:
            guardians.setdefault(tie.student.sourced_id, set()).add(tie.guardian.sourced_id)
    crowded = {one for one, known in guardians.items() if len(known) > MOST_GUARDIANS}
    holds = _holds(ids.source, crowded | set(changed))
    stood = _stood({one: circle.people[one] for one in crowded}, ids)
    ignored = {one: found for one, found in circle.ignored.items() if one in changed}
    waiting: set[tuple[str, str]] = set()
    concerned: set[str] = set()
    for student in crowded | holds.keys() | ignored.keys():
        known = guardians.get(student, set())
        hold = _Hold.of(holds.get(student, {}))
        allowed = hold.allowed | {one for one in known if (student, ids.person(one)) in stood}
        now = _Hold(held_of(known, allowed), allowed, ignored.get(student, frozenset()))
        waiting |= {(student, one) for one in now.held}
        if student in changed and now != hold:
            concerned |= now.held ^ hold.held
            _keep(ids, circle.people[student], now)
    return frozenset(waiting), frozenset(concerned)


def _holds(source: str, students: Collection[str]) -> Mapping[str, Row]:
    found = GuardianHold._get_collection().find(
        {"_id": {"$in": [hold_id(source, one) for one in students]}}
    )
    return {row["student"]: row for row in found}


def _stood(crowded: Mapping[str, Person], ids: Ids) -> set[tuple[str, str]]:
    """Student and guardian (as person) of the crowded students' links as published last."""
    schools = {school for person in crowded.values() for school in person.student_of}
    if not schools:
        return set()
    by_person = {ids.person(one): one for one in crowded}
    with scope(read=schools):
        found = RosterLink._get_collection().find(
            {"student_id": {"$in": list(by_person)}, "active": True},
            {"student_id": 1, "guardian_id": 1},
        )
        return {(by_person[row["student_id"]], row["guardian_id"]) for row in found}


def _keep(ids: Ids, student: Person, hold: _Hold) -> None:
    row = {
        "source": ids.source,
        "student": student.sourced_id,
        "student_id": ids.person(student.sourced_id),
        "schools": sorted(student.student_of),
        "held": sorted(hold.held),
        "allowed": sorted(hold.allowed),
        "ignored": sorted(hold.ignored),
    }
    GuardianHold._get_collection().update_one(
        {"_id": hold_id(ids.source, student.sourced_id)}, {"$set": row}, upsert=True
    )
