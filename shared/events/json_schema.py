"""The JSON Schema of an event's data, for people and programs outside. Ours is ``schemas``."""

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.events.fields import FieldClass, field_classes
from shared.events.schemas import LANGUAGE_TAG, without_none

_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "format": "int64"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def json_schema(cls: Any) -> dict[str, Any]:
    """The schema of the dataclass; further fields are allowed, as a reader leaves them out.

    A field that is not plain says so under ``x-field-class``.
    """
    hints = typing.get_type_hints(cls)
    classes = field_classes(cls)
    required, properties = [], {}
    for field in dataclasses.fields(cls):
        properties[field.name] = _property(hints[field.name], classes[field.name])
        if field.default is dataclasses.MISSING:
            required.append(field.name)
    return {"type": "object", "required": required, "properties": properties}


def _property(hint: Any, field_class: FieldClass) -> dict[str, Any]:
    described = _described(hint)
    if field_class is not FieldClass.PLAIN:
        described["x-field-class"] = field_class.value
    return described


def _described(hint: Any) -> dict[str, Any]:
    hint, optional = without_none(hint)
    described = _of_type(hint)
    return {**described, "type": [described["type"], "null"]} if optional else described


def _of_type(hint: Any) -> dict[str, Any]:
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _described(arguments[0])}
    if typing.get_origin(hint) is Mapping:
        names = {"pattern": LANGUAGE_TAG.pattern.replace("\\A", "^").replace("\\Z", "$")}
        values = _described(arguments[1])
        return {"type": "object", "propertyNames": names, "additionalProperties": values}
    if dataclasses.is_dataclass(hint):
        return json_schema(hint)
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [member.value for member in hint]}
    return dict(_SCALARS[hint])
