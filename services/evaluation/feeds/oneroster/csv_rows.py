"""The rows of one file of the archive, strictly: UTF-8, RFC 4180, one line a row.

Memory stays flat: a block of lines is read, decoded, split, handed on in batches and forgotten.
Source: design lms.md §1.3.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain, islice
from operator import itemgetter

from services.evaluation.feeds.oneroster.archive import Archive
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic

MAXIMUM_LINE_BYTES = 128 * 1024  # also what the csv module allows one field by default
ROWS_AT_ONCE = 2_000

_BLOCK_BYTES = 128 * 1024
_BATCH_BYTES = 4 * 1024 * 1024
_ROWS_OF_A_PIECE = 100
# Tab and the ends of lines are the control characters that a block may hold.
_CONTROLS = bytes({*range(32), 127} - {9, 10, 13})
_NO_CONTROLS = bytes(set(range(256)) - set(_CONTROLS))
_QUOTED = r'"(?:[^"]++|"")*+"'
_WELL_QUOTED = re.compile(rf'(?:{_QUOTED}|[^",]*+)(?:,(?:{_QUOTED}|[^",]*+))*+\r?')

Row = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Some rows with their numbers; blank rows are counted and left out.

    ``is_suspect``: a line break or control character may stand in a cell. ``loose_quotes``: rows
    with a quotation mark in the middle of an unquoted cell.
    """

    numbers: list[int]
    rows: list[list[str]]
    is_suspect: bool = False
    loose_quotes: tuple[int, ...] = ()


def read_rows(archive: Archive, file: str) -> Iterator[Row]:
    """Each row with its number; the header is row 1.

    Raises:
        Broken: as ``read_batches``.
    """
    for batch in read_batches(archive, file):
        yield from zip(batch.numbers, batch.rows, strict=True)


def read_header_row(archive: Archive, file: str) -> list[str]:
    """The first row.

    Raises:
        Broken: as ``read_batches``.
    """
    return next(read_batches(archive, file)).rows[0]


def find_filled(archive: Archive, file: str, name: str) -> Iterator[tuple[int, bool]]:
    """Look for a row that fills this column: after each batch its rows, and whether one did.

    Ends at the first that does, or where the file cannot be read: that is not said here.
    """
    batches = read_batches(archive, file)
    try:
        names = next(batches).rows[0]
        if name not in names:
            return
        at = names.index(name)
        for batch in batches:
            try:
                is_filled = any(map(itemgetter(at), batch.rows))
            except IndexError:
                is_filled = any(row[at] for row in batch.rows if len(row) > at)
            yield len(batch.rows), is_filled
            if is_filled:
                return
    except Broken:
        return


def read_batches(archive: Archive, file: str, size: int = ROWS_AT_ONCE) -> Iterator[Batch]:
    """The rows in batches; the first batch holds the header alone.

    Raises:
        Broken: the file is empty, cut, not UTF-8, or its quoting cannot be understood; names the
        row.
    """
    if archive.sizes[file] == 0:
        raise Broken(Diagnostic(code="empty_file", file=file))
    with archive.open(file) as stream:
        lines = _Lines(stream, file)
        reader = csv.reader(chain.from_iterable(lines.blocks()), strict=True)
        number = 0
        has_header = False
        while rows := _next_rows(reader, lines, number, size if has_header else 1):
            batch = lines.batch(number, rows, reader.line_num)
            number += len(rows)
            if batch.rows:
                has_header = True
                yield batch
    if not has_header:
        raise Broken(Diagnostic(code="empty_file", file=file))


def _next_rows(
    reader: Iterator[list[str]], lines: "_Lines", number: int, size: int
) -> list[list[str]]:
    """Up to ``size`` rows; fewer where they are so long that memory would not stay flat."""
    rows: list[list[str]] = []
    ends_at = lines.bytes_read + _BATCH_BYTES
    is_more = True
    try:
        while is_more and len(rows) < size and lines.bytes_read < ends_at:
            before = len(rows)
            rows.extend(islice(reader, min(_ROWS_OF_A_PIECE, size - before)))
            is_more = len(rows) > before
    except csv.Error as error:
        # What came before the fault is in ``rows`` already.
        code = "bare_carriage_return" if "new-line" in str(error) else "bad_quoting"
        raise _broken(code, lines.file, number + len(rows) + 1) from error
    return rows


class _Lines:
    """A file's lines in blocks, and what is odd about them, seen while they are whole."""

    def __init__(self, stream: BufferedReader, file: str) -> None:
        self._stream = stream
        self.file = file
        self.bytes_read = 0
        self._lines = 0
        self._is_suspect = False
        self._loose: list[int] = []

    def blocks(self) -> Iterator[list[str]]:
        """Lists of lines, none cut in two."""
        rest = b""
        is_first = True
        while block := self._stream.read(_BLOCK_BYTES):
            self.bytes_read += len(block)
            if is_first:
                block, is_first = block.removeprefix(codecs.BOM_UTF8), False
            head, end, tail = block.rpartition(b"\n")
            first_end = len(block) if not end else block.index(b"\n")
            if len(rest) + first_end > MAXIMUM_LINE_BYTES:
                raise _broken("line_too_long", self.file, self._lines + 1)
            if end:
                yield self._split(rest + head)
                rest = tail
            else:
                rest += block
        if rest:
            yield self._split(rest)

    def batch(self, number: int, rows: list[list[str]], lines: int) -> Batch:
        """The rows after the first ``number`` ones, which end at line ``lines``."""
        is_one_line_each = lines == number + len(rows)
        last = number + len(rows)
        loose = [one for one in self._loose if one <= last] if is_one_line_each else []
        self._loose = [one for one in self._loose if one > last]
        numbers = list(range(number + 1, last + 1))
        is_suspect = self._is_suspect or not is_one_line_each
        if not all(map(any, rows)):
            # Blank lines, and the rows of nothing but commas that spreadsheets leave behind.
            numbers = [one for one, row in zip(numbers, rows, strict=True) if any(row)]
            rows = [row for row in rows if any(row)]
        return Batch(numbers=numbers, rows=rows, is_suspect=is_suspect, loose_quotes=tuple(loose))

    def _split(self, block: bytes) -> list[str]:
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError as error:
            row = self._lines + block.count(b"\n", 0, error.start) + 1
            raise _broken("not_utf8", self.file, row) from error
        lines = text.split("\n")
        if block.translate(None, _NO_CONTROLS) or block.count(b"\r") != _ends(block):
            # Rows of two blocks may meet in a batch; a closer look at all that follow costs less
            # than finding out which.
            self._is_suspect = True
        if '"' in text:
            self._note_loose_quotes(lines)
            # A line break within quotes must be seen in the cell.
            lines = [f"{line}\n" for line in lines]
        self._lines += len(lines)
        return lines

    def _note_loose_quotes(self, lines: list[str]) -> None:
        for number, line in enumerate(lines, self._lines + 1):
            if '"' in line and not _WELL_QUOTED.fullmatch(line):
                self._loose.append(number)


def _ends(block: bytes) -> int:
    """How many carriage returns stand where a line ends."""
    return block.count(b"\r\n") + block.endswith(b"\r")


def _broken(code: str, file: str, row: int) -> Broken:
    return Broken(Diagnostic(code=code, file=file, row=row))
