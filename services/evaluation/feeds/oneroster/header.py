"""A file's header: which columns it has, where each stands, and what is odd about it.

Source: design lms.md §1.3 and §8 rule 4.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic
from services.evaluation.feeds.oneroster.tables import Column, Table

METADATA = "metadata."
_METADATA = re.compile(r"metadata\.[A-Za-z0-9][A-Za-z0-9_.\- ]{0,99}")
_NOT_NEEDED_IN_BULK = frozenset({"status", "dateLastModified"})
_LONGEST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Header:
    """A file's header, understood: where each column that we keep stands."""

    table: Table
    width: int
    columns: tuple[tuple[int, Column], ...]
    warnings: tuple[Diagnostic, ...]

    def index(self, name: str) -> int | None:
        """Where the column stands, if it is there."""
        return next((index for index, column in self.columns if column.name == name), None)


def read_header(table: Table, told: list[str]) -> Header:
    """The header of ``table``'s file.

    Raises:
        Broken: a required column is missing, or a name stands twice. When none of the required is
            there it may be no header at all but a person's row, so nothing else is said of it.
    """
    names = [table.aliases.get(name, name) for name in told]
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    required = [column.name for column in table.columns if column.is_required]
    missing = [name for name in required if name not in names]
    faults = [_at("missing_column", table, name) for name in missing]
    if len(missing) < len(required) or not required:
        again = [len(names) - 1 - names[::-1].index(name) for name in twice]
        faults += [_at("duplicate_column", table, _shown(table, names, one)) for one in again]
    if faults:
        raise Broken(*faults)
    known = {column.name: column for column in table.columns} | _metadata(table, names)
    columns = [(index, known[name]) for index, name in enumerate(names) if name in known]
    return Header(
        table=table,
        width=len(names),
        columns=tuple((index, column) for index, column in columns if column.is_kept),
        warnings=tuple(_warnings(table, names)),
    )


def _metadata(table: Table, names: list[str]) -> dict[str, Column]:
    """The file's own columns, kept as text; a password is not, whatever it is called."""
    if table.is_supplement:
        return {}
    own = [name for name in names if _METADATA.fullmatch(name) and "password" not in name.lower()]
    return {name: Column(name=name) for name in own}


def _warnings(table: Table, names: list[str]) -> Iterator[Diagnostic]:
    known = [column.name for column in table.columns]
    last_known = max((index for index, name in enumerate(names) if name in known), default=0)
    for index, name in enumerate(names):
        if name in known:
            continue
        code = _fault_of_own(name, is_left=index < last_known)
        if code and not (table.is_supplement and name.startswith(METADATA)):
            yield _at(code, table, _shown(table, names, index))
    if not table.is_supplement:
        for column in table.columns:
            is_needed = column.is_kept and column.name not in _NOT_NEEDED_IN_BULK
            if column.name not in names and is_needed:
                yield _at("missing_optional_column", table, column.name)
    order = [known.index(name) for name in names if name in known]
    if order != sorted(order):
        yield _at("column_order", table, "")


def _fault_of_own(name: str, *, is_left: bool) -> str:
    """What is wrong with a column that the standard does not have; nothing if it may be there."""
    if not name.startswith(METADATA):
        return "unknown_column"
    if not _METADATA.fullmatch(name):
        return "invalid_metadata_header"
    return "metadata_column_position" if is_left else ""


def _shown(table: Table, names: list[str], index: int) -> str:
    """The column's name, or its place counted from 1 if the name may be somebody's cell."""
    name = names[index]
    if not name.startswith(METADATA) and all(name != column.name for column in table.columns):
        return str(index + 1)
    return "".join(char for char in name[:_LONGEST_SHOWN] if char.isprintable())


def _at(code: str, table: Table, column: str) -> Diagnostic:
    return Diagnostic(code=code, file=table.file, row=1, column=column)
