"""Opening a zip from outside without trusting it: nothing is unpacked to disk, limits first.

Source: design lms.md §1.2 and §8 rule 11.
"""

import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path, PurePosixPath
from typing import cast

from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic, is_fatal
from services.evaluation.feeds.oneroster.extras import FILE_NAMES
from services.evaluation.feeds.oneroster.options import LIMITS, Limits

_ENCRYPTED = 0x1
_READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BUFFER_BYTES = 64 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, kw_only=True)
class Archive:
    """A zip found safe, or a single file. ``entries``: a file's plain name to that in the zip."""

    path: Path
    entries: Mapping[str, str]
    sizes: Mapping[str, int]
    warnings: tuple[Diagnostic, ...] = ()
    is_zip: bool = True

    @contextmanager
    def open(self, name: str) -> Iterator[BufferedReader]:
        """The bytes of one file, unpacked while they are read.

        Raises:
            Broken: the entry is damaged.
        """
        if not self.is_zip:
            with self.path.open("rb") as stream:
                yield stream
            return
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.entries[name]) as entry:
                # The buffer makes reading by line several times faster.
                yield BufferedReader(cast("RawIOBase", entry), _BUFFER_BYTES)
        except _DAMAGE as error:
            raise Broken(Diagnostic(code="corrupt_entry", file=name)) from error


def open_archive(path: Path, limits: Limits = LIMITS) -> Archive:
    """The archive at ``path``, found safe to read.

    Raises:
        Broken: with everything that makes it unsafe, or the one thing that makes it no zip.
    """
    if path.stat().st_size > limits.archive_bytes:
        raise Broken(Diagnostic(code="input_too_large"))
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not _is_rubbish(info)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Broken(Diagnostic(code="not_a_zip")) from error
    folder = _common_folder(infos)
    found = [*_size_faults(infos, limits), *_entry_faults(infos, folder, limits)]
    if any(map(is_fatal, found)):
        raise Broken(*filter(is_fatal, found))
    if folder:
        found.append(Diagnostic(code="enclosing_folder"))
    plain = {_plain(info, folder): info for info in infos if not info.is_dir()}
    names = {_expected(name): info for name, info in plain.items()}
    found += [Diagnostic(code="entry_other_case", file=name) for name in names if name not in plain]
    return Archive(
        path=path,
        entries={name: info.filename for name, info in names.items()},
        sizes={name: info.file_size for name, info in names.items()},
        warnings=tuple(found),
    )


def is_zip(path: Path) -> bool:
    """Whether the file at ``path`` begins like a zip."""
    with path.open("rb") as stream:
        return stream.read(2) == b"PK"


def single_file(path: Path, name: str, limits: Limits = LIMITS) -> Archive:
    """The file at ``path`` as an archive that holds nothing but it, under ``name``.

    Raises:
        Broken: it is too large.
    """
    size = path.stat().st_size
    if size > limits.archive_bytes:
        raise Broken(Diagnostic(code="input_too_large"))
    return Archive(path=path, entries={name: name}, sizes={name: size}, is_zip=False)


def _is_rubbish(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return bool(parts) and (parts[0] == "__MACOSX" or parts[-1] == ".DS_Store")


def _common_folder(infos: list[zipfile.ZipInfo]) -> str:
    """The one folder that everything lies in, as careless tools make it; else nothing."""
    tops = {PurePosixPath(info.filename).parts[:1] for info in infos}
    nested = [info for info in infos if len(PurePosixPath(info.filename).parts) > 1]
    if len(tops) != 1 or not nested:
        return ""
    (top,) = tops
    return top[0] if top and top[0] not in {"/", "..", "."} else ""


def _plain(info: zipfile.ZipInfo, folder: str) -> str:
    return info.filename.removeprefix(f"{folder}/") if folder else info.filename


def _expected(name: str) -> str:
    """The standard's own spelling of a file's name, else the name as it is."""
    return FILE_NAMES.get(name.lower(), name)


def _size_faults(infos: list[zipfile.ZipInfo], limits: Limits) -> Iterator[Diagnostic]:
    if len(infos) > limits.entries:
        yield Diagnostic(code="entry_count_exceeded")
    if sum(info.file_size for info in infos) > limits.total_bytes:
        yield Diagnostic(code="total_too_large")


def _entry_faults(
    infos: list[zipfile.ZipInfo], folder: str, limits: Limits
) -> Iterator[Diagnostic]:
    plain = [_plain(info, folder) for info in infos if not info.is_dir()]
    twice = {name for name, count in Counter(map(str.lower, plain)).items() if count > 1}
    for info in infos:
        code = _fault(info, _plain(info, folder), limits, twice)
        if code:
            yield Diagnostic(code=code, file=_shown(info.filename))


def _fault(info: zipfile.ZipInfo, name: str, limits: Limits, twice: set[str]) -> str:
    faults = {
        "entry_unsafe_path": _is_unsafe(info, name),
        "entry_duplicate_name": name.lower() in twice,
        "entry_encrypted": bool(info.flag_bits & _ENCRYPTED),
        "entry_compression": info.compress_type not in _READABLE,
        "entry_too_large": info.file_size > limits.entry_bytes,
        "entry_ratio_exceeded": info.file_size > limits.ratio_from_bytes
        and info.file_size > limits.ratio * max(info.compress_size, 1),
    }
    return next((code for code, applies in faults.items() if applies), "")


def _is_unsafe(info: zipfile.ZipInfo, name: str) -> bool:
    if stat.S_ISLNK(info.external_attr >> 16):
        return True
    if info.is_dir():
        return len(PurePosixPath(info.filename).parts) > 1 or ".." in info.filename
    return not name or "/" in name or "\\" in name or ":" in name or name in {".", ".."}


def _shown(name: str) -> str:
    """The entry's name, short and without control characters: it comes from outside."""
    return "".join(char for char in name[:100] if char.isprintable())
