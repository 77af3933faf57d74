"""One function per type of field and direction: JSON to value, value to JSON.

A reader may refuse what the schema accepts (the schema is asked then), but never accepts what the
schema refuses, nor gives another value. Tests hold them side by side.
"""

import dataclasses
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from shared.events.schemas import LANGUAGE_TAG, WHOLE_NUMBERS, without_none

Convert = Callable[[Any], Any]
"""Gives the converted value, or raises one of the errors of a wrong type or value."""


@cache
def reader(hint: Any) -> Convert:
    """The function that reads a field of this type from JSON."""
    hint, optional = without_none(hint)
    convert = _of_shape(hint, reader, _READ_SHAPES) or _READ_SCALARS[hint]
    return _or_none(convert) if optional else convert


@cache
def writer(hint: Any) -> Convert:
    """The function that writes a field of this type as JSON."""
    hint, optional = without_none(hint)
    convert = _of_shape(hint, writer, _WRITE_SHAPES) or _WRITE_SCALARS[hint]
    return _or_none(convert) if optional else convert


def _of_shape(hint: Any, inner: Callable[[Any], Convert], shapes: "_Shapes") -> Convert | None:
    arguments = typing.get_args(hint)
    match typing.get_origin(hint):
        case origin if origin is tuple:
            return shapes.row(inner(arguments[0]))
        case origin if origin is Mapping:
            return shapes.languages(inner(arguments[1]))
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        parts = {field.name: inner(hints[field.name]) for field in dataclasses.fields(hint)}
        return shapes.record(hint, parts)
    return shapes.choice(hint) if issubclass(hint, StrEnum) else None


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Shapes:
    """How one direction treats the types that are made of others."""

    row: Callable[[Convert], Convert]
    languages: Callable[[Convert], Convert]
    record: Callable[[Any, dict[str, Convert]], Convert]
    choice: Callable[[type[StrEnum]], Convert]


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _read_row(inner: Convert) -> Convert:
    def read(value: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise TypeError
        return tuple(map(inner, value))

    return read


def _write_row(inner: Convert) -> Convert:
    def write(value: Any) -> list[Any]:
        if not isinstance(value, tuple | list):
            raise TypeError
        return list(map(inner, value))

    return write


def _languages(inner: Convert) -> Convert:
    def convert(value: Any) -> dict[str, Any]:
        if not all(map(LANGUAGE_TAG.match, value)):
            raise ValueError
        return {language: inner(text) for language, text in value.items()}

    return convert


def _read_record(cls: Any, parts: dict[str, Convert]) -> Convert:
    def read(value: Any) -> Any:
        return cls(**{name: convert(value[name]) for name, convert in parts.items()})

    return read


def _write_record(cls: Any, parts: dict[str, Convert]) -> Convert:
    def write(value: Any) -> dict[str, Any]:
        if not isinstance(value, cls):
            raise TypeError
        return {name: convert(getattr(value, name)) for name, convert in parts.items()}

    return write


def _read_choice(cls: type[StrEnum]) -> Convert:
    return {member.value: member for member in cls}.__getitem__


def _write_choice(cls: type[StrEnum]) -> Convert:
    # A document keeps a choice as its plain value: taken as well, it means the same.
    return {member.value: member.value for member in cls}.__getitem__


def _read_text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _write_text(value: Any) -> str:
    return str.__str__(value)  # a subclass (a choice, marked-up text) becomes plain text


def _whole_number(value: Any) -> int:
    if type(value) is not int or not WHOLE_NUMBERS[0] <= value <= WHOLE_NUMBERS[1]:
        raise TypeError
    return value


def _true_or_false(value: Any) -> bool:
    if value is not True and value is not False:
        raise TypeError
    return bool(value)


def _read_instant(value: Any) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError
    return instant if instant.tzinfo is UTC else instant.astimezone(UTC)


def _write_instant(value: Any) -> str:
    if value.utcoffset() is None:
        raise ValueError
    return str(value.astimezone(UTC).isoformat())


def _write_date(value: Any) -> str:
    if type(value) is not date:
        raise TypeError
    return value.isoformat()


_READ_SHAPES = _Shapes(
    row=_read_row, languages=_languages, record=_read_record, choice=_read_choice
)
_WRITE_SHAPES = _Shapes(
    row=_write_row, languages=_languages, record=_write_record, choice=_write_choice
)
_READ_SCALARS: dict[Any, Convert] = {
    str: _read_text,
    int: _whole_number,
    bool: _true_or_false,
    datetime: _read_instant,
    date: date.fromisoformat,
}
_WRITE_SCALARS: dict[Any, Convert] = {
    str: _write_text,
    int: _whole_number,
    bool: _true_or_false,
    datetime: _write_instant,
    date: _write_date,
}
