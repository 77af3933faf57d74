"""A term, the mix of a plan, and what is missing from it. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.events.invitations import ActivityKind, Focus

MONTHS = 3
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
    """Three months that a plan covers, from the first day of a month; ``ends_on`` is outside."""

    begins_on: date

    @property
    def ends_on(self) -> date:
        """The first day after it."""
        return _months_later(self.begins_on, MONTHS)

    @property
    def last_day(self) -> date:
        """The last day in it."""
        return self.ends_on - timedelta(days=1)

    @property
    def key(self) -> str:
        """How an address names it: ``2026-10``."""
        return f"{self.begins_on:%Y-%m}"

    def moved(self, terms: int) -> "Term":
        """The one so many terms later, or earlier if negative."""
        return Term(begins_on=_months_later(self.begins_on, MONTHS * terms))

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


def term_of(day: date) -> Term:
    """The term that day is in: of the four that begin in January, April, July and October."""
    return Term(begins_on=date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1))


def term_from(text: str, today: date) -> Term:
    """The term that begins in the month named ``2026-10``; today's when that names none.

    Of other centuries there is none: no clock tells their midnights.
    """
    try:
        begins_on = date.fromisoformat(f"{text}-01")
    except ValueError:
        return term_of(today)
    return Term(begins_on=begins_on) if begins_on.year in YEARS else term_of(today)


def week_of(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def _months_later(day: date, months: int) -> date:
    counted = day.year * 12 + day.month - 1 + months
    if not date.min.year * 12 <= counted < date.max.year * 12:
        return day
    return date(counted // 12, counted % 12 + 1, 1)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
