"""Orgs and people made up for the roster's rules."""

from datetime import UTC, datetime

from services.evaluation.roster.identity import Ids
from services.evaluation.roster.orgs import Org, OrgTree
from services.evaluation.roster.rules import Holding, Person
from shared.events.evaluation import Role

IDS = Ids("the-district", "sis")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_org(sourced_id: str, kind: str, parent: str = "", **settings: str) -> Org:
    fields = {"name": sourced_id, "type": kind}
    if parent:
        fields["parentSourcedId"] = parent
    return Org(sourced_id=sourced_id, fields=fields, settings=settings, is_active=True)


def make_tree(*orgs: Org) -> OrgTree:
    known = orgs or (
        make_org("d", "district", zone="Pacific/Auckland"),
        make_org("region", "department", "d"),
        make_org("a", "school", "region"),
        make_org("b", "school", "d", zone="Pacific/Chatham"),
        make_org("science", "department", "a"),
    )
    return OrgTree(ids=IDS, orgs={org.sourced_id: org for org in known}, languages=("en",))


def make_person(sourced_id: str, *roles: tuple[str, Role], **changes: str) -> Person:
    is_active = changes.pop("is_active", "true") == "true"
    return Person(
        sourced_id=sourced_id,
        fields={"givenName": sourced_id, "familyName": "Tester", "enabledUser": "true", **changes},
        is_active=is_active,
        holdings=tuple(Holding(school_id=school, role=role) for school, role in roles),
    )


CHILD = make_person("child", ("a", Role.STUDENT))
PARENT = make_person("parent", ("a", Role.PARENT))
TEACHER = make_person("teacher", ("a", Role.TEACHER))
STAFF_PARENT = make_person("both", ("a", Role.TEACHER), ("b", Role.PARENT))
GROWN_UP = make_person("grown", ("a", Role.STUDENT), ("a", Role.PARENT))
