"""What the school did to reach an activity's families, beside how they answered.

A low response after little effort says something of the effort. Source: S29, product.md R3.
"""

from dataclasses import dataclass
from typing import Any

from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import NOTHING_SENT
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
    match, project, group = by_family(activity_id)
    parts = {"channels": _by_channel(), "tries": _by_tries(group["$group"])}
    stages = [match, {"$project": project["$project"] | {"sent": _SENT}}, {"$facet": parts}]
    [found] = Invitation._get_collection().aggregate(stages)
    return Effort(
        channels=tuple(
            ByChannel(channel=row["_id"], sent=row["sent"], arrived=row["arrived"])
            for row in found["channels"]
        ),
        tries=tuple(
            ByTries(tries=row["_id"], families=row["families"], answered=row["answered"])
            for row in found["tries"]
        ),
    )


def _by_channel() -> list[dict[str, Any]]:
    arrived = {"$eq": ["$sent.v.status", DeliveryStatus.DELIVERED.value]}
    return [
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


def _by_tries(per_family: dict[str, Any]) -> list[dict[str, Any]]:
    answered = {"$ne": ["$state", STATES["silent"]]}
    return [
        {"$group": per_family | {"sent": {"$sum": {"$size": "$sent"}}}},
        {
            "$group": {
                "_id": {"$min": ["$sent", MOST_TRIES]},
                "families": {"$sum": 1},
                "answered": {"$sum": {"$cond": [answered, 1, 0]}},
            }
        },
        {"$sort": {"_id": 1}},
    ]


_SENT = {
    "$filter": {
        "input": {"$objectToArray": {"$ifNull": ["$deliveries", {}]}},
        "cond": {"$not": {"$in": ["$$this.v.status", sorted(NOTHING_SENT)]}},
    }
}
