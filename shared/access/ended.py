"""Sessions ended before their tokens run out: a small projection that every service keeps.

Rows are ``{_id: sid, expires_at}``; MongoDB drops a row once no token of the session can still be
unexpired (the index is made with the platform's other ones). Asked by every request, so each
process keeps the ids for a moment, and a sign-out takes effect everywhere within that time.
"""

import time
from collections.abc import Sequence
from datetime import datetime

from pymongo import ReplaceOne

from shared import clock, store
from shared.access.tokens import TOKEN_LIFE
from shared.envelope import Envelope
from shared.events.messaging import SessionEnded
from shared.handlers import Handlers
from shared.tenancy import platform_collection

COLLECTION = "ended_sessions"
# A token made just before the end lives for TOKEN_LIFE; the rest is for clocks that differ.
KEEP = TOKEN_LIFE * 2
# How late a process may know of a sign-out. Source: security.md, "acts within seconds".
FRESH_SECONDS = 1.0

# By database: when the ids were asked for, and the ids.
_kept: dict[str, tuple[float, frozenset[str]]] = {}


def remember_ended(sids: Sequence[str], *, now: datetime) -> None:
    """Soon after the commit no page of this service accepts these sessions. Idempotent by id."""
    rows = [{"_id": sid, "expires_at": now + KEEP} for sid in sids]
    writes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
    if writes:
        platform_collection(COLLECTION).bulk_write(writes)
    forget_kept()


def is_ended(sid: str) -> bool:
    """Whether the session was signed out, as of at most a second ago."""
    return sid in _ended_sids()


def forget_kept() -> None:
    """Ask the store anew the next time."""
    _kept.clear()


def follow_ended_sessions(handlers: Handlers) -> None:
    """Let a service's consumer keep the projection: called once, in its roster's handlers."""

    @handlers.react_batch(SessionEnded)
    def on_session_ended(batch: Sequence[tuple[SessionEnded, Envelope]]) -> None:
        """Idempotent by the session's id; an account of three schools tells it three times."""
        remember_ended(sorted({event.sid for event, _ in batch}), now=clock.now())


def _ended_sids() -> frozenset[str]:
    """Those of the last hour are few, so that they are read whole: one read a second at most.

    The time is taken before the read: of two threads that read, the one that began later counts.
    """
    database = store.database().name
    read_at, sids = _kept.get(database, (None, frozenset[str]()))
    now = time.monotonic()
    if read_at is None or now - read_at > FRESH_SECONDS:
        sids = frozenset(row["_id"] for row in platform_collection(COLLECTION).find({}, {"_id": 1}))
        _kept[database] = (now, sids)
    return sids
