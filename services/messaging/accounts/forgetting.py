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
    persons = RosterPerson._get_collection().distinct("person_id")
    with scope(read=every_school(RosterPerson) - {school_id}):
        known = RosterPerson._get_collection().distinct(
            "person_id", {"person_id": {"$in": persons}}
        )
    accounts = platform_collection(Account._get_collection_name())
    strangers = [
        account["_id"]
        for account in accounts.find(
            {"person_ids": {"$in": persons, "$nin": known}}, {"_id": 1}
        ).limit(limit)
    ]
    for document, field in ((Session, "account_id"), (Identity, "account_id"), (Account, "_id")):
        platform_collection(document._get_collection_name()).delete_many(
            {field: {"$in": strangers}}
        )
    return len(strangers)
