"""What may be declared as an event, and how one is found."""

from dataclasses import dataclass
from datetime import date

import pytest

from shared.events import Pii, Topic, all_events, event, event_type, other_major, types
from shared.events.evaluation import CoordinatorAppointed, PersonChanged
from shared.events.messaging import SessionEnded


@dataclass(frozen=True, kw_only=True)
class BellRung:
    """A bell was rung. Recorded when it is."""

    bell_id: str


@dataclass(frozen=True, kw_only=True)
class NameRung:
    """A bell was rung by somebody. Recorded when it is."""

    bell_id: str
    ringer: Pii[str]


@dataclass(frozen=True, kw_only=True)
class SilentlyRung:
    bell_id: str


@dataclass
class LooselyRung:
    """A bell was rung. Recorded when it is."""

    bell_id: str


@pytest.mark.parametrize(
    ("cls", "type_name", "topic", "id_field", "fault"),
    [
        (BellRung, "bell.rung", Topic.INVITATIONS, "bell_id", "no type name"),
        (BellRung, "org.tuhono.invitations.bell.rung", Topic.INVITATIONS, None, "no type name"),
        (BellRung, "org.tuhono.invitations.gong.rung.v1", Topic.INVITATIONS, None, "its subject"),
        (BellRung, "org.tuhono.messaging.bell.rung.v1", Topic.INVITATIONS, None, "another"),
        (BellRung, "org.tuhono.messaging.bell.rung.v1", Topic.MESSAGING, "gong_id", "as id"),
        (NameRung, "org.tuhono.messaging.bell.rung.v1", Topic.MESSAGING, "bell_id", "personal"),
        (LooselyRung, "org.tuhono.messaging.bell.rung.v1", Topic.MESSAGING, None, "frozen"),
        (SilentlyRung, "org.tuhono.messaging.bell.rung.v1", Topic.MESSAGING, None, "sentence"),
    ],
)
def test_a_declaration_against_the_rules_is_refused(
    cls: type, type_name: str, topic: Topic, id_field: str | None, fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        event(type_name, topic=topic, subject="bell", id_field=id_field)(cls)
    assert type_name not in types()


def test_a_type_is_declared_once() -> None:
    declared = event_type(PersonChanged)
    again = event(declared.type, topic=declared.topic, subject="person", id_field="person_id")
    with pytest.raises(ValueError, match="twice"):
        again(BellRung)


def test_the_subject_is_named_by_a_field_or_is_the_school() -> None:
    left = SessionEnded(sid="session-1", account_id="account-1")
    assert event_type(SessionEnded).subject_id(left, "school-1") == "session-1"
    appointed = CoordinatorAppointed(person_id="person-1", starts_on=date(2026, 2, 1))
    assert event_type(CoordinatorAppointed).subject_id(appointed, "school-1") == "school-1"


def test_all_events_are_known_by_class_and_type() -> None:
    for declared in all_events():
        assert event_type(declared.cls) is types()[declared.type] is declared


def test_another_major_of_a_known_event_is_recognised() -> None:
    assert other_major("org.tuhono.evaluation.person.changed.v2") is event_type(PersonChanged)
    assert other_major("org.tuhono.evaluation.person.changed.v1") is None
    assert other_major("org.tuhono.evaluation.person.vanished.v1") is None
    assert other_major("nonsense") is None
