"""What a feed's record changes in what is stored of it. Pure.

Source: design lms.md §1.4 (bulk, delta) and §8 rules 1, 2, 3 and 8.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Value = str | list[str]


class Record(NamedTuple):
    """One thing a feed tells. ``owner`` is the record whose row told it, when that is another one.

    ``refs`` are the identifiers by which a change of another record finds this one.
    ``modified`` is blank or ISO 8601 UTC with milliseconds.
    """

    sourced_id: str
    fields: dict[str, Value]
    refs: tuple[str, ...] = ()
    owner: str = ""
    is_deleted: bool = False
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of a record, as far as a comparison needs it."""

    digest: str
    is_active: bool
    modified: str


class Change(StrEnum):
    """What became of a record in a run; also the names of a run's counts."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REACTIVATED = "reactivated"
    DEACTIVATED = "deactivated"
    HELD = "held"
    OLDER = "older"
    """A change that a newer one overtook: left out."""

    QUARANTINED = "quarantined"
    """A row that cannot be read: set aside, its record stays as it was."""


# One encoder for all: making one takes longer than a record.
_as_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

WRITTEN = frozenset({Change.CREATED, Change.UPDATED, Change.REACTIVATED, Change.DEACTIVATED})


def digest_of(fields: dict[str, Value]) -> str:
    """The same text for the same content, whatever the order of the columns."""
    return hashlib.blake2b(_as_text(fields).encode(), digest_size=16).hexdigest()


def change_of(record: Record, digest: str, stored: Stored | None) -> Change:
    """What ``record`` does to what is stored of it."""
    if stored is None:
        return Change.UNCHANGED if record.is_deleted else Change.CREATED
    if record.modified and stored.modified and record.modified < stored.modified:
        return Change.OLDER
    if record.is_deleted:
        return Change.DEACTIVATED if stored.is_active else Change.UNCHANGED
    if not stored.is_active:
        return Change.REACTIVATED
    return Change.UNCHANGED if digest == stored.digest else Change.UPDATED
