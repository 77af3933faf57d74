"""The runs of feeds as a job: each step one transaction, each task its phases; and the tidying.

A killed worker's run goes on from the stored cursor and comes to the same end.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from services.evaluation.feeds import checking, comparing, loading, reverting
from services.evaluation.feeds.holding import settle_earlier
from services.evaluation.feeds.models import FeedHold, FeedRun, FeedSource, RunState, Task
from services.evaluation.feeds.oneroster.diagnostics import Broken
from services.evaluation.feeds.pace import pace
from services.evaluation.feeds.publishers import publish_next
from services.evaluation.feeds.queries import (
    open_sources,
    past_journals,
    run_of,
    settled_during,
    source_id,
)
from services.evaluation.feeds.uploads import drop_upload, drop_uploads_before
from services.evaluation.feeds.use_cases import JOB_KIND, close_abandoned
from services.evaluation.feeds.workbench import clear_workbenches
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.journal import drop_journal
from services.evaluation.settings import settings
from shared import clock, context
from shared import store as documents
from shared.jobs import Step, every, job
from shared.tenancy import scope_of

RECORDS_PUBLISHED_AT_ONCE = 1_000
UPLOADS_KEPT_FOR = timedelta(days=2)
HOLDS_KEPT_FOR = timedelta(days=90)

Cursor = dict[str, Any]
_STARTS: Mapping[str, Cursor] = {
    Task.LOAD: checking.START,
    Task.APPROVE: {"phase": "end-held"},
    Task.UNDO: {"phase": "put-back", "left": None},
}


@job(JOB_KIND)
def import_roster(step: Step) -> None:
    """Do the next piece of the run. Idempotent by the cursor, which is stored with the piece.

    The last step only tidies: by then it is certain that the run has ended, and how.
    """
    run = run_of(step.args["run_id"])
    if run.is_final:
        _tidy(run)
        step.finish()
        return
    cursor: Cursor = step.cursor or dict(_STARTS[run.task])
    try:
        with pace.kept():
            step.cursor = _PHASES[cursor["phase"]](run, cursor)
    except Broken as broken:
        checking.keep_findings(run, broken.diagnostics, 0)
        checking.note_found(run, Counter(one.severity for one in broken.diagnostics))
        run.refuse(clock.now())
    step.done, step.total = run.done, run.total
    documents.save(run)


@every(seconds=3600, name="drop-old-uploads")
def drop_old_uploads() -> None:
    """Packages hold personal data: one that was only checked is not kept for long."""
    drop_uploads_before(settings().data_directory, clock.now() - UPLOADS_KEPT_FOR)


@every(seconds=60, name="close-runs-given-up")
def close_given_up() -> None:
    """A run whose job gave up does not stay open until somebody starts another one."""
    with context.acting(), scope_of(settings().district_id):
        for source in open_sources():
            close_abandoned(source)


@every(seconds=3600, name="drop-old-journals")
def drop_old_journals() -> None:
    """What runs found before they changed it is kept for undoing only, and no longer."""
    with scope_of(settings().district_id):
        for run_id in past_journals(clock.now()):
            drop_journal(run_id)
            FeedRun._get_collection().update_one({"_id": run_id}, {"$set": {"journaled": 0}})
        long_ago = clock.now() - HOLDS_KEPT_FOR
        FeedHold._get_collection().delete_many({"at": {"$lt": long_ago}})


def _publish(run: FeedRun, cursor: Cursor) -> Cursor:
    ids = Ids(run.school_id, run.source)
    number = 0
    if not run.is_dry_run:
        now = clock.now()
        limit = pace.of(RECORDS_PUBLISHED_AT_ONCE)
        number = publish_next(ids, settings().languages, now, limit)
    if number:
        run.advance(RunState.PUBLISHING, done=run.done + number, total=run.total)
    else:
        _finish(run)
    return cursor


def _finish(run: FeedRun) -> None:
    now = clock.now()
    run.finish(now)
    if run.is_dry_run:
        return
    settle_earlier(run)
    if run.task == Task.LOAD and not run.is_stopped:
        FeedSource._get_collection().update_one(
            {"_id": source_id(run.source)},
            {"$set": {"last_loaded_at": now, "last_run_id": run.id}},
        )


def _tidy(run: FeedRun) -> None:
    clear_workbenches()
    for earlier in settled_during(run):
        drop_upload(earlier.path)
    if run.task != Task.LOAD or (run.is_open and run.is_stopped):
        return
    if not run.is_dry_run or run.state == RunState.REFUSED:
        drop_upload(run.path)


_PHASES: dict[str, Callable[[FeedRun, Cursor], Cursor]] = {
    "check": checking.check_rows,
    "compare": comparing.compare,
    "match": comparing.match,
    "load": loading.load_rows,
    "end": loading.end_missing,
    "end-held": reverting.end_held,
    "put-back": reverting.put_back_entries,
    "publish": _publish,
}
