"""Reading the feeds' records as they are stored, for an import and for publishing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.evaluation.roster.changes import Change, Record, Stored, change_of, digest_of
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.orgs import Org, OrgTree
from services.evaluation.roster.rules import Person, holdings_of
from shared.tenancy import read_scope, write_scope

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Planned:
    """A record and what it changes; ``is_newer``: its time is kept though nothing else is."""

    record: Record
    digest: str
    change: Change
    is_newer: bool = False


def record_id(source: str, kind: str, sourced_id: str) -> str:
    """The id under which a source's record is stored, in the district in scope."""
    (district_id,) = read_scope()
    return f"{district_id}/{source}/{kind}/{sourced_id}"


def plan_changes(source: str, kind: str, records: Sequence[Record]) -> list[Planned]:
    """What each record would change in what is stored."""
    prefix = record_id(source, kind, "")
    found = SourceRecord._get_collection().find(
        {"_id": {"$in": [prefix + record.sourced_id for record in records]}},
        {"digest": 1, "is_active": 1, "modified": 1},
    )
    stored = {
        row["_id"]: Stored(row["digest"], row["is_active"], row.get("modified") or "")
        for row in found
    }
    return [_planned(record, stored.get(prefix + record.sourced_id)) for record in records]


def active_ids(source: str, kind: str) -> frozenset[str]:
    """The identifiers of this kind that the source has told and not ended."""
    found = SourceRecord._get_collection().find(
        {"source": source, "kind": kind, "is_active": True}, {"sourced_id": 1}
    )
    return frozenset(row["sourced_id"] for row in found)


def parts_told_earlier(source: str, kind: str, owners: Collection[str]) -> dict[str, str]:
    """Active records of this kind that these owners' rows told earlier: identifier to owner."""
    found = SourceRecord._get_collection().find(
        {"source": source, "kind": kind, "is_active": True, "owner": {"$in": list(owners)}},
        {"sourced_id": 1, "owner": 1},
    )
    return {row["sourced_id"]: row["owner"] for row in found}


def fields_of(source: str, kind: str, sourced_ids: Iterable[str]) -> dict[str, Row]:
    """Identifier to what is stored of it."""
    prefix = record_id(source, kind, "")
    found = SourceRecord._get_collection().find(
        {"_id": {"$in": [prefix + one for one in sourced_ids]}}
    )
    return {row["sourced_id"]: row for row in found}


def records_referring_to(source: str, kind: str, sourced_ids: Collection[str]) -> list[Row]:
    """Records of this kind that refer to any of these."""
    return list(
        SourceRecord._get_collection().find(
            {"source": source, "kind": kind, "refs": {"$in": list(sourced_ids)}}
        )
    )


def changed_records(source: str, kind: str, limit: int) -> list[Row]:
    """Records of this kind that have to be published anew."""
    return list(
        SourceRecord._get_collection()
        .find({"source": source, "kind": kind, "is_changed": True})
        .limit(limit)
    )


def count_changed(source: str) -> int:
    """How many records have to be published anew."""
    return int(
        SourceRecord._get_collection().count_documents({"source": source, "is_changed": True})
    )


def load_org_tree(ids: Ids, languages: Sequence[str]) -> OrgTree:
    """All orgs of the source with their settings."""
    collection = SourceRecord._get_collection()
    settings = {
        row["sourced_id"]: row["fields"]
        for row in collection.find({"source": ids.source, "kind": "orgSettings"})
    }
    orgs = {
        row["sourced_id"]: Org(
            sourced_id=row["sourced_id"],
            fields=row["fields"],
            settings=settings.get(row["sourced_id"], {}),
            is_active=row["is_active"],
        )
        for row in collection.find({"source": ids.source, "kind": "orgs"})
    }
    return OrgTree(ids=ids, orgs=orgs, languages=tuple(languages))


def load_people(
    source: str, users: Mapping[str, Row], tree: OrgTree, now: datetime
) -> dict[str, Person]:
    """The users with their roles in force and our supplement; ``users`` as ``fields_of`` gives."""
    roles: dict[str, list[Row]] = {}
    for row in records_referring_to(source, "roles", users.keys()):
        if row["is_active"]:
            roles.setdefault(row["fields"]["userSourcedId"], []).append(row["fields"])
    supplements = fields_of(source, "people", users)
    return {
        sourced_id: Person(
            sourced_id=sourced_id,
            fields=row["fields"],
            is_active=row["is_active"],
            holdings=holdings_of(roles.get(sourced_id, ()), tree, now),
            supplement=supplements[sourced_id]["fields"] if sourced_id in supplements else {},
        )
        for sourced_id, row in users.items()
    }


def active_pairs(source: str, users: Collection[str]) -> Iterator[tuple[str, str]]:
    """Who named whom as agent, where either is among the users."""
    for row in records_referring_to(source, "agents", users):
        if row["is_active"]:
            yield row["fields"]["userSourcedId"], row["fields"]["agentSourcedId"]


def district_in_scope() -> str:
    """The district whose source records are in scope for writing."""
    return write_scope()


def _planned(record: Record, stored: Stored | None) -> Planned:
    digest = digest_of(record.fields)
    change = change_of(record, digest, stored)
    is_newer = stored is not None and record.modified > stored.modified
    return Planned(record, digest, change, is_newer and change is Change.UNCHANGED)
