"""Holding records back, and what becomes of those that were held; within a step's transaction."""

from collections.abc import Collection, Mapping

from services.evaluation.feeds.models import FeedHold, FeedRun, HoldState, RunState, Task, Verdict
from services.evaluation.roster.changes import Change
from shared import clock, context, store

_OPEN = HoldState.HELD.value


def hold_records(
    run: FeedRun, kind: str, held: Mapping[str, tuple[str, str]], active: Mapping[str, int]
) -> None:
    """Hold these: identifier to population and reason. ``active``: how many each population has."""
    if not held:
        return
    run.count(kind, Change.HELD, len(held))
    for population, reason in held.values():
        run.hold(kind, population, reason, number=1, active=active.get(population, 0))
    now = clock.now()
    FeedHold._get_collection().insert_many(
        [
            {
                "_id": f"{run.id}/{kind}/{one}",
                "school_id": run.school_id,
                "run_id": run.id,
                "source": run.source,
                "kind": kind,
                "sourced_id": one,
                "population": population,
                "reason": reason,
                "state": _OPEN,
                "at": now,
            }
            for one, (population, reason) in held.items()
        ]
    )


def supersede_holds(run: FeedRun, kind: str) -> None:
    """This run tells all records of the kind anew: what earlier loads of the source hold is past.

    Those of dry runs stay: they are what was said then.
    """
    earlier = _held_runs(run)
    if earlier:
        ids = [one.id for one in earlier]
        FeedHold._get_collection().update_many(
            {"run_id": {"$in": ids}, "kind": kind, "state": _OPEN},
            {"$set": {"state": HoldState.SUPERSEDED.value}},
        )


def note_returned(run: FeedRun, kind: str, sourced_ids: Collection[str]) -> None:
    """A package of changes tells these: they are not missing any more."""
    earlier = _held_runs(run) if sourced_ids else []
    if earlier:
        FeedHold._get_collection().update_many(
            {
                "run_id": {"$in": [one.id for one in earlier]},
                "kind": kind,
                "sourced_id": {"$in": list(sourced_ids)},
                "state": _OPEN,
            },
            {"$set": {"state": HoldState.RETURNED.value}},
        )


def settle_earlier(run: FeedRun) -> None:
    """Close earlier runs of the source of whose held records none is left; one that was approved.

    A run that was stopped because of changed identifiers is past when any package was loaded.
    """
    for earlier in _held_runs(run):
        is_open = FeedHold.objects(run_id=earlier.id, state=_OPEN).first() is not None
        if is_open and not earlier.is_stopped:
            continue
        is_approved = run.approves == earlier.id
        verdict = Verdict.APPROVED if is_approved else Verdict.SUPERSEDED
        earlier.settle(verdict, context.current_actor(), clock.now())
        store.save(earlier)


def _held_runs(run: FeedRun) -> list[FeedRun]:
    found = FeedRun.objects(
        source=run.source, state=RunState.HELD.value, is_dry_run=False, id__ne=run.id
    )
    return [one for one in found if one.task == Task.LOAD]
