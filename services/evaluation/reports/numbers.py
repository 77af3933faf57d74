"""How a report's numbers are put together from the measures. Pure; hides nothing: see ``rules``.

Learning at home and taking part at school stand side by side and are never added (R2).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.evaluation.ledger.rules import UNKNOWN_LANGUAGE, FamilyGroup, HomeGroup, RollGroup
from shared.events.invitations import ActivityKind, Focus

# A southern school year may end with January.
_A_FEW_WEEKS = 45

ABOUT_CHILDREN = frozenset({Focus.LEARNING.value, Focus.WELLBEING.value})
TOGETHER = frozenset({ActivityKind.PARTNERSHIP.value, ActivityKind.COLLABORATION.value})


class Band(StrEnum):
    """The school years that a report takes together; a family is in its youngest child's."""

    TO_3 = "to-3"
    FROM_4_TO_6 = "4-6"
    FROM_7_TO_8 = "7-8"
    FROM_9_TO_10 = "9-10"
    FROM_11 = "11-13"
    UNKNOWN = "unknown"


_LAST_YEARS = (
    (3, Band.TO_3),
    (6, Band.FROM_4_TO_6),
    (8, Band.FROM_7_TO_8),
    (10, Band.FROM_9_TO_10),
)


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days a report tells of, and the instants they begin and end at in the school's zone."""

    begins_on: date
    ends_before: date
    begins_at: datetime
    ends_at: datetime

    @property
    def label(self) -> str:
        """``2026``, or ``2026/27`` where it goes well into the next year."""
        first = self.begins_on.year
        into_next = self.ends_before - date(first + 1, 1, 1)
        return str(first) if into_next.days < _A_FEW_WEEKS else f"{first}/{(first + 1) % 100:02}"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A group of families, what was offered to them and what they did.

    All but ``invitations`` and ``tried`` count families. ``families`` are those on the roll; the
    other counts may hold families that have left since.
    """

    families: int = 0
    home: int = 0
    invited: int = 0
    reached: int = 0
    answered: int = 0
    came: int = 0
    came_invited: int = 0
    invitations: int = 0
    tried: int = 0

    @property
    def size(self) -> int:
        """How many families it tells of: those on the roll, or else those that left it."""
        return self.families or max(self.home, self.invited, self.came)

    def __add__(self, other: "Tally") -> "Tally":
        """Both groups together."""
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in _NAMES})

    def share_of_families(self, count: int) -> float:
        """``count`` as a share of the families, at most all of them."""
        return min(1.0, count / self.families) if self.families else 0.0


_NAMES = tuple(Tally.__dataclass_fields__)


@dataclass(frozen=True, kw_only=True)
class Mix:
    """How many activities of each kind and focus were announced, and what came of them.

    ``closed``: of how many staff said who got something from it; ``gained`` those by group:
    students, families, teachers.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    focuses: Mapping[str, int] = field(default_factory=dict)
    closed: int = 0
    gained: Mapping[str, int] = field(default_factory=dict)

    @property
    def activities(self) -> int:
        """How many there were."""
        return sum(self.kinds.values())

    def __add__(self, other: "Mix") -> "Mix":
        """Both together."""
        return Mix(
            kinds=_added(self.kinds, other.kinds),
            focuses=_added(self.focuses, other.focuses),
            closed=self.closed + other.closed,
            gained=_added(self.gained, other.gained),
        )


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Everything counted for one school, before anything is hidden."""

    by_band: Mapping[str, Tally]
    by_language: Mapping[str, Tally]
    practices: int
    mix: Mix

    @property
    def total(self) -> Tally:
        """All families of the school."""
        return sum(self.by_band.values(), Tally())


def calendar_year(today: date, zone: str) -> Period:
    """The calendar year that ``today`` is in, for who is told of no school year."""
    return period_of(date(today.year, 1, 1), date(today.year + 1, 1, 1), zone)


def period_of(begins_on: date, ends_before: date, zone: str) -> Period:
    """These days, and the instants they begin and end at in the zone."""
    return Period(
        begins_on=begins_on,
        ends_before=ends_before,
        begins_at=_midnight(begins_on, zone),
        ends_at=_midnight(ends_before, zone),
    )


def band_of(year: int | None) -> Band:
    """The years that this one is taken together with."""
    if year is None:
        return Band.UNKNOWN
    return next((band for last, band in _LAST_YEARS if year <= last), Band.FROM_11)


def home_language(languages: Collection[str], main_language: str) -> str:
    """The language a family counts for: of several the one that is not school's own."""
    known = sorted(set(languages) - {UNKNOWN_LANGUAGE})
    others = [language for language in known if language != main_language]
    return next(iter(others or known), UNKNOWN_LANGUAGE)


def count_school(
    roll: Sequence[RollGroup],
    groups: Sequence[FamilyGroup],
    home: Sequence[HomeGroup],
    mix: Mix,
    *,
    main_language: str,
) -> Numbers:
    """One school's numbers by band and by home language."""
    by_band: dict[str, Tally] = {}
    by_language: dict[str, Tally] = {}
    for on_roll in roll:
        tally = Tally(families=on_roll.families)
        _add(by_band, band_of(on_roll.year), tally)
        _add(by_language, home_language(on_roll.languages, main_language), tally)
    for group in groups:
        tally = _tally_of(group)
        _add(by_band, band_of(group.year), tally)
        _add(by_language, home_language(group.languages, main_language), tally)
    for told in home:
        _add(by_band, band_of(told.year), Tally(home=told.families))
    return Numbers(
        by_band=by_band,
        by_language=by_language,
        practices=sum(told.practices for told in home),
        mix=mix,
    )


def _tally_of(group: FamilyGroup) -> Tally:
    return Tally(
        invited=group.invited,
        reached=group.reached,
        answered=group.answered,
        came=group.came,
        came_invited=group.came_invited,
        invitations=group.invitations,
        tried=group.tried,
    )


def _add(tallies: dict[str, Tally], group: str, tally: Tally) -> None:
    tallies[str(group)] = tallies.get(str(group), Tally()) + tally


def _added(some: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    return {name: some.get(name, 0) + others.get(name, 0) for name in {**some, **others}}


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
