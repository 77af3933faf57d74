"""The list of all event types: the decorator that declares one, and the look-ups.

A producer's module declares its events; nothing else needs to know of a new one.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, TypeVar

from shared.events.fields import FieldClass, field_classes
from shared.events.topics import Topic

_DECLARED_IN = (
    "evaluation",
    "progress",
    "invitations",
    "activities",
    "messaging",
    "replies",
    "sign_ups",
    "participation",
    "homework",
    "conferences",
    "visits",
    "privacy",
)

_NAME = re.compile(
    r"org\.tuhono\.(?P<producer>[a-z]+)\.(?P<subject>[a-z]+(-[a-z]+)*)"
    r"\.(?P<fact>[a-z]+(-[a-z]+)*)\.v(?P<major>[1-9][0-9]*)"
)
_Event = TypeVar("_Event")
_by_name: "dict[str, EventType]" = {}
_by_class: "dict[type, EventType]" = {}


@dataclass(frozen=True, kw_only=True)
class EventType:
    """What is known of one type of event. ``type`` is the CloudEvents type."""

    type: str
    topic: Topic
    subject: str
    id_field: str | None
    cls: Any

    @property
    def producer(self) -> str:
        """The service that records it."""
        return self.topic.producer

    @property
    def major(self) -> int:
        """The version of its contract; a change that is not compatible is a new type."""
        return int(self.type.rpartition(".v")[2])

    def subject_id(self, event: object, school_id: str) -> str:
        """The id of the record that ``event`` is about: a field of it, or the school itself."""
        return school_id if self.id_field is None else str(getattr(event, self.id_field))


def event(
    type_name: str, *, topic: Topic, subject: str, id_field: str | None
) -> Callable[[type[_Event]], type[_Event]]:
    """Declare a frozen dataclass as the event ``org.tuhono.<producer>.<subject>.<fact>.v<major>``.

    ``id_field`` names the field that holds the subject's id; None when the subject is the school.

    Raises:
        ValueError: The declaration breaks a rule of the published language.
    """

    def declare(cls: type[_Event]) -> type[_Event]:
        declared = EventType(
            type=type_name, topic=topic, subject=subject, id_field=id_field, cls=cls
        )
        _check(declared)
        _by_name[type_name] = _by_class[cls] = declared
        return cls

    return declare


def event_type(cls: Any) -> EventType:
    """What is known of an event's class.

    Raises:
        KeyError: The class was not declared with ``@event``.
    """
    return _by_class[cls]


@cache
def types() -> Mapping[str, EventType]:
    """Every declared event by its type, of all producers."""
    for module in _DECLARED_IN:
        import_module(f"shared.events.{module}")
    return MappingProxyType(_by_name)


def all_events() -> tuple[EventType, ...]:
    """Every declared event, sorted by type."""
    known = types()
    return tuple(known[name] for name in sorted(known))


def other_major(type_name: str) -> EventType | None:
    """The event we know under another major version, when ``type_name`` itself is unknown."""
    stem, _, major = type_name.rpartition(".v")
    if type_name in types() or not major.isdigit():
        return None
    return next((known for known in all_events() if known.type.rpartition(".v")[0] == stem), None)


def _check(declared: EventType) -> None:
    cls = declared.cls
    parts = _NAME.fullmatch(declared.type)
    names = [field.name for field in dataclasses.fields(cls)]
    frozen = cls.__dataclass_params__.frozen
    personal = FieldClass.PII in field_classes(cls).values()
    faults = {
        "is no type name": parts is None,
        "is declared twice": declared.type in _by_name,
        "is not named after its subject": parts and parts["subject"] != declared.subject,
        "is on another producer's topic": parts and parts["producer"] != declared.producer,
        "names no field of its own as id": declared.id_field not in (None, *names),
        "is not frozen": not frozen,
        "has no sentence on what happened": not _is_documented(cls),
        "carries personal fields on a topic of facts": personal and not declared.topic.compacted,
    }
    found = [fault for fault, broken in faults.items() if broken]
    if found:
        raise ValueError(f"{declared.type} {'; '.join(found)}")


def _is_documented(cls: type) -> bool:
    # A dataclass without a docstring is given its signature as one.
    return bool(cls.__doc__) and not str(cls.__doc__).startswith(f"{cls.__name__}(")
