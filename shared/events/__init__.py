"""The published language: the only thing the services know of each other.

Imports neither Flask nor a store nor Kafka. An event is declared in its producer's module, travels
as the JSON of ``dump`` and is read with ``load``.

To add one: declare it, store an example under ``tests/contracts/examples`` (and lock it), record it
in a use case of its producer, handle it somewhere, ``make docs``. A test names what is missing.
"""

from shared.events.codec import dump, load
from shared.events.fields import FieldClass, Pii, field_classes
from shared.events.registry import EventType, all_events, event, event_type, other_major, types
from shared.events.texts import (
    Picked,
    Text,
    Texts,
    TextStatus,
    pick,
    texts_as_dict,
    texts_from_dict,
    written,
)
from shared.events.topics import Topic

__all__ = [
    "EventType",
    "FieldClass",
    "Picked",
    "Pii",
    "Text",
    "TextStatus",
    "Texts",
    "Topic",
    "all_events",
    "dump",
    "event",
    "event_type",
    "field_classes",
    "load",
    "other_major",
    "pick",
    "texts_as_dict",
    "texts_from_dict",
    "types",
    "written",
]
