"""Named reads for the home page: the reader, their children, their schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.messaging.home.rules import Greeting, greeting
from services.messaging.roster.models import RosterGuardianLink, RosterPerson
from services.messaging.roster.queries import school_names, today_at
from services.messaging.roster.rules import stands_for_a_child
from shared.access import AppRole, Principal, Roles
from shared.tenancy import scope


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom the page greets."""

    name: str
    greeting: Greeting


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child whom the reader stands for today, at a school."""

    person_id: str
    name: str
    school: str


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


def children_of(principal: Principal, now: datetime) -> list[Child]:
    """The children whom the account's persons stand for today, in all of their schools, by name."""
    names = school_names(principal.schools)
    return sorted(
        (
            Child(
                person_id=record.person_id,
                name=record.preferred_name or record.given_name,
                school=names.get(school, ""),
            )
            for school in principal.schools
            for record in _children_at(school, principal, now)
        ),
        key=lambda child: (child.school, child.name),
    )


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


def _children_at(school_id: str, principal: Principal, now: datetime) -> list[RosterPerson]:
    with scope(read=[school_id]):
        links = list(RosterGuardianLink.objects(guardian_id__in=list(principal.person_ids)))
        today = today_at(school_id, now)
        students = {one.student_id for one in links if stands_for_a_child([one.holds], today)}
        return list(RosterPerson.objects(person_id__in=sorted(students), active=True))
