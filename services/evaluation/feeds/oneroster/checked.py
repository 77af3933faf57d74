"""What a check knows of one stream of a package: what is in it, and where it is kept.

Identifiers and rows lie on disk (``scratch``); only numbers are held here.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, dropwhile
from typing import cast

from services.evaluation.feeds.oneroster.package import Stream
from services.evaluation.feeds.oneroster.rows import Cells, Read
from services.evaluation.feeds.oneroster.scratch import Identifiers, Scratch
from services.evaluation.roster.changes import Record


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where some rows lie, how many they are, and their first and last numbers."""

    place: int
    rows: int
    first: int
    last: int


@dataclass(kw_only=True)
class Checked:
    """One stream. ``good_rows`` are kept and will be loaded; ``bad_rows`` are set aside."""

    stream: Stream
    scratch: Scratch
    identifiers: Identifiers
    whole: "Checked | None" = None
    """For a stream that tells more of another's rows: that other one."""

    as_changes: bool = False
    rows: int = 0
    good_rows: int = 0
    bad_rows: int = 0
    is_broken: bool = False
    decided: set[str] = field(default_factory=set)
    """Rows whose decisive cell is filled by a later row of the same identifier."""

    is_undecided: bool = False
    """Whether the file has no column for what is decisive: then what it said earlier stands."""

    _pieces: list[_Piece] = field(default_factory=list)
    _late: list[int] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The file it comes from."""
        return self.stream.table.file

    @property
    def may_end_the_absent(self) -> bool:
        """Whether it is the full, clean set of its kind, so that what is missing is truly gone.

        Source: design lms.md §8 rule 1.
        """
        return not (self.as_changes or self.is_broken or self.bad_rows)

    def present_among(self, sourced_ids: Collection[str]) -> set[str]:
        """Those that a row of the stream names, good or bad: nothing ends them."""
        return self.identifiers.among(sourced_ids)

    def keep(self, read: Read, skipped: Collection[int]) -> None:
        """Write the good rows of a batch away; the rest counts, and is forgotten."""
        rows = len(read) - len(skipped)
        if rows == 0:
            return
        # Many columns are blank in most systems' exports: they need not be written down.
        named = {name: one for name, one in read.columns.items() if any(one)}
        columns: list[Sequence[object]] = [read.numbers, read.ids, *named.values()]
        if skipped:
            wanted = [at not in skipped for at in range(len(read))]
            columns = [list(compress(one, wanted)) for one in columns]
        place = self.scratch.keep((tuple(named), *columns))
        numbers = cast("Sequence[int]", columns[0])
        self._pieces.append(_Piece(place, rows, numbers[0], numbers[-1]))
        self.good_rows += rows

    def set_aside(self, row: int, sourced_id: str) -> None:
        """A row that was kept turns out to be bad."""
        if self._late_in(_Piece(0, 0, row, row)):
            return
        insort(self._late, row)
        self.identifiers.mark_bad([sourced_id])
        self.bad_rows += 1
        self.good_rows -= 1

    def cells(self, after: int = 0) -> Iterator[Cells]:
        """The good rows, in the order of the file, after the row of this number."""
        source = self.whole or self
        for piece in source._pieces:
            if piece.last > after:
                rows = source._read(piece, source._late_in(piece))
                yield from dropwhile(lambda cells: cells.row <= after, rows)

    def records(self) -> Iterator[tuple[Record, int]]:
        """The records that the good rows tell, with their rows."""
        expand = self.stream.expand
        for cells in self.cells():
            for record in expand(cells):
                yield record, cells.row

    def _late_in(self, piece: _Piece) -> list[int]:
        late = self._late
        return late[bisect_left(late, piece.first) : bisect_right(late, piece.last)]

    def _read(self, piece: _Piece, late: list[int]) -> Iterator[Cells]:
        names, *columns = self.scratch.read(piece.place)
        blank = [""] * piece.rows
        told = dict(zip(names, columns[2:], strict=True))
        statuses, modified = (told.pop(one, blank) for one in ("status", "dateLastModified"))
        names = tuple(told)
        rows = zip(*told.values(), strict=True) if told else iter([()] * piece.rows)
        for number, sourced_id, status, moment, row in zip(
            *columns[:2], statuses, modified, rows, strict=True
        ):
            if number not in late:
                fields = {name: one for name, one in zip(names, row, strict=True) if one}
                if sourced_id in self.decided:
                    fields[self.stream.table.decisive], status = "true", ""
                yield Cells(number, sourced_id, fields, status, moment)
