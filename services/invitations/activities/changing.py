"""What can happen to an activity that families have heard of: it changes, or does not take place.

Who may do so is the caller's question. Families hear by the events.
"""

from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import (
    Cancellation,
    Details,
    changed_fields,
    faults_of_change,
)
from services.invitations.activities.seats import drop_seats, limit_seats, resize_seats
from services.invitations.activities.use_cases import MESSAGES
from services.invitations.check_in.queries import counted
from services.invitations.gains.rules import Gained, Gains, Group, gains_as_dict
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.waiting_list import let_all_in, promote_waiting
from services.invitations.sign_ups.following import move_slots
from shared import audit, context, outbox, store
from shared.errors import Conflict, Invalid
from shared.events import pick
from shared.events.activities import ActivityCancelled, ActivityChanged, ActivityHeld
from shared.events.invitations import Place, Support
from shared.web.languages import lazy_


class NotRunning(Conflict):
    """The activity was cancelled, is over, or no family has heard of it yet. HTTP 409."""


@store.atomic
def change_activity(activity_id: str, details: Details, *, now: datetime) -> tuple[str, ...]:
    """Change what was announced; the fields that differ, none after a double tap.

    More seats go to the families that wait, in the same transaction. Places may get a limit, and
    lose it; nobody who has a place loses that.

    Raises:
        Invalid: a time does not fit, or more seats are taken than there would be.
        NotRunning: it was cancelled, is over, or is held: undo that instead.
    """
    activity = _running(activity_id, now)
    before = details_of(activity)
    what = changed_fields(before, details)
    if not what:
        return ()
    wrong = faults_of_change(details, before.starts_at, before.answer_by, now)
    if wrong:
        raise Invalid({name: [MESSAGES[fault]] for name, fault in wrong.items()})
    free = _resize(activity, details.capacity, now)
    activity.change(details, what, now)
    outbox.record(activity, _changed(activity, what))
    store.save(activity)
    if {"starts_at", "answer_by"} & set(what):
        Invitation._get_collection().update_many(
            {"activity_id": activity.id},
            {"$set": {"starts_at": activity.starts_at, "answer_by": activity.answer_by}},
        )
        # Seats are kept for nobody beyond the start.
        Invitation._get_collection().update_many(
            {"activity_id": activity.id, "offered_until": {"$gt": activity.starts_at}},
            {"$set": {"offered_until": activity.starts_at}},
        )
    if "starts_at" in what:
        move_slots(activity, before.starts_at)
    audit.append("activity.changed", f"activity/{activity.id}", {"what": list(what)})
    if free:
        promote_waiting(activity.id, free, now=now)
    return what


@store.atomic
def cancel_activity(activity_id: str, reason: str, *, now: datetime) -> None:
    """Say that it does not take place; harmless when that was said already.

    Raises:
        NotRunning: it is over, or is held: undo that instead.
    """
    activity: Activity | None = store.load(Activity, activity_id)
    if activity is not None and activity.is_cancelled:
        return
    activity = _running(activity_id, now)
    activity.cancel(Cancellation(reason=reason, at=now))
    outbox.record(
        activity,
        ActivityCancelled(
            activity_id=activity.id,
            reason=activity.texts("reason"),
            sequence=activity.sequence,
        ),
    )
    store.save(activity)
    # No offer runs out any more: families have heard that there is nothing to come to.
    Invitation._get_collection().update_many(
        {"activity_id": activity.id, "offered_until": {"$type": "date"}},
        {"$set": {"offered_until": None}},
    )
    audit.append("activity.cancelled", f"activity/{activity.id}")


@store.atomic
def close_activity(activity_id: str, gains: Gains, *, now: datetime) -> None:
    """Keep what students, families and teachers each got from it; the same again is no news.

    Source: leadership article: partnership benefits all three (S5).

    Raises:
        NotRunning: it is not over, or did not take place.
    """
    activity: Activity | None = store.load(Activity, activity_id)
    if activity is None or not activity.may_be_closed(now):
        raise NotRunning("not-over", lazy_("It has not taken place yet."))
    said = gains_as_dict(gains)
    if said == activity.gains:
        return
    activity.close(said, by=context.current_actor(), now=now)
    outbox.record(activity, _held(activity, gains))
    store.save(activity)
    audit.append("activity.closed", f"activity/{activity.id}")


def details_of(activity: Activity) -> Details:
    """What may change of the activity, as it is now, in the language it was written in."""
    words = {
        name: pick(activity.texts(name), activity.written_in).text
        for name in ("title", "relevance", "place")
    }
    return Details(
        **words,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        answer_by=activity.answer_by,
        capacity=activity.capacity,
        supports=tuple(Support(one) for one in activity.supports),
    )


def _running(activity_id: str, now: datetime) -> Activity:
    activity: Activity | None = store.load(Activity, activity_id)
    if activity is None or activity.is_held or activity.is_cancelled or activity.ends_at <= now:
        raise NotRunning("not-running", lazy_("This activity can no longer be changed."))
    return activity


def _resize(activity: Activity, capacity: int | None, now: datetime) -> int:
    """Make room for so many, or for all; how many seats became free for those who wait."""
    if capacity == activity.capacity:
        return 0
    if capacity is None:
        _make_room_for_all(activity, now)
        return 0
    if activity.capacity is None:
        _limit(activity, capacity)
        return 0
    free = resize_seats(activity.id, capacity)
    if free is None:
        raise _too_few()
    return free if capacity > activity.capacity else 0


def _limit(activity: Activity, capacity: int) -> None:
    """Let there be so many places, of which the families who come have theirs.

    Writing every invitation keeps this from passing an answer, which touches nothing else while
    there is room for all.
    """
    rows = Invitation._get_collection()
    rows.update_many({"activity_id": activity.id}, {"$set": {"is_limited": True}})
    seated = {"activity_id": activity.id, "place": Place.SEAT.value}
    people = rows.aggregate(
        [{"$match": seated}, {"$group": {"_id": None, "taken": {"$sum": "$party"}}}]
    )
    taken = sum(row["taken"] for row in people)
    if taken > capacity:
        raise _too_few()
    limit_seats(activity, capacity, taken)


def _make_room_for_all(activity: Activity, now: datetime) -> None:
    """Nobody waits any more; who does has a place at once, for there is one for everybody."""
    let_all_in(activity, now=now)
    drop_seats(activity.id)
    Invitation._get_collection().update_many(
        {"activity_id": activity.id}, {"$set": {"is_limited": False}}
    )


def _too_few() -> Invalid:
    message = lazy_("More places than that are taken. Nobody who has one loses it.")
    return Invalid({"capacity": [message]})


def _changed(activity: Activity, what: tuple[str, ...]) -> ActivityChanged:
    return ActivityChanged(
        activity_id=activity.id,
        title=activity.texts("title"),
        relevance=activity.texts("relevance"),
        place=activity.texts("place"),
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        answer_by=activity.answer_by,
        capacity=activity.capacity,
        supports=tuple(Support(one) for one in activity.supports),
        sequence=activity.sequence,
        what=what,
    )


def _held(activity: Activity, gains: Gains) -> ActivityHeld:
    got = {group: gains.get(group, Gained()) for group in Group}
    return ActivityHeld(
        activity_id=activity.id,
        families=counted(activity.id).families,
        told=tuple(group.value for group in Group if not got[group].is_empty),
        students_gained=got[Group.STUDENTS].codes,
        families_gained=got[Group.FAMILIES].codes,
        teachers_gained=got[Group.TEACHERS].codes,
    )
