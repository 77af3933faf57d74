"""A package as a whole: its files as streams of records, in the order they are loaded.

A file may give several streams: of ``users`` come the users, whom each of them names as agents, and
in 1.1 their roles, which 1.2 has in a file of their own. So both versions give the same kinds of
records. Source: design lms.md §1.7 (load order), §1.8 and §2 (agents).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.evaluation.feeds.oneroster.archive import LIMITS, Archive, Limits, open_archive
from services.evaluation.feeds.oneroster.csv_rows import read_rows
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic
from services.evaluation.feeds.oneroster.manifest import Manifest, Mode, read_manifest
from services.evaluation.feeds.oneroster.rows import Cells, Header, read_cells, read_header
from services.evaluation.feeds.oneroster.tables import ORG_SETTINGS, PEOPLE, TABLES, Table
from services.evaluation.roster.changes import Record, Value

# No identifier may hold it, so that a joined one is never another record's.
_JOINT = "|"


Expand = Callable[[Cells], Iterable[Record]]


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
        if table.is_supplement:
            is_there = table.file in archive.entries
            mode = Mode.DELTA if is_there else Mode.ABSENT
        else:
            mode = manifest.modes.get(table.name, Mode.ABSENT)
        if mode is not Mode.ABSENT:
            yield from _streams_of(table, mode, manifest.version)


def _streams_of(table: Table, mode: Mode, version: str) -> Iterator[Stream]:
    kind = _KINDS.get(table.name, table.name)
    yield Stream(kind=kind, table=table, mode=mode, expand=_EXPANSIONS.get(kind, _itself))
    if kind == "users":
        if version == "1.1":
            yield Stream(
                kind="roles", table=table, mode=mode, expand=_roles_of_user, is_first=False
            )
        yield Stream(kind="agents", table=table, mode=mode, expand=_agents_of_user, is_first=False)


def _itself(cells: Cells) -> Iterable[Record]:
    yield _record(cells, cells.fields)


def _user(cells: Cells) -> Iterable[Record]:
    told_elsewhere = {"agentSourcedIds", "orgSourcedIds", "role"}
    yield _record(
        cells, {name: value for name, value in cells.fields.items() if name not in told_elsewhere}
    )


def _role(cells: Cells) -> Iterable[Record]:
    yield _record(cells, cells.fields, _texts(cells, "userSourcedId"))


def _enrollment(cells: Cells) -> Iterable[Record]:
    refs = (*_texts(cells, "classSourcedId"), *_texts(cells, "userSourcedId"))
    yield _record(cells, cells.fields, refs)


def _roles_of_user(cells: Cells) -> Iterable[Record]:
    for role in _texts(cells, "role"):
        for org in dict.fromkeys(_texts(cells, "orgSourcedIds")):
            fields: dict[str, Value] = {
                "userSourcedId": cells.sourced_id,
                "role": role,
                "orgSourcedId": org,
            }
            yield _part(cells, (org, role), fields, (cells.sourced_id,))


def _agents_of_user(cells: Cells) -> Iterable[Record]:
    for agent in dict.fromkeys(_texts(cells, "agentSourcedIds")):
        fields: dict[str, Value] = {"userSourcedId": cells.sourced_id, "agentSourcedId": agent}
        yield _part(cells, (agent,), fields, (cells.sourced_id, agent))


def _record(cells: Cells, fields: dict[str, Value], refs: tuple[str, ...] = ()) -> Record:
    return Record(cells.sourced_id, fields, refs, "", cells.status == "tobedeleted", cells.modified)


def _part(
    cells: Cells, names: tuple[str, ...], fields: dict[str, Value], refs: tuple[str, ...]
) -> Record:
    sourced_id = _JOINT.join((cells.sourced_id, *names))
    is_deleted = cells.status == "tobedeleted"
    return Record(sourced_id, fields, refs, cells.sourced_id, is_deleted, cells.modified)


def _texts(cells: Cells, name: str) -> tuple[str, ...]:
    value = cells.fields.get(name, "")
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


_KINDS = {PEOPLE.name: "people", ORG_SETTINGS.name: "orgSettings"}
_EXPANSIONS: dict[str, Expand] = {
    "users": _user,
    "roles": _role,
    "enrollments": _enrollment,
}
