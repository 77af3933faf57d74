"""Reading a column of many rows at once: what is clean costs almost nothing.

Most cells of a feed are either one of few words, which are read once and remembered, or
identifiers, all of which are checked in one go. Only what is odd is looked at cell by cell.
"""

from collections.abc import Sequence

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.tables import Column
from services.evaluation.feeds.oneroster.values import BadValue
from services.evaluation.roster.changes import Value

REMEMBERED = 8_192
_IN_GUID = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-_/@"
_LONGEST_GUID = 255

Oddity = tuple[int, str]
"""A position in the batch, and the code of what was found there."""


class ColumnReader:
    """One column of a file. A cell that cannot be read becomes None."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self._memory = _Memory(column)

    def read(self, cells: Sequence[str]) -> tuple[Sequence[Value | None], list[Oddity]]:
        """The cells' values, and what is wrong or odd about some of them."""
        parse = self.column.parse
        if not any(cells):
            return cells, []
        if parse is values.text:
            return list(map(str.strip, cells)), []
        if parse is values.guid and _are_guids(cells):
            return cells, []
        memory = self._memory
        memory.forget_if_full()
        found = list(map(memory.__getitem__, cells))
        if not memory.odd:
            return found, []
        odd = memory.odd
        oddities = [(at, code) for at, cell in enumerate(cells) for code in odd.get(cell, ())]
        return found, oddities


class _Memory(dict[str, Value | None]):
    """Cell to value; ``odd``: cell to the codes of what is wrong with it."""

    def __init__(self, column: Column) -> None:
        super().__init__({"": ""})
        self._column = column
        self.odd: dict[str, tuple[str, ...]] = {}

    def __missing__(self, cell: str) -> Value | None:
        codes: list[str] = []
        value: Value | None = None
        try:
            value = self._column.parse(cell, codes.append)
        except BadValue as bad:
            codes.append(bad.code)
        if codes:
            self.odd[cell] = tuple(dict.fromkeys(codes))
        self[cell] = value
        return value

    def forget_if_full(self) -> None:
        """Keep memory flat; what is still needed is read again."""
        if len(self) > REMEMBERED:
            self.clear()
            self.odd.clear()
            self[""] = ""


def _are_guids(cells: Sequence[str]) -> bool:
    joined = "".join(cells)
    return (
        joined.isascii()
        and not joined.encode().translate(None, _IN_GUID)
        and (len(joined) <= _LONGEST_GUID or max(map(len, cells)) <= _LONGEST_GUID)
    )
