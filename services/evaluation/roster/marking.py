"""Marking what has to be published because other records changed, and that it was published.

Within the transaction of what changes or publishes it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.evaluation.roster.kinds import ROSTER_KINDS
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.stored import Row, record_id, related_users

# They say something of the people they refer to.
OF_PEOPLE = frozenset({"roles", "agents", "guardians"})
# What is told otherwise when these change. A setting says which relations see a child, and a zone
# which day it is; a session when a term begins.
_ABOUT_SCHOOLS: Mapping[str, tuple[str, ...]] = {
    "orgs": ("orgs",),
    "orgSettings": ("orgs", "users"),
    "academicSessions": ("orgs",),
}


@dataclass(frozen=True, kw_only=True)
class Touched:
    """Records of one kind that change; ``refs``: whom they refer to, now or before.

    ``coming_or_going``: those that become active or inactive. ``fresh_kinds``: kinds whose records
    all wait to be published anyway.
    """

    created: Collection[str] = ()
    known: Collection[str] = ()
    coming_or_going: Collection[str] = ()
    refs: Collection[str] = ()
    fresh_kinds: Collection[str] = field(default_factory=frozenset)


def mark_dependents(source: str, kind: str, touched: Touched) -> None:
    """Mark what stands on these records; they themselves are marked where they are written."""
    marking = _Marking(source, touched.fresh_kinds)
    if kind in _ABOUT_SCHOOLS:
        # A school may have moved in the tree: everything below may belong elsewhere now.
        moved = kind == "orgs" and touched.known
        for one in ROSTER_KINDS if moved else _ABOUT_SCHOOLS[kind]:
            marking.mark_where(one, {})
    elif kind == "classes":
        marking.mark_referring("enrollments", touched.known)
    elif kind == "users":
        marking.mark_related([*touched.created, *touched.known])
        marking.mark_referring("enrollments", touched.coming_or_going)
    elif kind == "people":
        marking.mark("users", [*touched.created, *touched.known])
    elif kind in OF_PEOPLE:
        marking.mark("users", touched.refs)
        if kind == "roles":
            marking.mark_related(touched.refs)


def mark_where(source: str, kind: str, where: Mapping[str, Any]) -> None:
    """Have the records of this kind that match, and are not marked yet, published anew."""
    SourceRecord._get_collection().update_many(
        {"source": source, "kind": kind, "is_changed": False, **where},
        {"$set": {"is_changed": True}},
    )


def mark_these(source: str, kind: str, sourced_ids: Iterable[str]) -> None:
    """Have these records published anew."""
    prefix = record_id(source, kind, "")
    identifiers = [prefix + one for one in sourced_ids]
    if identifiers:
        mark_where(source, kind, {"_id": {"$in": identifiers}})


def clear_marks(rows: Sequence[Row], schools: Mapping[str, Collection[str]]) -> None:
    """Note that these records are published, and where; most of a batch stand in the same schools.

    ``schools``: stored id to the schools the record stands in now. Those it was published in before
    are kept: there its end was published.
    """
    by_schools: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        told_in = {*schools.get(row["_id"], ()), *row["published_in"]}
        by_schools.setdefault(tuple(sorted(told_in)), []).append(row["_id"])
    for where, identifiers in by_schools.items():
        SourceRecord._get_collection().update_many(
            {"_id": {"$in": identifiers}},
            {"$set": {"is_changed": False, "published_in": list(where)}},
        )


@dataclass(frozen=True)
class _Marking:
    source: str
    fresh_kinds: Collection[str]

    def mark_related(self, users: Collection[str]) -> None:
        """Mark whoever is told as related to these: their schools and links may be others now."""
        if users and "users" not in self.fresh_kinds:
            self.mark("users", related_users(self.source, users))

    def mark_referring(self, kind: str, sourced_ids: Collection[str]) -> None:
        """Mark the records of this kind that refer to any of these."""
        if sourced_ids:
            self.mark_where(kind, {"refs": {"$in": list(sourced_ids)}})

    def mark(self, kind: str, sourced_ids: Iterable[str]) -> None:
        """Mark these records of this kind."""
        if kind not in self.fresh_kinds:
            mark_these(self.source, kind, sourced_ids)

    def mark_where(self, kind: str, where: dict[str, Any]) -> None:
        """Mark the records of this kind that are not marked yet."""
        if kind not in self.fresh_kinds:
            mark_where(self.source, kind, where)
