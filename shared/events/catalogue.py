"""The catalogue of events, as a page for people."""

import dataclasses
import inspect
import typing
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from shared.events.fields import FieldClass, field_classes
from shared.events.handled import Handling
from shared.events.registry import EventType, all_events
from shared.events.schemas import without_none
from shared.events.topics import Topic


def catalogue(handled: Mapping[str, list[Handling]]) -> str:
    """The page, in Markdown; ``handled`` gives the handlers of an event, by its class's name."""
    lines = [
        "# Events",
        "",
        "Generated from `shared/events` by `make docs`; change it there. Rules: each field is",
        "*plain*, *published* (written for a class or wider) or *pii* (about one person; state",
        "topics only, never logged). Programs read [asyncapi.json](asyncapi.json).",
        "",
        *_overview(handled),
    ]
    for declared in all_events():
        lines += _section(declared, handled.get(declared.cls.__name__, []))
    return "\n".join(lines)


def _overview(handled: Mapping[str, list[Handling]]) -> list[str]:
    lines = ["| topic | kind | events | handled by |", "| --- | --- | --- | --- |"]
    for topic in Topic:
        names = [one.cls.__name__ for one in all_events() if one.topic is topic]
        services = sorted({one.service for name in names for one in handled.get(name, [])})
        kind = "state, compacted" if topic.compacted else "facts"
        links = ", ".join(f"[{name}](#{name.lower()})" for name in names)
        lines.append(f"| `{topic}` | {kind} | {links} | {', '.join(services)} |")
    return [*lines, ""]


def _section(declared: EventType, handled: list[Handling]) -> list[str]:
    subject = f"{declared.subject}/<{declared.id_field or 'school id'}>"
    return [
        f"## {declared.cls.__name__}",
        "",
        f"`{declared.type}` on `{declared.topic}`, about `{subject}`",
        "",
        *_documentation(declared),
        "",
        "| field | type | class | default |",
        "| --- | --- | --- | --- |",
        *_field_rows(declared.cls),
        "",
        f"Recorded by {declared.producer}. Handled by {_places(handled)}.",
        "",
    ]


def _documentation(declared: EventType) -> list[str]:
    return str(inspect.getdoc(declared.cls)).replace("``", "`").splitlines()


def _field_rows(cls: Any) -> Iterator[str]:
    hints = typing.get_type_hints(cls)
    classes = field_classes(cls)
    for field in dataclasses.fields(cls):
        held = classes[field.name]
        shown = held.value if held is FieldClass.PLAIN else f"**{held.value}**"
        default = "" if field.default is dataclasses.MISSING else f"`{field.default!r}`"
        yield f"| `{field.name}` | {_type_name(hints[field.name])} | {shown} | {default} |"


def _type_name(hint: Any) -> str:
    hint, optional = without_none(hint)
    suffix = ", or none" if optional else ""
    if typing.get_origin(hint) is tuple:
        return f"list of {_type_name(typing.get_args(hint)[0])}{suffix}"
    if typing.get_origin(hint) is not None:
        return f"texts{suffix}"
    if issubclass(hint, StrEnum):
        return f"one of {', '.join(f'`{member.value}`' for member in hint)}{suffix}"
    names = {"str": "text", "int": "whole number", "bool": "yes or no", "datetime": "instant"}
    name: str = hint.__name__
    return names.get(name, name) + suffix


def _places(handled: list[Handling]) -> str:
    places = sorted({f"{one.service}/{one.feature} ({one.how})" for one in handled})
    return ", ".join(places) or "nobody"
