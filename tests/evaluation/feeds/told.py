"""What an import told: the published roster, and the events of it."""

from typing import Any

from services.evaluation.roster.models import (
    RosterClass,
    RosterContactPoints,
    RosterEnrollment,
    RosterLink,
    RosterOrg,
    RosterPerson,
)
from shared import store
from shared.envelope import Envelope, read_envelope
from shared.tenancy import every_school, scope

PUBLISHED = (
    RosterOrg,
    RosterClass,
    RosterPerson,
    RosterEnrollment,
    RosterLink,
    RosterContactPoints,
)
# 1.1 has fewer words for roles.
IN_1_1 = {"principal": "administrator", "districtAdministrator": "administrator"}


def published(document: Any, **where: Any) -> list[Any]:
    """Every school's rows of the document."""
    with scope(read=every_school(document)):
        return list(document.objects(**where))


def roster() -> dict[str, list[dict[str, Any]]]:
    """What was published, without what differs between two imports of the same."""
    found = {}
    for document in PUBLISHED:
        rows = [row.to_mongo().to_dict() for row in published(document)]
        for row in rows:
            for name in ("version", "digest"):
                row.pop(name)
            if document is RosterPerson:
                row["roles"] = sorted(IN_1_1.get(role, role) for role in row["roles"])
        found[document.__name__] = sorted(rows, key=lambda row: str(row["_id"]))
    return found


def envelopes() -> list[Envelope]:
    """The events that wait in the outbox."""
    rows = store.database()["outbox"].find()
    return [read_envelope(row["headers"], row["value"])[0] for row in rows]


def forget_everything() -> None:
    """Empty the store, as if nothing had been loaded."""
    for name in store.database().list_collection_names():
        store.database()[name].delete_many({})
