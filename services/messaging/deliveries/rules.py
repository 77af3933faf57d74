"""What becomes of a delivery, and when it is tried again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.events.messaging import DeliveryStatus

# Source: reliability.md §3: the first retry at once, then 48 times every five minutes.
RETRY_EVERY = timedelta(minutes=5)
ATTEMPTS = 1 + 1 + 48
# Who asked for a link stands at the door: it is tried for about as long as it would open.
RETRY_AT_THE_DOOR = timedelta(seconds=15)
LEASE_SECONDS = 60


class DeliveryState(StrEnum):
    """Where a delivery is: planned, or one of the states that are told to the district."""

    CREATED = "created"
    SENDING = DeliveryStatus.SENDING.value
    DELIVERED = DeliveryStatus.DELIVERED.value
    TEMPORARY_FAILURE = DeliveryStatus.TEMPORARY_FAILURE.value
    PERMANENT_FAILURE = DeliveryStatus.PERMANENT_FAILURE.value
    TECHNICAL_FAILURE = DeliveryStatus.TECHNICAL_FAILURE.value
    NO_CONTACT = DeliveryStatus.NO_CONTACT.value
    NOT_NEEDED = DeliveryStatus.NOT_NEEDED.value


FINAL = frozenset(
    {
        DeliveryState.DELIVERED,
        DeliveryState.PERMANENT_FAILURE,
        DeliveryState.TECHNICAL_FAILURE,
        DeliveryState.NO_CONTACT,
        DeliveryState.NOT_NEEDED,
    }
)


class Stage(StrEnum):
    """How far an attempt came when it failed."""

    LETTER = "letter"
    CONNECTION = "connection"
    SENDER = "sender"
    RECIPIENT = "recipient"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one attempt led to. ``reason`` is a short code for operators, never an address."""

    state: DeliveryState
    reason: str = ""

    @property
    def is_server_away(self) -> bool:
        """Whether our own mail server was not there, so that the next mail would not go either."""
        return self.reason.startswith(Stage.CONNECTION.value)

    @property
    def is_ours(self) -> bool:
        """Whether it says nothing about the address: the server was away, or the letter broken."""
        return self.is_server_away or self.reason.startswith(Stage.LETTER.value)


DELIVERED = Outcome(state=DeliveryState.DELIVERED)
NO_CONTACT = Outcome(state=DeliveryState.NO_CONTACT)
NOT_NEEDED = Outcome(state=DeliveryState.NOT_NEEDED)


def failed(stage: Stage, code: int) -> Outcome:
    """What a failure at that stage means; ``code`` is the server's reply, 0 if there was none.

    A server that refuses us as a sender is our own fault, not the family's address.
    """
    reason = f"{stage.value}-{code}" if code else stage.value
    if stage is Stage.CONNECTION or code < 500:
        return Outcome(state=DeliveryState.TEMPORARY_FAILURE, reason=reason)
    if stage is Stage.SENDER:
        return Outcome(state=DeliveryState.TECHNICAL_FAILURE, reason=reason)
    return Outcome(state=DeliveryState.PERMANENT_FAILURE, reason=reason)


def unreadable(error: str) -> Outcome:
    """A letter that what we keep does not make, whatever is wrong with it; ``error`` in a word."""
    return Outcome(state=DeliveryState.TEMPORARY_FAILURE, reason=f"{Stage.LETTER.value}-{error}")


def after(outcome: Outcome, attempts: int) -> Outcome:
    """The outcome, given up when these were all the attempts there are.

    What is a fault of ours says nothing about the address; a server that kept refusing does.
    """
    if outcome.state is not DeliveryState.TEMPORARY_FAILURE or attempts < ATTEMPTS:
        return outcome
    fault = DeliveryState.TECHNICAL_FAILURE if outcome.is_ours else DeliveryState.PERMANENT_FAILURE
    return Outcome(state=fault, reason=outcome.reason)


def next_try(attempts: int, now: datetime, *, is_waited_for: bool) -> datetime:
    """When to try again after so many attempts that failed for now."""
    if attempts == 1:
        return now
    return now + (RETRY_AT_THE_DOOR if is_waited_for else RETRY_EVERY)
