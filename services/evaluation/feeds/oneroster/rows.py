"""From header and rows to checked cells: what is read of each row, and what is wrong with it.

Source: design lms.md §1.3, §1.4 and §8 rules 4 and 5.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic
from services.evaluation.feeds.oneroster.tables import Column, Table
from services.evaluation.feeds.oneroster.values import BadValue
from services.evaluation.roster.changes import Value

# A line break inside a quoted field is refused by OneRoster; other control characters by common
# sense.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NOT_NEEDED_IN_BULK = frozenset({"status", "dateLastModified"})


@dataclass(slots=True)
class Cells:
    """One row, read. With ``faults`` it is set aside; ``status`` and ``modified`` may be blank."""

    row: int
    sourced_id: str
    fields: dict[str, Value]
    status: str = ""
    modified: str = ""
    faults: list[Diagnostic] = field(default_factory=list)
    warnings: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Header:
    """A file's header, understood: where each known column stands."""

    table: Table
    width: int
    columns: tuple[tuple[int, Column], ...]
    warnings: tuple[Diagnostic, ...]

    def index(self, name: str) -> int | None:
        """Where the column stands, if it is there."""
        return next((index for index, column in self.columns if column.name == name), None)


def read_header(table: Table, names: list[str]) -> Header:
    """The header of ``table``'s file.

    Raises:
        Broken: a required column is missing, or a name stands twice.
    """
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    required = [column.name for column in table.columns if column.is_required]
    faults = [_in_header("duplicate_column", table, name) for name in twice]
    faults += [_in_header("missing_column", table, name) for name in required if name not in names]
    if faults:
        raise Broken(*faults)
    known = {column.name: column for column in table.columns}
    columns = tuple((index, known[name]) for index, name in enumerate(names) if name in known)
    return Header(
        table=table,
        width=len(names),
        columns=columns,
        warnings=tuple(_header_warnings(table, names)),
    )


def read_cells(header: Header, number: int, row: list[str]) -> Cells:
    """One row's cells. A row of another width than the header's keeps only its identifier."""
    key = header.table.key
    cells = Cells(row=number, sourced_id="", fields={})
    for index, column in header.columns:
        cell = row[index] if index < len(row) else ""
        if cell:
            _read_cell(cells, header.table, column, cell)
        elif column.is_required:
            cells.faults.append(_at("missing_value", header.table, cells, column))
    sourced_id = cells.fields.pop(key, "")
    cells.sourced_id = sourced_id if isinstance(sourced_id, str) else ""
    if len(row) != header.width:
        cells.faults = [
            Diagnostic(
                code="row_width", file=header.table.file, row=number, sourced_id=cells.sourced_id
            )
        ]
    return cells


def _read_cell(cells: Cells, table: Table, column: Column, cell: str) -> None:
    if not column.is_kept:
        return
    if _FORBIDDEN.search(cell):
        cells.faults.append(_at("invalid_character", table, cells, column))
        return

    def warn(code: str) -> None:
        cells.warnings.append(_at(code, table, cells, column))

    try:
        value = column.parse(cell, warn)
    except BadValue as bad:
        cells.faults.append(_at(bad.code, table, cells, column))
        return
    _keep(cells, table, column, value)


def _keep(cells: Cells, table: Table, column: Column, value: Value) -> None:
    if column.name == "status":
        cells.status = str(value)
    elif column.name == "dateLastModified":
        cells.modified = str(value)
    elif value:
        cells.fields[column.name] = value
    elif column.is_required:
        cells.faults.append(_at("missing_value", table, cells, column))


def _at(code: str, table: Table, cells: Cells, column: Column) -> Diagnostic:
    # The identifier is the first column, so it is known by now; it is an id, never a name.
    known = cells.fields.get(table.key, "")
    return Diagnostic(
        code=code,
        file=table.file,
        row=cells.row,
        column=column.name,
        sourced_id=known if isinstance(known, str) else "",
    )


def _header_warnings(table: Table, names: list[str]) -> Iterator[Diagnostic]:
    known = [column.name for column in table.columns]
    for name in names:
        if name not in known and not name.startswith("metadata."):
            shown = "".join(char for char in name[:100] if char.isprintable())
            yield _in_header("unknown_column", table, shown)
    for column in table.columns:
        is_optional = column.is_kept and column.name not in _NOT_NEEDED_IN_BULK
        if column.name not in names and is_optional and not table.is_supplement:
            yield _in_header("missing_optional_column", table, column.name)
    order = [known.index(name) for name in names if name in known]
    if order != sorted(order):
        yield _in_header("column_order", table, "")


def _in_header(code: str, table: Table, column: str) -> Diagnostic:
    return Diagnostic(code=code, file=table.file, row=1, column=column)
