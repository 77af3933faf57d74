"""Who answers a request, by when, and how it stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.events.evaluation import Role
from shared.events.privacy import PrivacyKind, PrivacyOutcome

ANSWERING = ("invitations",)
"""The services that answer a request; the others answer when they have a handler for it."""

# Privacy Act 2020 (NZ), section 44. Public holidays are counted as well: the day is never too late.
WORKING_DAYS = 20
FAMILY_ROLES = (Role.GUARDIAN, Role.PARENT, Role.RELATIVE, Role.STUDENT)
_FRIDAY = 4


class Asker(StrEnum):
    """On whose wish."""

    SELF = "self"
    GUARDIAN = "guardian"
    OFFICE = "office"
    LAW = "law"


class Identity(StrEnum):
    """How it was made sure that it is that person who asks, or may ask for them."""

    IN_PERSON = "in-person"
    DOCUMENT = "document"
    SIGNED_IN = "signed-in"


class HoldReason(StrEnum):
    """Why nothing may be erased."""

    COURT = "court"
    COMPLAINT = "complaint"
    INVESTIGATION = "investigation"


class State(StrEnum):
    """How a request stands."""

    WAITING = "waiting"
    LATE = "late"
    DONE = "done"
    HELD = "held"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for, by whom, how they were known, and the last day for it."""

    kind: PrivacyKind
    asker: Asker
    identity: Identity
    due_on: date


def usual_due_on(today: date) -> date:
    """The last day by law when it is asked for today."""
    day, left = today, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() <= _FRIDAY
    return day


def state_of(answers: Mapping[str, str | None], *, is_late: bool) -> State:
    """How a request stands; ``answers`` are outcomes by who answers, None while they do not."""
    outcomes = set(answers.values())
    if PrivacyOutcome.HELD.value in outcomes:
        return State.HELD
    if None in outcomes:
        return State.LATE if is_late else State.WAITING
    return State.DONE
