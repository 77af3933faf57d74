"""What can happen to an activity: it is announced, and its seats are taken and given back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pymongo import ReturnDocument

from services.invitations.activities.models import Activity, Seats
from services.invitations.activities.rules import Announcement, Fault, faults
from services.invitations.roster.queries import classes_taught, school
from shared import audit, ids, jobs, outbox, store
from shared.errors import Invalid, Refused
from shared.events import texts_as_dict, written
from shared.events.invitations import ActivityAnnounced
from shared.tenancy import write_scope
from shared.web.languages import lazy_

FAN_OUT = "fan-out"
_MESSAGES = {
    Fault.PAST: lazy_("Choose a day and a time that are still to come"),
    Fault.ENDS_FIRST: lazy_("The end comes after the start"),
    Fault.TOO_LONG: lazy_("Choose an end within two weeks"),
    Fault.ANSWERS_PAST: lazy_("Choose today or a later day"),
    Fault.ANSWERS_LATE: lazy_("Families answer before it starts: choose an earlier day"),
}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """How a try for seats ended; who did not get them waits behind every earlier ``turn``."""

    seated: bool
    turn: int


@store.atomic
def announce_activity(
    announced: Announcement, *, person_ids: Collection[str], now: datetime
) -> str:
    """Announce an activity of the school in scope and start inviting; returns the activity's id.

    Source: leadership article T8: invite instead of inform (S111); relevance to learning (S116).

    Raises:
        Invalid: a time does not fit.
        Refused: none of these persons teaches all of the classes today.
    """
    wrong = faults(announced, now)
    if wrong:
        raise Invalid({name: [_MESSAGES[fault]] for name, fault in wrong.items()})
    school_id = write_scope()
    host_id = _host(announced.class_ids, person_ids, school_id, now)
    activity = _activity(announced, school_id, host_id, now)
    outbox.record(activity, _event(activity, announced))
    if announced.capacity is not None:
        _open_seats(activity, announced.capacity)
    activity.job_id = jobs.enqueue(
        FAN_OUT,
        school_id=school_id,
        args={
            "activity_id": activity.id,
            "on": school(school_id).day_of(now).isoformat(),
        },
        key=activity.id,
    )
    store.save(activity)
    audit.append("activity.announced", f"activity/{activity.id}")
    return str(activity.id)


def claim_seats(activity_id: str, people: int) -> Claim:
    """Take seats for so many people if there are as many; one update, which others cannot pass.

    It writes also when there is no room: whoever gives seats back meanwhile must see who waits.
    """
    fits = {"$lte": [{"$add": ["$taken", people]}, "$capacity"]}
    row = Seats._get_collection().find_one_and_update(
        {"_id": activity_id},
        [
            {
                "$set": {
                    "taken": {"$cond": [fits, {"$add": ["$taken", people]}, "$taken"]},
                    "seated": fits,
                    "turn": {"$add": ["$turn", 1]},
                }
            }
        ],
        return_document=ReturnDocument.AFTER,
    )
    return Claim(seated=row["seated"], turn=row["turn"])


def give_seats_back(activity_id: str, people: int) -> int:
    """Free the seats of so many people; returns how many are free now."""
    row = Seats._get_collection().find_one_and_update(
        {"_id": activity_id},
        {"$inc": {"taken": -people, "turn": 1}},
        return_document=ReturnDocument.AFTER,
    )
    return int(row["capacity"] - row["taken"])


def _open_seats(activity: Activity, capacity: int) -> None:
    seats = Seats(id=activity.id, school_id=activity.school_id, capacity=capacity)
    Seats._get_collection().insert_one(seats.to_mongo().to_dict())


def _host(
    class_ids: Collection[str], person_ids: Collection[str], school_id: str, now: datetime
) -> str:
    today = school(school_id).day_of(now)
    for person_id in person_ids:
        taught = {one.class_id for one in classes_taught([person_id], school_id, today)}
        if class_ids and set(class_ids) <= taught:
            return person_id
    raise Refused("not-your-class", lazy_("You can invite the families of your own classes."))


def _activity(announced: Announcement, school_id: str, host_id: str, now: datetime) -> Activity:
    def words(text: str) -> dict[str, dict[str, str]]:
        return texts_as_dict(written(announced.language, text))

    return Activity(
        id=ids.new_id(),
        school_id=school_id,
        kind=announced.kind.value,
        focus=announced.focus.value,
        title=words(announced.title),
        relevance=words(announced.relevance),
        place=words(announced.place),
        starts_at=announced.starts_at,
        ends_at=announced.ends_at,
        answer_by=announced.answer_by,
        host_id=host_id,
        class_ids=sorted(announced.class_ids),
        capacity=announced.capacity,
        supports=[one.value for one in announced.supports],
        announced_at=now,
    )


def _event(activity: Activity, announced: Announcement) -> ActivityAnnounced:
    return ActivityAnnounced(
        activity_id=activity.id,
        kind=announced.kind,
        focus=announced.focus,
        title=activity.texts("title"),
        relevance=activity.texts("relevance"),
        place=activity.texts("place"),
        starts_at=announced.starts_at,
        ends_at=announced.ends_at,
        answer_by=announced.answer_by,
        host_id=activity.host_id,
        class_ids=tuple(activity.class_ids),
        capacity=announced.capacity,
        supports=announced.supports,
    )
