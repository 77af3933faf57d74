"""Made-up districts of any size as OneRoster 1.2 packages, written as a stream.

For each student there are about 28 rows over all files: 4,000 students make a package of 111,000
rows, of which 9,000 are users, 31,000 enrollments and 51,000 results. The same arguments always
give the same bytes.
"""

import csv
import io
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO

import click

from tests.bench.feed_size import Size
from tests.bench.feed_tables import FILES

STUDENTS_OF_111_000_ROWS = 4_000
_EPOCH = (2026, 1, 1, 0, 0, 0)
_START = ("sourcedId", "status", "dateLastModified")


def write_feed(path: Path, size: Size) -> int:
    """Write the package; gives how many rows of data it has."""
    rows = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, header, told in _tables(size):
            info = zipfile.ZipInfo(f"{name}.csv", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as entry:
                text = io.TextIOWrapper(entry, encoding="utf-8", newline="")
                rows += _write(text, header, told)
                text.flush()
                text.detach()
    return rows


def feed_files(size: Size) -> dict[str, str | bytes]:
    """The package's files by name; for small districts."""
    found: dict[str, str | bytes] = {}
    for name, header, told in _tables(size):
        text = io.StringIO()
        _write(text, header, told)
        found[f"{name}.csv"] = text.getvalue()
    return found


def _tables(size: Size) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[object]]]]:
    modes = ((f"file.{one}", "bulk") for one in sorted(FILES))
    versions = (("manifest.version", "1.0"), ("oneroster.version", "1.2"))
    yield "manifest", ("propertyName", "value"), chain(versions, modes)
    for name, (header, make) in FILES.items():
        yield name, (*_START, *header.split()), make(size)


def _write(text: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    writer = csv.writer(text)
    writer.writerow(header)
    written = 0
    for row in rows:
        written += 1
        writer.writerow(row)
    return written


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--students", default=STUDENTS_OF_111_000_ROWS, show_default=True)
@click.option("--renamed", default=0, help="So many students have another name than without.")
def main(path: Path, students: int, renamed: int) -> None:
    """Write a made-up district of so many students to PATH."""
    began = time.perf_counter()
    rows = write_feed(path, Size(students=students, renamed=renamed))
    seconds = time.perf_counter() - began
    click.echo(f"{rows:,} rows, {path.stat().st_size:,} bytes, {seconds:.1f} s")


if __name__ == "__main__":
    main()
