"""Hypothesis strategies for events and for data that almost is one, made from the type hints."""

import dataclasses
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from shared.events import EventType, all_events, dump
from shared.events.schemas import WHOLE_NUMBERS, without_none

LANGUAGES = st.sampled_from(["en", "mi", "zh-Hans", "ar", "fil"])
INSTANTS = st.datetimes(timezones=st.just(UTC))

JSON: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | INSTANTS.map(datetime.isoformat)
    | st.datetimes().map(datetime.isoformat)
    | st.dates().map(date.isoformat)
    | st.sampled_from(["yes", "seat", "en", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00Z", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)

EVENT_TYPES = st.sampled_from(all_events())


def events_of(cls: Any) -> Any:
    """Any event of the class that its types allow."""
    hints = typing.get_type_hints(cls)
    return st.builds(cls, **{name: _values(hint) for name, hint in hints.items()})


@st.composite
def events(draw: Any) -> tuple[EventType, Any]:
    """Any event of any type."""
    declared = draw(EVENT_TYPES)
    return declared, draw(events_of(declared.cls))


@st.composite
def damaged_data(draw: Any) -> tuple[EventType, dict[str, Any]]:
    """Data of an event in which one field was replaced or taken out, or one was added."""
    declared, event = draw(events())
    data = dump(event)
    name = draw(st.sampled_from([*data, "some-new-field"]))
    if draw(st.booleans()):
        data[name] = _damage(draw, data.get(name))
    else:
        data.pop(name, None)
    return declared, data


def _damage(draw: Any, value: Any) -> Any:
    if isinstance(value, list) and draw(st.booleans()):
        return [*value, draw(JSON)]
    if isinstance(value, dict) and draw(st.booleans()):
        return {**value, draw(LANGUAGES | st.text()): draw(JSON | _text_like())}
    return draw(JSON)


def _text_like() -> Any:
    return st.fixed_dictionaries({"text": JSON}, optional={"status": JSON, "more": JSON})


def _values(hint: Any) -> Any:
    hint, optional = without_none(hint)
    values = _one_value(hint)
    return st.none() | values if optional else values


def _one_value(hint: Any) -> Any:
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return st.lists(_values(arguments[0]), max_size=3).map(tuple)
    if typing.get_origin(hint) is Mapping:
        return st.dictionaries(LANGUAGES, _values(arguments[1]), max_size=3)
    if dataclasses.is_dataclass(hint):
        return events_of(hint)
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return _SCALARS[hint]


_SCALARS: dict[Any, Any] = {
    str: st.text(),
    int: st.integers(*WHOLE_NUMBERS),
    bool: st.booleans(),
    datetime: INSTANTS,
    date: st.dates(),
}
