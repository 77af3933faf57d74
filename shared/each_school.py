"""Work that comes round for every school: what goes wrong in one of them is that one's alone.

Each failure is logged and counted with the timer's lease, where ``status`` shows it to operators.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from shared import store
from shared.closed import closed_schools
from shared.errors import Conflict
from shared.logs import logger
from shared.parking import describe
from shared.store import Row
from shared.tenancy import platform_collection, scope_of

LEASES = "leases"
Came = TypeVar("Came")
log = logger()


def in_each_school(timer: str, school_ids: Iterable[str], work: Callable[[str], object]) -> None:
    """Do the timer's work once for each of these schools that is open, in the school's scope.

    Raises:
        Exception: the store is away, so that no school's work can be done.
    """
    for school_id in sorted(set(school_ids) - closed_schools()):
        in_school(timer, school_id, partial(work, school_id))


def in_school(timer: str, school_id: str, work: Callable[[], Came]) -> Came | None:
    """Do one piece of the timer's work in the school's scope; None when it failed.

    What somebody else changed at this very moment is left for the next round, and is no failure.

    Raises:
        Exception: as ``in_each_school``.
    """
    try:
        with scope_of(school_id):
            return work()
    except Conflict as busy:
        reason = describe(busy)
        log.info("left_for_the_next_round", timer=timer, school_id=school_id, reason=reason)
    except Exception as error:
        if store.is_away(error):
            raise
        # No trace: what an exception says may hold what a family wrote.
        log.error("school_failed", timer=timer, school_id=school_id, reason=describe(error))
        _count(timer)
    return None


def failures() -> Row:
    """How often each timer failed in a school, by the timer's name; those that never did are not.

    Counted since the service was installed.
    """
    counted = platform_collection(LEASES).find({"failures": {"$gt": 0}}, {"failures": 1})
    return {row["_id"].removeprefix("timer:"): row["failures"] for row in counted}


def _count(timer: str) -> None:
    row = {"_id": f"timer:{timer}"}
    platform_collection(LEASES).update_one(row, {"$inc": {"failures": 1}}, upsert=True)
