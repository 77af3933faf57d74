"""A feed that speaks for one school only: what it tells of another one is left out.

Source: design lms.md §8 rule 1 (org set of the file).
"""

from collections.abc import Sequence

from services.evaluation.feeds.oneroster.facts import Facts
from services.evaluation.feeds.oneroster.references import cells_of, targets_in
from services.evaluation.feeds.oneroster.rows import Read
from services.evaluation.feeds.oneroster.tables import Column
from services.evaluation.roster.changes import Value

_ORGS = "orgs"


class OrgScope:
    """The orgs that a source may speak of: those allowed, and whatever is above a school."""

    def __init__(self, allowed: frozenset[str], facts: Facts) -> None:
        """``facts`` says which of the package's orgs are schools."""
        self._allowed = allowed
        self._facts = facts

    def apply(self, read: Read) -> None:
        """Set aside the batch's rows of other schools; of several orgs in a cell only ours stay."""
        if read.header.table.name == _ORGS:
            self._apply_to_orgs(read)
            return
        for _, column in read.header.columns:
            if column.refers_to == _ORGS:
                self._apply_to_column(read, column)

    def _apply_to_orgs(self, read: Read) -> None:
        for at, (org, kind) in enumerate(zip(read.ids, read.columns["type"], strict=True)):
            if kind == "school" and org not in self._allowed and at not in read.bad:
                read.note(at, "outside_scope", "sourcedId")

    def _apply_to_column(self, read: Read, column: Column) -> None:
        cells = cells_of(read, column)
        outside = self.outside(targets_in(cells))
        if not outside:
            return
        kept: list[Value | None] = list(cells)
        for at, cell in enumerate(cells):
            named = cell if isinstance(cell, list) else [cell]
            inside = [one for one in named if one not in outside]
            if len(inside) == len(named):
                continue
            may_drop = bool(inside) or not column.is_required
            read.note(at, "org_dropped" if may_drop else "outside_scope", column.name)
            # An identifier of another school is not looked for either.
            kept[at] = _texts(inside) if isinstance(cell, list) else ""
        if column.name in read.columns:
            read.columns[column.name] = kept

    def outside(self, orgs: set[str]) -> set[str]:
        """Those of these that the source may not speak of."""
        others = orgs - self._allowed
        kinds = self._facts.notes(_ORGS, others) if others else {}
        return {one for one in others if kinds.get(one, "school") == "school"}


def _texts(values: Sequence[str | None]) -> list[str]:
    return [one for one in values if one]
