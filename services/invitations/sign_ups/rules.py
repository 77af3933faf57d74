"""What can be asked of families at an activity, and what a family can say to it. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.events.sign_ups import SlotKind

MOST_NEEDED = 200
MOST_EACH = 20
MOST_SLOTS = 40


class Fault(StrEnum):
    """What is wrong with a slot."""

    HALF_TIME = "half-time"
    ENDS_FIRST = "ends-first"
    FEWER_THAN_TAKEN = "fewer-than-taken"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a host asks for, ``needed`` times; a volunteer's time if it has one."""

    kind: SlotKind
    language: str
    title: str
    needed: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Pledge:
    """How much of a slot a family takes, nothing being 0; ``note`` in its own words."""

    quantity: int
    note: str = ""


def fault_of(ask: Ask) -> Fault | None:
    """What is wrong with the times of the slot, if anything."""
    if (ask.starts_at is None) != (ask.ends_at is None):
        return Fault.HALF_TIME
    if ask.starts_at is not None and ask.ends_at is not None and ask.ends_at <= ask.starts_at:
        return Fault.ENDS_FIRST
    return None


def moved_with(moment: datetime, was_at: datetime, is_at: datetime, zone: str) -> datetime:
    """The moment as far from an activity's start as before, by the clock on the school's wall."""
    at = ZoneInfo(zone)
    wall, was, now = (one.astimezone(at).replace(tzinfo=None) for one in (moment, was_at, is_at))
    return (wall + (now - was)).replace(tzinfo=at).astimezone(UTC)


def is_open(now: datetime, starts_at: datetime, *, is_cancelled: bool) -> bool:
    """Whether families may still sign up: until the activity begins, unless it is cancelled."""
    return not is_cancelled and now < starts_at
