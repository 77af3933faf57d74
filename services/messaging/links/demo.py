"""``demo-links``: one sign-in link per role, so that a newcomer sees the story with own eyes.

Chooses by role and relation from the roster; knows no person of the demo district.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import click

from services.messaging.links.use_cases import mint_sign_in_link
from services.messaging.roster.models import RosterCoordinator, RosterGuardianLink, RosterPerson
from services.messaging.roster.queries import full_name
from shared import store
from shared.access.roles import AppRole, derive_roles
from shared.settings import load_settings
from shared.tenancy import every_school, scope

ROLES = {
    "guardian": AppRole.FAMILY,
    "teacher": AppRole.TEACHER,
    "coordinator": AppRole.COORDINATOR,
    "leader": AppRole.LEADER,
    "district": AppRole.DISTRICT,
    "student": AppRole.STUDENT,
}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person at one school: what they may do there, and how well they show it."""

    record: RosterPerson
    roles: frozenset[AppRole]
    schools_with_children: int
    is_child_of_many: bool
    has_coordinator: bool


@click.command(name="demo-links")
@click.option("--prefer", multiple=True, help="A full name to choose if its bearer has a role.")
def demo_links(prefer: tuple[str, ...]) -> None:
    """Print a sign-in link per role as JSON: [{role, name, url}]. Not in production."""
    settings = load_settings("messaging")
    if settings.environment == "production":
        raise click.ClickException("demo-links signs anybody in, so it does not run in production")
    store.connect(settings)
    click.echo(json.dumps(links_by_role(settings.district_id, prefer), ensure_ascii=False))


def links_by_role(district_id: str, prefer: Collection[str] = ()) -> list[dict[str, str]]:
    """A fresh sign-in link for somebody of each role; a role that nobody has is left out.

    Preferred names come first. Else the guardian is one with children in most schools, the student
    a child of theirs, and staff come from a school with a coordinator.
    """
    candidates = _candidates(district_id)
    chosen = {name: _best(candidates, role, prefer) for name, role in ROLES.items()}
    return [
        {"role": name, "name": full_name(one.record), "url": _mint(one.record)}
        for name, one in chosen.items()
        if one is not None
    ]


def _best(
    candidates: Iterable[Candidate], role: AppRole, prefer: Collection[str]
) -> Candidate | None:
    having = [one for one in candidates if role in one.roles]
    return min(having, key=lambda one: _order(one, prefer), default=None)


def _order(candidate: Candidate, prefer: Collection[str]) -> tuple[bool, int, bool, bool, int, str]:
    return (
        full_name(candidate.record) not in prefer,
        -candidate.schools_with_children,
        not candidate.is_child_of_many,
        not candidate.has_coordinator,
        len(candidate.roles),
        full_name(candidate.record),
    )


def _candidates(district_id: str) -> list[Candidate]:
    with scope(read=every_school(RosterPerson)):
        records = list(RosterPerson.objects(active=True))
        links = list(RosterGuardianLink.objects(active=True, data_access=True))
        appointed = list(RosterCoordinator.objects(person_id__ne=None))
    coordinators = {(row.school_id, row.person_id) for row in appointed}
    schools_of_guardian: dict[str, set[str]] = {}
    for link in links:
        schools_of_guardian.setdefault(link.guardian_id, set()).add(link.school_id)
    children_of_many = {
        link.student_id for link in links if len(schools_of_guardian[link.guardian_id]) > 1
    }
    return [
        Candidate(
            record=record,
            roles=derive_roles(
                record.roles,
                in_district=record.school_id == district_id,
                is_coordinator=(record.school_id, record.person_id) in coordinators,
            ),
            schools_with_children=len(schools_of_guardian.get(record.person_id, ())),
            is_child_of_many=record.person_id in children_of_many,
            has_coordinator=any(school_id == record.school_id for school_id, _ in coordinators),
        )
        for record in records
    ]


def _mint(record: RosterPerson) -> str:
    return mint_sign_in_link(record.person_id, record.school_id)
