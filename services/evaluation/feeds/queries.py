"""Named reads of runs and what they found."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from services.evaluation.feeds.models import (
    FeedFinding,
    FeedHold,
    FeedRun,
    FeedSource,
    HoldState,
    RunState,
    Task,
)
from services.evaluation.feeds.oneroster.diagnostics import Severity
from services.evaluation.roster.changes import Change
from services.evaluation.roster.journal import is_kept
from services.evaluation.roster.stored import names_of
from shared.errors import NotFound
from shared.tenancy import read_scope

LATEST_RUNS = 20
JOURNALS_KEPT = 10
JOURNAL_KEPT_FOR = timedelta(days=30)
SHOWN_FINDINGS = 100
# The worst first, each in the order of the files.
_ORDER = (Severity.PACKAGE, Severity.FILE, Severity.ROW, Severity.WARNING)


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """A record that is held. ``name``: of the person, class or org it is or is about, if known."""

    kind: str
    sourced_id: str
    name: str
    group: str
    org: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Hold:
    """What a run holds of a population.

    ``group``: students, guardians, staff, or blank for all. ``org``: the school's sourcedId and
    ``org_name`` its name, or blank for all. ``reason``: ``too-many``, ``not-clean``, ``held-with``
    (what it refers to is held), ``many-changes``, ``org`` (no file
    closes one), ``ids-changed`` (nothing was loaded).
    """

    kind: str
    group: str
    org: str
    org_name: str
    reason: str
    number: int
    active: int


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


def runs_of(source: str, limit: int = LATEST_RUNS) -> list[FeedRun]:
    """The source's runs, newest first."""
    return list(FeedRun.objects(source=source).order_by("-started_at").limit(limit))


def source_id(source: str) -> str:
    """The id under which a source of the district in scope is stored."""
    (district_id,) = read_scope()
    return f"{district_id}/{source}"


def sources() -> list[FeedSource]:
    """Every source that ever sent a package or has settings, by name."""
    return list(FeedSource.objects.order_by("source"))


def source_of(source: str) -> FeedSource:
    """The source.

    Raises:
        NotFound: the district in scope has no such source.
    """
    found = FeedSource.objects(id=source_id(source)).first()
    if found is None:
        raise NotFound("feed-source")
    return found  # type: ignore[no-any-return]


def holds_of(run_id: str) -> list[Hold]:
    """What the run holds or held, population by population, the greatest first."""
    run = run_of(run_id)
    names = names_of(run.source, "orgs", {one["org"] for one in run.holds if one["org"]})
    holds = [Hold(**one, org_name=names.get(one["org"], "")) for one in run.holds]
    return sorted(holds, key=lambda one: -one.number)


def held_sample(run_id: str, limit: int | None = SHOWN_FINDINGS) -> list[HeldRecord]:
    """Records that the run holds, by kind; of a dry run, those that its load would hold."""
    run = run_of(run_id)
    found = FeedHold.objects(run_id=run_id, state=HoldState.HELD.value).order_by("id")
    rows = list(found if limit is None else found.limit(limit))
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.sourced_id)
    names = {kind: names_of(run.source, kind, ids) for kind, ids in by_kind.items()}
    return [_held_record(row, names[row.kind].get(row.sourced_id, "")) for row in rows]


def may_be_undone(run: FeedRun) -> bool:
    """Whether it is the newest of its source that changed something, and its journal is kept."""
    if run.task == Task.UNDO or not run.is_final or not run.journaled or run.undone_by:
        return False
    changing = FeedRun.objects(source=run.source, undone_by=None, journaled__gt=0)
    newest = changing.order_by("-started_at").first()
    return newest is not None and newest.id == run.id and is_kept(run.id)


def past_journals(now: datetime) -> list[str]:
    """Runs whose journals are too old to keep: beyond the newest of their source, or by age."""
    past = []
    for source in sources():
        kept = FeedRun.objects(source=source.source, journaled__gt=0).order_by("-started_at")
        past += [
            str(run.id)
            for number, run in enumerate(kept)
            if run.is_final and (number >= JOURNALS_KEPT or run.started_at < now - JOURNAL_KEPT_FOR)
        ]
    return past


def open_sources() -> list[str]:
    """Sources that have a run under way."""
    return sorted(FeedRun.objects(open_source__gt="").distinct("open_source"))


def settled_during(run: FeedRun) -> list[FeedRun]:
    """Earlier loads of the source of whose held records none was left when this run ended."""
    where = {"source": run.source, "is_dry_run": False, "task": Task.LOAD.value}
    return list(FeedRun.objects(**where, id__ne=run.id, verdict_at__gte=run.started_at))


def held_runs() -> list[FeedRun]:
    """Every load that holds something nobody decided about, newest first."""
    return list(
        FeedRun.objects(state=RunState.HELD.value, is_dry_run=False).order_by("-started_at")
    )


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


def _held_record(row: FeedHold, name: str) -> HeldRecord:
    group, _, org = (row.population or "").partition("@")
    return HeldRecord(
        kind=row.kind,
        sourced_id=row.sourced_id,
        name=name,
        group=group,
        org=org,
        reason=row.reason,
    )
