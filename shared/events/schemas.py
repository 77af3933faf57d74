"""The marshmallow schema of an event, derived from its dataclass: what data is accepted.

``codec`` is the quick way in and out; this is the reference it agrees with.
"""

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validate

WHOLE_NUMBERS = (-(2**63), 2**63 - 1)
"""What MongoDB can keep as an integer."""

LANGUAGE_TAG = re.compile(r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
"""The shape of a BCP 47 tag; it keeps ``$`` and ``.`` out of the keys of documents."""


class Choice(fields.Enum[Any]):
    """A StrEnum by its value, given as a string."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("unknown", choices=self.choices_text)
        return super()._deserialize(value, attr, data, **kwargs)


class Instant(fields.AwareDateTime):
    """A moment, in UTC; one without a zone is refused."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        try:
            return super()._deserialize(value, attr, data, **kwargs).astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from error


class Row(fields.List[Any]):
    """A tuple, given as a JSON array."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, list):
            raise self.make_error("invalid")
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class EventSchema(Schema):
    """Reads an event's data; fields it does not know are left out, newer producers add some."""

    class Meta:
        """Marshmallow's options."""

        unknown = EXCLUDE

    event_class: type

    @post_load
    def _build(self, data: dict[str, Any], **_: Any) -> Any:
        return self.event_class(**data) if self.only is None else part_of(self.event_class, data)


@cache
def schema_of(cls: type, only: frozenset[str] | None = None) -> EventSchema:
    """The schema that reads into ``cls`` and writes from it, or no more of it than ``only``."""
    return _schema_class(cls)(only=only)


def part_of(cls: type, values: Mapping[str, Any]) -> Any:
    """An instance of ``cls`` that holds these values and nothing else."""
    part: Any = object.__new__(cls)
    part.__dict__.update(values)
    return part


@cache
def _schema_class(cls: type) -> type[EventSchema]:
    hints = typing.get_type_hints(cls)
    members: dict[str, Any] = {
        field.name: _field(hints[field.name], required=not _has_default(field))
        for field in dataclasses.fields(cls)
    }
    return type(f"{cls.__name__}Schema", (EventSchema,), {**members, "event_class": cls})


def without_none(hint: Any) -> tuple[Any, bool]:
    """The type that an optional hint allows besides None, and whether it is optional."""
    if typing.get_origin(hint) not in (Union, types.UnionType):
        return hint, False
    kept = [part for part in typing.get_args(hint) if part is not types.NoneType]
    if len(kept) != 1:
        raise TypeError(f"an event's field holds one type, not {hint}")
    return kept[0], True


def _has_default(field: "dataclasses.Field[Any]") -> bool:
    return field.default is not dataclasses.MISSING


def _field(hint: Any, *, required: bool = True) -> "fields.Field[Any]":
    hint, optional = without_none(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    options: dict[str, Any] = {"required": required, "allow_none": optional}
    if origin is tuple:
        return Row(_field(arguments[0]), **options)
    if origin is Mapping:
        tags = fields.String(validate=validate.Regexp(LANGUAGE_TAG))
        return fields.Dict(keys=tags, values=_field(arguments[1]), **options)
    if dataclasses.is_dataclass(hint):
        return fields.Nested(schema_of(typing.cast(type, hint)), **options)
    if issubclass(hint, StrEnum):
        return Choice(hint, by_value=True, **options)
    scalar: fields.Field[Any] = _SCALARS[hint](**options)
    return scalar


def _true_or_false(**options: Any) -> "fields.Field[Any]":
    return fields.Raw(validate=_is_boolean, **options)


def _is_boolean(value: object) -> None:
    # Marshmallow's own Boolean field also takes "yes", 1 and the like.
    if not isinstance(value, bool):
        raise ValidationError("Not a valid boolean.")


def _whole_number(**options: Any) -> "fields.Field[Any]":
    low, high = WHOLE_NUMBERS
    return fields.Integer(strict=True, validate=validate.Range(min=low, max=high), **options)


_SCALARS: dict[Any, Any] = {
    str: fields.String,
    int: _whole_number,
    bool: _true_or_false,
    datetime: Instant,
    date: fields.Date,
}
