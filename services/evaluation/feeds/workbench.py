"""What a worker keeps at hand of a run between two steps: the check, and how far it has read.

Only a saving: everything here is found again from the package by whoever takes the job over, and
thrown away when a step's transaction did not commit and the stored cursor says something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from services.evaluation.feeds.digests import stream_digest
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.oneroster.options import Options
from services.evaluation.feeds.oneroster.package import open_package
from services.evaluation.feeds.oneroster.rows import Cells
from services.evaluation.feeds.rules import BulkWithStatus
from services.evaluation.roster.stored import active_among, sole_bearers

ROWS_CHECKED_AT_ONCE = 20_000


@dataclass
class Workbench:
    """The check of one run's package, and a place in one of its streams."""

    run_id: str
    check: Check
    rows_checked: int = 0
    stream: int = -1
    row: int = 0
    rows: Iterator[Cells] = field(default_factory=lambda: iter(()))
    sample: dict[str, frozenset[str]] = field(default_factory=dict)
    """Kind to what missing records of it are known by, while they are compared."""
    _digests: dict[int, str] = field(default_factory=dict)

    def next_rows(self, stream: int, row: int, limit: int) -> list[Cells]:
        """Up to ``limit`` good rows of the stream after the one of the number ``row``.

        By its number in the file: a check that is done again may set aside other rows.
        """
        if (stream, row) != (self.stream, self.row):
            self.rows = self.check.streams[stream].cells(row)
            self.stream, self.row = stream, row
        found = list(islice(self.rows, limit))
        self.row = found[-1].row if found else row
        return found

    def digest_of(self, stream: int, settings: str) -> str:
        """What the stream says, and all that decides what is made of it."""
        if stream not in self._digests:
            self._digests[stream] = stream_digest(self.check, stream, settings)
        return self._digests[stream]


_kept: dict[str, Workbench] = {}


def workbench_of(run: FeedRun) -> Workbench:
    """The run's workbench; a fresh one, with nothing checked, when this worker has none.

    Raises:
        Broken: the zip or its manifest cannot be used.
    """
    if run.id not in _kept:
        package = open_package(Path(run.path), _options(run))
        clear_workbenches()
        stored, named = partial(active_among, run.source), partial(sole_bearers, run.source)
        _kept[run.id] = Workbench(run.id, Check(package, stored, named))
    return _kept[run.id]


def checked_workbench(run: FeedRun) -> Workbench | None:
    """The workbench with everything checked; None after a slice of a check that is done again."""
    bench = workbench_of(run)
    if bench.check.is_done:
        return bench
    bench.check.advance(ROWS_CHECKED_AT_ONCE)
    return None


def rows_of(checked: Checked) -> int:
    """How many rows of the stream will be loaded."""
    return (checked.whole or checked).good_rows


def clear_workbenches() -> None:
    """Forget what is at hand: memory and disk are for one run at a time."""
    for bench in _kept.values():
        bench.check.close()
    _kept.clear()


def _options(run: FeedRun) -> Options:
    own = run.source_settings
    return Options(
        strict=bool(run.is_strict),
        demographics=own.keeps_demographics,
        org_scope=frozenset({own.school}) if own.school else None,
        is_bulk_with_status_full=own.bulk_with_status == BulkWithStatus.BULK,
    )
