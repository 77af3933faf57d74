"""Which of the counted numbers a report may show, for a school and for the district. Pure.

Nothing here ranks families, teachers or schools (R7).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.evaluation.reports.numbers import Mix, Numbers, Tally
from services.evaluation.reports.suppression import Mask, mask_groups, sums_to_show


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """Groups with what may be seen of each: a tally, or None where it is hidden."""

    groups: Mapping[str, Tally | None]

    @property
    def hides_some(self) -> bool:
        """Whether any group is hidden."""
        return None in self.groups.values()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a report may show. ``total`` is None where the whole is too small."""

    total: Tally | None
    by_band: Breakdown
    by_language: Breakdown
    practices: int
    mix: Mix


@dataclass(frozen=True, kw_only=True)
class DistrictReport(Report):
    """The schools together, and each on its own; ``left_out`` are too small to be shown at all."""

    schools: Mapping[str, Tally]
    left_out: frozenset[str]


def report_of(numbers: Numbers) -> Report:
    """What one school's report may show."""
    mask = _mask(numbers.by_band)
    return Report(
        total=None if mask.hides_total else numbers.total,
        by_band=_masked(numbers.by_band, mask),
        by_language=_masked(numbers.by_language, _mask(numbers.by_language)),
        practices=numbers.practices,
        mix=numbers.mix,
    )


def district_report_of(schools: Mapping[str, Numbers]) -> DistrictReport:
    """What the district's report may show beside the reports of its schools.

    A school too small to be shown is left out of every number, so that none of them gives it away.
    """
    shown = {
        school: numbers
        for school, numbers in schools.items()
        if not _mask(numbers.by_band).hides_total
    }
    total = sum((numbers.total for numbers in shown.values()), Tally())
    return DistrictReport(
        total=total if shown else None,
        by_band=_over_schools({one: numbers.by_band for one, numbers in shown.items()}),
        by_language=_over_schools({one: numbers.by_language for one, numbers in shown.items()}),
        practices=sum(numbers.practices for numbers in shown.values()),
        mix=sum((numbers.mix for numbers in shown.values()), Mix()),
        schools={school: numbers.total for school, numbers in shown.items()},
        left_out=frozenset(schools) - frozenset(shown),
    )


def _over_schools(schools: Mapping[str, Mapping[str, Tally]]) -> Breakdown:
    tallies = {
        (school, group): tally for school, own in schools.items() for group, tally in own.items()
    }
    sizes = {cell: tally.size for cell, tally in tallies.items()}
    hidden = [(school, group) for school, own in schools.items() for group in _mask(own).hidden]
    groups = sorted({group for _, group in tallies})
    columns = [[cell for cell in tallies if cell[1] == group] for group in groups]
    rows = [[cell for cell in tallies if cell[0] == school] for school in schools]
    shown = sums_to_show(sizes, hidden, rows, columns)
    sums = {
        group: sum((tallies[cell] for cell in column), Tally()) if may else None
        for group, column, may in zip(groups, columns, shown, strict=True)
    }
    return Breakdown(groups=_of_somebody(sums))


def _masked(tallies: Mapping[str, Tally], mask: Mask) -> Breakdown:
    present = {group: tally for group, tally in tallies.items() if tally.size}
    return Breakdown(
        groups={group: tally if mask.shows(group) else None for group, tally in present.items()}
    )


def _of_somebody(tallies: Mapping[str, Tally | None]) -> dict[str, Tally | None]:
    return {group: tally for group, tally in tallies.items() if tally is None or tally.size > 0}


def _mask(tallies: Mapping[str, Tally]) -> Mask:
    """What to hide; a group of families that left counts too, for the total holds what they did."""
    on_roll = sum(tally.families for tally in tallies.values())
    return mask_groups({group: tally.size for group, tally in tallies.items()}, total=on_roll)
