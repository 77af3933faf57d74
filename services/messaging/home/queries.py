"""Named reads for the home page: the reader and their schools."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.messaging.home.rules import Greeting, greeting
from services.messaging.roster.models import RosterPerson
from shared.access import AppRole, Principal, Roles


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom the page greets."""

    name: str
    greeting: Greeting


@dataclass(frozen=True, kw_only=True)
class OwnSchool:
    """A school, or the district, where the reader works or learns."""

    school_id: str
    name: str
    roles: tuple[AppRole, ...]


def reader_of(principal: Principal) -> Reader:
    """The person who is greeted: the one the account was made for first."""
    records = RosterPerson.objects(person_id__in=list(principal.person_ids), active=True)
    by_person = {record.person_id: record for record in records}
    known = [by_person[one] for one in principal.person_ids if one in by_person]
    if not known:
        return Reader(name="", greeting=greeting([principal.language]))
    name = known[0].preferred_name or known[0].given_name
    return Reader(name=name, greeting=greeting([*known[0].languages, principal.language]))


def own_schools(roles: Roles, names: Mapping[str, str]) -> list[OwnSchool]:
    """The schools where somebody is more than family, with what they are there; by name."""
    found = [
        OwnSchool(
            school_id=school_id,
            name=names.get(school_id, ""),
            roles=tuple(sorted(held - {AppRole.FAMILY})),
        )
        for school_id, held in roles.items()
        if held - {AppRole.FAMILY}
    ]
    return sorted(found, key=lambda school: school.name)
