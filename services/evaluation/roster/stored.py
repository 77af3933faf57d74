"""Reading the feeds' records as they are stored, for an import and for publishing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from services.evaluation.roster.changes import Change, Record, Stored, change_of, digest_of
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.orgs import Org, OrgTree
from services.evaluation.roster.sessions import starts_of
from shared.tenancy import read_scope, write_scope

Row = dict[str, Any]


class Planned(NamedTuple):
    """A record and what it changes; ``is_newer``: its time is kept though nothing else is.

    ``digest`` is blank for a new record: it is made when the record is written.
    """

    record: Record
    digest: str
    change: Change
    is_newer: bool = False


def record_id(source: str, kind: str, sourced_id: str) -> str:
    """The id under which a source's record is stored, in the district in scope."""
    (district_id,) = read_scope()
    return f"{district_id}/{source}/{kind}/{sourced_id}"


def past(prefix: str) -> str:
    """The first text after all that begin with the prefix, which ends with a slash."""
    return prefix[:-1] + chr(ord("/") + 1)


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


def active_after(source: str, kind: str, after: str, limit: int) -> list[str]:
    """The next identifiers, in order, that the source has told of this kind and not ended."""
    prefix = record_id(source, kind, "")
    above = {"$gt": prefix + after, "$lt": past(prefix)}
    found = (
        SourceRecord._get_collection()
        .find({"_id": above, "is_active": True}, {"_id": 1})
        .sort("_id", 1)
        .limit(limit)
        .hint("_id_")
    )
    return [row["_id"][len(prefix) :] for row in found]


def count_active(source: str, kind: str) -> int:
    """How many records of this kind the source has told and not ended."""
    where = {"source": source, "kind": kind, "is_active": True}
    return int(SourceRecord._get_collection().count_documents(where))


def has_any(source: str, kind: str) -> bool:
    """Whether the source ever told a record of this kind."""
    prefix = record_id(source, kind, "")
    where = {"_id": {"$gte": prefix, "$lt": past(prefix)}}
    return SourceRecord._get_collection().find_one(where, {"_id": 1}) is not None


def count_active_by(source: str, kind: str, *names: str) -> dict[tuple[str, ...], int]:
    """How many active records of this kind have each combination of these fields."""
    key = {name: f"$fields.{name}" for name in names}
    found = SourceRecord._get_collection().aggregate(
        [
            {"$match": {"source": source, "kind": kind, "is_active": True}},
            {"$group": {"_id": key, "number": {"$sum": 1}}},
        ]
    )
    return {
        tuple(str(row["_id"].get(name, "")) for name in names): int(row["number"]) for row in found
    }


def users_in(source: str, orgs: Collection[str]) -> dict[str, set[str]]:
    """Org to the people who have a role there."""
    where = {"source": source, "kind": "roles", "is_active": True}
    found = SourceRecord._get_collection().find(
        {**where, "fields.orgSourcedId": {"$in": list(orgs)}},
        {"fields.orgSourcedId": 1, "fields.userSourcedId": 1},
    )
    people: dict[str, set[str]] = {}
    for row in found:
        people.setdefault(row["fields"]["orgSourcedId"], set()).add(row["fields"]["userSourcedId"])
    return people


def count_active_owned(source: str, kind: str, owners: Iterable[str]) -> int:
    """How many active records of this kind these owners' rows told."""
    where = {"source": source, "kind": kind, "is_active": True, "owner": {"$in": list(owners)}}
    return int(SourceRecord._get_collection().count_documents(where))


def names_of(source: str, kind: str, sourced_ids: Iterable[str]) -> dict[str, str]:
    """What people call these records: by their own name or title, else by whom they are of."""
    rows = fields_of(source, kind, sourced_ids)
    persons = {str(row["fields"].get("userSourcedId", "")) for row in rows.values()} - {""}
    people = names_of(source, "users", persons) if kind != "users" and persons else {}
    return {one: _name(row["fields"], people) for one, row in rows.items()}


def active_ids(source: str, kind: str) -> frozenset[str]:
    """The identifiers of this kind that the source has told and not ended."""
    found = SourceRecord._get_collection().find(
        {"source": source, "kind": kind, "is_active": True}, {"sourced_id": 1}
    )
    return frozenset(row["sourced_id"] for row in found)


def active_among(source: str, kind: str, sourced_ids: Iterable[str]) -> frozenset[str]:
    """Those of these that the source has told of this kind and not ended."""
    prefix = record_id(source, kind, "")
    found = SourceRecord._get_collection().find(
        {"_id": {"$in": [prefix + one for one in sourced_ids]}, "is_active": True}, {"_id": 1}
    )
    return frozenset(row["_id"][len(prefix) :] for row in found)


def sole_bearers(source: str, kind: str, identifiers: Iterable[str]) -> dict[str, str]:
    """Identifier to the ``sourced_id`` of the one record that has it: of several the one active."""
    names = {"sourced_id": 1, "is_active": 1, "fields.identifier": 1, "fields.type": 1}
    where = {"source": source, "kind": kind, "fields.identifier": {"$in": list(identifiers)}}
    bearers: dict[str, list[tuple[bool, str]]] = {}
    for row in SourceRecord._get_collection().find(where, names):
        if kind != "orgs" or row["fields"].get("type") == "school":
            bearer = (row["is_active"], row["sourced_id"])
            bearers.setdefault(row["fields"]["identifier"], []).append(bearer)
    found = {}
    for name, all_of_it in bearers.items():
        active = [one for is_active, one in all_of_it if is_active] or [one for _, one in all_of_it]
        if len(active) == 1:
            found[name] = active[0]
    return found


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
        for row in collection.find({"source": ids.source, "kind": "orgSettings", "is_active": True})
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
    sessions = collection.find(
        {"source": ids.source, "kind": "academicSessions", "is_active": True}, {"fields": 1}
    )
    starts = starts_of([row["fields"] for row in sessions])
    return OrgTree(ids=ids, orgs=orgs, languages=tuple(languages), term_starts=starts)


def related_users(source: str, users: Collection[str]) -> set[str]:
    """Who named any of these as agent, or was named by them, themselves too."""
    found = SourceRecord._get_collection().find(
        {
            "source": source,
            "kind": {"$in": ["agents", "guardians"]},
            "refs": {"$in": list(users)},
        },
        {"refs": 1},
    )
    return {ref for row in found for ref in row["refs"]}


def district_in_scope() -> str:
    """The district whose source records are in scope for writing."""
    return write_scope()


def _planned(record: Record, stored: Stored | None) -> Planned:
    digest = digest_of(record.fields) if stored is not None else ""
    change = change_of(record, digest, stored)
    is_newer = stored is not None and record.modified > stored.modified
    return Planned(record, digest, change, is_newer and change is Change.UNCHANGED)


def _name(fields: Mapping[str, Any], people: Mapping[str, str]) -> str:
    own = " ".join(str(fields[one]) for one in ("givenName", "familyName") if one in fields)
    told = own or fields.get("title") or fields.get("name")
    return str(told or people.get(str(fields.get("userSourcedId", "")), ""))
