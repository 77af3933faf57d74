"""From events to JSON-ready dicts and back, many thousand times a second.

Reading: what the quick functions do not take at once is left to the marshmallow schema, which
alone refuses and says why. Writing refuses what could not be read again, so that a fault shows
where the event is made.
"""

import dataclasses
import typing
from collections.abc import Collection
from functools import cache
from typing import Any

from marshmallow import ValidationError

from shared.errors import UnreadableEvent
from shared.events.converters import Convert, reader, writer
from shared.events.registry import event_type, other_major, types
from shared.events.schemas import part_of, schema_of

_NOT_AT_ONCE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


def dump(event: Any) -> dict[str, Any]:
    """The event's data as JSON takes it: dates and times as ISO 8601 text, choices by value.

    Raises:
        TypeError: A field holds what its type does not allow; names the field, never its value.
    """
    cls: Any = type(event)
    data = {}
    for name, write in _writers(cls):
        try:
            data[name] = write(getattr(event, name))
        except _NOT_AT_ONCE:
            known = event_type(cls).type
            raise TypeError(f"{known}: {name} does not hold what its type says") from None
    return data


def load(type_name: str, data: object, only: Collection[str] | None = None) -> Any:
    """The event that ``data`` holds.

    With ``only``, no other field is read, checked or kept, and the event has no other attributes:
    a consumer keeps no more than it declares, and is not stopped by what it does not use.

    Raises:
        UnreadableEvent: The type is unknown, or a field breaks it; names fields, never values.
    """
    cls = _class_of(type_name)
    if not isinstance(data, dict):
        raise UnreadableEvent(f"{type_name}: data is no object")
    names = None if only is None else frozenset(only)
    readers = _readers(cls, names)
    try:
        values = {name: read(data[name]) for name, read in readers}
    except _NOT_AT_ONCE:
        values = None
    if values is None:  # outside the handler: an error's context would hold a value
        return _load_by_schema(cls, type_name, data, names)
    return cls(**values) if names is None else part_of(cls, values)


def _class_of(type_name: str) -> Any:
    declared = types().get(type_name)
    if declared is None:
        known = other_major(type_name)
        raise UnreadableEvent(f"{type_name}: unknown {'major version' if known else 'type'}")
    return declared.cls


def _load_by_schema(
    cls: type, type_name: str, data: dict[str, Any], only: frozenset[str] | None
) -> Any:
    try:
        return schema_of(cls, only).load(data)
    except ValidationError as error:
        fields = ", ".join(sorted(error.normalized_messages()))
    raise UnreadableEvent(f"{type_name}: cannot read {fields}")


@cache
def _readers(cls: type, only: frozenset[str] | None) -> tuple[tuple[str, Convert], ...]:
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    if only is not None and not only <= set(names):
        raise TypeError(f"{cls.__name__} has no {', '.join(sorted(only - set(names)))}")
    return tuple((name, reader(hints[name])) for name in names if only is None or name in only)


@cache
def _writers(cls: type) -> tuple[tuple[str, Convert], ...]:
    hints = typing.get_type_hints(cls)
    return tuple((field.name, writer(hints[field.name])) for field in dataclasses.fields(cls))
