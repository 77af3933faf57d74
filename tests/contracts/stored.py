"""The stored examples: one whole CloudEvent (structured mode, JSON) per version of each event.

``<producer>.<subject>.<fact>.v<major>.json`` is the first one. When a field is added, the next
example is stored beside it as ``….v<major>-2.json``; what is there is never changed.
``python -m tests.contracts.stored`` takes new examples into the lock.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from shared.events import EventType, all_events

DIRECTORY = Path(__file__).parent / "examples"
LOCK = DIRECTORY / "LOCK.json"


@cache
def all_examples() -> dict[str, dict[str, Any]]:
    """Every stored example by its file's name."""
    return {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(DIRECTORY.glob("*.v*.json"), key=lambda path: path.stem)
    }


def examples_of(declared: EventType) -> list[dict[str, Any]]:
    """The examples of one type, the oldest first."""
    return [one for one in all_examples().values() if one["type"] == declared.type]


def newest_example(declared: EventType) -> dict[str, Any]:
    """The example that holds every field the event has today."""
    return examples_of(declared)[-1]


def types_without_example() -> list[str]:
    """Declared types of which no example is stored."""
    return [declared.type for declared in all_events() if not examples_of(declared)]


def locked() -> dict[str, str]:
    """The sha256 of every example as it was when it was stored."""
    hashes: dict[str, str] = json.loads(LOCK.read_text(encoding="utf-8"))
    return hashes


def hashes_now() -> dict[str, str]:
    """The sha256 of every example as it is now."""
    return {
        name: hashlib.sha256((DIRECTORY / name).read_bytes()).hexdigest() for name in all_examples()
    }


def lock_new() -> None:
    """Add the hashes of new examples; those that are there stay as they are."""
    LOCK.write_text(json.dumps(hashes_now() | locked(), indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    lock_new()
