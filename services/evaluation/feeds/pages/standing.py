"""How each source is doing, and the one sentence that says so above the page."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedRun, FeedSource, RunState, Task
from services.evaluation.feeds.rules import SourceSettings, late_since
from shared.web.languages import _, ngettext

RUNS_LOOKED_AT = 20
_NOT_LOADED = frozenset({RunState.REFUSED, RunState.FAILED})


class Mood(StrEnum):
    """What a source's tag says, the most pressing first."""

    RUNNING = "running"
    HELD = "held"
    NOT_LOADED = "not-loaded"
    UNDONE = "undone"
    LATE = "late"
    NEVER = "never"
    FINE = "fine"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One source, its newest runs and all that wait for somebody, newest first.

    ``late_since``: when its load was due.
    """

    source: str
    settings: SourceSettings
    runs: Sequence[FeedRun]
    held: Sequence[FeedRun]
    last_loaded_at: datetime | None
    late_since: datetime | None

    @property
    def mood(self) -> Mood:
        """What matters most about it now."""
        newest = self.runs[0] if self.runs else None
        if newest is not None and not newest.is_final:
            return Mood.RUNNING
        if self.held:
            return Mood.HELD
        if newest is not None and newest.state in _NOT_LOADED:
            return Mood.NOT_LOADED
        if self.loaded is not None and self.loaded.undone_by:
            return Mood.UNDONE
        if self.late_since is not None:
            return Mood.LATE
        return Mood.FINE if self.last_loaded_at is not None else Mood.NEVER

    @property
    def loaded(self) -> FeedRun | None:
        """The newest load that took effect, undone or not."""
        return next((run for run in self.runs if _took_effect(run)), None)


def standings(now: datetime, zone: str) -> list[Standing]:
    """Every source of the district in scope, by name."""
    held = queries.held_runs()
    return [_standing(source, held, now, zone) for source in queries.sources()]


def standing_of(source: FeedSource, now: datetime, zone: str) -> Standing:
    """How the source is doing at this moment; ``zone`` is the district's."""
    return _standing(source, queries.held_runs(), now, zone)


def _standing(source: FeedSource, held: Sequence[FeedRun], now: datetime, zone: str) -> Standing:
    settings = source.source_settings
    return Standing(
        source=source.source,
        settings=settings,
        runs=queries.runs_of(source.source, RUNS_LOOKED_AT),
        held=[run for run in held if run.source == source.source],
        last_loaded_at=source.last_loaded_at,
        late_since=late_since(settings, source.last_loaded_at, now, zone),
    )


def sentence(found: Sequence[Standing]) -> str:
    """What the page says first: the most pressing thing; all is well only where it is."""
    waiting = sum(len(one.held) for one in found)
    if waiting:
        return ngettext("One run waits for you.", "%(num)s runs wait for you.", waiting)
    number = Counter(one.mood for one in found)
    trouble = next((mood for mood in _TROUBLE if number[mood]), None)
    if trouble is not None:
        return _TROUBLE[trouble](number[trouble])
    if number[Mood.RUNNING]:
        return _("A run is under way.")
    if number[Mood.FINE]:
        return _("Everything is up to date.")
    return _("Load the first package from your student information system.")


def _not_loaded(number: int) -> str:
    return ngettext(
        "The newest file of one source was not loaded.",
        "The newest files of %(num)s sources were not loaded.",
        number,
    )


def _undone(number: int) -> str:
    return ngettext(
        "The newest load of one source was undone.",
        "The newest loads of %(num)s sources were undone.",
        number,
    )


def _late(number: int) -> str:
    return ngettext("One source is late.", "%(num)s sources are late.", number)


_TROUBLE: Mapping[Mood, Callable[[int], str]] = {
    Mood.NOT_LOADED: _not_loaded,
    Mood.UNDONE: _undone,
    Mood.LATE: _late,
}
"""The most pressing first."""


def _took_effect(run: FeedRun) -> bool:
    is_load = run.task == Task.LOAD and run.is_final and not run.is_dry_run
    return is_load and run.state not in _NOT_LOADED and not run.is_stopped
