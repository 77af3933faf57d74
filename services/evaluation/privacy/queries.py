"""Named reads: who it is, what was asked about them, what is held. In the district's scope."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.evaluation.privacy.models import LegalHold, PrivacyRequest
from services.evaluation.privacy.rules import FAMILY_ROLES
from services.evaluation.roster.models import RosterPerson
from services.evaluation.roster.queries import full_name, school_names
from shared import store
from shared.closed import is_removed
from shared.errors import NotFound
from shared.tenancy import every_school, scope

MOST_FOUND = 30
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
    """Guardians and students whose names begin with these words, in whatever school; some."""
    words = name.split()
    if not words:
        return []
    each = [
        {"$or": [{field: {"$regex": f"^{re.escape(word)}", "$options": "i"}} for field in _NAMES]}
        for word in words
    ]
    of_families = {"roles": {"$in": [one.value for one in FAMILY_ROLES]}}
    return _people({"$and": [of_families, *each]})[:MOST_FOUND]


def person_of(person_id: str) -> Person:
    """The guardian or student.

    Raises:
        NotFound: no school knows such a person, or they are staff and nothing else.
    """
    of_families = {"roles": {"$in": [one.value for one in FAMILY_ROLES]}}
    found = _people({"person_id": person_id, **of_families})
    if not found:
        raise NotFound("person")
    return found[0]


def names_of(person_ids: Iterable[str]) -> dict[str, str]:
    """What these persons are called, staff too; one whom no school knows any more is left out."""
    found = _people({"person_id": {"$in": list(set(person_ids))}})
    return {one.person_id: one.name for one in found}


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


def _people(wanted: dict[str, Any]) -> list[Person]:
    with scope(read=every_school(RosterPerson)):
        found = list(RosterPerson.objects(__raw__=wanted).order_by("family_name", "given_name"))
    records: dict[str, list[RosterPerson]] = {}
    for one in found:
        if not is_removed(one.school_id):
            records.setdefault(one.person_id, []).append(one)
    names = school_names({one.school_id for one in found})
    return [
        Person(
            person_id=person_id,
            name=full_name(of[0]),
            roles=tuple(sorted({role for one in of for role in one.roles})),
            schools={one.school_id: names.get(one.school_id, "") for one in of},
            is_active=any(one.active for one in of),
        )
        for person_id, of in records.items()
    ]
