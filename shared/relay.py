"""From the outbox to Kafka: each record's events in order; a row goes when Kafka has it.

Never a cursor over ids (the clocks of web processes differ), never a time limit on rows. A relay
killed between acknowledgement and delete sends again: a duplicate, never a loss.
"""

from collections.abc import Sequence
from operator import itemgetter

from pymongo import DeleteMany

from shared import store
from shared.bus import Producer
from shared.outbox import OUTBOX
from shared.store import Row
from shared.tenancy import platform_collection

BATCH = 500


def relay_once(producer: Producer) -> int:
    """Send the oldest rows and delete those that Kafka acknowledged; returns how many went.

    Raises:
        InfrastructureDown: Kafka acknowledged nothing.
    """
    rows = _next_rows()
    if not rows:
        return 0
    acknowledged = producer.send_all(
        [(row["topic"], row["key"], _headers(row), row["value"]) for row in rows]
    )
    gone = _up_to_first_failure(rows, acknowledged)
    _delete_ascending(gone)
    return len(gone)


def oldest_row_age() -> float:
    """Seconds that the oldest row has been waiting; 0.0 when the outbox is empty."""
    pipeline = [
        {"$sort": {"_id": 1}},
        {"$limit": 1},
        {"$project": {"age": {"$subtract": ["$$NOW", "$recorded_at"]}}},
    ]
    rows = list(platform_collection(OUTBOX).aggregate(pipeline))
    return max(0.0, rows[0]["age"] / 1000) if rows else 0.0


def ensure_indexes() -> None:
    """One row per record and version: a second belt, and the look-up by record."""
    store.raw_collection(OUTBOX).create_index([("key", 1), ("version", 1)], unique=True)


def _next_rows() -> list[Row]:
    """The oldest rows and every earlier version of their records, ascending per record."""
    collection = platform_collection(OUTBOX)
    rows = list(collection.find({}, sort=[("_id", 1)], limit=BATCH))
    if len(rows) == BATCH:
        rows += _earlier_versions(rows)
    rows.sort(key=itemgetter("version"))
    return rows


def _earlier_versions(rows: Sequence[Row]) -> list[Row]:
    """Rows outside the full batch that must go before one inside."""
    newest: dict[str, int] = {}
    for row in rows:
        newest[row["key"]] = max(row["version"], newest.get(row["key"], 0))
    others = platform_collection(OUTBOX).find(
        {"key": {"$in": list(newest)}, "_id": {"$gt": rows[-1]["_id"]}}
    )
    return [row for row in others if row["version"] < newest[row["key"]]]


def _up_to_first_failure(rows: Sequence[Row], acknowledged: Sequence[bool]) -> list[Row]:
    failed: set[str] = set()
    gone = []
    for row, succeeded in zip(rows, acknowledged, strict=True):
        if not succeeded:
            failed.add(row["key"])
        elif row["key"] not in failed:
            gone.append(row)
    return gone


def _delete_ascending(rows: Sequence[Row]) -> None:
    """Delete older versions first: after a crash the last one sent again is the newest."""
    rounds: list[list[str]] = []
    turn: dict[str, int] = {}
    for row in rows:
        number = turn.get(row["key"], 0)
        turn[row["key"]] = number + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(row["_id"])
    if rounds:
        platform_collection(OUTBOX).bulk_write(
            [DeleteMany({"_id": {"$in": ids}}) for ids in rounds], ordered=True
        )


def _headers(row: Row) -> dict[str, bytes]:
    return {name: bytes(value) for name, value in row["headers"].items()}
