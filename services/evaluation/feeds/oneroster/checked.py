"""What a check knows of one stream of a package: identifiers and row numbers, never rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from services.evaluation.feeds.oneroster.package import Stream
from services.evaluation.feeds.oneroster.rows import Cells
from services.evaluation.feeds.oneroster.tables import Column


@dataclass
class Checked:
    """One stream. ``present`` maps every identifier in it, good or bad, to a hash of its row.

    ``skipped_rows`` are not applied: the bad ones, and those that repeat an earlier one.
    """

    stream: Stream
    as_changes: bool = False
    present: dict[str, int] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    skipped_rows: set[int] = field(default_factory=set)
    bad_rows: int = 0
    rows: int = 0
    is_broken: bool = False

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

    def set_aside(self, row: int, sourced_id: str) -> None:
        """The row is bad; its record is present all the same, so nothing ends it."""
        self.skipped_rows.add(row)
        self.bad.add(sourced_id)
        self.bad_rows += 1


@dataclass(frozen=True)
class Known:
    """The identifiers that a reference may lead to.

    ``is_full``: the package tells all of them. A bad row's record counts if an earlier version is
    stored.
    """

    target: Checked | None
    stored: Callable[[], frozenset[str]]
    is_full: bool

    def __contains__(self, identifier: str) -> bool:
        """Whether there is such a record."""
        target = self.target
        if target is not None and identifier in target.present:
            return identifier not in target.bad or identifier in self.stored()
        return not self.is_full and identifier in self.stored()


@dataclass(frozen=True)
class Reference:
    """A column that must lead to a known record."""

    column: Column
    known: Known
    is_key: bool

    def unknown(self, cells: Cells) -> Iterator[str]:
        """The row's identifiers in this column that lead nowhere."""
        value = cells.sourced_id if self.is_key else cells.fields.get(self.column.name, "")
        for identifier in value if isinstance(value, list) else [value]:
            if identifier and identifier not in self.known:
                yield identifier
