"""An activity of the running system, announced by one of its teachers as a page would."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.invitations.activities.use_cases import announce_activity
from shared import clock, context, store
from shared.settings import load_settings
from shared.tenancy import scope_of
from tests.invitations.world import announcement
from tests.system import System
from tests.waiting import eventually


def announced(system: System, **changes: Any) -> list[dict[str, Any]]:
    """Announce an activity for the largest class; returns its invitations once all are issued."""
    database = system.database("invitations")
    school_id, class_id, teacher = _largest_class(database)
    with _store_of(system), scope_of(school_id), context.acting(actor=teacher):
        activity_id = announce_activity(
            announcement([class_id], **changes), person_ids=[teacher], now=clock.now()
        )
    job = {"args.activity_id": activity_id, "state": "done"}
    eventually(lambda: database["jobs"].find_one(job), what="the fan-out")
    return list(database["invitations"].find({"activity_id": activity_id}))


def _largest_class(database: Any) -> tuple[str, str, str]:
    """School, class and a teacher of the class with the most students."""
    enrollments = list(database["roster_enrollments"].find({"active": True}))
    students: dict[tuple[str, str], int] = {}
    teachers: dict[tuple[str, str], str] = {}
    for row in enrollments:
        place = (row["school_id"], row["class_id"])
        if row["role"] == "teacher":
            teachers[place] = row["person_id"]
        else:
            students[place] = students.get(place, 0) + 1
    place = max((one for one in students if one in teachers), key=lambda one: students[one])
    return *place, teachers[place]


@contextmanager
def _store_of(system: System) -> Iterator[None]:
    """The running system's invitations store, connected as its own processes connect to it."""
    before = dict(os.environ)
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
