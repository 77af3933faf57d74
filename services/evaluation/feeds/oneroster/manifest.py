"""The package's own list of contents: which version it is and what each file means.

Source: design lms.md §1.5. Files that we never read may be listed or not; ours must be as the
manifest says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.evaluation.feeds.oneroster.archive import Archive
from services.evaluation.feeds.oneroster.csv_rows import read_rows
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic, is_fatal
from services.evaluation.feeds.oneroster.extras import FILE_NAMES
from services.evaluation.feeds.oneroster.tables import FILES, TABLES

MANIFEST = "manifest.csv"
HEADER = ["propertyName", "value"]
_FREE = frozenset({"source.systemName", "source.systemCode"})
_VERSIONS = {"manifest.version", "oneroster.version"}


class Mode(StrEnum):
    """What a file stands for."""

    ABSENT = "absent"
    BULK = "bulk"
    """The full set: what is missing is gone."""

    DELTA = "delta"
    """Changes only: what is missing did not change."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the package says of itself. ``modes`` holds only files to be read, without ``.csv``."""

    version: str
    modes: Mapping[str, Mode]
    warnings: tuple[Diagnostic, ...]


def read_manifest(archive: Archive) -> Manifest:
    """The package's manifest, checked against the files that are there.

    Raises:
        Broken: with everything that is wrong with it.
    """
    if MANIFEST not in archive.entries:
        raise Broken(Diagnostic(code="missing_manifest", file=MANIFEST))
    properties, found = _properties(archive)
    version = properties.get("oneroster.version", "")
    if version not in TABLES:
        found.append(_at("oneroster_version", "oneroster.version"))
        raise Broken(*filter(is_fatal, found))
    found.extend(_version_findings(properties))
    found.extend(_unknown(properties, version))
    modes = {name: _mode(properties, name, found) for name in FILES[version]}
    found.extend(_mismatches(archive, version, modes))
    if any(map(is_fatal, found)):
        raise Broken(*filter(is_fatal, found))
    read = {table.name for table in TABLES[version]}
    kept = {name: mode for name, mode in modes.items() if name in read and mode is not Mode.ABSENT}
    return Manifest(version=version, modes=kept, warnings=tuple(found))


def _properties(archive: Archive) -> tuple[dict[str, str], list[Diagnostic]]:
    rows = read_rows(archive, MANIFEST)
    if next(rows)[1] != HEADER:
        raise Broken(Diagnostic(code="manifest_header", file=MANIFEST, row=1))
    properties: dict[str, str] = {}
    found: list[Diagnostic] = []
    for number, row in rows:
        if len(row) != len(HEADER):
            found.append(Diagnostic(code="manifest_row", file=MANIFEST, row=number))
        elif row[0] in properties:
            found.append(Diagnostic(code="manifest_duplicate", file=MANIFEST, row=number))
        else:
            properties[row[0]] = row[1].strip()
    return properties, found


def _version_findings(properties: Mapping[str, str]) -> Iterator[Diagnostic]:
    spelling = properties.get("manifest.version", "")
    if spelling == "1":
        # A spreadsheet did this; it says nothing about the rest.
        yield _at("manifest_version_spelling", "manifest.version")
    elif spelling != "1.0":
        yield _at("manifest_version", "manifest.version")


def _unknown(properties: Mapping[str, str], version: str) -> Iterator[Diagnostic]:
    known = {f"file.{name}" for name in FILES[version]} | _VERSIONS | _FREE
    for name in sorted(set(properties) - known):
        if name.isprintable() and len(name) < 100:
            yield _at("manifest_property", name)


def _mode(properties: Mapping[str, str], name: str, found: list[Diagnostic]) -> Mode:
    value = properties.get(f"file.{name}")
    if value is None:
        found.append(_at("manifest_property", f"file.{name}"))
        return Mode.ABSENT
    try:
        return Mode(value.lower())
    except ValueError:
        found.append(_at("file_mode", f"file.{name}"))
        return Mode.ABSENT


def _mismatches(archive: Archive, version: str, modes: Mapping[str, Mode]) -> Iterator[Diagnostic]:
    """Half a package is none: every listed file is there, and none that we read is unlisted."""
    tables = {table.name: table for table in TABLES[version]}
    for name, mode in modes.items():
        is_there = f"{name}.csv" in archive.entries
        if mode is not Mode.ABSENT and not is_there:
            yield Diagnostic(code="file_missing", file=f"{name}.csv")
        elif mode is Mode.ABSENT and is_there and name in tables:
            yield Diagnostic(code="file_unexpected", file=f"{name}.csv")
        elif is_there and name not in tables:
            yield Diagnostic(code="file_not_read", file=f"{name}.csv")
    known = {f"{name}.csv" for name in {*modes, *tables}} | set(FILE_NAMES.values())
    for name in sorted(set(archive.entries) - known):
        yield Diagnostic(code="entry_ignored", file=name[:100])


def _at(code: str, column: str) -> Diagnostic:
    return Diagnostic(code=code, file=MANIFEST, column=column)
