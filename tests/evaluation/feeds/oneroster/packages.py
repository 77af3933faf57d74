"""Packages with one thing wrong, and what a check says of them. No store is needed."""

import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.demo.bundle import zipped
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic
from services.evaluation.feeds.oneroster.options import Options
from services.evaluation.feeds.oneroster.package import open_package
from services.evaluation.feeds.oneroster.references import StoredAmong
from tests import bundles
from tests.bench.feed_bundle import feed_files
from tests.bench.feed_size import Size
from tests.bundles import Files

Package = Mapping[str, str | bytes] | bytes
Place = tuple[str, str, int, str]
"""Code, file, row and column of a finding."""

EVERYTHING = Options(demographics=True)
STRICT = Options(strict=True, demographics=True)


def nothing_stored(_: str, __: Collection[str]) -> set[str]:
    """Nobody has imported anything yet."""
    return set()


@cache
def _all_files() -> Files:
    return feed_files(Size(students=8))


def all_files() -> Files:
    """A small district that has every file of 1.2 and nothing wrong."""
    return dict(_all_files())


@contextmanager
def checked(
    package: Package, options: Options = EVERYTHING, stored: StoredAmong = nothing_stored
) -> Iterator[tuple[Check, list[Diagnostic]]]:
    """The package, checked to its end, and everything found.

    Raises:
        Broken: it could not even be opened.
    """
    with TemporaryDirectory() as directory:
        path = Path(directory) / "package.zip"
        path.write_bytes(package if isinstance(package, bytes) else zipped(dict(package)))
        check = Check(open_package(path, options), stored)
        found: list[Diagnostic] = []
        try:
            while not check.is_done:
                found += check.advance(1_000)
            yield check, found
        finally:
            check.close()


def found_in(
    package: Package, options: Options = EVERYTHING, stored: StoredAmong = nothing_stored
) -> list[Diagnostic]:
    """Everything found in the package, also when it cannot be opened."""
    try:
        with checked(package, options, stored) as (_, found):
            return found
    except Broken as broken:
        return list(broken.diagnostics)


def places(found: list[Diagnostic]) -> set[Place]:
    """What was found where."""
    return {(one.code, one.file, one.row, one.column) for one in found}


def codes(found: list[Diagnostic]) -> set[str]:
    """What was found, wherever."""
    return {one.code for one in found}


def changed_file(
    name: str, change: Callable[[str], str | bytes], files: Files | None = None
) -> Files:
    """A good package with one file changed."""
    files = bundles.make_files() if files is None else files
    text = files[name]
    assert isinstance(text, str)
    return {**files, name: change(text)}


def replaced(name: str, old: str, new: str, files: Files | None = None) -> Files:
    """A good package with the first ``old`` of one file replaced."""
    files = bundles.make_files() if files is None else files
    assert old in str(files[name])
    return changed_file(name, lambda text: text.replace(old, new, 1), files)


def without(name: str) -> Files:
    """A good package that lacks a file which its manifest lists."""
    return {key: text for key, text in bundles.make_files().items() if key != name}


def renamed(changes: Mapping[str, str]) -> Files:
    """A good package with files under other names."""
    return {changes.get(name, name): text for name, text in bundles.make_files().items()}


def with_entry(name: str, content: bytes = b"x") -> Files:
    """A good package with one more file."""
    return {**bundles.make_files(), name: content}


def zip_of(entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """A zip of exactly these entries, however odd."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()
