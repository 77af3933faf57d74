"""Appending facts to the ledger and folding them into the measures; making the measures anew."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from services.evaluation.ledger.models import MEASURES, LedgerEntry, RollCount
from services.evaluation.ledger.queries import count_roll, dimensions_of, stored_facts
from services.evaluation.ledger.rules import Dimensions, Fact, Join, Measure, joins_of
from shared import events, ids
from shared.envelope import Envelope
from shared.store import Row, atomic
from shared.tenancy import write_scope

REBUILD_ROWS = 1000


@atomic
def append_facts(batch: Sequence[tuple[Any, Envelope]]) -> None:
    """Keep the events as they came, and let the measures of the school in scope move.

    A few round trips however many events there are.
    """
    dimensions = dimensions_of([event for event, _ in batch])
    facts = [
        Fact(event=event, version=envelope.version, at=envelope.time, dimensions=of)
        for (event, envelope), of in zip(batch, dimensions, strict=True)
    ]
    LedgerEntry._get_collection().insert_many(
        [
            _entry(event, envelope, of)
            for (event, envelope), of in zip(batch, dimensions, strict=True)
        ]
    )
    _apply(joins_of(facts))


def rebuild_measures() -> int:
    """Make the measures of the school in scope anew from its ledger; returns the rows read.

    Safe while events come in and when it is cut short and run again, since a fact folded twice
    changes nothing. Until it ends, reports show what has been folded so far.
    """
    _forget_measures()
    rows = 0
    for facts in stored_facts(REBUILD_ROWS):
        _apply_facts(facts)
        rows += len(facts)
    return rows


def store_roll_count(school_id: str, now: datetime) -> None:
    """Count the families of a school in scope, so that its reports need not."""
    row = {
        "_id": school_id,
        "school_id": school_id,
        "counted_at": now,
        "groups": [asdict(group) for group in count_roll(school_id)],
    }
    RollCount._get_collection().replace_one({"_id": school_id}, row, upsert=True)


def _forget_measures() -> None:
    """Some rows at a time: a transaction over all of them would not end within its deadline."""
    for document in MEASURES.values():
        rows = document._get_collection()
        while some := [row["_id"] for row in rows.find({}, {"_id": 1}).limit(REBUILD_ROWS)]:
            rows.delete_many({"_id": {"$in": some}})


@atomic
def _apply_facts(facts: Sequence[Fact]) -> None:
    _apply(joins_of(facts))


def _apply(joins: Iterable[Join]) -> None:
    by_measure: dict[Measure, list[UpdateOne]] = {}
    for join in joins:
        by_measure.setdefault(join.measure, []).append(_update(join))
    for measure, updates in by_measure.items():
        MEASURES[measure]._get_collection().bulk_write(updates, ordered=False)


def _update(join: Join) -> UpdateOne:
    changes: Row = {}
    if join.greatest:
        changes["$max"] = dict(join.greatest)
    if join.least:
        changes["$min"] = dict(join.least)
    return UpdateOne({"_id": f"{write_scope()}/{join.key}"}, changes, upsert=True)


def _entry(event: Any, envelope: Envelope, dimensions: Dimensions) -> Row:
    return {
        "_id": envelope.id,
        "school_id": envelope.school_id,
        "seq": ids.new_id(),
        "type": envelope.type,
        "subject": envelope.subject,
        "version": envelope.version,
        "at": envelope.time,
        "actor": envelope.actor,
        "correlation_id": envelope.correlation_id,
        "data": events.dump(event),
        **asdict(dimensions),
    }
