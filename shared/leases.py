"""One holder at a time, judged by MongoDB's clock, so that no machine's own clock matters.

A lease is a row ``{_id: name, holder, until}`` in the service's store.
"""

from datetime import timedelta

from pymongo.errors import DuplicateKeyError

from shared.tenancy import platform_collection

LEASES = "leases"


def take(name: str, holder: str, *, seconds: float) -> bool:
    """Take the lease, or renew it when it is already ours; False while somebody else holds it."""
    collection = platform_collection(LEASES)
    until = {"$add": ["$$NOW", int(timedelta(seconds=seconds).total_seconds() * 1000)]}
    free_or_ours = {
        "_id": name,
        "$expr": {"$or": [{"$lt": ["$until", "$$NOW"]}, {"$eq": ["$holder", holder]}]},
    }
    update = [{"$set": {"holder": {"$literal": holder}, "until": until}}]
    if collection.update_one(free_or_ours, update).matched_count:
        return True
    return _create(name, holder, until)


def release(name: str, holder: str) -> None:
    """Give the lease back, if it is ours."""
    platform_collection(LEASES).delete_one({"_id": name, "holder": holder})


def _create(name: str, holder: str, until: object) -> bool:
    """Take a lease that nobody ever held; ``$expr`` cannot go with an upsert."""
    collection = platform_collection(LEASES)
    if collection.find_one({"_id": name}) is not None:
        return False
    make = [{"$set": {"holder": {"$literal": holder}, "until": until}}]
    try:
        made = collection.update_one({"_id": name, "holder": None}, make, upsert=True)
    except DuplicateKeyError:
        return False
    return made.upserted_id is not None
