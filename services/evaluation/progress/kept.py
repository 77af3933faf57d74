"""Writing what schools keep of a batch of records, with the events of it; for publishing only."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from pymongo import ReplaceOne

from services.evaluation.progress.models import Kept
from services.evaluation.roster.stored import Row
from shared import outbox
from shared.tenancy import scope

# One encoder for all: making one takes longer than a record.
_as_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str).encode

Place = tuple[str, str]
"""A school and the id of a record in it."""


@dataclass(kw_only=True)
class Change:
    """A row as it is to be, what it was, and the facts that this makes, in order."""

    place: Place
    row: Row
    earlier: Row | None
    facts: Sequence[Any] = ()


@dataclass
class Batch:
    """Changed records of a source: where each stands now, and what is to be written."""

    schools: dict[str, set[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def stands_in(self, stored_id: str, school_id: str) -> None:
        """The source's record is kept in this school."""
        self.schools.setdefault(stored_id, set()).add(school_id)


def earlier_rows(document: type[Kept], places: Iterable[Place]) -> dict[Place, Row]:
    """What is kept at these places, where anything is."""
    wanted = by_school(places)
    if not wanted:
        return {}
    identifiers = [identifier(place) for school in wanted.values() for place in school]
    with scope(read=wanted.keys()):
        found = document._get_collection().find({"_id": {"$in": identifiers}})
        return {(row["school_id"], row["_id"].partition("/")[2]): row for row in found}


def places_before(rows: Sequence[Row], record_ids: Sequence[str]) -> set[Place]:
    """Where these records were published before: where they stand no more, they end."""
    return {
        (school_id, record_id)
        for row, record_id in zip(rows, record_ids, strict=True)
        for school_id in row["published_in"]
    }


def ended(place: Place, earlier: Row) -> Change:
    """The record is no more in this school."""
    return Change(place=place, row={**earlier, "active": False, "digest": ""}, earlier=earlier)


def identifier(place: Place) -> str:
    """The ``_id`` of what is kept at the place."""
    return f"{place[0]}/{place[1]}"


def by_school(places: Iterable[Place]) -> dict[str, list[Place]]:
    """The places of each school."""
    found: dict[str, list[Place]] = {}
    for place in places:
        found.setdefault(place[0], []).append(place)
    return found


def digest_of(told: Mapping[str, Any]) -> str:
    """The same text for the same content."""
    return blake2b(_as_text(told).encode(), digest_size=16).hexdigest()


def write(document: type[Kept], batch: Batch, district_id: str) -> None:
    """Store the batch's changes and record their facts; each fact takes the next version."""
    in_schools: dict[str, list[Change]] = {}
    for change in batch.changes:
        in_schools.setdefault(change.place[0], []).append(change)
    for school_id in sorted(in_schools):
        with scope(read=[district_id, school_id], write=school_id):
            _write_in(document, school_id, in_schools[school_id])


def midnight(day: date) -> datetime:
    """MongoDB has no dates without a time; mongoengine keeps them as midnight."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def _write_in(document: type[Kept], school_id: str, changes: Sequence[Change]) -> None:
    fresh: list[Row] = []
    replaced: list[Row] = []
    for change in changes:
        version = change.earlier["version"] if change.earlier else 0
        for number, fact in enumerate(change.facts, start=1):
            outbox.record_state(
                fact, school_id=school_id, subject_id=change.place[1], version=version + number
            )
        own = {
            "_id": identifier(change.place),
            "school_id": school_id,
            "version": version + max(1, len(change.facts)),
        }
        (replaced if change.earlier else fresh).append({**change.row, **own})
    collection = document._get_collection()
    if fresh:
        collection.insert_many(fresh, ordered=False)
    if replaced:
        requests = [ReplaceOne({"_id": row["_id"]}, row) for row in replaced]
        collection.bulk_write(requests, ordered=False)
