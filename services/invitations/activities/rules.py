"""What makes an activity fit to be announced or changed, and when its times are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from shared.events.invitations import ActivityKind, Focus, Support, Way

LONGEST = timedelta(days=14)
# What a family's page tells of earlier changes; the first ones matter to nobody any more.
CHANGES_SHOWN = 10
MOST_SESSIONS = 20
UTC = ZoneInfo("UTC")


class State(StrEnum):
    """Where an activity is: families hear of it once it is no longer held."""

    HELD = "held"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class TimeOfDay(StrEnum):
    """When a variant takes place, for families who cannot come at the usual time (S62)."""

    BEFORE_SCHOOL = "before-school"
    SCHOOL_HOURS = "school-hours"
    AFTER_SCHOOL = "after-school"
    EVENING = "evening"
    WEEKEND = "weekend"


class Fault(StrEnum):
    """What is wrong with a time of an announcement."""

    PAST = "past"
    ENDS_FIRST = "ends-first"
    TOO_LONG = "too-long"
    OVERLAPS = "overlaps"
    ANSWERS_PAST = "answers-past"
    ANSWERS_LATE = "answers-late"
    SENT_PAST = "sent-past"
    SENT_LATE = "sent-late"


@dataclass(frozen=True, kw_only=True)
class Partner:
    """Somebody an activity is made possible by, and what they bring. Source: S51."""

    who: str
    brings: str


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """So many sessions, so many days apart by the school's clock."""

    every_days: int
    times: int


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What differs from the activity it is a variant of; empty where nothing does. Source: S62."""

    of: str
    interest: str = ""
    language: str = ""
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Whose idea an activity is, so that what succeeds is repeated with credit. Source: S38."""

    activity_id: str
    school_id: str
    host_id: str


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What a teacher writes to announce an activity; ``language`` is the one of its words.

    ``release_at``: when the invitations go out at the earliest. ``audience`` is kept as given.
    ``offer_id``: the family's offer that it came of.
    ``district_announcement_id``: the district's announcement that it is this school's part of.
    """

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
    template: str = ""
    at_home: str = ""
    audience: Mapping[str, Any] = field(default_factory=dict)
    ways: tuple[Way, ...] = ()
    one_answer: bool = False
    host_ids: tuple[str, ...] = ()
    ambassador_ids: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    adaptation_note: str = ""
    repeat: Repeat | None = None
    variant: Variant | None = None
    credit: Credit | None = None
    release_at: datetime | None = None
    offer_id: str = ""
    district_announcement_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Details:
    """What may change after families heard of an activity."""

    title: str
    relevance: str
    place: str
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    capacity: int | None
    supports: tuple[Support, ...]


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """Why an activity does not take place, in the host's words, and since when."""

    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Session:
    """When one activity of a series is, until when families answer, when they hear of it."""

    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    release_at: datetime


def faults(announced: Announcement, now: datetime) -> Mapping[str, Fault]:
    """What is wrong with the times, by field of the form; empty when nothing is."""
    found = dict(wrong_times(announced.starts_at, announced.ends_at, now))
    if announced.answer_by <= now:
        found["answer_by"] = Fault.ANSWERS_PAST
    elif announced.answer_by > announced.starts_at:
        found["answer_by"] = Fault.ANSWERS_LATE
    if announced.release_at is not None:
        if announced.release_at <= now:
            found["send_on"] = Fault.SENT_PAST
        elif announced.release_at >= announced.answer_by:
            found["send_on"] = Fault.SENT_LATE
    lasts, repeat = announced.ends_at - announced.starts_at, announced.repeat
    if repeat is not None and lasts > timedelta(days=repeat.every_days):
        found["every_days"] = Fault.OVERLAPS
    return found


def faults_of_change(
    details: Details, before: datetime, answer_by: datetime, now: datetime
) -> Mapping[str, Fault]:
    """What is wrong with changed times; a deadline that is over may stay as it was."""
    found = dict(wrong_times(details.starts_at, details.ends_at, now))
    if details.starts_at == before:
        found.pop("day", None)
    if details.answer_by <= now and details.answer_by != answer_by:
        found["answer_by"] = Fault.ANSWERS_PAST
    elif details.answer_by > details.starts_at:
        found["answer_by"] = Fault.ANSWERS_LATE
    return found


def wrong_times(starts_at: datetime, ends_at: datetime, now: datetime) -> Mapping[str, Fault]:
    """What is wrong with start and end, by field of the form."""
    found: dict[str, Fault] = {}
    if starts_at <= now:
        found["day"] = Fault.PAST
    if ends_at <= starts_at:
        found["ends"] = Fault.ENDS_FIRST
    elif ends_at - starts_at > LONGEST:
        found["ends"] = Fault.TOO_LONG
    return found


def sessions(announced: Announcement, release_at: datetime, zone: str) -> list[Session]:
    """When each activity of the announcement is: one, or those of its series.

    Each is at the same time by the school's clock, also across a change of that clock, and families
    hear of each as long before it as of the first: one invitation at a time. All last as long;
    those of several days end at the same time by that clock.
    """
    repeat = announced.repeat or Repeat(every_days=0, times=1)
    lasts = announced.ends_at - announced.starts_at
    is_one_day = day_of(announced.starts_at, zone) == day_of(announced.ends_at, zone)
    planned = []
    for number in range(repeat.times):
        days = repeat.every_days * number
        starts_at = _later(announced.starts_at, days, zone)
        planned.append(
            Session(
                starts_at=starts_at,
                ends_at=starts_at + lasts if is_one_day else _later(announced.ends_at, days, zone),
                answer_by=min(_later(announced.answer_by, days, zone), starts_at),
                release_at=_later(release_at, days, zone),
            )
        )
    return planned


def instant(day: date, at: time, zone: str) -> datetime:
    """That wall-clock time as an instant; of an hour that comes twice, the first.

    A time that the clock leaves out is as much later as the clock is put forward.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def end_instant(day: date, at: time, starts_at: datetime, zone: str) -> datetime:
    """The end at that wall-clock time; of an hour that comes twice, the first after the start."""
    first = instant(day, at, zone)
    second = instant(day, at.replace(fold=1), zone)
    return first if first > starts_at else second


def day_of(moment: datetime, zone: str) -> date:
    """The day of the school's calendar that it is on."""
    return moment.astimezone(ZoneInfo(zone)).date()


def end_of_answers(day: date, starts_at: datetime, zone: str) -> datetime:
    """The last moment to answer on that day: its last second, or the start if that is sooner."""
    last = instant(day, time(23, 59, 59), zone)
    return min(last, starts_at) if day_of(starts_at, zone) == day else last


def kept(was: datetime, typed: datetime, zone: str) -> datetime:
    """``was`` if a form shows it as what was typed, else what was typed.

    A form has minutes of the school's clock, so it tells no seconds, nor the second of an hour
    that comes twice: what nobody changed must not move.
    """
    minutes = [f"{one.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for one in (was, typed)]
    return was if minutes[0] == minutes[1] else typed


def kept_deadline(before: Details, typed: datetime, starts_at: datetime, zone: str) -> datetime:
    """The deadline of before where the same day was typed, else what was typed.

    A form has the day only. One that was its end goes with the start, as ``end_of_answers`` does.
    """
    was = before.answer_by
    day = day_of(was, zone)
    is_end = was == end_of_answers(day, before.starts_at, zone)
    if is_end or was > starts_at or day != day_of(typed, zone):
        return typed
    return was


def changed_fields(before: Details, after: Details) -> tuple[str, ...]:
    """The names of the fields that differ, in the order that a family reads them."""
    return tuple(name for name in vars(after) if getattr(before, name) != getattr(after, name))


def _later(moment: datetime, days: int, zone: str) -> datetime:
    if not days:
        return moment
    clock = moment.astimezone(ZoneInfo(zone))
    # The same wall clock on another day: the offset is that day's own.
    return (clock + timedelta(days=days)).replace(fold=0).astimezone(UTC)
