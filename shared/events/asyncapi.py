"""The AsyncAPI 3.0 document of everything that travels, made from the registry."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from shared.events.json_schema import json_schema
from shared.events.registry import EventType, all_events
from shared.events.topics import Topic

PARTITIONS = 12
"""Of every topic, for its whole life: divides by 1, 2, 3, 4, 6 and 12 workers."""

_ENVELOPE = {
    "ce_specversion": ("1.0", "Version of CloudEvents."),
    "ce_id": (None, "UUIDv7 of the event."),
    "ce_source": (None, "`/schools/<school id>/<service>`."),
    "ce_type": (None, "The event's type."),
    "ce_subject": (None, "`<kind>/<id>` of the record it is about."),
    "ce_time": (None, "When it was recorded, UTC."),
    "ce_schoolid": (None, "The tenant: a school, or the district."),
    "ce_subjectversion": (None, "Version of the record; grows by one with each of its events."),
    "ce_correlationid": (None, "What ties together all that one request set off."),
    "ce_actor": (None, "Id of the person who did it, or `system`."),
    "content-type": ("application/json", "Of the value."),
}


def asyncapi(consumers: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The document; ``consumers`` gives the services that handle an event, by its class's name."""
    events = all_events()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tūhono events",
            "version": "1.0.0",
            "description": (
                "What the services tell each other: CloudEvents 1.0 over Apache Kafka in binary "
                "mode, in topics of the same names. A null value is a tombstone: the record named "
                "by the key was erased."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic, events) for topic in Topic},
        "operations": _operations(events, consumers),
        "components": {
            "messages": {declared.cls.__name__: _message(declared) for declared in events},
            "schemas": {declared.cls.__name__: json_schema(declared.cls) for declared in events},
            "messageTraits": {"envelope": {"headers": _headers()}},
        },
    }


def first_line(declared: EventType) -> str:
    """What happened, and when that is recorded: the first line of the event's docstring."""
    return inspect.getdoc(declared.cls).splitlines()[0]  # type: ignore[union-attr]


def _channel(topic: Topic, events: Iterable[EventType]) -> dict[str, Any]:
    policy = ["compact"] if topic.compacted else ["delete"]
    return {
        "address": topic.value,
        "description": (
            "State: the last version of each record." if topic.compacted else "Facts, for 14 days."
        ),
        "messages": {
            declared.cls.__name__: _reference("components/messages", declared.cls.__name__)
            for declared in events
            if declared.topic is topic
        },
        "bindings": {
            "kafka": {
                "topic": topic.value,
                "partitions": PARTITIONS,
                "topicConfiguration": {"cleanup.policy": policy},
            }
        },
    }


def _operations(
    events: Iterable[EventType], consumers: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for declared in events:
        name = declared.cls.__name__
        operations[f"{declared.producer}.records.{name}"] = _operation(
            "send", declared, declared.producer
        )
        for service in sorted(set(consumers.get(name, ()))):
            operations[f"{service}.handles.{name}"] = _operation("receive", declared, service)
    return operations


def _operation(action: str, declared: EventType, service: str) -> dict[str, Any]:
    channel = f"channels/{declared.topic.name}"
    return {
        "action": action,
        "channel": _reference("channels", declared.topic.name),
        "messages": [_reference(f"{channel}/messages", declared.cls.__name__)],
        "tags": [{"name": service}],
    }


def _message(declared: EventType) -> dict[str, Any]:
    name = declared.cls.__name__
    return {
        "name": declared.type,
        "title": name,
        "summary": first_line(declared),
        "description": inspect.getdoc(declared.cls),
        "traits": [_reference("components/messageTraits", "envelope")],
        "payload": _reference("components/schemas", name),
        "bindings": {
            "kafka": {
                "key": {
                    "type": "string",
                    "description": f"`<school id>/{declared.subject}/<id>`",
                }
            }
        },
    }


def _headers() -> dict[str, Any]:
    properties = {
        name: {"type": "string", "description": text} | ({"const": value} if value else {})
        for name, (value, text) in _ENVELOPE.items()
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _reference(where: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/{where}/{name}"}
