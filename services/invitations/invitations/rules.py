"""What an answer means, until when it counts, who is reminded and when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.events.channels import Channel
from shared.events.invitations import Answer, Support
from shared.events.messaging import DeliveryStatus

# How long a place from the waiting list is kept: a night in between leaves everybody a waking hour.
ACCEPT_WITHIN = timedelta(hours=24)
# The next family needs this long before the start to get ready.
READY_BEFORE_START = timedelta(hours=3)
# With less time than this to say yes once more, the earlier yes counts at once.
SHORTEST_TO_ACCEPT = timedelta(hours=3)
# School days before the last day to answer on which the silent are reminded, and at what time.
REMIND_SCHOOL_DAYS = 2
REMIND_AT = time(9)
# Nobody is reminded of what came yesterday evening, nor twice within a day.
REMIND_AFTER = timedelta(hours=24)
# A reminder shortly before the end helps nobody to answer.
REMIND_UNTIL = timedelta(hours=3)
_SATURDAY = 5


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
    """How an answer came in: when, by which channel, and which staff member entered it, if one.

    ``reply_id`` is messaging's id of a reply that came as an event.
    """

    at: datetime
    channel: Channel = Channel.WEB
    entered_by: str | None = None
    reply_id: str | None = None


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


def accept_by(now: datetime, starts_at: datetime) -> datetime | None:
    """Until when a place from the waiting list is kept for a yes; None: it is theirs at once.

    Near the start nobody else could take the place up any more, and the family did say yes.
    """
    until = min(now + ACCEPT_WITHIN, starts_at - READY_BEFORE_START)
    return until if until - now >= SHORTEST_TO_ACCEPT else None


def reminder_at(answer_by: datetime, invited_at: datetime, zone: str) -> datetime | None:
    """When those who have not answered are reminded by themselves; None: too short to do so.

    Monday to Friday are school days here: a reminder on a holiday is still in time.
    """
    day = answer_by.astimezone(ZoneInfo(zone)).date()
    left = REMIND_SCHOOL_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    morning = datetime.combine(day, REMIND_AT, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    due = max(morning, invited_at + REMIND_AFTER)
    return due if due <= answer_by - REMIND_UNTIL else None


# From the best to the worst.
_STATUSES = (
    DeliveryStatus.DELIVERED,
    DeliveryStatus.SENDING,
    DeliveryStatus.TEMPORARY_FAILURE,
    DeliveryStatus.PERMANENT_FAILURE,
    DeliveryStatus.TECHNICAL_FAILURE,
    DeliveryStatus.NO_CONTACT,
)


# Nothing went out: there was no way, or nothing to say any more.
NOTHING_SENT = frozenset({DeliveryStatus.NO_CONTACT.value, DeliveryStatus.NOT_NEEDED.value})


def reach_of(statuses: Iterable[str]) -> str:
    """What the deliveries of an invitation come to: the best of them, as one status's value.

    What was not needed any more says nothing about whether a family can be reached.
    """
    found = set(statuses)
    return next((one.value for one in _STATUSES if one.value in found), "")
