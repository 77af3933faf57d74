"""Storing what a feed tells, and marking what has to be published because of it.

Each call is one transaction of the import's step. Nothing is deleted: what a feed no longer tells
becomes inactive.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import InsertOne, UpdateOne

from services.evaluation.roster.changes import WRITTEN, Change
from services.evaluation.roster.kinds import MARKED_KINDS, ROSTER_KINDS
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.stored import (
    Planned,
    district_in_scope,
    fields_of,
    record_id,
    records_referring_to,
)
from shared.store import atomic

_COMES_OR_GOES = frozenset({Change.REACTIVATED, Change.DEACTIVATED})


@dataclass(frozen=True, kw_only=True)
class _Touched:
    """Records of one kind in a transaction; ``users``: who they refer to, now or before."""

    all: Sequence[str]
    known: Sequence[str]
    coming_or_going: Sequence[str]
    users: Collection[str]


@atomic
def apply_changes(source: str, kind: str, planned: Sequence[Planned]) -> None:
    """Store the changes, and mark every record that has to be published anew because of them."""
    requests = [one for plan in planned if (one := _request(source, kind, plan)) is not None]
    if not requests:
        return
    touched = _touched(source, kind, [plan for plan in planned if plan.change in WRITTEN])
    SourceRecord._get_collection().bulk_write(requests, ordered=False)
    _mark_dependents(source, kind, touched)


@atomic
def end_records(source: str, kind: str, sourced_ids: Sequence[str]) -> None:
    """Make these records inactive: their feed no longer tells them."""
    prefix = record_id(source, kind, "")
    SourceRecord._get_collection().update_many(
        {"_id": {"$in": [prefix + one for one in sourced_ids]}},
        {"$set": {"is_active": False, "is_changed": kind in MARKED_KINDS}},
    )
    users = _users_of(source, kind, sourced_ids)
    touched = _Touched(all=sourced_ids, known=sourced_ids, coming_or_going=sourced_ids, users=users)
    _mark_dependents(source, kind, touched)


def _touched(source: str, kind: str, written: Sequence[Planned]) -> _Touched:
    known = [plan.record.sourced_id for plan in written if plan.change is not Change.CREATED]
    return _Touched(
        all=[plan.record.sourced_id for plan in written],
        known=known,
        coming_or_going=[
            plan.record.sourced_id for plan in written if plan.change in _COMES_OR_GOES
        ],
        users=_users_of(source, kind, known)
        | {ref for plan in written for ref in plan.record.refs},
    )


def _users_of(source: str, kind: str, sourced_ids: Sequence[str]) -> set[str]:
    if kind not in {"roles", "agents"} or not sourced_ids:
        return set()
    stored = fields_of(source, kind, sourced_ids)
    return {ref for row in stored.values() for ref in row["refs"]}


def _request(source: str, kind: str, plan: Planned) -> InsertOne[Any] | UpdateOne | None:
    record = plan.record
    identifier = record_id(source, kind, record.sourced_id)
    told = {
        "fields": record.fields,
        "refs": list(record.refs),
        "owner": record.owner,
        "digest": plan.digest,
        "modified": record.modified,
        "is_active": True,
        "is_changed": kind in MARKED_KINDS,
    }
    if plan.change is Change.CREATED:
        own = {"_id": identifier, "source": source, "kind": kind, "sourced_id": record.sourced_id}
        return InsertOne({**own, "school_id": district_in_scope(), **told, "published_in": []})
    if plan.change is Change.DEACTIVATED:
        told = {name: told[name] for name in ("modified", "is_changed")} | {"is_active": False}
    elif plan.is_newer:
        told = {"modified": record.modified}
    elif plan.change not in WRITTEN:
        return None
    return UpdateOne({"_id": identifier}, {"$set": told})


def _mark_dependents(source: str, kind: str, touched: _Touched) -> None:
    if kind in {"orgs", "orgSettings"}:
        # A school may have moved in the tree: everything below may belong elsewhere now.
        moved = kind == "orgs" and touched.known
        for one in ROSTER_KINDS if moved else ("orgs",):
            _mark_where(source, one, {})
    elif kind == "classes":
        _mark_referring(source, "enrollments", touched.known)
    elif kind == "users":
        _mark_relations(source, touched.all)
        _mark_referring(source, "enrollments", touched.coming_or_going)
    elif kind == "people":
        _mark(source, "users", touched.all)
    elif kind in {"roles", "agents"}:
        _mark(source, "users", touched.users)
        if kind == "roles":
            _mark_relations(source, touched.users)


def _mark_relations(source: str, users: Collection[str]) -> None:
    """Whoever is told as related to these users: their schools and links may be others now."""
    related = {ref for row in records_referring_to(source, "agents", users) for ref in row["refs"]}
    _mark(source, "users", related)


def _mark_referring(source: str, kind: str, sourced_ids: Collection[str]) -> None:
    if sourced_ids:
        _mark_where(source, kind, {"refs": {"$in": list(sourced_ids)}})


def _mark(source: str, kind: str, sourced_ids: Iterable[str]) -> None:
    prefix = record_id(source, kind, "")
    identifiers = [prefix + one for one in sourced_ids]
    if identifiers:
        _mark_where(source, kind, {"_id": {"$in": identifiers}})


def _mark_where(source: str, kind: str, where: dict[str, Any]) -> None:
    SourceRecord._get_collection().update_many(
        {"source": source, "kind": kind, "is_changed": False, **where},
        {"$set": {"is_changed": True}},
    )
