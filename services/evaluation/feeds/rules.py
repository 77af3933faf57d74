"""How much a package may end with nobody looking, and when a source is late. Pure.

Source: design lms.md §8 rule 2 and §7 (what peers do).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

EVERYBODY = "@"
"""The population that holds all records of a kind."""

STUDENTS, GUARDIANS, STAFF, OTHERS = "students", "guardians", "staff", "others"
_GUARDIANS = frozenset({"parent", "guardian", "relative"})
_EARLY = timedelta(hours=12)


class BulkWithStatus(StrEnum):
    """What a full set is whose rows carry a status. Source: lms.md §1.4."""

    DELTA = "delta"
    """Changes: it ends nobody by leaving them out."""
    BULK = "bulk"
    """The full set all the same: the source fills these columns always."""


@dataclass(frozen=True, kw_only=True)
class SourceSettings:
    """What is set for a source.

    ``expected_by``: each day by this time, ``HH:MM`` in the district's zone; blank for no schedule.
    ``expected_every_hours``: at least so often; 0 for no such rule. Up to ``deactivation_floor``
    records of a population may always end; beyond, at most ``deactivation_share`` of it.
    ``school``: the sourcedId of the one org this source speaks for; blank for all it tells of.
    """

    expected_by: str = ""
    expected_every_hours: int = 0
    deactivation_share: float = 0.10
    deactivation_floor: int = 5
    change_share: float = 0.75
    bulk_with_status: str = BulkWithStatus.DELTA.value
    school: str = ""
    is_strict: bool = False
    keeps_demographics: bool = False


@dataclass(frozen=True, kw_only=True)
class Loss:
    """So many of a population are missing."""

    missing: int
    active: int

    def is_too_much(self, settings: SourceSettings) -> bool:
        """Whether somebody has to look first."""
        allowed = max(settings.deactivation_floor, self.active * settings.deactivation_share)
        return self.missing > allowed


def group_of(role: str) -> str:
    """The population of people with this role."""
    if role == "student":
        return STUDENTS
    return GUARDIANS if role in _GUARDIANS else STAFF


def population(group: str = "", org: str = "") -> str:
    """The key of a population: ``group@org``; a blank part means all."""
    return f"{group}@{org}"


def populations_of(places: Iterable[tuple[str, str]]) -> list[str]:
    """All populations of a record that stands in these groups and orgs, the widest first."""
    pairs = sorted(set(places))
    groups = dict.fromkeys(population(group) for group, _ in pairs if group)
    own = dict.fromkeys(population(group, org) for group, org in pairs if org)
    return [EVERYBODY, *groups, *own]


def held_populations(losses: Mapping[str, Loss], settings: SourceSettings) -> list[str]:
    """Those that lose too many, the widest first; one within another that is held is left out."""
    held = {name for name, loss in losses.items() if loss.is_too_much(settings)}
    if EVERYBODY in held:
        return [EVERYBODY]
    groups = sorted(name for name in held if name.endswith("@"))
    narrow = sorted(name for name in held - set(groups) if _wider(name) not in held)
    return [*groups, *narrow]


def are_too_many_changes(changed: int, active: int, settings: SourceSettings) -> bool:
    """Whether so many records are not as they were that the package looks wrong."""
    return changed > settings.deactivation_floor and changed > active * settings.change_share


def late_since(
    settings: SourceSettings, last_loaded_at: datetime | None, now: datetime, zone: str
) -> datetime | None:
    """When the load was due that has not come; None when all is well or nothing is expected.

    A load counts for a time of day from half a day before it. A source that never loaded is late by
    its time of day, and has nothing to count hours from.
    """
    found = [_late_by_time(settings, last_loaded_at, now, zone)]
    if settings.expected_every_hours and last_loaded_at is not None:
        due = last_loaded_at + timedelta(hours=settings.expected_every_hours)
        found.append(due if due <= now else None)
    return min((one for one in found if one is not None), default=None)


def _wider(name: str) -> str:
    return population(name.partition("@")[0])


def _late_by_time(
    settings: SourceSettings, last_loaded_at: datetime | None, now: datetime, zone: str
) -> datetime | None:
    if not settings.expected_by:
        return None
    local = now.astimezone(ZoneInfo(zone))
    due = datetime.combine(local.date(), time.fromisoformat(settings.expected_by), local.tzinfo)
    due = due if due <= local else due - timedelta(days=1)
    is_there = last_loaded_at is not None and last_loaded_at >= due - _EARLY
    return None if is_there else due
