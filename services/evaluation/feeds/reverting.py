"""The phases of the other tasks: ending what was held, and putting back what a load changed."""

from typing import Any

from services.evaluation.feeds.models import FeedHold, FeedRun, HoldState, RunState, Verdict
from services.evaluation.feeds.pace import pace
from services.evaluation.feeds.queries import run_of
from services.evaluation.roster.applied import forget_all_applied, forget_applied
from services.evaluation.roster.changes import Change
from services.evaluation.roster.journal import Journal, entry_of
from services.evaluation.roster.stored import count_changed
from services.evaluation.roster.use_cases import end_records, put_back
from shared import clock, context, store

Cursor = dict[str, Any]
RECORDS_ENDED_AT_ONCE = 1_000
ENTRIES_AT_ONCE = 10


def end_held(run: FeedRun, cursor: Cursor) -> Cursor:
    """End the next of what the approved run holds: those still active that nobody told since."""
    rows = list(
        FeedHold.objects(run_id=run.approves, state=HoldState.HELD.value)
        .order_by("id")
        .limit(pace.of(RECORDS_ENDED_AT_ONCE))
    )
    if not rows:
        return _begin_publishing(run)
    journal = Journal(run.id, run.journaled)
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.sourced_id)
    for kind, sourced_ids in by_kind.items():
        forget_applied(run.source, kind)
        ended = end_records(run.source, kind, sourced_ids, journal=journal)
        run.count(kind, Change.DEACTIVATED, ended)
    FeedHold._get_collection().update_many(
        {"_id": {"$in": [row.id for row in rows]}}, {"$set": {"state": HoldState.ENDED.value}}
    )
    run.journaled = journal.entries
    run.advance(RunState.LOADING, done=run.done + len(rows), total=run.total)
    return cursor


def put_back_entries(run: FeedRun, cursor: Cursor) -> Cursor:
    """Put back the next entries of the undone run's journal, the last ones first."""
    undone = run_of(run.undoes)
    if cursor["left"] is None:
        cursor = {**cursor, "left": undone.journaled}
        forget_all_applied(run.source)
    left = cursor["left"]
    first = max(0, left - pace.of(ENTRIES_AT_ONCE))
    for number in reversed(range(first, left)):
        entry = entry_of(undone.id, number)
        if entry is not None:
            run.count(entry.kind, Change.UPDATED, put_back(entry))
    run.advance(RunState.LOADING, done=undone.journaled - first, total=undone.journaled)
    if first:
        return {**cursor, "left": first}
    _note_undone(undone, run)
    return _begin_publishing(run)


def _note_undone(undone: FeedRun, run: FeedRun) -> None:
    undone.undone_by = run.id
    if undone.is_open:
        FeedHold._get_collection().update_many(
            {"run_id": undone.id, "state": HoldState.HELD.value},
            {"$set": {"state": HoldState.UNDONE.value}},
        )
        undone.settle(Verdict.UNDONE, context.current_actor(), clock.now())
    store.save(undone)


def _begin_publishing(run: FeedRun) -> Cursor:
    run.advance(RunState.PUBLISHING, done=0, total=count_changed(run.source))
    return {"phase": "publish"}
