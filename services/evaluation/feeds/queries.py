"""Named reads of runs and what they found."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.roster.changes import Change
from shared.errors import NotFound

LATEST_RUNS = 20
SHOWN_FINDINGS = 100
# The worst first, each in the order of the files.
_ORDER = (Severity.PACKAGE, Severity.FILE, Severity.ROW, Severity.WARNING)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Numbers of records over all kinds."""

    new: int
    changed: int
    ended: int
    held: int
    left_out: int
    same: int

    @property
    def changes(self) -> int:
        """How many records are not as they were."""
        return self.new + self.changed + self.ended


def run_of(run_id: str) -> FeedRun:
    """The run.

    Raises:
        NotFound: the district in scope has no such run.
    """
    run = FeedRun.objects(id=run_id).first()
    if run is None:
        raise NotFound("feed-run")
    return run  # type: ignore[no-any-return]


def latest_runs(limit: int = LATEST_RUNS) -> list[FeedRun]:
    """The district's runs, newest first."""
    return list(FeedRun.objects.order_by("-started_at").limit(limit))


def newest_by_source(runs: Iterable[FeedRun]) -> list[FeedRun]:
    """Each source's newest finished load among the runs, which are newest first."""
    found: dict[str, FeedRun] = {}
    for run in runs:
        if run.is_final and not run.is_dry_run and run.state != RunState.REFUSED:
            found.setdefault(run.source, run)
    return list(found.values())


def summary_of(run: FeedRun) -> Summary:
    """What the run changed, over all kinds of records."""
    return Summary(
        new=run.total_of(Change.CREATED),
        changed=run.total_of(Change.UPDATED, Change.REACTIVATED),
        ended=run.total_of(Change.DEACTIVATED),
        held=run.total_of(Change.HELD),
        left_out=run.total_of(Change.QUARANTINED),
        same=run.total_of(Change.UNCHANGED, Change.OLDER),
    )


def changes_of(run: FeedRun) -> list[Change]:
    """The kinds of change that the run has any of, in the order of the pages' columns."""
    return [change for change in Change if run.total_of(change)]


def may_be_loaded(run: FeedRun) -> bool:
    """Whether the run checked a package that is sound and still kept."""
    is_sound = run.state in {RunState.FINISHED, RunState.HELD}
    return run.is_dry_run and is_sound and Path(run.path).exists()


def findings_of(run_id: str, limit: int | None = None) -> Iterator[FeedFinding]:
    """What was found, the worst first, at most ``limit``."""
    left = limit
    for severity in _ORDER:
        found = FeedFinding.objects(run_id=run_id, severity=severity.value).order_by("number")
        for one in found if left is None else found.limit(left):
            yield one
            if left is not None:
                left -= 1
        if left == 0:
            return


@contextmanager
def package_file(run: FeedRun) -> Iterator[IO[bytes]]:
    """The run's package, while it is kept.

    Raises:
        NotFound: it is not kept any more.
    """
    try:
        with Path(run.path).open("rb") as stream:
            yield stream
    except FileNotFoundError as error:
        raise NotFound("feed-package") from error
