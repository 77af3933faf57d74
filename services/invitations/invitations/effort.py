"""What the school did to reach an activity's families, beside how they answered.

A low response after little effort says something of the effort. Source: S29, product.md R3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.invitations.invitations.models import Invitation
from services.invitations.invitations.tallying import STATES, by_family
from shared.events.messaging import DeliveryStatus

MOST_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class ByChannel:
    """How many messages were sent by one channel, and how many of them arrived."""

    channel: str
    sent: int
    arrived: int


@dataclass(frozen=True, kw_only=True)
class ByTries:
    """The families to whom so many messages were sent, and how many of them answered.

    The last row is that of ``MOST_TRIES`` and more.
    """

    tries: int
    families: int
    answered: int


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What was tried, by channel and by how often for each family."""

    channels: tuple[ByChannel, ...] = ()
    tries: tuple[ByTries, ...] = ()


def effort(activity_id: str) -> Effort:
    """What was tried for the activity."""
    return Effort(channels=tuple(_channels(activity_id)), tries=tuple(_tries(activity_id)))


def _channels(activity_id: str) -> Sequence[ByChannel]:
    arrived = {"$eq": ["$sent.v.status", DeliveryStatus.DELIVERED.value]}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"activity_id": activity_id}},
        {"$project": {"sent": _SENT}},
        {"$unwind": "$sent"},
        {
            "$group": {
                "_id": "$sent.v.channel",
                "sent": {"$sum": 1},
                "arrived": {"$sum": {"$cond": [arrived, 1, 0]}},
            }
        },
        {"$sort": {"sent": -1, "_id": 1}},
    ]
    rows = Invitation._get_collection().aggregate(pipeline)
    return [ByChannel(channel=row["_id"], sent=row["sent"], arrived=row["arrived"]) for row in rows]


def _tries(activity_id: str) -> Sequence[ByTries]:
    match, project, group, _ = by_family({"activity_id": activity_id}, {})
    project = {"$project": project["$project"] | {"sent": {"$size": _SENT}}}
    group = {"$group": group["$group"] | {"sent": {"$sum": "$sent"}}}
    answered = {"$ne": ["$state", STATES["silent"]]}
    pipeline: list[dict[str, Any]] = [
        match,
        project,
        group,
        {
            "$group": {
                "_id": {"$min": ["$sent", MOST_TRIES]},
                "families": {"$sum": 1},
                "answered": {"$sum": {"$cond": [answered, 1, 0]}},
            }
        },
        {"$sort": {"_id": 1}},
    ]
    rows = Invitation._get_collection().aggregate(pipeline)
    return [
        ByTries(tries=row["_id"], families=row["families"], answered=row["answered"])
        for row in rows
    ]


_SENT = {
    "$filter": {
        "input": {"$objectToArray": {"$ifNull": ["$deliveries", {}]}},
        "cond": {"$ne": ["$$this.v.status", DeliveryStatus.NO_CONTACT.value]},
    }
}
