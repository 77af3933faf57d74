"""What the timers publish between two feeds: decisions, and days that turn."""

from datetime import UTC, datetime, timedelta

import pytest

from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.roster import jobs
from services.evaluation.roster.decisions import approve_guardians
from services.evaluation.roster.models import RosterLink
from shared import clock, store
from shared.tenancy import scope_of
from tests.evaluation.roster.conftest import NOW, Told

MANY = ("ana", "bob", "che", "dev", "eve", "fay")


def had_run(
    told: Told,
    state: RunState,
    *,
    is_open: bool = False,
    journaled: int = 0,
    finished_at: datetime | None = None,
) -> None:
    """The source's newest run is in this state."""
    store.database()["feed_runs"].delete_many({})
    run = FeedRun(
        id=f"run-{state}",
        school_id=told.ids.district_id,
        source=told.ids.source,
        open_source=told.ids.source if is_open else None,
        file_name="package.zip",
        path="/nowhere",
        package_digest="x",
        is_dry_run=False,
        state=state.value,
        journaled=journaled,
        finished_at=finished_at,
        started_at=NOW,
        started_by="somebody",
        job_id="job",
    )
    with scope_of(told.ids.district_id):
        store.save(run)


@pytest.fixture
def approved(told: Told) -> Told:
    """Six guardians of Ben, approved a moment ago."""
    told.family("ben", *MANY)
    told.publish()
    with scope_of(told.ids.district_id):
        approve_guardians(told.ids.person("ben"))
    return told


def test_an_approval_is_published_by_the_next_turn_of_a_worker(approved: Told) -> None:
    had_run(approved, RunState.FINISHED)

    jobs.publish_decided.function()

    assert len(approved.rows(RosterLink, active=True)) == 6


@pytest.mark.parametrize(("state", "is_open"), [(RunState.LOADING, True), (RunState.FAILED, False)])
def test_half_a_feed_is_never_published(approved: Told, state: RunState, is_open: bool) -> None:
    had_run(approved, state, is_open=is_open, journaled=1, finished_at=clock.now())

    jobs.publish_decided.function()

    assert approved.rows(RosterLink) == []


@pytest.mark.parametrize(("journaled", "hours"), [(0, 0), (1, 25)])
def test_a_feed_that_failed_does_not_keep_decisions_back_for_ever(
    approved: Told, journaled: int, hours: int
) -> None:
    """Not at all when it had changed nothing, and else for a day."""
    ended_at = clock.now() - timedelta(hours=hours)
    had_run(approved, RunState.FAILED, journaled=journaled, finished_at=ended_at)

    jobs.publish_decided.function()

    assert len(approved.rows(RosterLink, active=True)) == 6


def test_the_day_turns_in_each_schools_zone(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    had_run(told, RunState.FINISHED)
    told.record("orgSettings", "south", zone="America/Los_Angeles")
    told.family("ben", "ana")
    told.person("zoe", "student", school="south")
    told.person("yan", "parent", school="south")
    told.agent("zoe", "yan")
    for student, guardian in (("ben", "ana"), ("zoe", "yan")):
        told.guardian(student, guardian, validTo="2026-11-25")
    told.publish()

    def active_at(now: datetime) -> list[bool]:
        monkeypatch.setattr(clock, "now", lambda: now)
        jobs.turn_days.function()
        jobs.publish_decided.function()
        south = told.row(RosterLink, told.ids.link("zoe", "yan"), "south")
        return [told.link("ben", "ana").active, south.active]

    noon = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    seen = [active_at(noon + timedelta(hours=12 * number)) for number in range(5)]
    # The 25th begins in Auckland at 11:00 UTC of the 24th, in Los Angeles at 08:00 of the 25th.
    assert seen == [[True, True], [True, True], [False, True], [False, True], [False, False]]
