"""What we write by hand is what the CloudEvents SDK would write, and reads."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cloudevents.core.bindings.kafka import to_binary_event
from cloudevents.core.v1.event import CloudEvent

from shared import ids
from shared.envelope import Envelope, read_envelope, write_envelope

ENVELOPE = Envelope(
    id="0193",
    type="org.tuhono.invitations.invitation.issued.v1",
    school_id="Kōwhai",
    subject="invitation/7",
    version=3,
    time=datetime(2026, 3, 1, 8, 30, 0, 250_000, tzinfo=UTC),
    actor="system",
    correlation_id="0192",
)
DATA = {"title": "Māia’s evening", "adults": 2, "answer_by": None, "class_ids": ["a", "b"]}


def test_headers_and_value_are_those_of_the_sdk() -> None:
    event = CloudEvent(
        attributes={
            "specversion": "1.0",
            "id": ENVELOPE.id,
            "type": ENVELOPE.type,
            "source": "/schools/Kōwhai/invitations",
            "subject": ENVELOPE.subject,
            "time": ENVELOPE.time,
            "datacontenttype": "application/json",
            "schoolid": ENVELOPE.school_id,
            "subjectversion": "3",
            "correlationid": ENVELOPE.correlation_id,
            "actor": ENVELOPE.actor,
        },
        data=DATA,
    )
    message = to_binary_event(event, key_mapper=lambda _: None)
    assert write_envelope(ENVELOPE, DATA) == (message.headers, message.value)


@pytest.mark.parametrize("data", [DATA, {}, None])
def test_what_is_written_is_read_the_same(data: dict[str, object] | None) -> None:
    assert read_envelope(*write_envelope(ENVELOPE, data)) == (ENVELOPE, data)


def test_a_time_elsewhere_is_written_as_the_same_instant() -> None:
    there = ENVELOPE.time.astimezone(timezone(timedelta(hours=13)))
    assert write_envelope(replace(ENVELOPE, time=there), DATA) == write_envelope(ENVELOPE, DATA)


@pytest.mark.parametrize("changes", [{"id": ""}, {"actor": ""}, {"time": datetime(2026, 3, 1)}])  # noqa: DTZ001
def test_an_incomplete_envelope_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"envelope|zone"):
        write_envelope(replace(ENVELOPE, **changes), DATA)  # type: ignore[arg-type]


def test_derived_ids_are_those_of_the_standard() -> None:
    wanted = uuid.uuid5(ids.TUHONO_NAMESPACE, "invitation\x1fMāia")
    assert ids.derived_id("invitation", "Māia") == str(wanted)
