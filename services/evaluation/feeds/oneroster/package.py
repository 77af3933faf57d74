"""A package as a whole: its files as streams of records, in the order they are loaded.

A file may give several streams, one for each kind of record its rows tell.
Source: design lms.md §1.7 (load order).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from services.evaluation.feeds.oneroster.archive import (
    Archive,
    is_zip,
    open_archive,
    single_file,
)
from services.evaluation.feeds.oneroster.csv_rows import read_header_row
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic, is_fatal
from services.evaluation.feeds.oneroster.expanding import (
    EXPANSIONS,
    Expand,
    agents_of_user,
    itself,
    roles_of_user,
)
from services.evaluation.feeds.oneroster.extras import EXTRAS, Extra, extra_of
from services.evaluation.feeds.oneroster.manifest import Manifest, Mode, read_manifest
from services.evaluation.feeds.oneroster.options import LENIENT, Options
from services.evaluation.feeds.oneroster.tables import Table
from services.evaluation.feeds.oneroster.versions import TABLES

SINGLE = "csv"
"""The version of a package that is one file without a zip."""

# What is wrong with a single file even before anybody knows what it should be.
_TOLD = frozenset({"empty_file", "not_utf8"})


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
    options: Options = LENIENT

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What was odd about the zip and its manifest."""
        return (*self.archive.warnings, *self.manifest.warnings)


def open_package(path: Path, options: Options = LENIENT) -> Package:
    """The OneRoster 1.1 or 1.2 package at ``path``, or the single extra file that it is.

    Raises:
        Broken: with what makes the zip, its manifest or the file unusable.
    """
    if not is_zip(path):
        return _open_single(path, options)
    archive = open_archive(path, options.limits)
    faults = [replace(one, is_strict=options.strict) for one in archive.warnings]
    if any(map(is_fatal, faults)):
        raise Broken(*filter(is_fatal, faults))
    manifest = read_manifest(archive, options)
    streams = tuple(_streams(archive, manifest))
    return Package(archive=archive, manifest=manifest, streams=streams, options=options)


def _open_single(path: Path, options: Options) -> Package:
    """A file without a zip: known by its header, since its name may be anything."""
    unnamed = single_file(path, SINGLE, options.limits)
    try:
        names = read_header_row(unnamed, SINGLE)
    except Broken as broken:
        code = broken.diagnostics[0].code
        raise Broken(Diagnostic(code=code if code in _TOLD else "not_a_zip")) from broken
    extra = extra_of(names)
    if extra is None:
        raise Broken(Diagnostic(code="unknown_header" if len(names) > 1 else "not_a_zip"))
    archive = single_file(path, extra.table.file, options.limits)
    manifest = Manifest(version=SINGLE, modes={}, warnings=())
    streams = (_stream_of_extra(extra),)
    return Package(archive=archive, manifest=manifest, streams=streams, options=options)


def _streams(archive: Archive, manifest: Manifest) -> Iterator[Stream]:
    for table in TABLES[manifest.version]:
        mode = manifest.modes.get(table.name, Mode.ABSENT)
        if mode is not Mode.ABSENT:
            yield from _streams_of(table, mode, manifest.version)
    for file in dict.fromkeys(extra.table.file for extra in EXTRAS):
        if file in archive.entries:
            yield _stream_of_extra(_extra_in(archive, file))


def _extra_in(archive: Archive, file: str) -> Extra:
    """Whichever of the extras of this name has the file's header; else the first of them."""
    first = next(extra for extra in EXTRAS if extra.table.file == file)
    try:
        return extra_of(read_header_row(archive, file), file) or first
    except Broken:
        return first


def _stream_of_extra(extra: Extra) -> Stream:
    return Stream(kind=extra.kind, table=extra.table, mode=Mode.DELTA, expand=extra.expand)


def _streams_of(table: Table, mode: Mode, version: str) -> Iterator[Stream]:
    kind = table.name
    yield Stream(kind=kind, table=table, mode=mode, expand=EXPANSIONS.get(kind, itself))
    if kind == "users":
        if version == "1.1":
            yield Stream(kind="roles", table=table, mode=mode, expand=roles_of_user, is_first=False)
        yield Stream(kind="agents", table=table, mode=mode, expand=agents_of_user, is_first=False)
