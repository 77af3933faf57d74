"""Which schools are closed in this service: suspended for now, or removed for good.

Rows are ``{_id: school_id, state, version}``; a school without a row is open. Asked for every
request and every turn of a worker, so the answer is kept for a moment: a decision takes effect
within that time in every process.
"""

import time
from enum import StrEnum

from shared import store
from shared.tenancy import platform_collection

COLLECTION = "closed_schools"
FRESH_SECONDS = 1.0


class SchoolState(StrEnum):
    """Whether a school may be used."""

    OPEN = "open"
    SUSPENDED = "suspended"
    """Nobody gets in, nothing is sent; feeds and events are still taken, nothing is lost."""

    REMOVED = "removed"
    """Its data is deleted, and what still comes for it is dropped."""


_kept: dict[str, tuple[float, dict[str, SchoolState]]] = {}


def note_state(school_id: str, state: SchoolState, version: int) -> None:
    """Keep the school's state. Idempotent, and guarded by ``version`` against an older one."""
    newer = {"$lt": [{"$ifNull": ["$version", -1]}, version]}
    row = {"_id": school_id, "state": state.value, "version": version}
    platform_collection(COLLECTION).update_one(
        {"_id": school_id},
        [{"$replaceWith": {"$cond": [newer, {"$literal": row}, "$$ROOT"]}}],
        upsert=True,
    )


def forget_kept() -> None:
    """Ask the store anew the next time."""
    _kept.clear()


def closed_schools() -> frozenset[str]:
    """The schools that nobody may use now."""
    return frozenset(_states())


def is_removed(school_id: str) -> bool:
    """Whether the school's data is deleted, or being deleted."""
    return _states().get(school_id) is SchoolState.REMOVED


def _states() -> dict[str, SchoolState]:
    database = store.database().name
    read_at, states = _kept.get(database, (0.0, {}))
    now = time.monotonic()
    if not read_at or now - read_at > FRESH_SECONDS:
        found = platform_collection(COLLECTION).find({"state": {"$ne": SchoolState.OPEN.value}})
        states = {row["_id"]: SchoolState(row["state"]) for row in found}
        _kept[database] = (now, states)
    return states
