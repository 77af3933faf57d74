"""Checking a package before anything is changed: every row, every reference, in slices.

Knows only the package and, for what a delta refers to, which identifiers are stored.
Source: design lms.md §1.4 (bulk and delta), §8 rules 1, 4, 5, 9 and 10.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice

from services.evaluation.feeds.oneroster.checked import Checked, Known, Reference
from services.evaluation.feeds.oneroster.diagnostics import Broken, Diagnostic, is_fatal
from services.evaluation.feeds.oneroster.manifest import Mode
from services.evaluation.feeds.oneroster.package import (
    Package,
    Stream,
    is_told_as_changes,
    read_table,
)
from services.evaluation.feeds.oneroster.rows import Cells, Header
from services.evaluation.feeds.oneroster.tables import Table
from services.evaluation.roster.changes import Record

KEPT_DIAGNOSTICS = 5_000
StoredIds = Callable[[str], frozenset[str]]
"""A kind of record to the identifiers of it that are stored and active."""


class Check:
    """The check of one package, in slices so that a job can do it in steps."""

    def __init__(self, package: Package, stored: StoredIds) -> None:
        """Nothing is read yet; ``stored`` is asked where a delta refers beyond its package."""
        self.package = package
        self.streams = [Checked(stream) for stream in package.streams]
        self.counts: Counter[tuple[str, str]] = Counter()
        """File and code to how often it was found."""
        self.is_done = False
        self.is_fatal = False
        self._stored = stored
        self._found: list[Diagnostic] = []
        self._kept = 0
        self._parents: list[tuple[int, str, str, str]] = []
        self._districts = 0
        self._work = self._check_all()

    def advance(self, rows: int) -> list[Diagnostic]:
        """Check the next ``rows`` rows; returns what was found, up to a limit for the package."""
        self.is_done = sum(1 for _ in islice(self._work, rows)) < rows
        found, self._found = self._found, []
        return found

    def checked(self, kind: str) -> Checked | None:
        """What is known of the stream of this kind, if the package has one."""
        return next((one for one in self.streams if one.stream.kind == kind), None)

    def _check_all(self) -> Iterator[None]:
        for warning in self.package.warnings:
            self._note(warning)
        for checked in self.streams:
            try:
                if checked.stream.is_first:
                    yield from self._check_rows(checked)
                else:
                    yield from self._check_parts(checked)
            except Broken as broken:
                checked.is_broken = True
                for found in broken.diagnostics if checked.stream.is_first else ():
                    self._note(found)

    def _check_rows(self, checked: Checked) -> Iterator[None]:
        stream, archive = checked.stream, self.package.archive
        checked.as_changes = is_told_as_changes(archive, stream)
        self._check_roles_are_told(checked)
        header, rows = read_table(archive, stream)
        for warning in header.warnings:
            self._note(warning)
        if checked.as_changes and stream.mode is Mode.BULK:
            self._note(Diagnostic(code="bulk_with_status", file=checked.file))
        references = list(self._references(checked, header))
        for cells in rows:
            checked.rows += 1
            if not self._is_repeated(checked, cells):
                self._check_row(checked, cells, references)
            yield
        self._check_parents(checked)

    def _check_roles_are_told(self, checked: Checked) -> None:
        """People without roles are nobody: 1.2 has both or neither, when it tells all of them."""
        if checked.stream.kind == "users" and not checked.as_changes and not self.checked("roles"):
            raise Broken(
                Diagnostic(code="missing_target_file", file=checked.file, column="roles.csv")
            )

    def _check_row(self, checked: Checked, cells: Cells, references: list[Reference]) -> None:
        table = checked.stream.table
        for reference in references:
            if any(reference.unknown(cells)):
                name = reference.column.name
                cells.faults.append(_at("missing_target_record", checked, cells, name))
        if checked.as_changes and not table.is_supplement and not (cells.status and cells.modified):
            name = "dateLastModified" if cells.status else "status"
            cells.warnings.append(_at("field_required_in_delta", checked, cells, name))
        if cells.faults:
            checked.set_aside(cells.row, cells.sourced_id)
        self._note_parent(table, cells)
        for found in (*cells.faults, *cells.warnings):
            self._note(found)

    def _note_parent(self, table: Table, cells: Cells) -> None:
        for column in table.columns:
            if column.refers_to == table.name and (target := cells.fields.get(column.name)):
                self._parents.append((cells.row, cells.sourced_id, column.name, str(target)))
        is_root = cells.fields.get("type") == "district" and "parentSourcedId" not in cells.fields
        if table.name == "orgs" and is_root and not cells.faults:
            self._districts += 1
            if self._districts > 1:
                self._note(Diagnostic(code="several_districts", file=table.file, row=cells.row))

    def _check_parts(self, checked: Checked) -> Iterator[None]:
        """Check what a file's rows say beside themselves: the agents, and in 1.1 the roles."""
        whole = self.checked(checked.stream.table.name)
        if whole is None or whole.is_broken:
            checked.is_broken = True
            return
        checked.as_changes, checked.bad_rows = whole.as_changes, whole.bad_rows
        known = self._known(checked, "users") if checked.stream.kind == "agents" else None
        for record, row in records_of(self.package, checked, whole.skipped_rows):
            checked.present[record.sourced_id] = row
            if known is not None and str(record.fields["agentSourcedId"]) not in known:
                found = Diagnostic(
                    code="agent_unknown",
                    file=checked.file,
                    row=row,
                    column="agentSourcedIds",
                    sourced_id=record.owner,
                )
                self._note(found)
            yield

    def _check_parents(self, checked: Checked) -> None:
        """References within the file, now that all of it is known."""
        known = self._known_of(checked, checked.stream.kind, is_full=not checked.as_changes)
        for row, sourced_id, column, target in self._parents:
            if target not in known:
                checked.set_aside(row, sourced_id)
                self._note(
                    Diagnostic(
                        code="missing_target_record",
                        file=checked.file,
                        row=row,
                        column=column,
                        sourced_id=sourced_id,
                    )
                )
        self._parents = []

    def _references(self, checked: Checked, header: Header) -> Iterator[Reference]:
        table = checked.stream.table
        for _, column in header.columns:
            if not column.refers_to or column.refers_to == table.name:
                continue
            known = self._known(checked, column.refers_to)
            if known is not None:
                yield Reference(column, known, is_key=column.name == table.key)

    def _known(self, checked: Checked, kind: str) -> Known | None:
        """Where a reference to this kind may lead; None when its file is broken: that is said.

        Raises:
            Broken: a full set refers to a file that the package does not have.
        """
        target = self.checked(kind)
        if target is not None and target.is_broken:
            return None
        if target is None and not checked.as_changes:
            raise Broken(
                Diagnostic(code="missing_target_file", file=checked.file, column=f"{kind}.csv")
            )
        is_full = target is not None and not target.as_changes and not checked.as_changes
        return self._known_of(target, kind, is_full=is_full)

    def _known_of(self, target: Checked | None, kind: str, *, is_full: bool) -> Known:
        return Known(target, cache(lambda: self._stored(kind)), is_full)

    def _is_repeated(self, checked: Checked, cells: Cells) -> bool:
        """Whether the same row came before.

        Raises:
            Broken: it came before with another content; nobody can say which one is meant.
        """
        if not cells.sourced_id:
            return False
        content = hash(repr((cells.status, cells.modified, cells.fields)))
        earlier = checked.present.get(cells.sourced_id)
        if earlier is None:
            checked.present[cells.sourced_id] = content
            return False
        key = checked.stream.table.key
        if earlier != content:
            raise Broken(_at("duplicate_sourced_id", checked, cells, key))
        self._note(_at("row_repeated", checked, cells, key))
        checked.skipped_rows.add(cells.row)
        return True

    def _note(self, found: Diagnostic) -> None:
        self.counts[found.file, found.code] += 1
        self.is_fatal = self.is_fatal or is_fatal(found)
        if self._kept < KEPT_DIAGNOSTICS:
            self._kept += 1
            self._found.append(found)


def records_of(
    package: Package, checked: Checked, skipped_rows: set[int]
) -> Iterator[tuple[Record, int]]:
    """The stream's records with their rows, without those of rows that are set aside."""
    stream: Stream = checked.stream
    _, rows = read_table(package.archive, stream)
    for cells in rows:
        if cells.row not in skipped_rows:
            for record in stream.expand(cells):
                yield record, cells.row


def _at(code: str, checked: Checked, cells: Cells, column: str) -> Diagnostic:
    return Diagnostic(
        code=code, file=checked.file, row=cells.row, column=column, sourced_id=cells.sourced_id
    )
