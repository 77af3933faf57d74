"""Named reads: who it is, what was asked about them, what is held. In the district's scope."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from services.evaluation.privacy.models import LegalHold, PrivacyRequest
from services.evaluation.privacy.rules import FAMILY_ROLES
from services.evaluation.roster.models import RosterEnrollment, RosterLink, RosterPerson
from services.evaluation.roster.queries import full_name, school_names
from shared import store
from shared.closed import is_removed
from shared.errors import NotFound
from shared.events.evaluation import EnrollmentRole, Role
from shared.tenancy import every_school, scope

MOST_FOUND = 30
# Of so many with such names, staff among them, families are looked for.
MOST_LOOKED_AT = 600
LEAST_LETTERS = 2
NEWEST = 100
_NAMES = ("given_name", "preferred_name", "family_name")


@dataclass(frozen=True, kw_only=True)
class Person:
    """A guardian or student as the schools know them; ``is_active`` in any of them today."""

    person_id: str
    name: str
    roles: tuple[str, ...]
    schools: dict[str, str]
    is_active: bool


def find_people(name: str) -> list[Person]:
    """Guardians and students whose names begin with these words, in whatever school; some.

    Those who left are found as well. Nobody is by a single letter.
    """
    words = name.split()
    if sum(map(len, words)) < LEAST_LETTERS:
        return []
    each = [
        {"$or": [{field: {"$regex": f"^{re.escape(word)}", "$options": "i"}} for field in _NAMES]}
        for word in words
    ]
    wanted: list[str] = []
    for person_ids in _batches({"$and": each}):
        of_families = _family_roles(person_ids)
        wanted += [one for one in person_ids if one in of_families]
        if len(wanted) >= MOST_FOUND:
            break
    return _people(wanted[:MOST_FOUND])


def person_of(person_id: str) -> Person:
    """The guardian or student, of today or of earlier.

    Raises:
        NotFound: no school knows such a person, or they are staff and nothing else.
    """
    found = _people([person_id])
    if not found or not _family_roles([person_id]):
        raise NotFound("person")
    return found[0]


def schools_of(person_ids: Iterable[str]) -> dict[str, set[str]]:
    """The schools that know each of these persons, or knew them; removed schools left out."""
    with scope(read=every_school(RosterPerson)):
        rows = RosterPerson.objects(person_id__in=list(person_ids)).scalar("person_id", "school_id")
        found: dict[str, set[str]] = {}
        for person_id, school_id in rows:
            if not is_removed(school_id):
                found.setdefault(person_id, set()).add(school_id)
    return found


def names_of(person_ids: Iterable[str]) -> dict[str, str]:
    """What these persons are called, staff too; one whom no school knows any more is left out."""
    return {one.person_id: one.name for one in _people(set(person_ids))}


def hold_on(person_id: str) -> LegalHold | None:
    """The person's hold, in force or lifted."""
    found: LegalHold | None = LegalHold.objects(person_id=person_id).first()
    return found


def holds_in_force() -> list[LegalHold]:
    """Every hold in force, the newest first."""
    return list(LegalHold.objects(lifted_at=None).order_by("-placed_at"))


def request_of(request_id: str) -> PrivacyRequest:
    """The request.

    Raises:
        NotFound: there is none.
    """
    found: PrivacyRequest | None = store.load(PrivacyRequest, request_id)
    if found is None:
        raise NotFound("privacy-request")
    return found


def requests(person_id: str = "") -> list[PrivacyRequest]:
    """What was asked, of everybody or of one person, the newest first."""
    wanted = {"person_id": person_id} if person_id else {}
    return list(PrivacyRequest.objects(**wanted).order_by("-asked_at").limit(NEWEST))


def _people(person_ids: Collection[str]) -> list[Person]:
    with scope(read=every_school(RosterPerson)):
        of_these = RosterPerson.objects(person_id__in=list(person_ids))
        found = list(of_these.order_by("family_name", "given_name"))
    records: dict[str, list[RosterPerson]] = {}
    for one in found:
        if not is_removed(one.school_id):
            records.setdefault(one.person_id, []).append(one)
    names, held = school_names({one.school_id for one in found}), _family_roles(records)
    return [
        Person(
            person_id=person_id,
            name=full_name(of[0]),
            roles=tuple(
                sorted({role for one in of for role in one.roles} | held.get(person_id, set()))
            ),
            schools={one.school_id: names.get(one.school_id, "") for one in of},
            is_active=any(one.active for one in of),
        )
        for person_id, of in records.items()
    ]


def _batches(wanted: dict[str, Any]) -> Iterator[list[str]]:
    """The persons of whom any record is like this, by name, a few at a time."""
    first = {"family_name": {"$first": "$family_name"}, "given_name": {"$first": "$given_name"}}
    steps = [
        {"$match": wanted},
        {"$group": {"_id": "$person_id", **first}},
        {"$sort": {"family_name": 1, "given_name": 1, "_id": 1}},
        {"$limit": MOST_LOOKED_AT},
        {"$project": {"_id": 1}},
    ]
    with scope(read=every_school(RosterPerson)):
        found = [row["_id"] for row in RosterPerson._get_collection().aggregate(steps)]
    for start in range(0, len(found), MOST_FOUND):
        yield found[start : start + MOST_FOUND]


def _family_roles(person_ids: Collection[str]) -> dict[str, set[str]]:
    """What these persons are or were to families' side of any school; others are left out.

    Who leaves a school has no roles there any more; the links and enrolments stay, as ended ones.
    """
    found: dict[str, set[str]] = {}
    these = list(person_ids)
    families = [one.value for one in FAMILY_ROLES]
    with scope(read=every_school(RosterPerson)):
        people = RosterPerson.objects(person_id__in=these, roles__in=families)
        for person_id, roles in people.scalar("person_id", "roles"):
            found.setdefault(person_id, set()).update(set(roles) & set(families))
        for one in RosterLink.objects(guardian_id__in=these).distinct("guardian_id"):
            found.setdefault(one, set()).add(Role.GUARDIAN.value)
        enrolled = RosterEnrollment.objects(person_id__in=these, role=EnrollmentRole.STUDENT.value)
        students = RosterLink.objects(student_id__in=these).distinct("student_id")
        for one in {*students, *enrolled.distinct("person_id")}:
            found.setdefault(one, set()).add(Role.STUDENT.value)
    return found
