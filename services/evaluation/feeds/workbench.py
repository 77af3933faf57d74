"""What a worker keeps at hand of a run between two steps: the check, and how far it has read.

Only a saving: everything here is found again from the package by whoever takes the job over, and
thrown away when a step's transaction did not commit and the stored cursor says something else.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.package import open_package, read_table
from services.evaluation.feeds.oneroster.rows import Cells
from services.evaluation.roster.stored import active_ids


@dataclass
class Workbench:
    """The check of one run's package, and a place in one of its streams."""

    run_id: str
    check: Check
    rows_checked: int = 0
    stream: int = -1
    row: int = 0
    rows: Iterator[Cells] = field(default_factory=lambda: iter(()))

    def next_rows(self, stream: int, row: int, limit: int) -> list[Cells]:
        """Up to ``limit`` rows of the stream after its first ``row`` ones, set-aside rows too."""
        if (stream, row) != (self.stream, self.row):
            package = self.check.package
            _, rows = read_table(package.archive, package.streams[stream])
            self.rows = islice(rows, row, None)
            self.stream, self.row = stream, row
        found = list(islice(self.rows, limit))
        self.row += len(found)
        return found


_kept: dict[str, Workbench] = {}


def workbench_of(run: FeedRun) -> Workbench:
    """The run's workbench; a fresh one, with nothing checked, when this worker has none.

    Raises:
        Broken: the zip or its manifest cannot be used.
    """
    if run.id not in _kept:
        source = run.source
        package = open_package(Path(run.path))
        clear_workbenches()
        _kept[run.id] = Workbench(run.id, Check(package, lambda kind: active_ids(source, kind)))
    return _kept[run.id]


def clear_workbenches() -> None:
    """Forget what is at hand: memory is for one run at a time."""
    _kept.clear()
