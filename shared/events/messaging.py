"""What messaging tells: ended sessions, and what became of each delivery."""

from dataclasses import dataclass
from enum import StrEnum

from shared.events.channels import Channel
from shared.events.registry import event
from shared.events.topics import Topic


class DeliveryStatus(StrEnum):
    """What became of something sent to one person by one channel.

    *No-contact*: there was no way to reach them. *Not-needed*: when it was to be sent there was
    nothing to say any more, as they had answered, or it did not take place; nothing was tried.
    """

    SENDING = "sending"
    DELIVERED = "delivered"
    TEMPORARY_FAILURE = "temporary-failure"
    PERMANENT_FAILURE = "permanent-failure"
    TECHNICAL_FAILURE = "technical-failure"
    NO_CONTACT = "no-contact"
    NOT_NEEDED = "not-needed"


@event(
    "org.tuhono.messaging.session.ended.v1",
    topic=Topic.MESSAGING,
    subject="session",
    id_field="sid",
)
@dataclass(frozen=True, kw_only=True)
class SessionEnded:
    """A session may no longer be used. Recorded at sign-out, once per school of the account."""

    sid: str
    account_id: str


@event(
    "org.tuhono.messaging.delivery.status-changed.v1",
    topic=Topic.DELIVERIES,
    subject="delivery",
    id_field="delivery_id",
)
@dataclass(frozen=True, kw_only=True)
class DeliveryStatusChanged:
    """A delivery came a step further, or failed. Recorded at each step.

    ``about`` is what it tells of, as ``<kind>/<id>`` (``invitation/…``); ``language`` is the one it
    was written in. ``notice`` is what was said of it (``invitation_reminder``).
    """

    delivery_id: str
    about: str
    person_id: str
    channel: Channel
    status: DeliveryStatus
    language: str
    notice: str = ""
