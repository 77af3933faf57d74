"""Named reads of deliveries."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.rules import DeliveryState
from services.messaging.links.use_cases import link_key
from services.messaging.notices.rules import Notice
from services.messaging.roster.models import RosterPerson
from services.messaging.roster.queries import full_name
from shared import clock
from shared.closed import closed_schools
from shared.events.channels import Channel
from shared.tenancy import every_school, scope, scope_of

LISTED = 100
# A gateway may say that a text was answered before we noted that it took it.
_GONE_OUT = [DeliveryState.SENDING.value, DeliveryState.DELIVERED.value]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a school's list: to whom, what, how far it came."""

    name: str
    notice: Notice
    channel: Channel
    state: DeliveryState
    language: str
    at: datetime


def schools_with_due(channel: Channel = Channel.EMAIL) -> list[str]:
    """The schools that have deliveries to send by the channel now; a closed school's wait."""
    with scope(read=every_school(Delivery) - closed_schools()):
        due = {"due_at": {"$lte": clock.now()}, "channel": channel.value}
        return sorted(Delivery._get_collection().distinct("school_id", due))


def number_key(number: str) -> str:
    """What is kept of a number (E.164): the same for the same number, and no way back to it."""
    return hmac.digest(link_key(), f"number {number}".encode(), "sha256").hex()


def texts_to(number: str) -> list[Delivery]:
    """The latest texts that went to the number from any open school, the newest first."""
    with scope(read=every_school(Delivery) - closed_schools()):
        sent = Delivery.objects(number_key=number_key(number), state__in=_GONE_OUT)
        return list(sent.order_by("-planned_at").limit(LISTED))


def counts_by_state(school_id: str) -> Mapping[DeliveryState, int]:
    """How many deliveries of the school are in each state; sign-in links are nobody's business."""
    with scope_of(school_id):
        rows = Delivery._get_collection().aggregate(
            [
                {"$match": {"about": {"$ne": None}}},
                {"$group": {"_id": "$state", "count": {"$sum": 1}}},
            ]
        )
        return {DeliveryState(row["_id"]): int(row["count"]) for row in rows}


def latest(school_id: str) -> list[Listed]:
    """The latest deliveries of the school, the newest first."""
    with scope_of(school_id):
        found = list(Delivery.objects(about__ne=None).order_by("-planned_at").limit(LISTED))
        people = RosterPerson.objects(person_id__in=[one.person_id for one in found])
        names = {one.person_id: full_name(one) for one in people if one.active}
    return [
        Listed(
            name=names.get(one.person_id, ""),
            notice=Notice(one.notice),
            channel=Channel(one.channel),
            state=DeliveryState(one.state),
            language=one.language,
            at=one.settled_at or one.planned_at,
        )
        for one in found
    ]
