"""Forgetting a family at an activity: its invitations, and what was noted of it at the door.

All that stands for one family at one activity carries the same key, which is made from its
children. While another guardian of the family is still named the key stays, and the family is
counted once as before; else the key becomes another one in all of its rows.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.check_in.models import Attendance, DoorTap
from services.invitations.check_in.queries import attendance_id
from services.invitations.invitations.models import Invitation
from services.invitations.privacy import forgetting
from services.invitations.privacy.forgetting import Row
from services.invitations.privacy.rules import NOBODY, is_nobody
from shared import ids


def split_by_time(rows: Sequence[Row], now: datetime) -> tuple[list[Row], list[Row]]:
    """Invitations to what has begun, and those to what is still to come."""
    wanted = list({one["activity_id"] for one in rows})
    found = Activity._get_collection().find({"_id": {"$in": wanted}}, {"starts_at": 1})
    starts = {one["_id"]: one["starts_at"] for one in found}
    past = [one for one in rows if starts.get(one["activity_id"], now) <= now]
    return past, [one for one in rows if one not in past]


def forget_invitations(rows: Sequence[Row]) -> None:
    """Make these invitations nobody's; every family is counted as it was."""
    families: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        families[row["activity_id"], row["family_key"]].append(row)
    for (activity_id, key), those in families.items():
        _forget_family(activity_id, key, those)


def forget_named_at_the_door(rows: Sequence[Row], person_ids: Collection[str]) -> int:
    """Take these persons out of what was noted; its heads stay counted."""
    for row in rows:
        guardian = row.get("guardian_id")
        children = [one for one in row.get("student_ids", ()) if one not in person_ids]
        is_gone = guardian in person_ids
        left: Row = {"student_ids": children}
        left |= {"guardian_id": None, "invitation_id": None} if is_gone else {}
        if not children and (is_gone or is_nobody(guardian)):
            _move(row, NOBODY + ids.new_id())
        else:
            Attendance._get_collection().update_one({"_id": row["_id"]}, {"$set": left})
    return len(rows)


def _forget_family(activity_id: str, key: str, rows: Sequence[Row]) -> None:
    collection = Invitation._get_collection()
    old = [one["_id"] for one in rows]
    collection.delete_many({"_id": {"$in": old}})
    of_family = {"activity_id": activity_id, "family_key": key}
    others = list(collection.find(of_family, {"guardian_id": 1}))
    is_named = any(not is_nobody(one["guardian_id"]) for one in others)
    new_key = key if is_named else NOBODY + ids.new_id()
    kept = [{**forgetting.invitation(row, ids.new_id), "family_key": new_key} for row in rows]
    collection.insert_many(kept)
    collection.update_many(
        {"activity_id": activity_id, "replaced_by": {"$in": old}},
        {"$set": {"replaced_by": kept[0]["_id"]}},
    )
    if is_named:
        _leave_door_to_others(activity_id, rows)
        return
    collection.update_many(of_family, {"$set": {"family_key": new_key}})
    noted = Attendance._get_collection().find_one({"_id": attendance_id(activity_id, key)})
    if noted is not None:
        _move(noted, new_key)


def _leave_door_to_others(activity_id: str, rows: Sequence[Row]) -> None:
    gone = {"guardian_id": {"$in": [one["guardian_id"] for one in rows]}}
    Attendance._get_collection().update_many(
        {"activity_id": activity_id, **gone},
        {"$set": {"guardian_id": None, "invitation_id": None}},
    )


def _move(noted: Row, key: str) -> None:
    """What was noted of a family, under a key that is made from nobody."""
    collection, its_id = Attendance._get_collection(), attendance_id(noted["activity_id"], key)
    collection.delete_one({"_id": noted["_id"]})
    collection.insert_one({**forgetting.attendance(noted), "_id": its_id, "family_key": key})
    DoorTap._get_collection().update_many(
        {"activity_id": noted["activity_id"], "attendance_id": noted["_id"]},
        {"$set": {"attendance_id": its_id}},
    )
