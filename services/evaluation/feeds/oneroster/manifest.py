"""The package's own list of contents: which version it is and what each file means.

Source: design lms.md §1.1, §1.2 and §1.5.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.evaluation.feeds.oneroster.archive import Archive
from services.evaluation.feeds.oneroster.csv_rows import read_header_row, read_rows
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic, is_fatal
from services.evaluation.feeds.oneroster.extras import EXTRAS
from services.evaluation.feeds.oneroster.options import LENIENT, Options
from services.evaluation.feeds.oneroster.versions import FILES, FILES_1_0

MANIFEST = "manifest.csv"
HEADER = ["propertyName", "value"]
_FREE = frozenset({"source.systemName", "source.systemCode"})
_VERSIONS = {"manifest.version", "oneroster.version"}
# A correction of a binding is written so by some, and means the same files.
_VERSION = re.compile(r"(1\.[12])(\.[0-9])?")
_NOT_IN_1_0 = "enabledUser"
_LONGEST_SHOWN = 100


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


def read_manifest(archive: Archive, options: Options = LENIENT) -> Manifest:
    """The package's manifest, checked against the files that are there.

    Raises:
        Broken: with everything that is wrong with it.
    """
    if MANIFEST not in archive.entries:
        raise Broken(_without_manifest(archive))
    properties, found = _properties(archive)
    told = _VERSION.fullmatch(properties.get("oneroster.version", ""))
    if told is None:
        found.append(_at("oneroster_version", "oneroster.version"))
        raise Broken(*filter(is_fatal, found))
    version = told[1]
    if told[2]:
        found.append(_at("oneroster_version_spelling", "oneroster.version"))
    found.extend(_version_findings(properties))
    found.extend(_unknown(properties, version))
    modes = {name: _mode(properties, name, found) for name in sorted(FILES[version])}
    found.extend(_mismatches(archive, version, modes))
    kept = {name: mode for name, mode in modes.items() if mode is not Mode.ABSENT}
    if "demographics" in kept and not options.demographics:
        del kept["demographics"]
        found.append(Diagnostic(code="demographics_off", file="demographics.csv"))
    found = [replace(one, is_strict=options.strict) for one in found]
    if any(map(is_fatal, found)):
        raise Broken(*filter(is_fatal, found))
    return Manifest(version=version, modes=kept, warnings=tuple(found))


def _without_manifest(archive: Archive) -> Diagnostic:
    """A package of 1.0, which never has a manifest, or one that has lost it."""
    names = {name.removesuffix(".csv") for name in archive.entries}
    if names == FILES_1_0:
        try:
            if _NOT_IN_1_0 not in read_header_row(archive, "users.csv"):
                return Diagnostic(code="version_1_0")
        except Broken as broken:
            return broken.diagnostics[0]
    return Diagnostic(code="missing_manifest", file=MANIFEST)


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
        if name.isprintable() and len(name) < _LONGEST_SHOWN:
            yield _at("manifest_property", name)


def _mode(properties: Mapping[str, str], name: str, found: list[Diagnostic]) -> Mode:
    value = properties.get(f"file.{name}")
    if value is None:
        found.append(_at("manifest_property", f"file.{name}"))
        return Mode.ABSENT
    if value != value.lower():
        found.append(_at("wrong_case", f"file.{name}"))
    try:
        return Mode(value.lower())
    except ValueError:
        found.append(_at("file_mode", f"file.{name}"))
        return Mode.ABSENT


def _mismatches(archive: Archive, version: str, modes: Mapping[str, Mode]) -> Iterator[Diagnostic]:
    """Half a package is none: every listed file is there, and none that we read is unlisted."""
    for name, mode in modes.items():
        is_there = f"{name}.csv" in archive.entries
        if mode is not Mode.ABSENT and not is_there:
            yield Diagnostic(code="file_missing", file=f"{name}.csv")
        elif mode is Mode.ABSENT and is_there:
            yield Diagnostic(code="file_unexpected", file=f"{name}.csv")
    ours = {MANIFEST, *(extra.table.file for extra in EXTRAS)}
    of_any_version = {f"{name}.csv" for names in FILES.values() for name in names}
    listed = {f"{name}.csv" for name in FILES[version]}
    for name in sorted(set(archive.entries) - ours - listed):
        code = "file_not_read" if name in of_any_version else "entry_ignored"
        yield Diagnostic(code=code, file=name[:_LONGEST_SHOWN])


def _at(code: str, column: str) -> Diagnostic:
    return Diagnostic(code=code, file=MANIFEST, column=column)
