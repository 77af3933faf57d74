"""Which numbers a report may show, so that no small group is seen or can be worked out. Pure.

A *cell* is a group of families; a report shows its size and what came of it, or hides all of both.
Cells under the threshold are hidden, and so many more that what the shown sums leave over is never
one cell alone, nor fewer families than the threshold. Which of the hidden cells is the small one is
not said. Source: product.md R7 and §7.

What this guards against is subtraction: shown cells from shown sums, one report's from another's.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared.small_counts import SMALLEST_SHOWN

_PRIME = (1 << 61) - 1

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Mask:
    """What of one breakdown is hidden: some groups, or everything with its total."""

    hidden: frozenset[str]
    hides_total: bool = False

    def shows(self, group: str) -> bool:
        """Whether the group's numbers may be seen."""
        return not self.hides_total and group not in self.hidden


def mask_groups(
    sizes: Mapping[str, int], threshold: int = SMALLEST_SHOWN, *, total: int | None = None
) -> Mask:
    """What to hide of groups that together are a total which is shown.

    ``total`` is the size of the whole where it is not the sum of the groups'.
    Groups of nobody tell of nobody, and hide nothing. The smallest of the others are hidden until
    no hidden one can be worked out; when that takes all of them, the total is still shown if it is
    large enough itself.
    """
    present = {group: size for group, size in sizes.items() if size > 0}
    if (sum(present.values()) if total is None else total) < threshold:
        return Mask(frozenset(present), hides_total=True)
    by_size = sorted(present, key=lambda group: (present[group], group))
    hidden = [group for group in by_size if present[group] < threshold]
    if hidden:
        for group in by_size[len(hidden) :]:
            if len(hidden) >= 2 and sum(present[one] for one in hidden) >= threshold:
                break
            hidden.append(group)
    return Mask(frozenset(hidden))


def sums_to_show(
    sizes: Mapping[Cell, int],
    hidden: Collection[Cell],
    shown_sums: Iterable[Collection[Cell]],
    wanted: Sequence[Collection[Cell]],
    threshold: int = SMALLEST_SHOWN,
) -> list[bool]:
    """Which further sums over cells may be shown beside the cells and sums that are.

    For a district: ``sizes`` are those of every group in every school, ``hidden`` and
    ``shown_sums`` what the schools' own reports hide and show, ``wanted`` the groups' sums over the
    schools. Empty cells are known to be so.
    """
    unknown = {cell for cell in hidden if sizes[cell] > 0}
    known = _Equations()
    for cells in shown_sums:
        known = known.with_sum(unknown.intersection(cells))
    allowed = []
    for cells in wanted:
        left_over = unknown.intersection(cells)
        more = known.with_sum(left_over)
        is_safe = not left_over or (
            sum(sizes[cell] for cell in left_over) >= threshold and not more.determines_a_cell()
        )
        allowed.append(is_safe)
        if is_safe:
            known = more
    return allowed


class _Equations:
    """Sums of hidden cells that are known, solved as far as they go (reduced rows, by pivot)."""

    def __init__(self, rows: Mapping[object, dict[object, int]] | None = None) -> None:
        self._rows = dict(rows or {})

    def with_sum(self, cells: Collection[object]) -> "_Equations":
        """These equations and one more: the sum of ``cells`` is known."""
        row: dict[object, int] = dict.fromkeys(cells, 1)
        for pivot in [cell for cell in row if cell in self._rows]:
            _subtract(row, self._rows[pivot], row[pivot])
        if not row:
            return self
        pivot = next(iter(row))
        inverse = pow(row[pivot], -1, _PRIME)
        row = {cell: value * inverse % _PRIME for cell, value in row.items()}
        rows = {other: dict(values) for other, values in self._rows.items()}
        for values in rows.values():
            if pivot in values:
                _subtract(values, row, values[pivot])
        return _Equations({**rows, pivot: row})

    def determines_a_cell(self) -> bool:
        """Whether some hidden cell has one possible value only."""
        return any(len(row) == 1 for row in self._rows.values())


def _subtract(row: dict[object, int], other: Mapping[object, int], times: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
