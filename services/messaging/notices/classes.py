"""What is offered to the families of classes: conferences and homework. Passed on by a worker."""

from collections.abc import Mapping, Sequence

from pymongo import UpdateOne

from services.messaging.notices.models import ChildNotice
from services.messaging.notices.progress import today_here
from services.messaging.notices.rules import Notice
from shared import clock, ids
from shared.envelope import Envelope
from shared.events import texts_as_dict
from shared.events.conferences import ConferenceOpened
from shared.events.homework import HomeworkKind, HomeworkSet
from shared.store import atomic
from shared.tenancy import write_scope


@atomic
def note_conferences(batch: Sequence[tuple[ConferenceOpened, Envelope]]) -> None:
    """Have the families of the classes told, once for each conference, from when they may book.

    Raises:
        WaitingFor: the school is not known yet, and so not which day it is there.
    """
    today, now = today_here(), clock.now()
    notice = Notice.CONFERENCE_OPENED
    _upsert(
        [
            _noted(
                ids.derived_id("notice", notice.value, event.conference_id),
                f"conference/{event.conference_id}",
                {
                    "notice": notice.value,
                    "on": today.isoformat(),
                    "told_at": now,
                    "due_at": max(now, event.opens_at),
                    "closes_at": event.closes_at,
                    "class_ids": list(event.class_ids),
                    "title": texts_as_dict(event.title),
                },
            )
            for event, _ in batch
            if event.closes_at > now
        ]
    )


@atomic
def note_homework(batch: Sequence[tuple[HomeworkSet, Envelope]]) -> None:
    """Have families told of tasks with a turn for them, once for each child and day at most.

    Raises:
        WaitingFor: the school is not known yet, and so not which day it is there.
    """
    today, now = today_here(), clock.now()
    notice = Notice.HOMEWORK_SET
    _upsert(
        [
            _noted(
                ids.derived_id("notice", notice.value, class_id, today.isoformat()),
                f"homework/{event.homework_id}",
                {
                    "notice": notice.value,
                    "on": today.isoformat(),
                    "told_at": now,
                    "due_at": now,
                    "class_ids": [class_id],
                    "title": texts_as_dict(event.title),
                },
            )
            for event, _ in batch
            for class_id in event.class_ids
            if event.kind is HomeworkKind.INTERACTIVE and event.due_on >= today
        ]
    )


def _noted(identifier: str, because: str, said: Mapping[str, object]) -> UpdateOne:
    """Noted once; said again, it has one more reason."""
    return UpdateOne(
        {"_id": identifier},
        {
            "$setOnInsert": {"school_id": write_scope(), **said},
            "$addToSet": {"because": because},
        },
        upsert=True,
    )


def _upsert(requests: Sequence[UpdateOne]) -> None:
    if requests:
        ChildNotice._get_collection().bulk_write(list(requests))
