"""A host who goes to a visit has no talk then, and the other way round.

The times of a conference stay as they are: they are free again when the visit is called off.
"""

from collections.abc import Collection, Iterable
from typing import Any

from services.invitations.conferences.models import Slot
from services.invitations.conferences.rules import Span
from services.invitations.visits.queries import agreed_of


def visits_of(host_ids: Collection[str], school_id: str) -> dict[str, list[Span]]:
    """When each of these hosts goes to an agreed visit."""
    found: dict[str, list[Span]] = {host: [] for host in host_ids}
    for visit in agreed_of(host_ids, school_id):
        for host in set(visit.host_ids) & set(found):
            found[host].append(Span(starts_at=visit.starts_at, ends_at=visit.ends_at))
    return found


def not_away(slots: Iterable[Slot], host_ids: Collection[str], school_id: str) -> list[Slot]:
    """Those of these hosts' times at which the host goes to no visit."""
    visits = visits_of(host_ids, school_id)
    return [
        slot for slot in slots if not any(slot.span.overlaps(one) for one in visits[slot.host_id])
    ]


def is_away(slot: Slot) -> bool:
    """Whether the host goes to a visit at that time."""
    return not not_away([slot], [slot.host_id], slot.school_id)


def keep_free(host_ids: Collection[str], school_id: str, span: Span) -> bool:
    """Whether none of these hosts has a talk then; a family that books one at once tries again.

    For the transaction that agrees on a visit: it writes the free times, as booking one does.
    """
    then: dict[str, Any] = {
        "school_id": school_id,
        "host_id": {"$in": list(host_ids)},
        "starts_at": {"$lt": span.ends_at},
        "ends_at": {"$gt": span.starts_at},
    }
    slots = Slot._get_collection()
    slots.update_many({**then, "talk_id": None}, {"$inc": {"version": 1}})
    return slots.find_one({**then, "talk_id": {"$ne": None}}, {"_id": 1}) is None
