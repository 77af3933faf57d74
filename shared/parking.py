"""Events that could not be handled, or wait for another record: kept here, never dropped.

*Parked*: a handler failed for good; later events of the same key queue up behind it, other keys
flow. *Waiting*: a reaction needs a record that has not arrived; the record's projection wakes it.
Both live in the service's own store, not in a topic, because an erasure must be able to reach them.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from shared import clock, store
from shared.envelope import Message
from shared.inbox import entry_id
from shared.store import Row
from shared.tenancy import platform_collection

PARKED = "parked"
WAITING = "waiting"
ANY_HANDLER = "*"
RETRY_AFTER_SECONDS = (1, 5, 15, 30)
BEHIND = "an earlier event of the same key is parked"


def park(
    message: Message, *, handler: str, event_id: str, error: BaseException | str, permanent: bool
) -> None:
    """Keep the message for a person or a retry; call it in a transaction."""
    retry_at = None if permanent else clock.now() + timedelta(seconds=RETRY_AFTER_SECONDS[0])
    platform_collection(PARKED).update_one(
        {"_id": entry_id(handler, event_id)},
        {
            "$setOnInsert": {
                "handler": handler,
                "key": message.key,
                "message": _message_row(message),
                "parked_at": clock.now(),
                "attempts": 0,
                "retry_at": retry_at,
            },
            "$set": {"error": describe(error)},
        },
        upsert=True,
    )


def parked_again(row: Row, error: BaseException, *, permanent: bool) -> None:
    """Note another failed attempt; the fifth is the last that happens by itself."""
    attempts = row["attempts"] + 1
    later = None
    if not permanent and attempts < len(RETRY_AFTER_SECONDS):
        later = clock.now() + timedelta(seconds=RETRY_AFTER_SECONDS[attempts])
    platform_collection(PARKED).update_one(
        {"_id": row["_id"]},
        {"$set": {"attempts": attempts, "retry_at": later, "error": describe(error)}},
    )


def due_keys() -> list[str]:
    """Keys of parked events that are to be tried again now."""
    due = {"retry_at": {"$lte": clock.now()}}
    return sorted(platform_collection(PARKED).distinct("key", due))


def parked_rows(*, key: str | None = None, handler: str | None = None) -> list[Row]:
    """The parked events, oldest first; of one key or one handler when given."""
    wanted: Row = {}
    if key is not None:
        wanted["key"] = key
    if handler is not None:
        wanted["handler"] = handler
    return list(platform_collection(PARKED).find(wanted).sort("message.order", 1))


def unpark(row: Row) -> None:
    """Forget a parked event: it has been handled."""
    platform_collection(PARKED).delete_one({"_id": row["_id"]})


def held_keys(keys: Iterable[str]) -> tuple[set[str], set[str]]:
    """Which of the keys have parked events, and which have waiting ones."""
    wanted = {"key": {"$in": list(keys)}}
    return (
        set(platform_collection(PARKED).distinct("key", wanted)),
        set(platform_collection(WAITING).distinct("key", wanted)),
    )


def wait(message: Message, *, handler: str, event_id: str, waits_for: str) -> None:
    """Keep the reaction until the record it waits for arrives; call it in a transaction."""
    platform_collection(WAITING).update_one(
        {"_id": entry_id(handler, event_id)},
        {
            "$set": {"waits_for": waits_for},
            "$setOnInsert": {
                "handler": handler,
                "key": message.key,
                "message": _message_row(message),
                "since": clock.now(),
            },
        },
        upsert=True,
    )


def waiting_rows(waits_for: Iterable[str]) -> list[Row]:
    """The reactions that wait for one of these records, in the order of their events."""
    wanted = {"waits_for": {"$in": list(waits_for)}}
    return list(platform_collection(WAITING).find(wanted).sort("message.order", 1))


def waiting_longer_than(seconds: float, *, limit: int = 500) -> list[Row]:
    """Reactions that have waited for longer than this, oldest first."""
    since = clock.now() - timedelta(seconds=seconds)
    return list(
        platform_collection(WAITING).find({"since": {"$lte": since}}).sort("since", 1).limit(limit)
    )


def waiting_of_key(key: str) -> str | None:
    """What the oldest waiting reaction of this key waits for, if there is one."""
    row = platform_collection(WAITING).find_one({"key": key}, sort=[("message.order", 1)])
    return None if row is None else row["waits_for"]


def stop_waiting(row: Row) -> None:
    """Forget a waiting reaction: it has run."""
    platform_collection(WAITING).delete_one({"_id": row["_id"]})


def stored_message(row: Row) -> Message:
    """The message of a parked or waiting row, as it came from the topic."""
    kept = row["message"]
    return Message(
        topic=kept["topic"],
        partition=kept["partition"],
        offset=kept["offset"],
        key=row["key"],
        headers={name: bytes(value) for name, value in kept["headers"].items()},
        value=None if kept["value"] is None else bytes(kept["value"]),
    )


def describe(error: BaseException | str) -> str:
    """What went wrong without the values it went wrong with: they may be somebody's."""
    if isinstance(error, str):
        return error
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _message_row(message: Message) -> Row:
    order: list[Any] = [message.topic, message.partition, message.offset]
    return {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "order": order,
        "headers": message.headers,
        "value": message.value,
    }


def ensure_indexes() -> None:
    """The indexes that the look-ups above need."""
    parked = store.raw_collection(PARKED)
    parked.create_index([("key", 1), ("message.order", 1)])
    parked.create_index("retry_at")
    waiting = store.raw_collection(WAITING)
    waiting.create_index("waits_for")
    waiting.create_index("key")
    waiting.create_index("since")
