"""The seats of an activity that has not room for all: taken, given back, made more or fewer."""

from dataclasses import dataclass

from pymongo import ReturnDocument

from services.invitations.activities.models import Activity, Seats


@dataclass(frozen=True, kw_only=True)
class Claim:
    """How a try for seats ended; who did not get them waits behind every earlier ``turn``."""

    seated: bool
    turn: int


def open_seats(activity: Activity) -> None:
    """Let seats of the activity be taken; nothing to do where there is room for all."""
    if activity.capacity is None:
        return
    seats = Seats(id=activity.id, school_id=activity.school_id, capacity=activity.capacity)
    Seats._get_collection().insert_one(seats.to_mongo().to_dict())


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


def limit_seats(activity: Activity, capacity: int, taken: int) -> None:
    """Let there be so many seats from now on, where there was room for all; some are taken."""
    seats = Seats(id=activity.id, school_id=activity.school_id, capacity=capacity, taken=taken)
    Seats._get_collection().insert_one(seats.to_mongo().to_dict())


def drop_seats(activity_id: str) -> None:
    """There is room for all from now on."""
    Seats._get_collection().delete_one({"_id": activity_id})


def resize_seats(activity_id: str, capacity: int) -> int | None:
    """Let there be so many seats; returns how many are free now, None if more are taken already."""
    row = Seats._get_collection().find_one_and_update(
        {"_id": activity_id, "taken": {"$lte": capacity}},
        {"$set": {"capacity": capacity}, "$inc": {"turn": 1}},
        return_document=ReturnDocument.AFTER,
    )
    return None if row is None else int(row["capacity"] - row["taken"])
