"""Whether what a file refers to is there: in the package first, then in what is stored.

Source: design lms.md §8 rule 10.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import cast

from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.oneroster.columns import REMEMBERED
from services.evaluation.feeds.oneroster.rows import Read
from services.evaluation.feeds.oneroster.tables import Column
from services.evaluation.roster.changes import Value

StoredAmong = Callable[[str, Collection[str]], Collection[str]]
"""A kind and identifiers to those of them that are stored and active."""


@dataclass(kw_only=True)
class Known:
    """The records of a kind that a reference may lead to.

    ``is_full``: the package tells all of them. A bad row's record counts if an earlier version is
    stored.
    """

    kind: str
    target: Checked | None
    stored: StoredAmong
    is_full: bool
    _remembered: set[str] = field(default_factory=set)

    def unknown(self, identifiers: set[str]) -> set[str]:
        """Those that lead nowhere."""
        asked = identifiers - self._remembered
        if not asked:
            return asked
        missing = self.target.identifiers.missing(asked) if self.target else asked
        if missing:
            missing = missing - set(self.stored(self.kind, self._may_be_stored(missing)))
        if len(self._remembered) > REMEMBERED:
            self._remembered.clear()
        self._remembered |= asked - missing
        return missing

    def _may_be_stored(self, missing: set[str]) -> set[str]:
        if not self.is_full:
            return missing
        return self.target.identifiers.among(missing) if self.target else set()


def cells_of(read: Read, column: Column) -> Sequence[Value | None]:
    """The column's cells, also where it is what identifies the rows."""
    return read.columns.get(column.name, read.ids)


def targets_in(cells: Sequence[Value | None]) -> set[str]:
    """Every identifier that stands in the cells."""
    try:
        found = set(cast("Sequence[str]", cells))
    except TypeError:
        # There are lists among them, which no set can hold.
        lists = [one for one in cells if isinstance(one, list)]
        found = set(chain.from_iterable(lists))
        found.update(one for one in cells if isinstance(one, str))
    return {one for one in found if one}


def positions_of(cells: Sequence[Value | None], identifiers: set[str]) -> Iterator[int]:
    """Where a cell names any of these."""
    for at, cell in enumerate(cells):
        if isinstance(cell, list):
            if not identifiers.isdisjoint(cell):
                yield at
        elif cell in identifiers:
            yield at
