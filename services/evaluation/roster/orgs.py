"""The orgs of a source as a tree: which school a record belongs to, what it inherits. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from services.evaluation.roster.changes import Value
from services.evaluation.roster.identity import Ids
from shared.events.evaluation import OrgChanged, OrgKind, Role

DEFAULT_ZONE = "Etc/UTC"
DEFAULT_ACCESS = frozenset({Role.PARENT, Role.GUARDIAN})
"""Others may be on file as a neighbour or an emergency contact. Source: architecture.md §5."""


@dataclass(frozen=True, kw_only=True)
class SchoolRules:
    """A school's own day and setting: which relations see a child unless something else is told."""

    today: date
    with_access: frozenset[str] = DEFAULT_ACCESS


@dataclass(frozen=True, kw_only=True)
class Org:
    """One org as told, with the settings of our supplement."""

    sourced_id: str
    fields: Mapping[str, Value]
    settings: Mapping[str, Value]
    is_active: bool

    @property
    def kind(self) -> str:
        """OneRoster's type."""
        return str(self.fields["type"])


@dataclass(frozen=True, kw_only=True)
class OrgTree:
    """All orgs of a source. ``languages`` are the installation's, for who has none of their own.

    ``term_starts``: the first days of the terms, which are the same in all of them.
    """

    ids: Ids
    orgs: Mapping[str, Org]
    languages: tuple[str, ...]
    term_starts: tuple[date, ...] = ()

    def id_of(self, sourced_id: str) -> str:
        """The org's id; the district's own for the district at the root."""
        if self._is_district(sourced_id):
            return self.ids.district_id
        return self.ids.org(sourced_id)

    def tenant_of(self, sourced_id: str) -> str:
        """The school the org is or lies in, else the district: a department may stand in either."""
        for org in self._upwards(sourced_id):
            if org.kind == OrgKind.SCHOOL:
                return self.ids.org(org.sourced_id)
        return self.ids.district_id

    def state_of(self, sourced_id: str) -> OrgChanged:
        """The org as it is published, with its own zone and languages or the nearest above it."""
        org = self.orgs[sourced_id]
        parent = str(org.fields.get("parentSourcedId", ""))
        languages = self._inherited(sourced_id, "languages") or self.languages
        return OrgChanged(
            org_id=self.id_of(sourced_id),
            name=str(org.fields["name"]),
            kind=OrgKind(org.kind) if org.kind in _KINDS else OrgKind.LOCAL,
            parent_id=self.id_of(parent) if parent in self.orgs else None,
            zone=self.zone_of(sourced_id),
            languages=tuple(languages),
            active=org.is_active,
            term_starts=self.term_starts,
        )

    def day_in(self, sourced_id: str, now: datetime) -> date:
        """The day it is there at ``now``. Source: lms.md §8 rule 13."""
        return now.astimezone(ZoneInfo(self.zone_of(sourced_id))).date()

    def zone_of(self, sourced_id: str) -> str:
        """The org's own time zone, or the nearest one's above it."""
        return str(self._inherited(sourced_id, "zone") or DEFAULT_ZONE)

    def school_rules(self, school_id: str, now: datetime) -> SchoolRules:
        """What holds at ``now`` in the school (or the district) of this id."""
        sourced_id = self._by_tenant.get(school_id, "")
        told = self._inherited(sourced_id, "guardianAccess")
        access = frozenset(told) if isinstance(told, list) else DEFAULT_ACCESS
        return SchoolRules(today=self.day_in(sourced_id, now), with_access=access)

    @property
    def zones(self) -> frozenset[str]:
        """Every time zone in which one of the orgs lies."""
        return frozenset(self.zone_of(sourced_id) for sourced_id in self.orgs)

    @cached_property
    def _by_tenant(self) -> dict[str, str]:
        return {
            self.id_of(one): one
            for one, org in self.orgs.items()
            if org.kind == OrgKind.SCHOOL or self._is_district(one)
        }

    def _is_district(self, sourced_id: str) -> bool:
        org = self.orgs.get(sourced_id)
        if org is None:
            return False
        return org.kind == OrgKind.DISTRICT and "parentSourcedId" not in org.fields

    def _inherited(self, sourced_id: str, name: str) -> Value | None:
        found = (org.settings.get(name) for org in self._upwards(sourced_id))
        return next((value for value in found if value), None)

    def _upwards(self, sourced_id: str) -> Iterator[Org]:
        seen: set[str] = set()
        while (org := self.orgs.get(sourced_id)) is not None and sourced_id not in seen:
            seen.add(sourced_id)
            yield org
            sourced_id = str(org.fields.get("parentSourcedId", ""))


_KINDS = frozenset(OrgKind)
