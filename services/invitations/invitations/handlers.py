"""What invitations does when messaging tells how deliveries went, and what families replied."""

from collections.abc import Sequence
from typing import Any

from pymongo import UpdateOne

from services.invitations.invitations.models import Invitation
from services.invitations.invitations.replies import HeardReply, take_reply
from services.invitations.invitations.rules import Entry, reach_of
from shared.envelope import Envelope
from shared.events.messaging import DeliveryStatusChanged
from shared.events.replies import ReplyReceived
from shared.handlers import Handlers

handlers = Handlers("invitations")
_KIND = "invitation/"


@handlers.react_batch(DeliveryStatusChanged)
def on_delivery_status_changed(batch: Sequence[tuple[DeliveryStatusChanged, Envelope]]) -> None:
    """Idempotent by the greater ``version`` of each delivery, and by the inbox.

    An invitation is older than its deliveries, so none is waited for; other subjects are not ours.
    """
    about: dict[str, list[tuple[DeliveryStatusChanged, Envelope]]] = {}
    for event, envelope in batch:
        if event.about.startswith(_KIND):
            about.setdefault(event.about.removeprefix(_KIND), []).append((event, envelope))
    collection = Invitation._get_collection()
    changes = [
        UpdateOne(
            {"_id": row["_id"]}, {"$set": _reach(row.get("deliveries", {}), about[row["_id"]])}
        )
        for row in collection.find({"_id": {"$in": list(about)}}, {"deliveries": 1})
    ]
    if changes:
        collection.bulk_write(changes, ordered=False)


@handlers.react(ReplyReceived)
def on_reply_received(event: ReplyReceived, _: Envelope) -> None:
    """Idempotent by the inbox; of two replies the one given last counts, whichever comes first.

    An invitation is older than the replies to it, so none is waited for.
    """
    if not event.about.startswith(_KIND):
        return
    take_reply(
        event.about.removeprefix(_KIND),
        HeardReply(
            choice=event.choice,
            adults=event.adults,
            children=event.children,
            person_id=event.on_behalf_of or event.person_id,
            entry=Entry(
                at=event.received_at,
                channel=event.channel,
                entered_by=event.entered_by,
                reply_id=event.reply_id,
            ),
        ),
    )


def _reach(
    known: dict[str, Any], news: Sequence[tuple[DeliveryStatusChanged, Envelope]]
) -> dict[str, Any]:
    deliveries = dict(known)
    for event, envelope in news:
        if deliveries.get(event.delivery_id, {}).get("version", 0) < envelope.version:
            deliveries[event.delivery_id] = {
                "channel": event.channel.value,
                "status": event.status.value,
                "version": envelope.version,
                "at": envelope.time,
            }
    return {
        "deliveries": deliveries,
        "reach": reach_of(one["status"] for one in deliveries.values()),
    }
