"""Times of a conference, who may book when, and what a talk can be. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.events.channels import Channel
from shared.events.conferences import TalkMode

LONGEST_WINDOW = timedelta(hours=14)
MOST_WEEKS = 12
# A host's day is a list on a phone, and a job's step one transaction.
MOST_SLOTS = 250


class Kind(StrEnum):
    """A round that ends, or the weekly times a teacher is there for a short talk."""

    ROUND = "round"
    SHORT_TALKS = "short-talks"


class Format(StrEnum):
    """Who leads the talk. Source: teacher tips T5 (S93)."""

    FAMILY = "family"
    STUDENT_LED = "student-led"


class TalkState(StrEnum):
    """Where a family stands with one host about one child."""

    BOOKED = "booked"
    RELEASED = "released"
    NOT_NEEDED = "not-needed"
    PHONE = "phone"


class Window(StrEnum):
    """Whether times can be booked now."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


class Fault(StrEnum):
    """What is wrong with the times of an opening."""

    PAST = "past"
    ENDS_FIRST = "ends-first"
    TOO_LONG = "too-long"
    OVERLAP = "overlap"
    NO_SLOT = "no-slot"
    TOO_MANY = "too-many"
    CLOSES_FIRST = "closes-first"
    CLOSES_LATE = "closes-late"


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """From when until when, as instants."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether both hold at some moment; the end of one may be the start of the other."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What staff write to open a conference; ``language`` is the one of its words.

    ``with_colleagues``: every teacher of the classes is a host, else only the teacher who opens it.
    """

    kind: Kind
    form: Format
    language: str
    title: str
    relevance: str
    mode: TalkMode
    place: str
    link: str
    class_ids: tuple[str, ...]
    with_colleagues: bool
    windows: tuple[Span, ...]
    breaks: tuple[Span, ...]
    slot_minutes: int
    pause_minutes: int
    walking_minutes: int
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a booking came in: when, by which channel, and which staff member entered it, if one."""

    at: datetime
    channel: Channel = Channel.WEB
    entered_by: str | None = None


def slot_spans(
    windows: Iterable[Span], breaks: Collection[Span], *, slot_minutes: int, pause_minutes: int
) -> list[Span]:
    """The times of one host: one after the other with the pause between, none in a break."""
    length, pause = timedelta(minutes=slot_minutes), timedelta(minutes=pause_minutes)
    found = []
    for window in sorted(windows):
        begins = window.starts_at
        while begins + length <= window.ends_at:
            slot = Span(starts_at=begins, ends_at=begins + length)
            within = [one for one in breaks if one.overlaps(slot)]
            if within:
                begins = max(one.ends_at for one in within)
                continue
            found.append(slot)
            begins = slot.ends_at + pause
    return found


def spans_of(opening: Opening) -> list[Span]:
    """The times that every host of the opening offers."""
    return slot_spans(
        opening.windows,
        opening.breaks,
        slot_minutes=opening.slot_minutes,
        pause_minutes=opening.pause_minutes,
    )


def faults(opening: Opening, now: datetime) -> Mapping[str, Fault]:
    """What is wrong with the times, by field of the form; empty when nothing is."""
    found = _faults_of_days(opening.windows, now)
    if not found:
        slots = len(spans_of(opening))
        if slots == 0:
            found["slot_minutes"] = Fault.NO_SLOT
        elif slots > MOST_SLOTS:
            found["slot_minutes"] = Fault.TOO_MANY
    if opening.closes_at <= max(opening.opens_at, now):
        found["closes"] = Fault.CLOSES_FIRST
    elif opening.windows and opening.closes_at > max(one.ends_at for one in opening.windows):
        found["closes"] = Fault.CLOSES_LATE
    return found


def _faults_of_days(windows: Sequence[Span], now: datetime) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for number, window in enumerate(windows, start=1):
        if window.ends_at <= window.starts_at:
            found[f"ends_{number}"] = Fault.ENDS_FIRST
        elif window.ends_at - window.starts_at > LONGEST_WINDOW:
            found[f"ends_{number}"] = Fault.TOO_LONG
        elif window.starts_at <= now:
            found[f"day_{number}"] = Fault.PAST
        elif any(window.overlaps(other) for other in windows[: number - 1]):
            found[f"day_{number}"] = Fault.OVERLAP
    return found


def weekly(first: date, begins: time, ends: time, zone: str, *, weeks: int) -> tuple[Span, ...]:
    """The same hours of the school's clock, every week; an end before the start is kept as told."""
    days = [first + timedelta(weeks=number) for number in range(weeks)]
    return tuple(span_on(day, begins, ends, zone) for day in days)


def span_on(day: date, begins: time, ends: time, zone: str) -> Span:
    """Those hours of the school's clock on that day; of an hour that comes twice, the first."""
    there = ZoneInfo(zone)
    begun, ended = (datetime.combine(day, one, there) for one in (begins, ends))
    utc = ZoneInfo("UTC")
    return Span(starts_at=begun.astimezone(utc), ends_at=ended.astimezone(utc))


def window_at(
    now: datetime, *, opens_at: datetime, closes_at: datetime, first_at: datetime | None
) -> Window:
    """Whether a family may book now; ``first_at`` is set for those who may do so earlier."""
    begins = min(opens_at, first_at) if first_at else opens_at
    if now < begins:
        return Window.BEFORE
    return Window.OPEN if now < closes_at else Window.CLOSED
