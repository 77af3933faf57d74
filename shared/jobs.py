"""Long work in small resumable steps, and work that comes round; one worker at a time.

Each step is one transaction that also stores how far it came, so that a killed worker's job goes
on from there and repeats nothing. A job that fails is tried again a few times, then stays *failed*
with its error.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared import clock, context, ids, store
from shared.closed import closed_schools
from shared.errors import Conflict, NotFound
from shared.parking import describe
from shared.store import Row
from shared.tenancy import platform_collection, scope_of

JOBS = "jobs"
# Deletes what a closed school leaves; every other job of such a school waits.
REMOVAL = "remove-school"
KEPT_SECONDS = 30 * 24 * 3600
LEASE_SECONDS = 30
RETRY_AFTER_SECONDS = (1, 5, 15, 30, 60)
LAST_RETRY_SECONDS = 120


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    DONE = "done"
    FAILED = "failed"


@dataclass
class Step:
    """One step of a job: what it was given, where the last step stopped, and how far it has come.

    ``cursor`` is whatever the job needs to go on (JSON-like); ``done`` of ``total`` is shown to
    people.
    """

    job_id: str
    school_id: str
    args: Row
    cursor: Any = None
    done: int = 0
    total: int = 0
    result: Row = field(default_factory=dict)
    finished: bool = False

    def finish(self) -> None:
        """This was the last step."""
        self.finished = True


@dataclass(frozen=True)
class JobHandler:
    """Does the steps of one kind of job."""

    kind: str
    function: Callable[[Step], None]


@dataclass(frozen=True)
class Timer:
    """Runs every so often, on one worker at a time."""

    name: str
    seconds: float
    function: Callable[[], None]


@dataclass(frozen=True)
class JobStatus:
    """How a job is getting on."""

    state: JobState
    done: int
    total: int
    result: Row
    error: str | None


def job(kind: str) -> Callable[[Callable[[Step], None]], JobHandler]:
    """Declare the decorated function as the step of jobs of this kind; it runs in a transaction."""
    return lambda function: JobHandler(kind, function)


def every(*, seconds: float, name: str) -> Callable[[Callable[[], None]], Timer]:
    """Declare the decorated function as work that comes round; it opens its own transactions."""
    return lambda function: Timer(name, seconds, function)


def enqueue(
    kind: str,
    *,
    school_id: str,
    args: Row,
    key: str | None = None,
    run_at: datetime | None = None,
) -> str:
    """Queue a job with this transaction; returns its id. One ``key`` makes one job only."""
    job_id = ids.new_id() if key is None else ids.derived_id("job", kind, key)
    now = clock.now()
    platform_collection(JOBS).update_one(
        {"_id": job_id},
        {
            "$setOnInsert": {
                "kind": kind,
                "school_id": school_id,
                "args": args,
                "cursor": None,
                "done": 0,
                "total": 0,
                "result": {},
                "state": JobState.QUEUED.value,
                "run_at": run_at or now,
                "queued_at": now,
                "attempts": 0,
                "error": None,
                "holder": None,
                "actor": context.current_actor(),
                "correlation_id": context.current_correlation_id() or job_id,
            }
        },
        upsert=True,
    )
    return job_id


def job_status(job_id: str) -> JobStatus:
    """How the job is getting on.

    Raises:
        NotFound: there is no such job.
    """
    row = platform_collection(JOBS).find_one({"_id": job_id})
    if row is None:
        raise NotFound("job")
    return JobStatus(JobState(row["state"]), row["done"], row["total"], row["result"], row["error"])


def claim(holder: str) -> Row | None:
    """The next job that is due and in nobody's hands, now in the holder's; None when there is none.

    Leases go by MongoDB's clock. A closed school's jobs wait.
    """
    lease = {"$add": ["$$NOW", LEASE_SECONDS * 1000]}
    return platform_collection(JOBS).find_one_and_update(  # type: ignore[no-any-return]
        {
            "state": JobState.QUEUED.value,
            "$or": [{"kind": REMOVAL}, {"school_id": {"$nin": sorted(closed_schools())}}],
            "$expr": {
                "$and": [
                    {"$lte": ["$run_at", "$$NOW"]},
                    {"$lt": [{"$ifNull": ["$lease_until", datetime(1970, 1, 1)]}, "$$NOW"]},  # noqa: DTZ001
                ]
            },
        },
        [{"$set": {"holder": {"$literal": holder}, "lease_until": lease}}],
        sort=[("run_at", 1)],
        return_document=True,
    )


def run_step(handler: JobHandler, claimed: Row, holder: str) -> bool:
    """Do the job's next step in one transaction; True when the job is finished.

    Raises:
        Conflict: the lease went to somebody else meanwhile; nothing was changed.
    """
    cause = context.acting(actor=claimed["actor"], correlation_id=claimed["correlation_id"])
    with cause, scope_of(claimed["school_id"]):
        step = _step_in_transaction(handler, claimed["_id"], holder)
    return step.finished


def let_go(job_id: str, holder: str) -> None:
    """Give the job back to the queue, behind what is already due."""
    platform_collection(JOBS).update_one(
        {"_id": job_id, "holder": holder, "state": JobState.QUEUED.value},
        [{"$set": {"holder": None, "lease_until": None, "run_at": "$$NOW"}}],
    )


def note_failure(job_id: str, holder: str, error: BaseException) -> None:
    """Try the failed job again later, or give it up after the last attempt."""
    row = platform_collection(JOBS).find_one({"_id": job_id, "holder": holder})
    if row is None:
        return
    attempts = row["attempts"] + 1
    # Nobody could begin a removal again, and half of one is none.
    given_up = attempts > len(RETRY_AFTER_SECONDS) and row["kind"] != REMOVAL
    pauses = (*RETRY_AFTER_SECONDS, LAST_RETRY_SECONDS)
    delay = timedelta(seconds=pauses[min(attempts, len(pauses)) - 1])
    platform_collection(JOBS).update_one(
        {"_id": job_id, "holder": holder},
        {
            "$set": {
                "attempts": attempts,
                "error": describe(error),
                "state": JobState.FAILED.value if given_up else JobState.QUEUED.value,
                "run_at": clock.now() + delay,
                "holder": None,
                "lease_until": None,
            }
        },
    )


def due_timer(timer: Timer) -> bool:
    """Whether the timer is due; True for one caller only until its time has passed again."""
    collection = platform_collection("leases")
    name = f"timer:{timer.name}"
    again = {"$add": ["$$NOW", int(timer.seconds * 1000)]}
    due = {"_id": name, "$expr": {"$lte": ["$until", "$$NOW"]}}
    if collection.update_one(due, [{"$set": {"until": again}}]).matched_count:
        return True
    never_ran = [{"$set": {"until": {"$ifNull": ["$until", again]}}}]
    fresh = collection.update_one({"_id": name}, never_ran, upsert=True)
    return fresh.upserted_id is not None


@store.atomic
def _step_in_transaction(handler: JobHandler, job_id: str, holder: str) -> Step:
    collection = platform_collection(JOBS)
    row = collection.find_one({"_id": job_id, "holder": holder, "state": JobState.QUEUED.value})
    if row is None:
        raise Conflict("lease-lost")
    step = Step(
        job_id=row["_id"],
        school_id=row["school_id"],
        args=row["args"],
        cursor=row["cursor"],
        done=row["done"],
        total=row["total"],
        result=row["result"],
    )
    handler.function(step)
    collection.update_one({"_id": job_id}, [{"$set": _progress(step)}])
    return step


def _progress(step: Step) -> Row:
    state = JobState.DONE if step.finished else JobState.QUEUED
    return {
        "cursor": {"$literal": step.cursor},
        "done": step.done,
        "total": step.total,
        "result": {"$literal": step.result},
        "state": state.value,
        "attempts": 0,
        "error": None,
        "lease_until": {"$add": ["$$NOW", LEASE_SECONDS * 1000]},
        # Dropped by an index some time after; a failed job stays until somebody looked.
        **({"done_at": "$$NOW"} if step.finished else {}),
    }
