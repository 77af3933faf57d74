"""An activity of the running system, announced by one of its teachers as a page would."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.invitations.activities.use_cases import announce_activity
from services.invitations.roster.queries import classes_taught, school
from shared import clock, context, store
from shared.settings import load_settings
from shared.tenancy import scope_of
from tests.invitations.world import announcement
from tests.system import System
from tests.waiting import eventually


def announced(system: System, **changes: Any) -> list[dict[str, Any]]:
    """Announce an activity for the largest class; returns its invitations once all are issued."""
    database = system.database("invitations")
    with _store_of(system):
        school_id, class_id, teacher = _largest_class(database)
        with scope_of(school_id), context.acting(actor=teacher):
            activity_id = announce_activity(
                announcement([class_id], **changes), person_ids=[teacher], now=clock.now()
            )
    job = {"args.activity_id": activity_id, "state": "done"}
    eventually(lambda: database["jobs"].find_one(job), what="the fan-out")
    return list(database["invitations"].find({"activity_id": activity_id}))


def _largest_class(database: Any) -> tuple[str, str, str]:
    """School, class and a teacher of the class with the most students that has one today."""
    students: Counter[tuple[str, str]] = Counter()
    teachers: dict[tuple[str, str], str] = {}
    for row in database["roster_enrollments"].find({"active": True}):
        place = (row["school_id"], row["class_id"])
        if row["role"] == "teacher":
            teachers[place] = row["person_id"]
        else:
            students[place] += 1
    for (school_id, class_id), _ in students.most_common():
        teacher = teachers.get((school_id, class_id))
        if teacher is not None and _teaches(teacher, school_id, class_id):
            return school_id, class_id, teacher
    raise AssertionError("the running system has no class with a teacher")


def _teaches(teacher: str, school_id: str, class_id: str) -> bool:
    with scope_of(school_id):
        today = school(school_id).day_of(clock.now())
        return class_id in {one.class_id for one in classes_taught([teacher], school_id, today)}


@contextmanager
def _store_of(system: System) -> Iterator[None]:
    """The running system's invitations store, connected as its own processes connect to it."""
    before = dict(os.environ)
    # Nothing of this session's own installation, as the prefix of its databases, may shine through.
    os.environ.clear()
    os.environ.update(system.environments["invitations"])
    settings = load_settings("invitations")
    store.connect(settings)
    try:
        with store.use("invitations"):
            yield
    finally:
        store.disconnect("invitations")
        os.environ.clear()
        os.environ.update(before)


def service_status(system: System, service: str) -> dict[str, Any]:
    """What an operator sees of one service."""
    status: dict[str, Any] = json.loads(system.command(f"services.{service}", "status"))
    return status
