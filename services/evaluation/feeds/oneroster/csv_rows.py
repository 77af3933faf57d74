"""The rows of one file of the archive, strictly: UTF-8, RFC 4180, one line a row.

Memory stays flat: a line is read, decoded, split, handed on and forgotten.
Source: design lms.md §1.3.
"""

import codecs
import csv
from collections.abc import Iterator
from io import BufferedReader

from services.evaluation.feeds.oneroster.archive import Archive
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic

MAXIMUM_LINE_BYTES = 128 * 1024  # also what the csv module allows one field by default

Row = tuple[int, list[str]]


def read_rows(archive: Archive, file: str) -> Iterator[Row]:
    """Each row with its number; the header is row 1, blank lines are counted and left out.

    Raises:
        Broken: the file is empty, cut, not UTF-8, or its quoting cannot be understood; names the
        row.
    """
    if archive.sizes[file] == 0:
        raise Broken(Diagnostic(code="empty_file", file=file))
    with archive.open(file) as stream:
        reader = csv.reader(_lines(stream, file), strict=True)
        number = 0
        try:
            for row in reader:
                number += 1
                if row:
                    yield number, row
        except csv.Error as error:
            raise _broken("bad_quoting", file, number + 1) from error
    if number == 0:
        raise Broken(Diagnostic(code="empty_file", file=file))


def _lines(stream: BufferedReader, file: str) -> Iterator[str]:
    """The file's lines as text. Decoded one by one, so that a wrong byte's row is known exactly."""
    number = 0
    while line := stream.readline(MAXIMUM_LINE_BYTES):
        number += 1
        if len(line) == MAXIMUM_LINE_BYTES and not line.endswith(b"\n"):
            raise _broken("line_too_long", file, number)
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _broken("not_utf8", file, number) from error


def _broken(code: str, file: str, row: int) -> Broken:
    return Broken(Diagnostic(code=code, file=file, row=row))
