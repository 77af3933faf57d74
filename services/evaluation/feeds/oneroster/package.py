"""A package as a whole: its files as streams of records, in the order they are loaded.

A file may give several streams, one for each kind of record its rows tell.
Source: design lms.md §1.7 (load order).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.evaluation.feeds.oneroster.archive import LIMITS, Archive, Limits, open_archive
from services.evaluation.feeds.oneroster.csv_rows import read_rows
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic
from services.evaluation.feeds.oneroster.expanding import (
    EXPANSIONS,
    Expand,
    agents_of_user,
    itself,
    roles_of_user,
)
from services.evaluation.feeds.oneroster.extras import EXTRAS
from services.evaluation.feeds.oneroster.manifest import Manifest, Mode, read_manifest
from services.evaluation.feeds.oneroster.rows import Cells, Header, read_cells, read_header
from services.evaluation.feeds.oneroster.tables import TABLES, Table


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The records of one kind in a file. ``is_first`` of its file: it alone reports on the rows."""

    kind: str
    table: Table
    mode: Mode
    expand: Expand
    is_first: bool = True


@dataclass(frozen=True, kw_only=True)
class Package:
    """A zip that can be read, and what it holds."""

    archive: Archive
    manifest: Manifest
    streams: tuple[Stream, ...]

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was odd about the zip and its manifest."""
        return (*self.archive.warnings, *self.manifest.warnings)


def open_package(path: Path, limits: Limits = LIMITS) -> Package:
    """The OneRoster 1.1 or 1.2 package at ``path``.

    Raises:
        Broken: with what makes the zip or its manifest unusable.
    """
    archive = open_archive(path, limits)
    manifest = read_manifest(archive)
    return Package(archive=archive, manifest=manifest, streams=tuple(_streams(archive, manifest)))


def read_table(archive: Archive, stream: Stream) -> tuple[Header, Iterator[Cells]]:
    """The header of the stream's file, and its rows as cells.

    Raises:
        Broken: the file cannot be trusted: unreadable, without rows, or cut in its last row.
    """
    rows = read_rows(archive, stream.table.file)
    header = read_header(stream.table, next(rows)[1])
    return header, _cells(header, rows)


def is_told_as_changes(archive: Archive, stream: Stream) -> bool:
    """Whether any row carries a status: such a file is a delta, whatever the manifest says.

    Treating it so never ends anything by absence. Source: design lms.md §1.4.
    """
    if stream.mode is Mode.DELTA:
        return True
    try:
        rows = read_rows(archive, stream.table.file)
        index = read_header(stream.table, next(rows)[1]).index("status")
        return index is not None and any(len(row) > index and row[index] for _, row in rows)
    except Broken:
        return False


def _cells(header: Header, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Cells]:
    file = header.table.file
    number, width = 1, header.width
    for number, row in rows:
        yield read_cells(header, number, row)
        width = len(row)
    if number == 1:
        raise Broken(Diagnostic(code="no_rows", file=file, row=1))
    if width < header.width:
        raise Broken(Diagnostic(code="file_cut", file=file, row=number))


def _streams(archive: Archive, manifest: Manifest) -> Iterator[Stream]:
    for table in TABLES[manifest.version]:
        mode = manifest.modes.get(table.name, Mode.ABSENT)
        if mode is not Mode.ABSENT:
            yield from _streams_of(table, mode, manifest.version)
    for extra in EXTRAS:
        if extra.table.file in archive.entries:
            yield Stream(kind=extra.kind, table=extra.table, mode=Mode.DELTA, expand=extra.expand)


def _streams_of(table: Table, mode: Mode, version: str) -> Iterator[Stream]:
    kind = table.name
    yield Stream(kind=kind, table=table, mode=mode, expand=EXPANSIONS.get(kind, itself))
    if kind == "users":
        if version == "1.1":
            yield Stream(kind="roles", table=table, mode=mode, expand=roles_of_user, is_first=False)
        yield Stream(kind="agents", table=table, mode=mode, expand=agents_of_user, is_first=False)
