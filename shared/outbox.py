"""Recording an event: a row of the outbox in the transaction that makes it true.

The relay sends the rows to Kafka and deletes them; see ``shared.relay``. Nothing here talks to
Kafka.
"""

from collections.abc import Iterable
from typing import Any

from shared import clock, context, events, ids, store
from shared.envelope import Envelope, event_key, write_envelope
from shared.tenancy import Aggregate

OUTBOX = "outbox"
# Kafka takes 1 MiB a message with its headers; what it refuses would stay here for ever.
LARGEST_BYTES = 900_000


def record(aggregate: Any, event: Any) -> str:
    """Say that this happened to the aggregate, which takes its next version; then ``save`` it.

    Returns the event's id. The row is inserted when the use case's transaction commits.
    """
    aggregate.version += 1
    return record_state(
        event,
        school_id=aggregate.school_id,
        subject_id=str(aggregate.pk),
        version=aggregate.version,
    )


def record_many(pairs: Iterable[tuple[Aggregate, Any]]) -> None:
    """``record`` for many aggregates; the rows go in one round trip."""
    for aggregate, event in pairs:
        record(aggregate, event)


def record_state(
    event: Any,
    *,
    school_id: str,
    subject_id: str,
    version: int,
    data: dict[str, Any] | None = None,
) -> str:
    """Record an event about what is no aggregate here, with a version of its own.

    ``version`` must be greater than that of every earlier event of the subject in this school.
    ``data``: what ``events.dump`` makes of the event, from who has it at hand.
    """
    described = events.event_type(type(event))
    return _add_row(
        described,
        data=events.dump(event) if data is None else data,
        school_id=school_id,
        subject_id=subject_id,
        version=version,
    )


def erase(event_class: type, *, school_id: str, subject_id: str, version: int) -> str:
    """Record that a subject of a compacted topic is gone; consumers keep *erased*."""
    return _add_row(
        events.event_type(event_class),
        data=None,
        school_id=school_id,
        subject_id=subject_id,
        version=version,
    )


def _add_row(
    described: Any,
    *,
    data: dict[str, Any] | None,
    school_id: str,
    subject_id: str,
    version: int,
) -> str:
    event_id = ids.new_id()
    envelope = Envelope(
        id=event_id,
        type=described.type,
        school_id=school_id,
        subject=f"{described.subject}/{subject_id}",
        version=version,
        time=clock.now(),
        actor=context.current_actor(),
        correlation_id=context.current_correlation_id() or event_id,
    )
    headers, value = write_envelope(envelope, data)
    size = len(value or b"") + sum(map(len, headers.values()))
    if size > LARGEST_BYTES:
        raise ValueError(f"{described.type}: an event of {size} bytes is too large")
    store.insert_at_commit(
        OUTBOX,
        {
            "_id": event_id,
            "key": event_key(school_id, envelope.subject),
            "version": version,
            "topic": described.topic.value,
            "headers": headers,
            "value": value,
            "recorded_at": envelope.time,
        },
    )
    return event_id
