"""Checking a package before anything is changed: every row, every reference, in slices.

Knows only the package and, for what a delta refers to, which identifiers are stored. Memory stays
flat: what has to be remembered lies on disk beside the package and is gone when this object is.
Source: design lms.md §1.4 (bulk and delta), §8 rules 1, 4, 5, 9 and 10.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.oneroster.csv_rows import ROWS_AT_ONCE
from services.evaluation.feeds.oneroster.diagnostics import (
    Broken,
    Diagnostic,
    Severity,
    is_fatal,
    severity_of,
)
from services.evaluation.feeds.oneroster.facts import Facts
from services.evaluation.feeds.oneroster.file_check import FileCheck
from services.evaluation.feeds.oneroster.judging import without_primary_role
from services.evaluation.feeds.oneroster.names import Names, StoredNamed, Told, nobody_named
from services.evaluation.feeds.oneroster.package import Package
from services.evaluation.feeds.oneroster.references import Known, StoredAmong
from services.evaluation.feeds.oneroster.scope import OrgScope
from services.evaluation.feeds.oneroster.scratch import Scratch

KEPT_DIAGNOSTICS = 5_000
KEPT_OF_A_CODE = 1_000
"""Of one code in one file, so that one mistake made everywhere does not hide the others."""


class Check:
    """The check of one package, in slices so that a job can do it in steps."""

    def __init__(
        self, package: Package, stored: StoredAmong, named: StoredNamed = nobody_named
    ) -> None:
        """Nothing is read yet; ``stored`` is asked where a delta refers beyond its package.

        ``named`` is asked for whom other products' files name by identifier.
        """
        self.package = package
        self.is_strict = package.options.strict
        self.counts: Counter[tuple[str, str]] = Counter()
        """File and code to how often it was found."""
        self.is_done = False
        self.is_fatal = False
        self.facts: Facts
        self._stored = stored
        self._named = named
        self._scratch = Scratch(package.archive.path.parent)
        self.streams = self._empty_streams()
        self.facts = Facts(self._scratch, self.checked)
        columns = (column for one in package.streams for column in one.table.columns)
        self.told_names = Told(self._scratch, {one.names for one in columns} - {""})
        allowed = package.options.org_scope
        self.scope = OrgScope(allowed, self.facts) if allowed is not None else None
        self._found: list[Diagnostic] = []
        self._kept = 0
        self._districts = 0
        self._work = self._check_all()

    def advance(self, rows: int) -> list[Diagnostic]:
        """Check about the next ``rows`` rows; returns what was found, up to a limit in all."""
        left = rows
        while left > 0 and not self.is_done:
            done = next(self._work, None)
            if done is None:
                self.is_done = True
            else:
                left -= done
        found, self._found = self._found, []
        return found

    def close(self) -> None:
        """Give back the disk; rows and identifiers cannot be asked for any more."""
        self._scratch.close()

    def checked(self, kind: str) -> Checked | None:
        """What is known of the stream of this kind, if the package has one."""
        return next((one for one in self.streams if one.stream.kind == kind), None)

    def severities(self) -> Counter[Severity]:
        """How much was found of each severity, also beyond what was handed out."""
        found: Counter[Severity] = Counter()
        for (_, code), number in self.counts.items():
            found[severity_of(code, is_strict=self.is_strict)] += number
        return found

    def note(self, found: Diagnostic) -> None:
        """Count a finding and keep it for the next ``advance``, up to the limits."""
        self.counts[found.file, found.code] += 1
        found = replace(found, is_strict=self.is_strict)
        self.is_fatal = self.is_fatal or is_fatal(found)
        of_code = self.counts[found.file, found.code]
        if self._kept < KEPT_DIAGNOSTICS and of_code <= KEPT_OF_A_CODE:
            self._kept += 1
            self._found.append(found)

    def known(self, checked: Checked, kind: str) -> Known | None:
        """Where a reference to this kind may lead; None when its file is broken: that is said.

        Raises:
            Broken: a full set refers to a file that the package does not have.
        """
        target = self.checked(kind)
        if target is not None and target.is_broken and target is not checked:
            return None
        if target is None and not checked.as_changes:
            raise _without(checked, kind)
        is_full = target is not None and not target.as_changes and not checked.as_changes
        return Known(kind=kind, target=target, stored=self._stored, is_full=is_full)

    def names(self, checked: Checked, kind: str) -> Names:
        """Whom other products' files name so."""
        return Names(
            kind=kind,
            known=self.known(checked, kind),
            told=self.told_names.of(kind),
            stored=self._named,
        )

    def _empty_streams(self) -> list[Checked]:
        found: list[Checked] = []
        whole: Checked | None = None
        for stream in self.package.streams:
            one = Checked(
                stream=stream,
                scratch=self._scratch,
                identifiers=self._scratch.identifiers(),
                whole=None if stream.is_first else whole,
            )
            whole = one if stream.is_first else whole
            found.append(one)
        return found

    def _check_all(self) -> Iterator[int]:
        for warning in self.package.warnings:
            self.note(warning)
        for checked in self.streams:
            try:
                if checked.whole is None:
                    yield from self._check_file(checked)
                else:
                    yield from _check_part(checked, checked.whole)
            except Broken as broken:
                checked.is_broken = True
                for found in broken.diagnostics:
                    self.note(found)

    def _check_file(self, checked: Checked) -> Iterator[int]:
        kind = checked.stream.kind
        yield from FileCheck(self, checked).batches()
        if kind == "users" and not checked.as_changes and not self.checked("roles"):
            # People without roles are nobody: 1.2 has both or neither, when it tells all of them.
            raise _without(checked, "roles")
        if kind == "roles" and self.facts.is_told("users", "roles"):
            self._check_primary_orgs()

    def _check_primary_orgs(self) -> None:
        users = self.checked("users")
        noted = users.identifiers.noted() if users else iter(())
        while users and (piece := list(islice(noted, ROWS_AT_ONCE))):
            rows = {user: row for user, row, _ in piece}
            for user in without_primary_role(self.facts, {one: org for one, _, org in piece}):
                found = Diagnostic(
                    code="primary_org_missing_role",
                    file=users.file,
                    row=rows[user],
                    column="primaryOrgSourcedId",
                    sourced_id=user,
                )
                self.note_late(users, found)

    def note_late(self, checked: Checked, found: Diagnostic) -> None:
        """Say what later rows or files show about a row that was kept, and set it aside if bad."""
        self.note(found)
        if severity_of(found.code, is_strict=self.is_strict) is not Severity.WARNING:
            checked.set_aside(found.row, found.sourced_id)


def _check_part(checked: Checked, whole: Checked) -> Iterator[int]:
    """Which records a file's rows tell beside themselves: agents, and in 1.1 roles.

    Only a full set ends what it leaves out, so that only then it must be known what is in it.
    """
    checked.as_changes, checked.is_broken = whole.as_changes, whole.is_broken
    checked.bad_rows = whole.bad_rows
    if checked.as_changes or checked.is_broken:
        return
    records = checked.records()
    while piece := list(islice(records, ROWS_AT_ONCE)):
        ids = [record.sourced_id for record, _ in piece]
        rows = [row for _, row in piece]
        checked.identifiers.add(ids, rows, rows)
        yield len(piece)


def _without(checked: Checked, kind: str) -> Broken:
    return Broken(Diagnostic(code="missing_target_file", file=checked.file, column=f"{kind}.csv"))
