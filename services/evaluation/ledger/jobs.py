"""Timed work of the ledger: counting the families on the roll, which reports are a share of."""

from datetime import datetime, timedelta

from services.evaluation.feeds.queries import latest_runs
from services.evaluation.ledger.queries import roll_counted_at
from services.evaluation.ledger.use_cases import store_roll_count
from services.evaluation.roster.models import RosterPerson
from services.evaluation.settings import settings
from shared import clock
from shared.each_school import in_each_school
from shared.jobs import every
from shared.tenancy import every_school, scope_of

COUNT_AT_LEAST_EVERY = timedelta(hours=1)
_COUNTING = "count-rolls"


@every(seconds=5, name=_COUNTING)
def count_rolls() -> None:
    """Count a school's families anew while a feed runs, after it has, and now and then."""
    now = clock.now()
    changed_at = _roster_changed_at(now)

    def count(school_id: str) -> None:
        counted_at = roll_counted_at(school_id)
        if counted_at is None or counted_at <= changed_at:
            store_roll_count(school_id, now)

    in_each_school(_COUNTING, every_school(RosterPerson), count)


def _roster_changed_at(now: datetime) -> datetime:
    """When a feed last may have changed the roster; now while one runs."""
    with scope_of(settings().district_id):
        runs = latest_runs()
    if not all(run.is_final for run in runs):
        return now
    times: list[datetime] = [
        now - COUNT_AT_LEAST_EVERY,
        *(run.finished_at for run in runs if run.finished_at),
    ]
    return max(times)
