"""What a school's families are missing in the feed: a to-do list for its office.

Source: product.md X19; lms.md §8 rule 9: nobody is left out for having no address.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from services.evaluation.roster.decision_models import GuardianHold
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import (
    RosterContactPoints,
    RosterLink,
    RosterPerson,
    SourceRecord,
)
from services.evaluation.roster.queries import full_name
from services.evaluation.roster.rules import GUARDIAN_ROLES
from services.evaluation.roster.stored import names_of, record_id
from services.evaluation.settings import settings
from shared.events.evaluation import Role
from shared.tenancy import scope

_GUARDIANS = [role.value for role in GUARDIAN_ROLES]


class Missing(StrEnum):
    """What is missing of a person, or waits."""

    NO_GUARDIAN = "no-guardian"
    """A student for whom nobody stands."""

    NO_ACCESS = "no-access"
    """A student whose guardians are all told, and none of them may see anything."""

    NO_MAIL_OR_PHONE = "no-mail-or-phone"
    """A guardian whom no message reaches."""

    HELD_GUARDIANS = "held-guardians"
    """A student with more guardians than are taken unseen: ``others`` wait to be approved."""

    NOT_A_GUARDIAN = "not-a-guardian"
    """A student with whom ``others`` are named who are teachers, aides or students by role."""


@dataclass(frozen=True, kw_only=True)
class MissingContact:
    """One line of the list. ``others``: a student's guardians, or a guardian's children.

    ``sourced_id``: what the feed calls the person, for whoever mends it there.
    """

    person_id: str
    name: str
    what: Missing
    others: tuple[str, ...] = ()
    sourced_id: str = ""


def missing_in_file(source: str | None, school_id: str) -> list[MissingContact]:
    """What the feeds, or one of them, do not tell of the school's families; by what and by name.

    Names people: only for the school's leaders and the district's staff. Reads the district's
    records whatever is in scope.
    """
    found = _missing_at(school_id, source)
    if not found:
        return []
    with scope(read=[settings().district_id]):
        known = _sourced_ids(source, school_id)
    order = list(Missing)
    return sorted(
        (
            replace(one, sourced_id=known.get(one.person_id, ""))
            for one in found
            if source is None or one.person_id in known
        ),
        key=lambda one: (order.index(one.what), one.name.casefold(), one.person_id),
    )


def count_missing(school_id: str) -> Counter[Missing]:
    """How many lines of each kind the school's list has; names nobody."""
    return Counter(one.what for one in _missing_at(school_id, None))


def _missing_at(school_id: str, source: str | None) -> list[MissingContact]:
    with scope(read=[school_id]):
        found = [*_students_alone(), *_guardians_out_of_reach()]
    with scope(read=[settings().district_id]):
        held = list(_held(source, school_id))
        awaited = _just_approved(school_id)
    awaited |= {one.person_id for one in held if one.what is Missing.HELD_GUARDIANS}
    return [
        one
        for one in (*held, *found)
        if one.what is not Missing.NO_GUARDIAN or one.person_id not in awaited
    ]


def _students_alone() -> Iterator[MissingContact]:
    access: dict[str, bool] = {}
    for link in RosterLink._get_collection().find(
        {"active": True}, {"student_id": 1, "data_access": 1}
    ):
        student = link["student_id"]
        access[student] = access.get(student, False) or link["data_access"]
    for one in RosterPerson.objects(active=True, roles=Role.STUDENT.value):
        if not access.get(one.person_id):
            what = Missing.NO_ACCESS if one.person_id in access else Missing.NO_GUARDIAN
            yield MissingContact(person_id=one.person_id, name=full_name(one), what=what)


def _guardians_out_of_reach() -> list[MissingContact]:
    silent = RosterContactPoints._get_collection().distinct(
        "person_id", {"emails": [], "phones": []}
    )
    guardians = list(RosterPerson.objects(active=True, person_id__in=silent, roles__in=_GUARDIANS))
    children = _children_of(one.person_id for one in guardians)
    return [
        MissingContact(
            person_id=one.person_id,
            name=full_name(one),
            what=Missing.NO_MAIL_OR_PHONE,
            others=children.get(one.person_id, ()),
        )
        for one in guardians
    ]


def _children_of(guardian_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names of these guardians' children at the school, by guardian."""
    links = list(RosterLink.objects(guardian_id__in=list(guardian_ids), active=True))
    students = RosterPerson.objects(person_id__in=[one.student_id for one in links])
    names = {one.person_id: full_name(one) for one in students}
    found: dict[str, list[str]] = {}
    for link in links:
        if link.student_id in names:
            found.setdefault(link.guardian_id, []).append(names[link.student_id])
    return {guardian: tuple(sorted(theirs)) for guardian, theirs in found.items()}


def _held(source: str | None, school_id: str) -> Iterator[MissingContact]:
    where = {"schools": school_id} | ({} if source is None else {"source": source})
    for row in GuardianHold._get_collection().find(where):
        # Who waits is no person of the school yet: the name is the feed's.
        names = names_of(row["source"], "users", [row["student"], *row["held"], *row["ignored"]])
        for what, others in (
            (Missing.HELD_GUARDIANS, row["held"]),
            (Missing.NOT_A_GUARDIAN, row["ignored"]),
        ):
            if others:
                yield MissingContact(
                    person_id=row["student_id"],
                    name=names.get(row["student"], ""),
                    what=what,
                    others=tuple(sorted(names.get(one, "") for one in others)),
                )


def _just_approved(school_id: str) -> set[str]:
    """Students whose guardians were taken, which the worker has not told the school yet."""
    taken = GuardianHold._get_collection().find(
        {"schools": school_id, "allowed.0": {"$exists": True}, "held.0": {"$exists": False}},
        {"source": 1, "student": 1, "student_id": 1},
    )
    students = {
        record_id(row["source"], "users", row["student"]): row["student_id"] for row in taken
    }
    untold = SourceRecord._get_collection().find(
        {"_id": {"$in": list(students)}, "is_changed": True}, {"_id": 1}
    )
    return {students[row["_id"]] for row in untold}


def _sourced_ids(source: str | None, school_id: str) -> dict[str, str]:
    """What the feeds, or one of them, call the people of the school, by person."""
    records = SourceRecord._get_collection()
    known: dict[str, str] = {}
    for one in records.distinct("source") if source is None else [source]:
        ids = Ids(settings().district_id, one)
        where = {"source": one, "kind": "users", "published_in": school_id}
        known |= {
            ids.person(row["sourced_id"]): row["sourced_id"]
            for row in records.find(where, {"sourced_id": 1})
        }
    return known
