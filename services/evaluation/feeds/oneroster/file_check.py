"""Checking the rows of one file of a package: cells, identifiers, references, sense.

Source: design lms.md §1.4 (bulk and delta), §8 rules 1, 4, 5, 9 and 10.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.oneroster.csv_rows import find_filled, read_batches
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic
from services.evaluation.feeds.oneroster.facts import Facts
from services.evaluation.feeds.oneroster.header import read_header
from services.evaluation.feeds.oneroster.judging import judge
from services.evaluation.feeds.oneroster.manifest import Mode
from services.evaluation.feeds.oneroster.names import Names, Told, check_names
from services.evaluation.feeds.oneroster.package import Package
from services.evaluation.feeds.oneroster.references import (
    Known,
    cells_of,
    positions_of,
    targets_in,
)
from services.evaluation.feeds.oneroster.rows import Read, RowReader
from services.evaluation.feeds.oneroster.scope import OrgScope
from services.evaluation.feeds.oneroster.tables import Column

_READS_FOR_A_CHECK = 10
"""How often a row is read while it is checked once."""


class Whole(Protocol):
    """The check of the whole package, as far as one file needs it."""

    package: Package
    facts: Facts
    scope: OrgScope | None
    told_names: Told

    def note(self, found: Diagnostic) -> None:
        """Keep a finding."""

    def note_late(self, checked: Checked, found: Diagnostic) -> None:
        """Keep a finding about a row that was kept."""

    def known(self, checked: Checked, kind: str) -> Known | None:
        """Where references may lead."""

    def names(self, checked: Checked, kind: str) -> Names:
        """Whom other products' files name."""


class FileCheck:
    """The check of one file, batch by batch."""

    def __init__(self, whole: Whole, checked: Checked) -> None:
        """Nothing is read yet; what is found goes to ``whole`` and into ``checked``."""
        self._whole = whole
        self._checked = checked
        self._kind = checked.stream.kind
        self._options = whole.package.options
        self._known: dict[str, Known | None] = {}
        self._names: dict[str, Names] = {}
        self._within: list[tuple[Column, int]] = []
        """References within the file, kept until all of it is known: where they lie."""

        self._districts = 0

    def batches(self) -> Iterator[int]:
        """Check the file; yields how many rows were checked after each batch.

        Raises:
            Broken: the file cannot be trusted: unreadable, cut in its last row, or a full set
                without rows.
        """
        checked, file = self._checked, self._checked.file
        checked.as_changes = checked.stream.mode is Mode.DELTA
        yield from self._look_for_status()
        batches = read_batches(self._whole.package.archive, file)
        header = read_header(checked.stream.table, next(batches).rows[0])
        decisive = header.table.decisive
        checked.is_undecided = bool(decisive) and header.index(decisive) is None
        for warning in header.warnings:
            self._whole.note(warning)
        reader = RowReader(header, is_strict=self._options.strict)
        last: list[str] = []
        number = 1
        for batch in batches:
            read = reader.read(batch)
            self._check(read)
            last, number = batch.rows[-1], batch.numbers[-1]
            yield len(read)
        if not last:
            self._take_as_no_change()
            return
        if len(last) < header.width:
            raise Broken(Diagnostic(code="file_cut", file=file, row=number))
        self._check_within()

    def _check(self, read: Read) -> None:
        checked, facts = self._checked, self._whole.facts
        self._check_filled_status(read)
        if self._whole.scope is not None:
            self._whole.scope.apply(read)
        repeated = self._identify(read)
        self._check_references(read)
        judge(self._kind, read, facts)
        self._note_roots(read)
        facts.keep_pairs(self._kind, read)
        self._whole.told_names.keep(self._kind, read)
        checked.rows += len(read)
        checked.bad_rows += len(read.bad)
        checked.identifiers.mark_bad({read.ids[at] for at in read.bad - repeated} - {""})
        checked.keep(read, read.bad | repeated)
        for found in read.diagnostics():
            self._whole.note(found)

    def _look_for_status(self) -> Iterator[int]:
        """Rows with a status are changes, whatever the manifest says: nobody ends by absence.

        The whole file is looked through first, so that all of it is judged alike.
        """
        checked = self._checked
        if checked.as_changes or self._options.is_bulk_with_status_full:
            return
        for rows, is_told in find_filled(self._whole.package.archive, checked.file, "status"):
            yield rows // _READS_FOR_A_CHECK
            if is_told:
                checked.as_changes = True
                self._whole.note(Diagnostic(code="bulk_with_status", file=checked.file))
                return

    def _take_as_no_change(self) -> None:
        """A header alone: a daily file on a quiet day, but never a full set.

        Raises:
            Broken: it is a full set, or the standard forbids it and is to be kept.
        """
        checked = self._checked
        is_ours = checked.stream.table.is_supplement
        may_be = checked.as_changes and (is_ours or not self._options.strict)
        found = Diagnostic(code="no_changes" if may_be else "no_rows", file=checked.file, row=1)
        if not may_be:
            raise Broken(found)
        self._whole.note(found)

    def _check_filled_status(self, read: Read) -> None:
        checked = self._checked
        if not checked.as_changes or checked.stream.table.is_supplement:
            return
        for name in ("status", "dateLastModified"):
            cells = read.columns.get(name) or [""] * len(read)
            for at, cell in enumerate(cells) if "" in cells else ():
                if cell == "":
                    read.note(at, "field_required_in_delta", name)

    def _identify(self, read: Read) -> set[int]:
        """Keep the identifiers; gives the positions of rows that came before.

        Raises:
            Broken: one came before with another content; nobody can say which one is meant.
        """
        notes = self._whole.facts.notes_for(self._kind, read)
        found = self._checked.identifiers.add(read.ids, read.numbers, read.contents, notes)
        repeated = {at for at, _ in found if read.ids[at]}
        read.found = [one for one in read.found if one[0] not in repeated]
        table = self._checked.stream.table
        for at, is_other in found:
            if at not in repeated:
                continue
            if is_other and not table.is_supplement:
                raise Broken(_at(self._checked, "duplicate_sourced_id", read, at, table.key))
            if is_other and self._decides(read, at):
                repeated.discard(at)
                continue
            read.note(at, "row_contradicts" if is_other else "row_repeated", table.key)
        return repeated

    def _decides(self, read: Read, at: int) -> bool:
        """Whether the row is loaded though one came before: that one was bad, and this is grave.

        Where the earlier one is good it is loaded with this one's decisive cell.
        """
        cells = read.columns.get(self._checked.stream.table.decisive)
        one = read.ids[at]
        decided = self._checked.decided
        if not cells or not cells[at] or at in read.bad | read.deleted or one in decided:
            return False
        decided.add(one)
        was_bad = any(read.ids[before] == one for before in read.bad if before < at)
        return was_bad or bool(self._checked.identifiers.missing([one]))

    def _check_references(self, read: Read) -> None:
        for _, column in read.header.columns:
            if column.names:
                self._check_names(read, column)
            if not column.refers_to:
                continue
            cells = cells_of(read, column)
            if column.refers_to == self._checked.stream.table.name:
                self._keep_within(read, column, cells)
                continue
            targets = targets_in(cells)
            known = self._known_of(column.refers_to) if targets else None
            unknown = known.unknown(targets) if known else set()
            for at in positions_of(cells, unknown) if unknown else ():
                if at not in read.deleted:
                    read.note(at, column.unknown, column.name)

    def _check_names(self, read: Read, column: Column) -> None:
        if column.names not in self._names:
            self._names[column.names] = self._whole.names(self._checked, column.names)
        check_names(read, column, self._names[column.names], self._whole.scope)

    def _known_of(self, kind: str) -> Known | None:
        if kind not in self._known:
            self._known[kind] = self._whole.known(self._checked, kind)
        return self._known[kind]

    def _keep_within(self, read: Read, column: Column, cells: Sequence[object]) -> None:
        skipped = read.bad | read.deleted
        wanted = [at for at, one in enumerate(cells) if one and at not in skipped]
        if wanted:
            told = ([one[at] for at in wanted] for one in (read.numbers, read.ids, cells))
            self._within.append((column, self._checked.scratch.keep(told)))

    def _check_within(self) -> None:
        """References within the file; who refers to a row set aside is set aside as well."""
        told: set[tuple[int, str]] = set()
        is_settled = False
        while not is_settled:
            before = self._checked.bad_rows
            for column, place in self._within:
                self._check_kept(column, place, told)
            is_settled = self._checked.bad_rows == before
            self._known.clear()

    def _check_kept(self, column: Column, place: int, told: set[tuple[int, str]]) -> None:
        numbers, ids, cells = self._checked.scratch.read(place)
        known = self._known_of(column.refers_to)
        unknown = known.unknown(targets_in(cells)) if known else set()
        for at in positions_of(cells, unknown) if unknown else ():
            if (numbers[at], column.name) in told:
                continue
            told.add((numbers[at], column.name))
            found = Diagnostic(
                code=column.unknown,
                file=self._checked.file,
                row=numbers[at],
                column=column.name,
                sourced_id=ids[at],
            )
            self._whole.note_late(self._checked, found)

    def _note_roots(self, read: Read) -> None:
        """A package of several districts would mix what must stay apart."""
        if self._kind != "orgs":
            return
        parents = read.columns.get("parentSourcedId") or [""] * len(read)
        for at, (kind, parent) in enumerate(zip(read.columns["type"], parents, strict=True)):
            if kind == "district" and parent == "" and at not in read.bad:
                self._districts += 1
                if self._districts > 1:
                    read.note(at, "several_districts")


def _at(checked: Checked, code: str, read: Read, at: int, column: str) -> Diagnostic:
    return Diagnostic(
        code=code,
        file=checked.file,
        row=read.numbers[at],
        column=column,
        sourced_id=read.shown_ids[at],
    )
