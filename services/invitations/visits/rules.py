"""What makes a visit one that may take place, and what a school may show of its visits. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.events.channels import Channel
from shared.events.invitations import Support
from shared.events.visits import PlaceKind
from shared.small_counts import SMALLEST_SHOWN

# Nobody goes alone: for the family's sake and for their own. Source: product.md S84.
FEWEST_GOING = 2
MOST_HOSTS = 3
MOST_TIMES = 3
MINUTES = (30, 45, 60, 90)
USUAL_MINUTES = 45
FURTHEST = timedelta(days=180)


class Purpose(StrEnum):
    """What a visit is for, the good reasons first. Source: the nine tips, T3 (S84)."""

    GET_TO_KNOW = "get-to-know"
    LEARN_FROM_FAMILY = "learn-from-family"
    GOOD_NEWS = "good-news"
    WELCOME = "welcome"
    PLAN_TOGETHER = "plan-together"
    SOMETHING_HARD = "something-hard"


class Company(StrEnum):
    """Who comes along that is not on the school's staff list."""

    INTERPRETER = "interpreter"
    LIAISON = "liaison"


class State(StrEnum):
    """How a visit stands; ``not-held``: it was agreed, and something came between."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    HELD = "held"
    NOT_HELD = "not-held"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Side(StrEnum):
    """Who does something, or whose turn it is."""

    FAMILY = "family"
    STAFF = "staff"


class Step(StrEnum):
    """What happened to a visit."""

    PROPOSED = "proposed"
    ASKED = "asked"
    OFFERED = "offered"
    WISHED = "wished"
    AGREED = "agreed"
    DECLINED = "declined"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    LINK_ENDED = "link-ended"
    HELD = "held"
    NOT_HELD = "not-held"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who did something when; ``entered_by`` is the staff member who entered it for the family."""

    at: datetime
    side: Side
    by: str
    channel: Channel = Channel.WEB
    entered_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who comes to a visit: staff by id, and perhaps somebody who is not on the staff list."""

    host_ids: tuple[str, ...]
    company: Company | None = None
    company_name: str = ""

    @property
    def goes_by_two(self) -> bool:
        """Whether nobody goes alone: two of the staff, or one with a person who is named."""
        others = 1 if self.company and self.company_name else 0
        return bool(self.host_ids) and len(set(self.host_ids)) + others >= FEWEST_GOING


@dataclass(frozen=True, kw_only=True)
class Time:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What staff ask one guardian."""

    guardian_id: str
    purpose: Purpose
    words: str
    language: str
    team: Team
    times: tuple[Time, ...]
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Where and when a family likes to meet, and what would make it easier."""

    place_kind: PlaceKind
    place_words: str
    time: Time
    needs: tuple[Support, ...] = ()
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What staff note after a visit; ``words``: what was learnt, for the family to read too."""

    adults: int
    children: int
    came_ids: tuple[str, ...]
    words: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Families visited of all families; None where a group is too small to be shown."""

    families: int
    visited: int | None

    @property
    def share(self) -> float | None:
        """Between 0 and 1, None when it is not shown."""
        return None if self.visited is None or not self.families else self.visited / self.families


def rate_to_show(visited: int, families: int) -> Rate:
    """The rate as a leader may see it: no group of a few families, and none by subtraction.

    Nobody visited is no group. Source: product.md R7.
    """
    groups = (visited, families - visited)
    small = any(0 < one < SMALLEST_SHOWN for one in groups) or families < SMALLEST_SHOWN
    return Rate(families=families, visited=None if small and visited else visited)


def is_time_good(time: Time, now: datetime) -> bool:
    """Whether it is still to come, within half a year, and ends after it begins."""
    return now < time.starts_at < time.ends_at and time.starts_at <= now + FURTHEST


def overlap(one: Time, other: Time) -> bool:
    """Whether somebody would have to be at two visits at once."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def needs_place_words(kind: PlaceKind) -> bool:
    """Whether a place must be said in words: the school and the family's home are known to both."""
    return kind not in (PlaceKind.HOME, PlaceKind.SCHOOL, PlaceKind.ONLINE)


def without_double(times: Sequence[Time]) -> tuple[Time, ...]:
    """The times in their order by the clock, each once."""
    return tuple(sorted(set(times), key=lambda one: (one.starts_at, one.ends_at)))


def may_be_read_by_next(is_confirmed: bool, may_read: bool, words: str) -> bool:
    """Whether a note goes to the child's next teacher: confirmed and allowed by the family."""
    return bool(is_confirmed and may_read and words)


def still_at_school(host_ids: Collection[str], active: Collection[str]) -> tuple[str, ...]:
    """Those hosts who are still active at the school."""
    return tuple(one for one in host_ids if one in active)
