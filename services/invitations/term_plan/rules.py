"""A term, the mix of a plan, and what is missing from it. Pure."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.events.invitations import ActivityKind, Focus

MONTHS = 3
# A term counted back from the first known one ends where that begins, not some days before it.
SLACK = timedelta(days=7)
# Schools with terms of a whole year have holidays too; more than this is a year nobody told of.
LONGEST = timedelta(days=400)
YEARS = range(2000, 2200)
ONE_SIDED = frozenset({ActivityKind.SUPPORTS_SCHOOL, ActivityKind.INFORMS_FAMILIES})
ABOUT_CHILDREN = frozenset({Focus.LEARNING, Focus.WELLBEING})


class Decision(StrEnum):
    """What comes of an activity that is over. Source: leadership article §3 (S38)."""

    REPEAT = "repeat"
    GROW = "grow"
    STOP = "stop"


@dataclass(frozen=True, kw_only=True)
class Term:
    """What a plan covers, with the holidays after it; ``ends_on`` is outside.

    ``starts``: the first days of the school's terms, as far as they are known. Before and after
    these, and where none is known, a term is three months.
    """

    begins_on: date
    starts: tuple[date, ...] = ()

    @property
    def ends_on(self) -> date:
        """The first day after it."""
        later = next((one for one in self.starts if one > self.begins_on), None)
        after_three = _months_later(self.begins_on, MONTHS)
        if later is None:
            return after_three
        is_told = self.begins_on in self.starts and later - self.begins_on <= LONGEST
        return later if is_told or later <= after_three + SLACK else after_three

    @property
    def last_day(self) -> date:
        """The last day in it."""
        return self.ends_on - timedelta(days=1)

    @property
    def key(self) -> str:
        """How an address names it: ``2026-10``."""
        return f"{self.begins_on:%Y-%m}"

    @property
    def later(self) -> "Term":
        """The one after it."""
        return Term(begins_on=self.ends_on, starts=self.starts)

    @property
    def earlier(self) -> "Term":
        """The one before it."""
        return term_of(self.begins_on - timedelta(days=1), self.starts)

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Its first instant and the first one after it, by the school's clock."""
        return _midnight(self.begins_on, zone), _midnight(self.ends_on, zone)


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """Something in mind; ``way`` is a template's slug or an own way's id, or empty."""

    title: str
    language: str
    kind: ActivityKind
    focus: Focus
    week: date
    host_id: str = ""
    way: str = ""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One line of a plan, for counting: announced, or still an idea."""

    kind: ActivityKind
    focus: Focus
    is_idea: bool
    is_variant: bool = False


@dataclass(frozen=True, kw_only=True)
class Mix:
    """What a plan is made of; ``ideas`` are counted in ``kinds`` and ``focuses`` too."""

    total: int = 0
    ideas: int = 0
    variants: int = 0
    kinds: Mapping[ActivityKind, int] = field(default_factory=dict)
    focuses: Mapping[Focus, int] = field(default_factory=dict)

    @property
    def about_children(self) -> int:
        """How many are about learning or wellbeing. Source: leadership article §1 (S10)."""
        return sum(self.focuses.get(one, 0) for one in ABOUT_CHILDREN)

    @property
    def missing(self) -> tuple[ActivityKind, ...]:
        """The kinds there are none of, the ones that share power first."""
        lacking = [kind for kind in ActivityKind if not self.kinds.get(kind)]
        return tuple(sorted(lacking, key=lambda kind: kind in ONE_SIDED))

    @property
    def is_one_sided(self) -> bool:
        """Whether families only help the school or are told something.

        Source: leadership article, opening (S3). An empty plan is not one-sided yet.
        """
        return self.total > 0 and all(
            count == 0 or kind in ONE_SIDED for kind, count in self.kinds.items()
        )


def mix_of(lines: Iterable[Planned]) -> Mix:
    """What the plan of these lines is made of."""
    listed = list(lines)
    kinds = Counter(one.kind for one in listed)
    focuses = Counter(one.focus for one in listed)
    return Mix(
        total=len(listed),
        ideas=sum(one.is_idea for one in listed),
        variants=sum(one.is_variant for one in listed),
        kinds={kind: kinds[kind] for kind in ActivityKind},
        focuses={focus: focuses[focus] for focus in Focus},
    )


def term_of(day: date, starts: tuple[date, ...] = ()) -> Term:
    """The term that day is in; where none is known, the three months from January, April, ….

    Those before and after the known ones are counted from these.
    """
    if not starts:
        return Term(begins_on=date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1))
    begins_on = max((one for one in starts if one <= day), default=starts[0])
    while begins_on > day:
        begins_on = _months_later(begins_on, -MONTHS)
    term = Term(begins_on=begins_on, starts=starts)
    while term.ends_on <= day:
        term = term.later
    return term


def term_from(text: str, today: date, starts: tuple[date, ...] = ()) -> Term:
    """The term that begins in the month named ``2026-10``, or is on then; else today's.

    Of other centuries there is none: no clock tells their midnights.
    """
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return term_of(today, starts)
    if month.year not in YEARS:
        return term_of(today, starts)
    last_day = _months_later(month, 1) - timedelta(days=1)
    return term_of(last_day, starts)


def week_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def _months_later(day: date, months: int) -> date:
    counted = day.year * 12 + day.month - 1 + months
    if not date.min.year * 12 <= counted < date.max.year * 12:
        return day
    year, month = counted // 12, counted % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
