"""Timed work of the roster: what a new day turns, and what was decided between two feeds."""

from datetime import timedelta

from services.evaluation.feeds.models import FeedRun, RunState, Task
from services.evaluation.roster.days import mark_turned
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.kinds import ROSTER_KINDS
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.publishing import publish_changed
from services.evaluation.roster.sources import all_sources
from services.evaluation.settings import settings
from shared import clock
from shared.jobs import every
from shared.store import atomic
from shared.tenancy import scope_of

RECORDS_AT_ONCE = 500
PIECES_A_TURN = 20
HALF_A_FEED_WAITS_FOR = timedelta(days=1)
"""So long nothing is published after a feed that gave up half-way; decisions go out then."""


@every(seconds=60, name="turn-roster-days")
def turn_days() -> None:
    """Mark what begins or ends today, for each source, once a day in each time zone."""
    district_id = settings().district_id
    with scope_of(district_id):
        for source in sorted(all_sources()):
            mark_turned(Ids(district_id, source), clock.now())


@every(seconds=2, name="publish-decided")
def publish_decided() -> None:
    """Publish what is marked although no feed runs: approvals, days that turned."""
    district_id = settings().district_id
    with scope_of(district_id):
        for source in sorted(all_sources()):
            for _ in range(PIECES_A_TURN):
                if not _publish_piece(Ids(district_id, source)):
                    break


@atomic
def _publish_piece(ids: Ids) -> int:
    """Nothing while the source's own import may have loaded one file and not the next."""
    if not _is_whole(ids.source) or not _is_marked(ids.source):
        return 0
    return publish_changed(ids, settings().languages, clock.now(), RECORDS_AT_ONCE)


def _is_whole(source: str) -> bool:
    if FeedRun.objects(source=source, open_source=source).first() is not None:
        return False
    last = FeedRun.objects(source=source, is_dry_run=False).order_by("-started_at").first()
    return last is None or not _waits_for_another(last)


def _waits_for_another(run: FeedRun) -> bool:
    """Whether the run gave up half-way, a short time ago: another one may still make it whole."""
    has_begun = run.journaled or run.task == Task.UNDO
    ended_at = run.finished_at or run.started_at
    is_fresh = clock.now() < ended_at + HALF_A_FEED_WAITS_FOR
    return bool(run.state == RunState.FAILED and has_begun and is_fresh)


def _is_marked(source: str) -> bool:
    marked = {"source": source, "kind": {"$in": list(ROSTER_KINDS)}, "is_changed": True}
    return SourceRecord._get_collection().find_one(marked, {"_id": 1}) is not None
