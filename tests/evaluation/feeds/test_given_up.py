"""A run whose job gave up ends, whoever looks; and a run cut short at its end, ends the same."""

from pathlib import Path

import pytest

from services.evaluation.feeds import jobs, queries
from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.feeds.use_cases import reject_held, start_run
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from shared import store
from shared.jobs import JobState, Step
from shared.loops import run_next_job
from tests import bundles
from tests.evaluation.feeds.conftest import Load

pytestmark = pytest.mark.usefixtures("in_district")


def start(path: Path, files: bundles.Files) -> FeedRun:
    """A run that waits for a worker."""
    bundles.write_package(path, files)
    with path.open("rb") as stream:
        run_id = start_run(
            stream,
            file_name=path.name,
            source="sis",
            is_dry_run=False,
            directory=settings().data_directory,
        )
    return queries.run_of(run_id)


def give_up(run: FeedRun) -> None:
    """As if each attempt at a step of the run had failed."""
    store.database()["jobs"].update_one(
        {"_id": run.job_id}, {"$set": {"state": JobState.FAILED.value}}
    )


def do_and_lose_it(run: FeedRun) -> None:
    """Do the run's next step in a transaction that does not commit, as when a worker is killed."""

    @store.atomic
    def step() -> None:
        job = store.database()["jobs"].find_one({"_id": run.job_id})
        assert job is not None
        jobs.import_roster.function(
            Step(
                job_id=job["_id"],
                school_id=job["school_id"],
                args=job["args"],
                cursor=job["cursor"],
                done=job["done"],
                total=job["total"],
                result=job["result"],
            )
        )
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step()


def test_a_run_whose_job_gave_up_ends_by_itself(load: Load, tmp_path: Path) -> None:
    run = start(tmp_path / "one.zip", bundles.make_files())
    jobs.close_given_up.function()
    assert queries.run_of(run.id).state == RunState.WAITING
    give_up(run)

    jobs.close_given_up.function()

    ended = queries.run_of(run.id)
    assert (ended.state, ended.open_source) == (RunState.FAILED, None)
    assert jobs.close_given_up in SERVICE.timers


def test_a_run_that_gave_up_keeps_nobody_from_rejecting(load: Load, tmp_path: Path) -> None:
    crowd = bundles.with_students(bundles.make_small_district(), 30)
    load(bundles.make_files(crowd))
    fewer = bundles.without_users(crowd, *(f"student-{number}" for number in range(10)))
    held = load(bundles.make_files(fewer))
    run = start(tmp_path / "one.zip", bundles.make_files(crowd))
    give_up(run)

    reject_held(held.id)

    assert queries.run_of(held.id).state == RunState.FINISHED
    assert queries.run_of(run.id).state == RunState.FAILED


def test_a_refusal_that_was_cut_short_is_a_refusal_all_the_same(load: Load, tmp_path: Path) -> None:
    files = bundles.make_files()
    del files["manifest.csv"]
    run = start(tmp_path / "one.zip", files)
    do_and_lose_it(run)
    assert Path(run.path).exists()

    while run_next_job(SERVICE, "another-worker"):
        pass

    assert queries.run_of(run.id).state == RunState.REFUSED
    assert not Path(run.path).exists(), "what was refused is not kept"
