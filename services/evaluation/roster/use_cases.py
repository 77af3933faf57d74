"""Storing what a feed tells, and marking what has to be published because of it.

Each call is one transaction of the import's step. Nothing is deleted: what a feed no longer tells
becomes inactive.
"""

from collections.abc import Collection, Iterable, Sequence

from pymongo import UpdateOne

from services.evaluation.roster.applied import forget_applied
from services.evaluation.roster.changes import WRITTEN, Change, digest_of
from services.evaluation.roster.journal import KEPT_FIELDS, Journal, RecordChange
from services.evaluation.roster.kinds import MARKED_KINDS
from services.evaluation.roster.marking import OF_PEOPLE, Touched, mark_dependents
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.stored import (
    Planned,
    Row,
    district_in_scope,
    fields_of,
    record_id,
)
from shared import clock
from shared.store import atomic

_COMES_OR_GOES = frozenset({Change.REACTIVATED, Change.DEACTIVATED})


@atomic
def apply_changes(
    source: str,
    kind: str,
    planned: Sequence[Planned],
    *,
    journal: Journal | None = None,
    fresh_kinds: Collection[str] = frozenset(),
) -> None:
    """Store the changes, and mark every record that has to be published anew because of them.

    ``journal`` is the run's; who changes records outside of a run has none. ``fresh_kinds``: kinds
    whose records all are marked anyway.
    """
    touched = _note(source, kind, planned, journal, fresh_kinds)
    at = _time_of(journal)
    created = [_row(source, kind, one, at) for one in planned if one.change is Change.CREATED]
    if created:
        SourceRecord._get_collection().insert_many(created, ordered=False)
    updates = [one for plan in planned if (one := _update(source, kind, plan, at)) is not None]
    if updates:
        SourceRecord._get_collection().bulk_write(updates, ordered=False)
    if created or updates:
        mark_dependents(source, kind, touched)


@atomic
def end_records(
    source: str, kind: str, sourced_ids: Sequence[str], *, journal: Journal | None = None
) -> int:
    """Make these records inactive: their feed no longer tells them. Returns how many were not."""
    rows = [row for row in fields_of(source, kind, sourced_ids).values() if row["is_active"]]
    _write_down(source, kind, [], rows, journal)
    if rows:
        SourceRecord._get_collection().update_many(
            {"_id": {"$in": [row["_id"] for row in rows]}},
            {"$set": {"is_active": False, "is_changed": kind in MARKED_KINDS}},
        )
        ended = [row["sourced_id"] for row in rows]
        refs = _refs_of(rows)
        touched = Touched(known=ended, coming_or_going=ended, refs=refs)
        mark_dependents(source, kind, touched)
    return len(rows)


@atomic
def put_back(change: RecordChange) -> int:
    """Make the entry's records as they were before; returns how many. What was new is inactive.

    Idempotent: the same entry twice comes to the same.
    """
    source, kind = change.source, change.kind
    before = {row["sourced_id"]: row for row in change.before}
    now = fields_of(source, kind, [*change.created, *before])
    marked = {"is_changed": kind in MARKED_KINDS}
    gone = {"is_active": False, "modified": "", **marked}
    prefix = record_id(source, kind, "")
    requests = [UpdateOne({"_id": prefix + one}, {"$set": gone}) for one in change.created]
    for one, row in before.items():
        told = {name: row.get(name) for name in KEPT_FIELDS} | marked
        requests.append(UpdateOne({"_id": prefix + one}, {"$set": told}))
    if requests:
        SourceRecord._get_collection().bulk_write(requests, ordered=False)
    known = [*change.created, *before]
    comes_or_goes = [one for one in now if _is_active_in(before, one) != now[one]["is_active"]]
    refs = _refs_of(now.values()) | _refs_of(before.values())
    mark_dependents(source, kind, Touched(known=known, coming_or_going=comes_or_goes, refs=refs))
    return len(requests)


def _note(
    source: str,
    kind: str,
    planned: Sequence[Planned],
    journal: Journal | None,
    fresh_kinds: Collection[str],
) -> Touched:
    """Write down what was before, and say what is touched."""
    written = [plan for plan in planned if plan.change in WRITTEN]
    newer = [plan.record.sourced_id for plan in planned if plan.is_newer]
    created = [one.record.sourced_id for one in written if one.change is Change.CREATED]
    known = [one.record.sourced_id for one in written if one.change is not Change.CREATED]
    before = fields_of(source, kind, [*known, *newer]).values() if known or newer else ()
    _write_down(source, kind, created, before, journal)
    refs = _refs_of(before) if kind in OF_PEOPLE else set()
    if kind in OF_PEOPLE:
        refs |= {ref for plan in written for ref in plan.record.refs}
    return Touched(
        created=created,
        known=known,
        coming_or_going=[one.record.sourced_id for one in written if one.change in _COMES_OR_GOES],
        refs=refs,
        fresh_kinds=fresh_kinds,
    )


def _write_down(
    source: str, kind: str, created: Sequence[str], before: Iterable[Row], journal: Journal | None
) -> None:
    if journal is None:
        forget_applied(source, kind)
    else:
        journal.note(source, kind, created, before)


def _refs_of(rows: Iterable[Row]) -> set[str]:
    return {ref for row in rows for ref in row.get("refs") or ()}


def _is_active_in(before: dict[str, Row], sourced_id: str) -> bool:
    return sourced_id in before and bool(before[sourced_id]["is_active"])


def _time_of(journal: Journal | None) -> str:
    """When the run tells, the same for all of it; now, outside of one."""
    at = (journal and journal.at) or clock.now()
    return at.isoformat(timespec="milliseconds")


def _row(source: str, kind: str, plan: Planned, at: str) -> Row:
    return {
        "_id": record_id(source, kind, plan.record.sourced_id),
        "school_id": district_in_scope(),
        "source": source,
        "kind": kind,
        "sourced_id": plan.record.sourced_id,
        **_told(kind, plan, at),
        "published_in": [],
    }


def _update(source: str, kind: str, plan: Planned, at: str) -> UpdateOne | None:
    """What changes in what is stored; None for what is new or stays as it is."""
    change = plan.change
    told: Row | None = None
    if change is Change.DEACTIVATED:
        told = {
            "modified": plan.record.modified,
            "is_changed": kind in MARKED_KINDS,
            "is_active": False,
        }
    elif plan.is_newer:
        told = {"modified": plan.record.modified}
    elif change in WRITTEN and change is not Change.CREATED:
        told = _told(kind, plan, at)
    if told is None:
        return None
    return UpdateOne({"_id": record_id(source, kind, plan.record.sourced_id)}, {"$set": told})


def _told(kind: str, plan: Planned, at: str) -> Row:
    record = plan.record
    return {
        "fields": record.fields,
        "refs": list(record.refs),
        "owner": record.owner,
        "digest": plan.digest or digest_of(record.fields),
        "modified": record.modified,
        "told_at": at,
        "is_active": True,
        "is_changed": kind in MARKED_KINDS,
    }
