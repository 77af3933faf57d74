"""What a field of an event may hold, and where it may go. Source: design ``events.md`` §2."""

import dataclasses
import typing
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, TypeVar

from shared.events.texts import Texts

_Held = TypeVar("_Held")


class FieldClass(StrEnum):
    """How far a field may travel."""

    PLAIN = "plain"
    """Ids, codes, counts, times, choices, names of schools and classes: anywhere."""

    PUBLISHED = "published"
    """Text written for a class or wider; every field of type ``Texts`` is one."""

    PII = "pii"
    """Anything about one person in words: state topics only, and never in a log."""


Pii = Annotated[_Held, FieldClass.PII]
"""Marks a field: ``given_name: Pii[str]``."""


@cache
def field_classes(cls: Any) -> dict[str, FieldClass]:
    """The class of every field of an event's dataclass, in the order they were declared."""
    hints = typing.get_type_hints(cls, include_extras=True)
    return {field.name: _class_of(hints[field.name]) for field in dataclasses.fields(cls)}


def _class_of(hint: object) -> FieldClass:
    if FieldClass.PII in getattr(hint, "__metadata__", ()):
        return FieldClass.PII
    return FieldClass.PUBLISHED if hint == Texts else FieldClass.PLAIN
