"""Named reads of the roster: whose record, which roles, who is reached by an address."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mongoengine import Q

from services.messaging.roster.models import (
    IGNORE_CASE,
    RosterContactPoints,
    RosterCoordinator,
    RosterGuardianLink,
    RosterOrg,
    RosterPerson,
)
from services.messaging.roster.rules import holds_on, is_family_only, stands_for_a_child
from shared.access.current import LookUpRoles, Roles
from shared.access.principal import Principal
from shared.access.roles import AppRole, derive_roles
from shared.closed import closed_schools
from shared.tenancy import every_school, scope
from shared.web.layout import Reader


def roles_lookup(district_id: str) -> LookUpRoles:
    """What ``web.create_app`` asks for the roles of who is signed in."""

    def look_up(principal: Principal) -> Roles:
        return roles_of(principal.person_ids, principal.schools, district_id)

    return look_up


def roles_of(person_ids: Iterable[str], schools: Iterable[str], district_id: str) -> Roles:
    """What these persons together may do, by school; schools without a role are left out."""
    wanted = list(person_ids)
    with scope(read=frozenset(schools)):
        records = list(RosterPerson.objects(person_id__in=wanted, active=True))
        appointed = RosterCoordinator.objects(person_id__in=wanted)
        coordinates = {(row.school_id, row.person_id) for row in appointed}
    found: dict[str, frozenset[AppRole]] = defaultdict(frozenset)
    for record in records:
        found[record.school_id] |= derive_roles(
            record.roles,
            in_district=record.school_id == district_id,
            is_coordinator=(record.school_id, record.person_id) in coordinates,
        )
    return {school_id: roles for school_id, roles in found.items() if roles}


def records_of(person_ids: Iterable[str]) -> list[RosterPerson]:
    """The active records of these persons, one per school of each, in the whole district."""
    with scope(read=every_school(RosterPerson)):
        return list(RosterPerson.objects(person_id__in=list(person_ids), active=True))


def schools_of(person_ids: Iterable[str]) -> tuple[str, ...]:
    """The schools (and the district, for its staff) where one of these persons is active."""
    return tuple(sorted({record.school_id for record in records_of(person_ids)}))


def names_of(person_ids: Iterable[str]) -> list[str]:
    """How these persons are called, each name once; for the account's own page."""
    return sorted({full_name(record) for record in records_of(person_ids)})


def full_name(record: RosterPerson) -> str:
    """The name a person goes by, then the family's."""
    return f"{record.preferred_name or record.given_name} {record.family_name}".strip()


def reader_of(principal: Principal) -> Reader:
    """What the frame of a page calls its reader, and the names of their schools."""
    names = [full_name(record) for record in RosterPerson.objects(person_id=principal.actor)]
    schools = school_names(principal.schools)
    return Reader(name=next(iter(names), ""), schools=tuple(sorted(schools.values())))


def zone_of(school_ids: Iterable[str]) -> str:
    """The time zone of the first of these schools that is known, else UTC."""
    with scope(read=frozenset(school_ids)):
        org = RosterOrg.objects(active=True).order_by("org_id").first()
    return str(org.zone) if org else "UTC"


def school_names(school_ids: Iterable[str]) -> dict[str, str]:
    """The names of these schools by id; one that is not known yet is left out."""
    with scope(read=frozenset(school_ids)):
        return {org.org_id: org.name for org in RosterOrg.objects(active=True)}


def is_welcome(person_id: str, school_id: str, district_id: str, *, now: datetime) -> bool:
    """Whether a link of this person here holds: active, and if family only, for a child today."""
    roles = roles_of([person_id], [school_id], district_id).get(school_id, frozenset())
    if not roles or school_id in closed_schools():
        return False
    if not is_family_only(roles):
        return True
    with scope(read=[school_id]):
        return bool(links_in_force(today_at(school_id, now), guardian_id=person_id))


def links_in_force(today: date, **where: Any) -> list[RosterGuardianLink]:
    """The guardian links in scope that match and let see the child today. Source: R11."""
    found = RosterGuardianLink.objects(**where)
    return [link for link in found if stands_for_a_child([link.holds], today)]


def children_of(
    guardians: Iterable[str], school_id: str, now: datetime
) -> dict[str, frozenset[str]]:
    """The children at the school that each of these stands for today; who has none is left out."""
    today, found = today_at(school_id, now), defaultdict[str, set[str]](set)
    # Bare rows: a page about an activity asks for thousands.
    rows = RosterGuardianLink._get_collection().find(
        {
            "school_id": school_id,
            "guardian_id": {"$in": sorted(guardians)},
            "active": True,
            "data_access": True,
        },
        {"guardian_id": 1, "student_id": 1, "valid_from": 1, "valid_to": 1, "_id": 0},
    )
    for row in rows.to_list():
        if holds_on(_day(row.get("valid_from")), _day(row.get("valid_to")), today):
            found[row["guardian_id"]].add(row["student_id"])
    return {guardian: frozenset(of) for guardian, of in found.items()}


def called(record: RosterPerson) -> str:
    """The name that a person goes by, without the family's."""
    return str(record.preferred_name or record.given_name)


def today_at(school_id: str, now: datetime) -> date:
    """The day it is at the school; UTC's while the school is not known yet."""
    org = RosterOrg.objects(org_id=school_id).first()
    return now.astimezone(ZoneInfo(org.zone if org else "UTC")).date()


def _day(moment: datetime | None) -> date | None:
    """A day as a row keeps it, at midnight."""
    return None if moment is None else moment.date()


def persons_reached_by(contact: str) -> list[str]:
    """The persons for whom the feed names this e-mail address or phone number, in no order."""
    wanted = contact.strip()
    with scope(read=every_school(RosterContactPoints)):
        points = RosterContactPoints.objects(
            Q(emails=wanted) | Q(phones__in=_phone_forms(wanted))
        ).collation(IGNORE_CASE)
        return sorted({point.person_id for point in points})


def _phone_forms(number: str) -> list[str]:
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return [form for form in {number, digits} if form]
