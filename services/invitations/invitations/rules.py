"""What an answer means, until when it counts, and whether an invitation reached somebody. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shared.events.channels import Channel
from shared.events.invitations import Answer, Support
from shared.events.messaging import DeliveryStatus


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a family says; those coming count only with a yes. ``note`` is in their own words."""

    answer: Answer
    adults: int = 0
    children: int = 0
    needs: tuple[Support, ...] = ()
    note: str = ""

    @property
    def people(self) -> int:
        """How many come."""
        return self.adults + self.children if self.answer is Answer.YES else 0


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How an answer came in: when, by which channel, and which staff member entered it, if one."""

    at: datetime
    channel: Channel = Channel.WEB
    entered_by: str | None = None


def without_party_unless_coming(reply: Reply) -> Reply:
    """The reply; nobody is counted as coming unless the family says yes."""
    if reply.answer is Answer.YES:
        return reply
    return Reply(answer=reply.answer, needs=reply.needs, note=reply.note)


def may_answer(entry: Entry, answer_by: datetime, starts_at: datetime) -> bool:
    """Whether the answer is in time: a family's until the deadline, staff's until the start.

    Source: product.md R9: paper and phone come in later than they were given.
    """
    return entry.at <= (starts_at if entry.entered_by else answer_by)


# From the best to the worst.
_STATUSES = (
    DeliveryStatus.DELIVERED,
    DeliveryStatus.SENDING,
    DeliveryStatus.TEMPORARY_FAILURE,
    DeliveryStatus.PERMANENT_FAILURE,
    DeliveryStatus.TECHNICAL_FAILURE,
    DeliveryStatus.NO_CONTACT,
)


def reach_of(statuses: Iterable[str]) -> str:
    """What the deliveries of an invitation come to: the best of them, as one status's value."""
    found = set(statuses)
    return next((one.value for one in _STATUSES if one.value in found), "")
