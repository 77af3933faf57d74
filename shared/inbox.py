"""Which reactions have taken effect for which events, so that a redelivery changes nothing.

Rows ``{_id: "<handler>:<event id>", at}`` live 45 days: the topics' 14 days and the longest outage.
"""

from collections.abc import Iterable

from shared import clock, store
from shared.tenancy import platform_collection

INBOX = "inbox"
KEPT_SECONDS = 45 * 24 * 3600


def entry_id(handler: str, event_id: str) -> str:
    """The inbox row of one handler and one event."""
    return f"{handler}:{event_id}"


def already_done(entries: Iterable[str]) -> set[str]:
    """Those of the entries that are in the inbox."""
    wanted = list(entries)
    if not wanted:
        return set()
    return {
        row["_id"] for row in platform_collection(INBOX).find({"_id": {"$in": wanted}}, {"_id": 1})
    }


def mark_done(entry: str) -> None:
    """Put the entry into the inbox when this transaction commits."""
    store.insert_at_commit(INBOX, {"_id": entry, "at": clock.now()})
