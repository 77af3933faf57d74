"""Sessions ended before their tokens run out: a small projection that every service keeps.

Rows are ``{_id: sid, expires_at}``; MongoDB drops a row once no token of the session can still be
unexpired (the index is made with the platform's other ones).
"""

from collections.abc import Sequence
from datetime import datetime

from pymongo import ReplaceOne

from shared import clock
from shared.access.tokens import TOKEN_LIFE
from shared.envelope import Envelope
from shared.events.messaging import SessionEnded
from shared.handlers import Handlers
from shared.tenancy import platform_collection

COLLECTION = "ended_sessions"
# A token made just before the end lives for TOKEN_LIFE; the rest is for clocks that differ.
KEEP = TOKEN_LIFE * 2


def remember_ended(sids: Sequence[str], *, now: datetime) -> None:
    """From the commit on no page of this service accepts these sessions. Idempotent by id."""
    rows = [{"_id": sid, "expires_at": now + KEEP} for sid in sids]
    writes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
    if writes:
        platform_collection(COLLECTION).bulk_write(writes)


def is_ended(sid: str) -> bool:
    """Whether the session was signed out."""
    return platform_collection(COLLECTION).find_one({"_id": sid}, {"_id": 1}) is not None


def follow_ended_sessions(handlers: Handlers) -> None:
    """Let a service's consumer keep the projection: called once, in its roster's handlers."""

    @handlers.react_batch(SessionEnded)
    def on_session_ended(batch: Sequence[tuple[SessionEnded, Envelope]]) -> None:
        """Idempotent by the session's id; an account of three schools tells it three times."""
        remember_ended(sorted({event.sid for event, _ in batch}), now=clock.now())
