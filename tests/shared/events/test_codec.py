"""The quick way in and out agrees with the marshmallow schema, and refuses what it should."""

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from marshmallow import ValidationError

from shared.errors import UnreadableEvent
from shared.events import EventType, Text, dump, event_type, load
from shared.events.channels import Channel
from shared.events.codec import _NOT_AT_ONCE, _readers
from shared.events.evaluation import CoordinatorLeft, PersonChanged, Role
from shared.events.invitations import ActivityAnnounced, ActivityKind, Focus, InvitationIssued
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.events.schemas import schema_of
from tests.shared.events.strategies import JSON, damaged_data, events

SEVEN_IN_AUCKLAND = datetime(2026, 6, 1, 19, tzinfo=timezone(timedelta(hours=12)))
ISSUED = InvitationIssued(
    invitation_id="i1",
    activity_id="a1",
    guardian_id="g1",
    student_ids=("s1",),
    class_ids=("c1",),
    grades=("4",),
    answer_by=SEVEN_IN_AUCKLAND,
)


@given(events())
@settings(max_examples=300, deadline=None)
def test_any_event_comes_back_from_json_as_it_was(example: tuple[EventType, Any]) -> None:
    declared, event = example
    data = json.loads(json.dumps(dump(event)))
    assert load(declared.type, data) == event
    assert schema_of(declared.cls).load(data) == event
    assert schema_of(declared.cls).dump(event) == data


@given(damaged_data())
@settings(max_examples=1000, deadline=None)
def test_damaged_data_is_read_or_refused_exactly_as_by_the_schema(
    example: tuple[EventType, dict[str, Any]],
) -> None:
    declared, data = example
    quickly = _read_quickly(declared, data)
    assert quickly in (None, _read_by_schema(declared, data))
    assert _read(declared, data) == _read_by_schema(declared, data)


@given(events(), JSON)
@settings(max_examples=300, deadline=None)
def test_what_can_be_written_can_be_read_again(
    example: tuple[EventType, Any], wrong: object
) -> None:
    declared, event = example
    for field in dataclasses.fields(event):
        changed = dataclasses.replace(event, **{field.name: wrong})
        data = _dump_or_refusal(changed)
        if isinstance(data, dict):
            assert dump(load(declared.type, json.loads(json.dumps(data)))) == data
        else:
            assert field.name in data


def test_times_travel_in_utc_and_are_read_as_utc() -> None:
    data = dump(ISSUED)
    assert data["answer_by"] == "2026-06-01T07:00:00+00:00"
    read = load(_type(ISSUED), {**data, "answer_by": "2026-06-01T19:00:00+12:00"})
    assert read.answer_by.tzinfo is UTC
    assert read == ISSUED


def test_a_time_without_a_zone_is_refused_both_ways() -> None:
    naive = datetime(2026, 6, 1, 19)  # noqa: DTZ001
    with pytest.raises(TypeError, match="answer_by"):
        dump(dataclasses.replace(ISSUED, answer_by=naive))
    with pytest.raises(UnreadableEvent, match="answer_by"):
        load(_type(ISSUED), {**dump(ISSUED), "answer_by": naive.isoformat()})


def test_an_instant_is_no_date() -> None:
    left = CoordinatorLeft(person_id="p", ended_on=SEVEN_IN_AUCKLAND)
    with pytest.raises(TypeError, match="ended_on"):
        dump(left)


def test_a_choice_kept_as_text_is_written_as_well() -> None:
    event = DeliveryStatusChanged(
        delivery_id="d",
        about="invitation/i",
        person_id="p",
        channel="email",  # type: ignore[arg-type]
        status=DeliveryStatus.SENDING,
        language="mi",
    )
    read = load(_type(event), dump(event))
    assert read.channel is Channel.EMAIL


def test_fields_of_a_newer_producer_are_left_out() -> None:
    assert load(_type(ISSUED), {**dump(ISSUED), "some_new_field": 1}) == ISSUED


def test_a_missing_field_with_a_default_gets_it() -> None:
    data = dump(_person())
    del data["preferred_name"]
    assert load(_type(_person()), data).preferred_name == ""


def test_only_the_named_fields_are_read_and_kept() -> None:
    data = dump(_person()) | {"roles": ["juggler"]}
    part = load(_type(_person()), data, only=("person_id", "family_name"))
    assert isinstance(part, PersonChanged)
    assert vars(part) == {"person_id": "p1", "family_name": "Fifita"}


def test_a_broken_field_among_the_named_ones_is_refused() -> None:
    data = dump(_person()) | {"roles": ["juggler"]}
    with pytest.raises(UnreadableEvent, match="roles"):
        load(_type(_person()), data, only=("person_id", "roles"))


def test_asking_for_a_field_that_is_not_there_is_a_fault_of_the_caller() -> None:
    with pytest.raises(TypeError, match="surname"):
        load(_type(_person()), dump(_person()), only=("surname",))


def test_a_refusal_names_the_fields_and_never_a_value() -> None:
    data = dump(_person()) | {"given_name": ["Mele"], "roles": ["juggler"]}
    with pytest.raises(UnreadableEvent) as refusal:
        load(_type(_person()), data)
    assert str(refusal.value).endswith("cannot read given_name, roles")
    assert refusal.value.__context__ is None


@pytest.mark.parametrize(
    ("type_name", "why"),
    [
        ("org.tuhono.evaluation.person.changed.v2", "unknown major version"),
        ("org.tuhono.evaluation.person.vanished.v1", "unknown type"),
        ("nonsense", "unknown type"),
    ],
)
def test_an_unknown_type_is_refused(type_name: str, why: str) -> None:
    with pytest.raises(UnreadableEvent, match=why):
        load(type_name, {})


@pytest.mark.parametrize("data", [None, [], "text", 1])
def test_data_that_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(UnreadableEvent, match="no object"):
        load(_type(ISSUED), data)


def test_a_language_that_is_no_tag_is_refused_both_ways() -> None:
    announced = _announced(title={"$where": Text("x")})
    with pytest.raises(TypeError, match="title"):
        dump(announced)
    data = dump(_announced(title={})) | {"title": {"$where": {"text": "x", "status": "human"}}}
    with pytest.raises(UnreadableEvent, match="title"):
        load(_type(announced), data)


def _type(event: object) -> str:
    return event_type(type(event)).type


def _dump_or_refusal(event: object) -> dict[str, Any] | str:
    try:
        return dump(event)
    except TypeError as refusal:
        return str(refusal)


def _read_quickly(declared: EventType, data: dict[str, Any]) -> Any:
    try:
        return declared.cls(
            **{name: read(data[name]) for name, read in _readers(declared.cls, None)}
        )
    except _NOT_AT_ONCE:
        return None


def _read_by_schema(declared: EventType, data: dict[str, Any]) -> Any:
    try:
        return schema_of(declared.cls).load(data)
    except ValidationError as error:
        return sorted(error.normalized_messages())  # type: ignore[no-untyped-call]


def _read(declared: EventType, data: dict[str, Any]) -> Any:
    try:
        return load(declared.type, data)
    except UnreadableEvent as error:
        return str(error).partition("cannot read ")[2].split(", ")


def _person() -> PersonChanged:
    return PersonChanged(
        person_id="p1",
        given_name="Mele",
        family_name="Fifita",
        roles=(Role.GUARDIAN,),
        grades=(),
        languages=("to", "en"),
        active=True,
    )


def _announced(*, title: dict[str, Text]) -> ActivityAnnounced:
    return ActivityAnnounced(
        activity_id="a1",
        kind=ActivityKind.PARTNERSHIP,
        focus=Focus.LEARNING,
        title=title,
        relevance={},
        place={},
        starts_at=SEVEN_IN_AUCKLAND,
        ends_at=SEVEN_IN_AUCKLAND,
        answer_by=SEVEN_IN_AUCKLAND,
        host_id="p1",
        class_ids=(),
        supports=(),
    )


def test_dates_are_days() -> None:
    left = CoordinatorLeft(person_id="p", ended_on=date(2026, 6, 1))
    assert dump(left) == {"person_id": "p", "ended_on": "2026-06-01"}
