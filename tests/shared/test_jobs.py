"""Jobs go on where they were stopped, and one worker at a time has them."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared import clock, jobs, leases, store
from shared.errors import Conflict
from shared.jobs import JobState, Step, enqueue, job, job_status
from shared.loops import run_next_job
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import platform_collection, scope_of
from tests.shared.sample import SERVICE, Letter, write_letters

SCHOOL = "school-a"


@pytest.fixture(autouse=True)
def sample_store(open_store: Callable[[Service], Settings]) -> None:
    open_store(SERVICE)


def test_a_job_runs_to_its_end_in_steps() -> None:
    job_id = queue(5)
    assert run_next_job(SERVICE, "w1")
    status = job_status(job_id)
    assert (status.state, status.done, status.total) == (JobState.DONE, 5, 5)
    assert letters() == 5
    assert not run_next_job(SERVICE, "w1")


def test_a_killed_workers_job_goes_on_and_repeats_nothing() -> None:
    queue(5)
    claimed = jobs.claim("killed")
    assert claimed is not None
    jobs.run_step(write_letters, claimed, "killed")
    assert jobs.claim("w2") is None, "the lease is still the killed worker's"
    let_lease_run_out()
    assert run_next_job(SERVICE, "w2")
    assert letters() == 5


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    queue(5)
    claimed = jobs.claim("slow")
    let_lease_run_out()
    assert jobs.claim("w2") is not None
    assert claimed is not None
    with pytest.raises(Conflict):
        jobs.run_step(write_letters, claimed, "slow")
    assert letters() == 0


def test_a_failing_job_is_tried_again_and_then_given_up() -> None:
    @job("write-letters")
    def fail(step: Step) -> None:
        Letter(id="x", school_id=step.school_id)
        raise LookupError

    service = dataclasses.replace(SERVICE, jobs=[fail])
    job_id = queue(5)
    for _ in range(len(jobs.RETRY_AFTER_SECONDS) + 1):
        assert run_next_job(service, "w1")
        platform_collection(jobs.JOBS).update_many({}, {"$set": {"run_at": clock.now()}})
    status = job_status(job_id)
    assert (status.state, status.error) == (JobState.FAILED, "builtins.LookupError")


def test_the_same_key_makes_one_job() -> None:
    assert queue(5, key="k") == queue(5, key="k")
    assert platform_collection(jobs.JOBS).count_documents({}) == 1


def test_a_job_for_later_is_not_due() -> None:
    later = clock.now() + timedelta(hours=1)
    store.atomic(enqueue)("write-letters", school_id=SCHOOL, args={"count": 1}, run_at=later)
    assert not run_next_job(SERVICE, "w1")


def test_a_timer_runs_once_per_period() -> None:
    timer = jobs.Timer("t", 3600, lambda: None)
    assert [jobs.due_timer(timer), jobs.due_timer(timer)] == [True, False]


def test_a_lease_has_one_holder_until_it_is_released() -> None:
    assert leases.take("relay", "a", seconds=60)
    assert not leases.take("relay", "b", seconds=60)
    assert leases.take("relay", "a", seconds=60)
    leases.release("relay", "a")
    assert leases.take("relay", "b", seconds=60)


def test_a_lease_that_ran_out_goes_to_the_next() -> None:
    assert leases.take("relay", "a", seconds=-1)
    assert leases.take("relay", "b", seconds=60)
    assert not leases.take("relay", "a", seconds=60)


def queue(count: int, key: str | None = None) -> str:
    return store.atomic(enqueue)("write-letters", school_id=SCHOOL, args={"count": count}, key=key)


def letters() -> int:
    with scope_of(SCHOOL):
        return int(Letter.objects.count())


def let_lease_run_out() -> None:
    past = clock.now() - timedelta(seconds=1)
    platform_collection(jobs.JOBS).update_many({}, {"$set": {"lease_until": past}})
