"""Events that could not be handled, or wait for another record: kept here, never dropped.

*Parked*: a handler failed for good; later events of the same key queue up behind it, other keys
flow. *Waiting*: a reaction needs a record that has not arrived; the record's projection wakes it.
Both live in the service's own store, not in a topic, because an erasure must be able to reach them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared import clock, store
from shared.envelope import Message
from shared.inbox import entry_id
from shared.store import Row
from shared.tenancy import platform_collection

PARKED = "parked"
WAITING = "waiting"
ANY_HANDLER = "*"
RETRY_AFTER_SECONDS = (1, 5, 15, 30)
# A waiting reaction is looked at again when its age has doubled, within these bounds.
SWEEP_AFTER_SECONDS = (5, 600)
BEHIND = "an earlier event of the same key is parked"
# Not one field of [topic, partition, offset]: MongoDB sorts arrays by their least element.
_ORDER = [("message.topic", 1), ("message.partition", 1), ("message.offset", 1)]


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


def parked_rows(*, key: str | None = None, handler: str | None = None, limit: int = 0) -> list[Row]:
    """The parked events, oldest first; of one key or one handler when given; 0 for all of them."""
    wanted: Row = {}
    if key is not None:
        wanted["key"] = key
    if handler is not None:
        wanted["handler"] = handler
    return list(platform_collection(PARKED).find(wanted).sort(_ORDER).limit(limit))


def is_parked_before(message: Message) -> bool:
    """Whether an earlier message of the same key and topic is parked."""
    return platform_collection(PARKED).find_one(_before(message), {"_id": 1}) is not None


def unpark(row: Row) -> bool:
    """Forget a parked event: it is being handled. False when somebody else was quicker."""
    return _forget(PARKED, row)


def held_keys(keys: Iterable[str]) -> tuple[set[str], set[str]]:
    """Which of the keys have parked events, and which have waiting ones."""
    wanted = {"key": {"$in": list(keys)}}
    return (
        set(platform_collection(PARKED).distinct("key", wanted)),
        set(platform_collection(WAITING).distinct("key", wanted)),
    )


def wait(
    message: Message,
    *,
    handler: str,
    event_id: str,
    waits_for: str,
    since: datetime | None = None,
) -> None:
    """Keep the reaction until the record it waits for arrives; call it in a transaction."""
    now = clock.now()
    least, most = SWEEP_AFTER_SECONDS
    age = (now - since).total_seconds() if since else 0
    again = timedelta(seconds=min(max(age, least), most))
    platform_collection(WAITING).update_one(
        {"_id": entry_id(handler, event_id)},
        {
            "$set": {"waits_for": waits_for, "retry_at": now + again},
            "$setOnInsert": {
                "handler": handler,
                "key": message.key,
                "message": _message_row(message),
                "since": since or now,
            },
        },
        upsert=True,
    )


def waiting_rows(waits_for: Iterable[str]) -> list[Row]:
    """The reactions that wait for one of these records, in the order of their events."""
    wanted = {"waits_for": {"$in": list(waits_for)}}
    return list(platform_collection(WAITING).find(wanted).sort(_ORDER))


def waiting_due(*, limit: int = 500) -> list[Row]:
    """Reactions to look at again in case their wake-up was missed, the longest due first."""
    due = {"retry_at": {"$lte": clock.now()}}
    return list(platform_collection(WAITING).find(due).sort("retry_at", 1).limit(limit))


def waiting_longer_than(seconds: float, *, limit: int = 500) -> list[Row]:
    """Reactions that have waited for longer than this, oldest first."""
    since = clock.now() - timedelta(seconds=seconds)
    return list(
        platform_collection(WAITING).find({"since": {"$lte": since}}).sort("since", 1).limit(limit)
    )


def waited_for_before(message: Message) -> str | None:
    """What the oldest earlier message of the same key and topic waits for, if one does."""
    row = platform_collection(WAITING).find_one(_before(message), sort=_ORDER)
    return None if row is None else row["waits_for"]


def stop_waiting(row: Row) -> bool:
    """Forget a waiting reaction: it is being run. False when somebody else was quicker."""
    return _forget(WAITING, row)


def stored_message(row: Row) -> Message:
    """The message of a parked or waiting row, as it came from the topic."""
    kept = row["message"]
    return Message(
        topic=kept["topic"],
        partition=kept["partition"],
        offset=kept["offset"],
        key=row["key"],
        headers={name: bytes(value or b"") for name, value in kept["headers"]},
        value=None if kept["value"] is None else bytes(kept["value"]),
    )


def describe(error: BaseException | str) -> str:
    """What went wrong without the values it went wrong with: they may be somebody's."""
    if isinstance(error, str):
        return error
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _before(message: Message) -> Row:
    """The rows of earlier messages; a key's order holds within its topic only."""
    return {
        "key": message.key,
        "message.topic": message.topic,
        "message.offset": {"$lt": message.offset},
    }


def _forget(collection: str, row: Row) -> bool:
    return bool(platform_collection(collection).delete_one({"_id": row["_id"]}).deleted_count)


def _message_row(message: Message) -> Row:
    return {
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        # Pairs, because a field's name may not hold what a header's may.
        "headers": [list(pair) for pair in message.headers.items()],
        "value": message.value,
    }


def ensure_indexes() -> None:
    """The indexes that the look-ups above need."""
    parked = store.raw_collection(PARKED)
    parked.create_index([("key", 1), *_ORDER])
    parked.create_index("retry_at")
    waiting = store.raw_collection(WAITING)
    waiting.create_index("waits_for")
    waiting.create_index([("key", 1), *_ORDER])
    waiting.create_index("retry_at")
    waiting.create_index("since")
