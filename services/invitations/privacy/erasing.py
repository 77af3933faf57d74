"""Forgetting, some rows at a time: each function is part of one bounded transaction.

Each returns how many rows it forgot, 0 when there are none left. What is still to come is given
back first (``leaving``), so that nobody keeps a seat free for somebody who was forgotten.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from services.invitations.conferences.models import Diary, Slot, Talk
from services.invitations.home_practice.models import HomePractice, PracticeClip
from services.invitations.privacy import forgetting, leaving
from services.invitations.privacy.families import (
    forget_invitations,
    forget_named_at_the_door,
    split_by_time,
)
from services.invitations.privacy.forgetting import Row
from services.invitations.privacy.holdings import Holding, holdings_of
from services.invitations.privacy.queries import about_free, held_persons
from services.invitations.privacy.rules import NOBODY, DataClass
from services.invitations.sign_ups.models import SignUp
from services.invitations.visits.models import Visit
from shared import ids
from shared.events import event_type
from shared.events.messaging import DeliveryStatusChanged
from shared.events.replies import ReplyReceived
from shared.parking import PARKED, WAITING
from shared.tenancy import platform_collection, write_scope

AT_ONCE = 100
# Each has a photo and a recording of some megabytes.
MEDIA_AT_ONCE = 20


def forget_simple(holding: Holding, rows: Sequence[Row]) -> int:
    """Put what stays of these rows in their place."""
    assert holding.forget is not None, "the rows hang on others"  # noqa: S101
    kept = [one for row in rows if (one := holding.forget(row, ids.new_id)) is not None]
    _replace(holding.document, rows, kept)
    return len(rows)


def forget_media(practices: Iterable[Row]) -> int:
    """Delete the photos and recordings of these practices."""
    its_ids = [one["_id"] for one in practices]
    if not its_ids:
        return 0
    gone = PracticeClip._get_collection().delete_many({"practice_id": {"$in": its_ids}})
    none = {"photo_width": 0, "photo_height": 0, "has_voice": False}
    HomePractice._get_collection().update_many({"_id": {"$in": its_ids}}, {"$set": none})
    # At least one, so that the next ones are looked for even where a file was missing.
    return max(int(gone.deleted_count), 1)


def with_media(wanted: Row) -> list[Row]:
    """Some of these practices that have a photo or a recording."""
    has_any = {"$or": [{"photo_width": {"$gt": 0}}, {"has_voice": True}]}
    found = HomePractice._get_collection().find({"$and": [wanted, has_any]}, {"_id": 1})
    return list(found.limit(MEDIA_AT_ONCE))


def forget_talks(rows: Sequence[Row]) -> int:
    """Make these talks nobody's, with the times they are kept in."""
    kept = [forgetting.talk(row, ids.new_id) for row in rows]
    _replace(Talk, rows, kept)
    for row, now_nobodys in zip(rows, kept, strict=True):
        names = {name: now_nobodys[name] for name in ("guardian_id", "student_id")}
        Slot._get_collection().update_many(
            {"talk_id": row["_id"]}, {"$set": {"talk_id": now_nobodys["_id"], **names}}
        )
    return len(rows)


def forget_visits(rows: Sequence[Row]) -> int:
    """Make these visits nobody's."""
    _replace(Visit, rows, [forgetting.visit(row, ids.new_id) for row in rows])
    return len(rows)


def forget_sign_ups(rows: Sequence[Row]) -> int:
    """Make these sign-ups nobody's; what they took stays taken."""
    _replace(SignUp, rows, [forgetting.sign_up(row, ids.new_id) for row in rows])
    return len(rows)


def erase_some(data: DataClass, person_id: str, now: datetime) -> int:
    """Forget the next rows of a class of data about the person."""
    own = _SPECIAL.get(data)
    if own is not None:
        return own(person_id, now)
    for holding in holdings_of(data):
        rows = _some(holding, person_id)
        if rows:
            return forget_simple(holding, rows)
    return 0


def _invitations(person_id: str, now: datetime) -> int:
    [holding] = holdings_of(DataClass.INVITATIONS)
    rows = _some(holding, person_id)
    shared = [one for one in rows if _is_for_others_too(one, person_id)]
    for row in shared:
        _take_child_out(row, person_id)
    past, to_come = split_by_time([one for one in rows if one not in shared], now)
    leaving.leave_places(to_come, now)
    forget_invitations(past)
    return len(rows)


def _is_for_others_too(row: Row, person_id: str) -> bool:
    """Whether the person is one of several children, and not the guardian."""
    return person_id != row["guardian_id"] and len(row["student_ids"]) > 1


def _take_child_out(row: Row, person_id: str) -> None:
    """The invitation is for the other children; words on it may be about this one."""
    others = [one for one in row["student_ids"] if one != person_id]
    reason = row.get("reason") or {}
    what = [one for one in reason.get("what", ()) if one != person_id]
    left = {"student_ids": others, "note": "", "reason": {**reason, "what": what}}
    holding = holdings_of(DataClass.INVITATIONS)[0]
    holding.document._get_collection().update_one({"_id": row["_id"]}, {"$set": left})


def _attendance(person_id: str, _: datetime) -> int:
    [holding] = holdings_of(DataClass.ATTENDANCE)
    return forget_named_at_the_door(_some(holding, person_id), {person_id})


def _sign_ups(person_id: str, now: datetime) -> int:
    [holding] = holdings_of(DataClass.SIGN_UPS)
    rows = _some(holding, person_id)
    to_come = leaving.give_back_sign_ups(rows, now)
    return len(to_come) + forget_sign_ups([one for one in rows if one["_id"] not in to_come])


def _talks(person_id: str, now: datetime) -> int:
    of_talks = holdings_of(DataClass.TALKS)[0]
    rows, talks = _some(of_talks, person_id), Talk._get_collection()
    own = [one for one in rows if person_id in (one["guardian_id"], one["student_id"])]
    leaving.leave_talks(own, now)
    forget_talks(list(talks.find({"_id": {"$in": [one["_id"] for one in own]}})))
    # What they said about another guardian's talk.
    said = {"$pull": {"confirmations": {"guardian_id": person_id}}, "$inc": {"version": 1}}
    talks.update_many({"_id": {"$in": [one["_id"] for one in rows if one not in own]}}, said)
    return len(rows) + _diary(person_id)


def _diary(person_id: str) -> int:
    own = ids.derived_id("diary", write_scope(), person_id)
    return int(Diary._get_collection().delete_one({"_id": own}).deleted_count)


def _visits(person_id: str, now: datetime) -> int:
    [holding] = holdings_of(DataClass.VISITS)
    rows = _some(holding, person_id)
    shared = [one for one in rows if _is_for_others_too(one, person_id)]
    for row in shared:
        others = [one for one in row["student_ids"] if one != person_id]
        _replace(Visit, [row], [leaving.visit_of_others(row, others, now)])
    own = [one["_id"] for one in rows if one not in shared]
    leaving.leave_visits(own, person_id, now)
    found = Visit._get_collection().find({"_id": {"$in": own}})
    return len(shared) + forget_visits(list(found))


def _participation(person_id: str, now: datetime) -> int:
    [holding] = holdings_of(DataClass.PARTICIPATION)
    rows = _some(holding, person_id)
    leaving.take_back_profiles(rows, now)
    return forget_simple(holding, rows)


def _media(person_id: str, _: datetime) -> int:
    [practices] = holdings_of(DataClass.HOME_PRACTICE)
    return forget_media(with_media(about_free(practices, [person_id], held_persons())))


def _lists(person_id: str, _: datetime) -> int:
    """Names in lists go; where a list says whom something is for, nobody stands in their place."""
    activities, conferences, drafts = (one.document._get_collection() for one in _LISTS)
    changed = [
        activities.update_many(
            {"audience.student_ids": person_id},
            {"$set": {"audience.student_ids.$[one]": NOBODY}},
            array_filters=[{"one": person_id}],
        ),
        _pull(activities, "ambassador_ids", person_id),
        _pull(conferences, "first_student_ids", person_id),
    ]
    typed = _some(_LISTS[2], person_id)
    for row in typed:
        values = {name: _without(value, person_id) for name, value in row["values"].items()}
        drafts.update_one({"_id": row["_id"]}, {"$set": {"values": values}})
    return sum(int(one.modified_count) for one in changed) + len(typed)


def _pull(collection: Any, name: str, person_id: str) -> Any:
    return collection.update_many({name: person_id}, {"$pull": {name: person_id}})


def _without(value: object, person_id: str) -> object:
    if isinstance(value, list):
        return [one for one in value if one != person_id]
    return "" if value == person_id else value


def _waiting(person_id: str, _: datetime) -> int:
    """Events put aside that carry what the person told, or how it reached them; never others.

    What the roster, a hold or a request says has to be handled still, whoever was forgotten.
    """
    school_id, wanted, gone = write_scope(), person_id.encode(), 0
    held = [one.encode() for one in held_persons()]
    own = {
        "key": {"$gte": f"{school_id}/", "$lt": f"{school_id}0"},
        "message.headers": {"$in": [["ce_type", one.encode()] for one in _TOLD]},
    }
    for name in (PARKED, WAITING):
        collection = platform_collection(name)
        found = collection.find(own, {"message.value": 1}, batch_size=AT_ONCE)
        values = ((one["_id"], _bytes(one["message"].get("value"))) for one in found)
        about = (its for its, said in values if wanted in said and not any(h in said for h in held))
        some = list(islice(about, AT_ONCE))
        if some:
            gone += collection.delete_many({"_id": {"$in": some}}).deleted_count
    return gone


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return bytes(value) if isinstance(value, bytes) else b""


def _some(holding: Holding, person_id: str) -> list[Row]:
    """The next rows about the person; those that a hold on somebody else keeps are left out."""
    wanted = about_free(holding, [person_id], held_persons())
    return list(holding.document._get_collection().find(wanted).limit(AT_ONCE))


def _replace(document: Any, rows: Sequence[Row], kept: Sequence[Row]) -> None:
    if not rows:
        return
    collection = document._get_collection()
    collection.delete_many({"_id": {"$in": [one["_id"] for one in rows]}})
    if kept:
        collection.insert_many(list(kept))


_TOLD = [event_type(one).type for one in (ReplyReceived, DeliveryStatusChanged)]
_LISTS = holdings_of(DataClass.LISTS)
_SPECIAL = {
    DataClass.INVITATIONS: _invitations,
    DataClass.ATTENDANCE: _attendance,
    DataClass.SIGN_UPS: _sign_ups,
    DataClass.TALKS: _talks,
    DataClass.VISITS: _visits,
    DataClass.PARTICIPATION: _participation,
    DataClass.MEDIA: _media,
    DataClass.LISTS: _lists,
    DataClass.WAITING: _waiting,
}
