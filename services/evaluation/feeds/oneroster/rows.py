"""From batches of rows to checked columns: what is read of each row, and what is wrong with it.

Source: design lms.md §1.3, §1.4 and §8 rules 4 and 5.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from services.evaluation.feeds.oneroster.columns import ColumnReader
from services.evaluation.feeds.oneroster.csv_rows import Batch
from services.evaluation.feeds.oneroster.diagnostics import Diagnostic, Severity, severity_of
from services.evaluation.feeds.oneroster.expanding import Cells
from services.evaluation.feeds.oneroster.header import Header, read_header
from services.evaluation.roster.changes import Value

__all__ = ["Cells", "Header", "Read", "RowReader", "read_header"]

# A line break inside a quoted field is refused by OneRoster; other control characters by common
# sense.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_JOINT = "|"
Column = Sequence[Value | None]


@dataclass(kw_only=True)
class Read:
    """A batch of rows, read: by column, each with a value for every row, blank ones too.

    ``found`` lists position, code and column; ``bad`` are the positions of rows to be set aside.
    """

    header: Header
    numbers: list[int]
    ids: Sequence[str]
    contents: list[int]
    """A number for each row that differs when the row's cells do, in this process only."""

    columns: dict[str, Column]
    is_strict: bool
    found: list[tuple[int, str, str]] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.ids)

    def note(self, position: int, code: str, column: str = "") -> None:
        """Say what is wrong with a row; it is set aside if that is grave enough."""
        self.found.append((position, code, column))
        if severity_of(code, is_strict=self.is_strict) is not Severity.WARNING:
            self.bad.add(position)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Everything found, in the order of the rows."""
        for position, code, column in sorted(self.found, key=lambda one: one[0]):
            yield Diagnostic(
                code=code,
                file=self.header.table.file,
                row=self.numbers[position],
                column=column,
                sourced_id=self.shown_ids[position],
            )

    @property
    def shown_ids(self) -> Sequence[str]:
        """Each row's identifier for a diagnostic: of several together only the first."""
        keys = self.header.table.keys
        return [str(one or "") for one in self.columns[keys[0]]] if keys else self.ids

    @cached_property
    def deleted(self) -> frozenset[int]:
        """Positions of rows that say only that a record is gone."""
        statuses = self.columns.get("status", ())
        if "tobedeleted" not in statuses:
            return frozenset()
        return frozenset(at for at, one in enumerate(statuses) if one == "tobedeleted")


class RowReader:
    """Reads the batches of one file."""

    def __init__(self, header: Header, *, is_strict: bool) -> None:
        self.header = header
        self._is_strict = is_strict
        self._keys = header.table.keys or (header.table.key,)
        self._readers = [(index, ColumnReader(column)) for index, column in header.columns]

    def read(self, batch: Batch) -> Read:
        """The batch's rows as columns, each cell by its type; references are not looked at."""
        width, rows = self.header.width, batch.rows
        odd_rows = set()
        if set(map(len, rows)) != {width}:
            odd_rows = {at for at, row in enumerate(rows) if len(row) != width}
            rows = [(row + [""] * width)[:width] for row in rows]
        read = Read(
            header=self.header,
            numbers=batch.numbers,
            ids=[],
            contents=list(map(hash, map(tuple, rows))),
            columns={},
            is_strict=self._is_strict,
        )
        self._read_columns(read, list(zip(*rows, strict=True)), is_suspect=batch.is_suspect)
        self._identify(read)
        self._check_filled(read)
        if self.header.table.decisive and read.bad:
            _keep_decisive(read)
        if odd_rows:
            _set_aside_odd(read, odd_rows)
        for number in batch.loose_quotes:
            if number in batch.numbers:
                read.note(batch.numbers.index(number), "unescaped_quote")
        return read

    def _read_columns(self, read: Read, told: list[tuple[str, ...]], *, is_suspect: bool) -> None:
        for index, reader in self._readers:
            name, cells = reader.column.name, told[index]
            forbidden = _forbidden(cells) if is_suspect else []
            if forbidden and name == self.header.table.decisive:
                # Its words are not kept, only that there are some.
                cells, forbidden = tuple(_FORBIDDEN.sub(" ", one) for one in cells), []
            if forbidden:
                unreadable = set(forbidden)
                cells = tuple("" if at in unreadable else one for at, one in enumerate(cells))
            found, oddities = reader.read(cells)
            if forbidden:
                found = [None if at in unreadable else one for at, one in enumerate(found)]
            for at in forbidden:
                read.note(at, "invalid_character", name)
            for at, code in oddities:
                read.note(at, code, name)
            read.columns[name] = found

    def _identify(self, read: Read) -> None:
        table = self.header.table
        if table.keys:
            # What is not in the header is blank.
            blank = [""] * len(read.numbers)
            parts = [read.columns.get(name, blank) for name in table.keys]
            read.ids = [
                _JOINT.join(str(one or "") for one in row) for row in zip(*parts, strict=True)
            ]
        else:
            told = read.columns.pop(table.key)
            read.ids = [str(one or "") for one in told] if None in told else cast("list[str]", told)

    def _check_filled(self, read: Read) -> None:
        for _, column in self.header.columns:
            if not (column.is_required or column.is_expected):
                continue
            cells = read.columns.get(column.name, read.ids)
            if all(cells):
                continue
            code = "missing_value" if column.is_required else "blank_value"
            unread = {at for at, _, name in read.found if name == column.name}
            # Who says only that a record is gone may leave the rest of the row blank.
            lenient = frozenset() if column.name in self._keys else read.deleted
            for at, cell in enumerate(cells):
                if not cell and cell is not None and at not in unread:
                    read.note(at, "blank_value" if at in lenient else code, column.name)


def _forbidden(cells: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(cells) if _FORBIDDEN.search(cell)]


def _keep_decisive(read: Read) -> None:
    """Rows with their decisive cell filled go on without the optional ones that are no good."""
    table = read.header.table
    needed = {*table.keys, table.key, *(one.name for one in table.columns if one.is_required)}
    decisive = read.columns.get(table.decisive) or [""] * len(read)
    grave = [
        (at, code, name)
        for at, code, name in read.found
        if severity_of(code, is_strict=read.is_strict) is not Severity.WARNING
    ]
    optional = read.columns.keys() - needed
    lost = {at for at, _, name in grave if name not in optional or not decisive[at]}
    for at, code, name in grave:
        if at not in lost:
            read.columns[name] = [*read.columns[name][:at], "", *read.columns[name][at + 1 :]]
            read.found.remove((at, code, name))
            read.bad.discard(at)
            read.note(at, "cell_dropped", name)


def _set_aside_odd(read: Read, odd_rows: set[int]) -> None:
    """Nobody can say which cell of such a row is which, so nothing else is said about it."""
    read.found = [one for one in read.found if one[0] not in odd_rows]
    for position in odd_rows:
        read.note(position, "row_width")
