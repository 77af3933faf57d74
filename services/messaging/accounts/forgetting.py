"""Accounts of people whom no other school knows, when their school is removed."""

from services.messaging.accounts.models import Account, Session
from services.messaging.roster.models import RosterPerson
from services.messaging.sign_in.models import Identity
from shared.tenancy import every_school, platform_collection, scope


def forget_strangers(school_id: str, limit: int) -> int:
    """Delete up to ``limit`` accounts of the school's persons that no other school knows.

    Their sessions and the ways they signed in go with them. Returns how many accounts went; before
    the school's roster is deleted, or nobody knows whose they were.
    """
    persons = _persons_of_roster()
    accounts = platform_collection(Account._get_collection_name())
    found = list(accounts.find({"person_ids": {"$in": persons}}, {"person_ids": 1}))
    everybody = sorted({one for account in found for one in account["person_ids"]})
    with scope(read=every_school(RosterPerson) - {school_id}):
        elsewhere = {"person_id": {"$in": everybody}, "erased": {"$ne": True}}
        known = set(RosterPerson._get_collection().distinct("person_id", elsewhere))
    strangers = [one["_id"] for one in found if known.isdisjoint(one["person_ids"])][:limit]
    for document, field in ((Session, "account_id"), (Identity, "account_id"), (Account, "_id")):
        platform_collection(document._get_collection_name()).delete_many(
            {field: {"$in": strangers}}
        )
    return len(strangers)


def _persons_of_roster() -> list[str]:
    """Everybody the school's roster tells or told of: an erased record keeps its id only."""
    rows = RosterPerson._get_collection().find({}, {"_id": 1})
    return [row["_id"].partition("/")[2] for row in rows]
