"""What makes an activity fit to be announced. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.events.invitations import ActivityKind, Focus, Support

LONGEST = timedelta(days=14)


class Fault(StrEnum):
    """What is wrong with a time of an announcement."""

    PAST = "past"
    ENDS_FIRST = "ends-first"
    TOO_LONG = "too-long"
    ANSWERS_PAST = "answers-past"
    ANSWERS_LATE = "answers-late"


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a teacher writes to announce an activity; ``language`` is the one of its words."""

    kind: ActivityKind
    focus: Focus
    language: str
    title: str
    relevance: str
    place: str
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    class_ids: tuple[str, ...]
    capacity: int | None
    supports: tuple[Support, ...]


def faults(announced: Announcement, now: datetime) -> Mapping[str, Fault]:
    """What is wrong with the times, by field of the form; empty when nothing is."""
    found: dict[str, Fault] = {}
    if announced.starts_at <= now:
        found["day"] = Fault.PAST
    if announced.ends_at <= announced.starts_at:
        found["ends"] = Fault.ENDS_FIRST
    elif announced.ends_at - announced.starts_at > LONGEST:
        found["ends"] = Fault.TOO_LONG
    if announced.answer_by <= now:
        found["answer_by"] = Fault.ANSWERS_PAST
    elif announced.answer_by > announced.starts_at:
        found["answer_by"] = Fault.ANSWERS_LATE
    return found


def instant(day: date, at: time, zone: str) -> datetime:
    """That wall-clock time as an instant; of an hour that comes twice, the first."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def end_of_answers(day: date, starts_at: datetime, zone: str) -> datetime:
    """The last moment to answer on that day: its last second, or the start if that is sooner."""
    last = instant(day, time(23, 59, 59), zone)
    on_the_day = starts_at.astimezone(ZoneInfo(zone)).date() == day
    return min(last, starts_at) if on_the_day else last
