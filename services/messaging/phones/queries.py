"""Named reads: which question a text that came back may answer."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.messaging.contacts.queries import present_numbers_of
from services.messaging.deliveries.models import Delivery
from services.messaging.deliveries.queries import texts_to
from services.messaging.notices.models import CancelledActivity, KnownActivity, KnownAnswer
from services.messaging.notices.rules import ASKS
from services.messaging.replies.models import Reply
from shared import clock
from shared.tenancy import projection_id, scope_of


def asked_by(number: str, sent: Iterable[Delivery]) -> list[Delivery]:
    """The questions among these texts to whom the number still is, the newest first."""
    asks = [one for one in sent if one.notice in ASKS]
    there = {
        (school_id, person_id)
        for school_id in {one.school_id for one in asks}
        for person_id, present in present_numbers_of(
            {one.person_id for one in asks if one.school_id == school_id}, school_id
        ).items()
        if present == number
    }
    theirs = [one for one in asks if (one.school_id, one.person_id) in there]
    return sorted(theirs, key=_went_at, reverse=True)


def newest_open(asked: Iterable[Delivery]) -> Delivery | None:
    """The newest of these questions that nobody answered yet, else the newest at all.

    Only activities that still take place have any; ``asked`` begins with the newest.
    """
    newest = None
    for one in _still_open(asked):
        newest = newest or one
        if not _is_answered(one):
            return one
    return newest


def waits_elsewhere(number: str, about: str) -> bool:
    """Whether a digit from the number would answer something else than this."""
    others = (one for one in asked_by(number, texts_to(number)) if one.about != about)
    return any(not _is_answered(one) for one in _still_open(others))


def _still_open(asked: Iterable[Delivery]) -> Iterator[Delivery]:
    """The newest question about each invitation to what still takes place."""
    now, seen = clock.now(), set()
    for one in asked:
        if one.about in seen:
            continue
        seen.add(one.about)
        with scope_of(one.school_id):
            row_id = projection_id(one.school_id, str(one.details.get("activity_id")))
            activity = KnownActivity.objects(id=row_id, erased=False).first()
            is_cancelled = bool(CancelledActivity.objects(id=row_id, erased=False).first())
        if activity is not None and activity.ends_at > now and not is_cancelled:
            yield one


def _is_answered(asked: Delivery) -> bool:
    row_id = projection_id(asked.school_id, str(asked.about).partition("/")[2])
    with scope_of(asked.school_id):
        return bool(
            Reply.objects(about=asked.about).first() or KnownAnswer.objects(id=row_id).first()
        )


def _went_at(asked: Delivery) -> datetime:
    went: datetime = asked.settled_at or asked.planned_at
    return went
