"""What is said at home of a child's days and work: noted here, passed on by a worker.

A notice says that there is something to see; what it is stands on the page, behind its link.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from pymongo import UpdateOne

from services.messaging.notices.models import ChildNotice
from services.messaging.notices.rules import Notice, alerts, is_news, takes_back
from services.messaging.roster.models import RosterOrg
from services.messaging.roster.queries import today_at
from shared import clock, ids
from shared.envelope import Envelope
from shared.events.progress import (
    AbsenceCorrected,
    AbsenceRecorded,
    AssignmentAnnounced,
    AssignmentDueChanged,
    ResultHeld,
    ResultPosted,
    ResultReleased,
    ResultStanding,
    ResultWithdrawn,
)
from shared.handlers import WaitingFor
from shared.store import atomic
from shared.tenancy import write_scope

News = ResultPosted | ResultReleased | AssignmentAnnounced | AssignmentDueChanged
TakenBack = ResultHeld | ResultWithdrawn


@atomic
def note(batch: Sequence[tuple[Any, Envelope]]) -> None:
    """Note what these events say, in the order in which it happened: the last has the last word.

    Raises:
        WaitingFor: the school is not known yet, and so not which day it is there.
    """
    for note_run, run in groupby(batch, lambda one: _NOTING[type(one[0])]):
        note_run(list(run))


def absence_id(student_id: str, on: date) -> str:
    """The id of what is said of a child's absence on a day."""
    return ids.derived_id("notice", Notice.ABSENCE_RECORDED.value, student_id, on.isoformat())


def today_here() -> date:
    """The day it is at the school in scope.

    Raises:
        WaitingFor: the school is not known yet.
    """
    school_id = write_scope()
    if RosterOrg.objects(org_id=school_id).first() is None:
        raise WaitingFor(RosterOrg, school_id)
    return today_at(school_id, clock.now())


def _note_absences(batch: Sequence[tuple[AbsenceRecorded, Envelope]]) -> None:
    """Have those who stand for the child told, once for each child and day."""
    today, now = today_here(), clock.now()
    _upsert(
        [
            _noted(
                Notice.ABSENCE_RECORDED,
                absence_id(event.student_id, event.on),
                event.on,
                now,
                student_id=event.student_id,
                category=event.category.value,
                because=f"absence/{event.attendance_id}",
            )
            for event, _ in batch
            if alerts(event, today)
        ]
    )


def _note_corrections(batch: Sequence[tuple[AbsenceCorrected, Envelope]]) -> None:
    """Have those told who were told of the absence; if nobody was yet, nobody is told of either."""
    now, collection = clock.now(), ChildNotice._get_collection()
    for event, envelope in batch:
        if not takes_back(event):
            continue
        first = absence_id(event.student_id, event.on)
        because = f"absence/{event.attendance_id}"
        untold = {"_id": first, "due_at": {"$ne": None}}
        collection.update_one(untold, {"$pull": {"because": because}})
        collection.delete_one({**untold, "because": []})
        if collection.find_one({"_id": first, "due_at": None}, {"_id": 1}) is None:
            continue
        _upsert(
            [
                _noted(
                    Notice.ABSENCE_CORRECTED,
                    ids.derived_id("notice", envelope.key, str(envelope.version)),
                    event.on,
                    now,
                    student_id=event.student_id,
                    category=event.category.value,
                    because=because,
                )
            ]
        )


def _note_news(batch: Sequence[tuple[News, Envelope]]) -> None:
    """Have it said that there is something new, once for each child and day at most."""
    today, now = today_here(), clock.now()
    _upsert([_news(event, today, now) for event, _ in batch if _is_worth_it(event, today)])


def _take_back_news(batch: Sequence[tuple[TakenBack, Envelope]]) -> None:
    """What was not passed on yet says nothing of these results; nothing at all if that was all."""
    collection = ChildNotice._get_collection()
    for event, _ in batch:
        because = f"result/{event.result_id}"
        untold = {
            "because": because,
            "student_id": event.student_id,
            "due_at": {"$ne": None},
        }
        for row in collection.find(untold, {"_id": 1}):
            collection.update_one({"_id": row["_id"]}, {"$pull": {"because": because}})
            collection.delete_one({"_id": row["_id"], "because": []})


def _is_worth_it(event: News, today: date) -> bool:
    if isinstance(event, ResultPosted):
        is_fresh = event.standing is ResultStanding.GRADED and not event.again
        return is_fresh and is_news(event.scored_on, today)
    if isinstance(event, ResultReleased):
        return event.standing is ResultStanding.GRADED
    return event.due_on >= today


def _news(event: News, today: date, now: datetime) -> UpdateOne:
    if isinstance(event, ResultPosted | ResultReleased):
        about, because = {"student_id": event.student_id}, f"result/{event.result_id}"
    else:
        about, because = {"class_id": event.class_id}, f"assignment/{event.assignment_id}"
    notice = Notice.PROGRESS_NEWS
    identifier = ids.derived_id("notice", notice.value, *about.values(), today.isoformat())
    return _noted(notice, identifier, today, now, because=because, **about)


def _noted(
    notice: Notice, identifier: str, on: date, now: datetime, *, because: str, **about: str
) -> UpdateOne:
    """Noted once; said again, it has one more reason."""
    own = {"notice": notice.value, "on": on.isoformat(), "told_at": now, "due_at": now, **about}
    return UpdateOne(
        {"_id": identifier},
        {
            "$setOnInsert": {"school_id": write_scope(), **own},
            "$addToSet": {"because": because},
        },
        upsert=True,
    )


def _upsert(requests: Sequence[UpdateOne]) -> None:
    if requests:
        ChildNotice._get_collection().bulk_write(list(requests))


_NOTING: dict[type, Callable[[Sequence[tuple[Any, Envelope]]], None]] = {
    AbsenceRecorded: _note_absences,
    AbsenceCorrected: _note_corrections,
    ResultPosted: _note_news,
    ResultReleased: _note_news,
    AssignmentAnnounced: _note_news,
    AssignmentDueChanged: _note_news,
    ResultHeld: _take_back_news,
    ResultWithdrawn: _take_back_news,
}
