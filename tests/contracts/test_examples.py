"""Events that were once sent can be read for ever; what is sent today is what the example shows."""

import json
from datetime import datetime
from typing import Any

import pytest

from shared.envelope import read_envelope, write_envelope
from shared.errors import UnreadableEvent
from shared.events import (
    EventType,
    FieldClass,
    Topic,
    all_events,
    dump,
    field_classes,
    load,
    types,
)
from tests.contracts.stored import (
    all_examples,
    hashes_now,
    locked,
    newest_example,
    types_without_example,
)

EVERY_EXAMPLE = pytest.mark.parametrize(
    "example", all_examples().values(), ids=list(all_examples())
)
EVERY_TYPE = pytest.mark.parametrize("declared", all_events(), ids=lambda one: one.cls.__name__)


def test_every_event_has_an_example() -> None:
    assert types_without_example() == []


def test_a_stored_example_is_never_changed() -> None:
    assert hashes_now() == locked(), "add a new one; then `python -m tests.contracts.stored`"


@EVERY_EXAMPLE
def test_every_example_can_be_read(example: dict[str, Any]) -> None:
    event = load(example["type"], example["data"])
    assert isinstance(event, types()[example["type"]].cls)
    assert example["data"].items() <= dump(event).items()


@EVERY_TYPE
def test_the_newest_example_is_what_is_sent_today(declared: EventType) -> None:
    data = newest_example(declared)["data"]
    assert dump(load(declared.type, data)) == data


@EVERY_EXAMPLE
def test_the_envelope_says_what_the_contract_says(example: dict[str, Any]) -> None:
    declared = types()[example["type"]]
    event = load(example["type"], example["data"])
    subject_id = declared.subject_id(event, example["schoolid"])
    assert example["subject"] == f"{declared.subject}/{subject_id}"
    assert example["source"] == f"/schools/{example['schoolid']}/{declared.producer}"
    assert datetime.fromisoformat(example["time"]).utcoffset() is not None


@EVERY_EXAMPLE
def test_the_envelope_passes_through_kafkas_form(example: dict[str, Any]) -> None:
    headers = {
        f"ce_{name}": value.encode()
        for name, value in example.items()
        if name not in ("data", "datacontenttype")
    }
    headers["content-type"] = example["datacontenttype"].encode()
    envelope, data = read_envelope(headers, json.dumps(example["data"]).encode())
    assert data == example["data"]
    assert envelope.key == f"{example['schoolid']}/{example['subject']}"
    written, _ = write_envelope(envelope, data)
    assert read_envelope(written, b"{}")[0] == envelope


@EVERY_EXAMPLE
def test_fields_we_do_not_know_are_left_out(example: dict[str, Any]) -> None:
    newer = example["data"] | {"a_field_of_next_year": {"deep": [1]}}
    assert load(example["type"], newer) == load(example["type"], example["data"])


@EVERY_EXAMPLE
def test_times_without_a_zone_are_refused(example: dict[str, Any]) -> None:
    for name in [name for name in example["data"] if name.endswith(("_at", "answer_by"))]:
        naive = example["data"] | {name: "2026-06-16T06:00:00"}
        with pytest.raises(UnreadableEvent, match=name):
            load(example["type"], naive)


@EVERY_EXAMPLE
def test_an_unknown_major_version_is_refused(example: dict[str, Any]) -> None:
    newer = example["type"].rpartition(".v")[0] + ".v9"
    with pytest.raises(UnreadableEvent, match="unknown major version"):
        load(newer, example["data"])


@EVERY_TYPE
def test_no_field_may_be_left_out_unless_it_has_a_default(declared: EventType) -> None:
    data = newest_example(declared)["data"]
    for name in data:
        rest = {key: value for key, value in data.items() if key != name}
        if name in vars(declared.cls):
            assert getattr(load(declared.type, rest), name) == getattr(declared.cls, name)
        else:
            with pytest.raises(UnreadableEvent, match=name):
                load(declared.type, rest)


@EVERY_TYPE
def test_words_about_a_person_travel_on_state_topics_only(declared: EventType) -> None:
    if FieldClass.PII in field_classes(declared.cls).values():
        assert declared.topic in (Topic.ROSTER, Topic.CONTACT_POINTS)


@EVERY_TYPE
def test_addresses_travel_on_their_own_topic(declared: EventType) -> None:
    if {"emails", "phones"} & set(field_classes(declared.cls)):
        assert declared.topic is Topic.CONTACT_POINTS
