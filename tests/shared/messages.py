"""Messages as Kafka would deliver them, for tests that let a batch take effect without a broker."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from shared import events, ids
from shared.envelope import Envelope, Message, write_envelope

_offsets = count()


def message_of(
    event: Any, *, school_id: str, version: int = 1, event_id: str | None = None
) -> Message:
    """The message that carries this event."""
    described = events.event_type(type(event))
    envelope = Envelope(
        id=event_id or ids.new_id(),
        type=described.type,
        school_id=school_id,
        subject=f"{described.subject}/{described.subject_id(event, school_id)}",
        version=version,
        time=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        actor="system",
        correlation_id="test",
    )
    headers, value = write_envelope(envelope, events.dump(event))
    return Message(described.topic.value, 0, next(_offsets), envelope.key, headers, value)


def tombstone_of(event: Any, *, school_id: str, version: int) -> Message:
    """The message that erases the record of this event."""
    whole = message_of(event, school_id=school_id, version=version)
    return Message(whole.topic, whole.partition, whole.offset, whole.key, whole.headers, None)
