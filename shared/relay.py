"""From the outbox to Kafka: each record's events in order; a row goes when Kafka has it.

Never a cursor over ids (the clocks of web processes differ), never a time limit on rows. A relay
killed between acknowledgement and delete sends again: a duplicate, never a loss.
"""

from collections.abc import Container, Sequence
from operator import itemgetter

from pymongo import DeleteMany
from pymongo.client_session import ClientSession

from shared import store
from shared.bus import Producer
from shared.errors import InfrastructureDown
from shared.outbox import OUTBOX
from shared.store import Row
from shared.tenancy import platform_collection

BATCH = 1000


class Relay:
    """Passes rows on in batches; while Kafka takes one, the last goes and the next is read.

    A row that Kafka has is deleted only when the next batch is on its way, or there is none: who
    comes next waits for no delete.
    """

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self._acknowledged: list[Row] = []
        self._prefetched: list[Row] = []

    def turn(self) -> int:
        """Send one batch; returns how many rows went, 0 when there was nothing to send.

        Raises:
            InfrastructureDown: Kafka did not take all of it; the rest is still in the outbox.
        """
        rows, self._prefetched = self._prefetched or _next_rows(self._acknowledged), []
        if not rows:
            self.settle()
            return 0
        wait = self._producer.start_sending(
            [(row["topic"], row["key"], row["headers"], row["value"]) for row in rows]
        )
        self.settle()
        following = _next_rows(rows) if len(rows) >= BATCH else []
        self._acknowledged = _up_to_first_failure(rows, wait())
        if len(self._acknowledged) < len(rows):
            self.settle()
            raise InfrastructureDown("Kafka did not take every event")
        self._prefetched = following
        return len(rows)

    def settle(self) -> None:
        """Delete the rows that Kafka has."""
        _delete_ascending(self._acknowledged)
        self._acknowledged = []


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


def _next_rows(sent: Sequence[Row]) -> list[Row]:
    """The oldest rows and every earlier version of their records, ascending per record.

    Rows sent before are left out: whoever sends these must see to it that those arrived.
    """
    others = {"_id": {"$nin": [row["_id"] for row in sent]}} if sent else {}
    with store.snapshot() as session:  # else the cursor could find a later version and no earlier
        found = platform_collection(OUTBOX).find(
            others, sort=[("_id", 1)], limit=BATCH, session=session
        )
        rows = list(found)
        if len(rows) == BATCH:
            rows += _earlier_versions(rows, {row["_id"] for row in sent}, session)
    rows.sort(key=itemgetter("version"))
    return rows


def _earlier_versions(
    rows: Sequence[Row], sent: Container[str], session: ClientSession
) -> list[Row]:
    """Rows outside the full batch that must go before one inside and are not sent yet."""
    newest: dict[str, int] = {}
    for row in rows:
        newest[row["key"]] = max(row["version"], newest.get(row["key"], 0))
    outbox = platform_collection(OUTBOX)
    others = outbox.find(
        {"key": {"$in": list(newest)}, "_id": {"$gt": rows[-1]["_id"]}},
        {"key": 1, "version": 1},
        session=session,
    )
    earlier = [
        row["_id"]
        for row in others
        if row["version"] < newest[row["key"]] and row["_id"] not in sent
    ]
    return list(outbox.find({"_id": {"$in": earlier}}, session=session)) if earlier else []


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
