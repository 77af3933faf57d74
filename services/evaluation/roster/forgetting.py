"""Deleting what feeds told, when its school is removed; an import never does."""

from collections.abc import Sequence

from services.evaluation.roster.applied import forget_all_applied
from services.evaluation.roster.journal import drop_journals_of
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.stored import Row, record_id

# What is told of a person elsewhere: found by its refs, or under the same id.
_REFERRING = {"users": ("roles", "agents", "guardians")}
_BESIDE = {"users": ("people", "demographics")}


def forget_records(rows: Sequence[Row]) -> None:
    """Delete these records with all that is told of them; the district is in scope for writing.

    Rows hold ``_id``, ``source``, ``kind`` and ``sourced_id``: an identifier is one record's of its
    kind only.
    """
    collection = SourceRecord._get_collection()
    for source in {row["source"] for row in rows}:
        for kind in _REFERRING.keys() | _BESIDE.keys():
            own = [
                row["sourced_id"] for row in rows if (row["source"], row["kind"]) == (source, kind)
            ]
            _forget_beside(source, kind, own)
        # Else the next package would pass for applied, and an undo would bring people back.
        forget_all_applied(source)
        drop_journals_of(source)
    if rows:
        collection.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})


def _forget_beside(source: str, kind: str, sourced_ids: Sequence[str]) -> None:
    if not sourced_ids:
        return
    collection = SourceRecord._get_collection()
    for referring in _REFERRING.get(kind, ()):
        where = {"source": source, "kind": referring, "refs": {"$in": list(sourced_ids)}}
        collection.delete_many(where)
    for beside in _BESIDE.get(kind, ()):
        identifiers = [record_id(source, beside, one) for one in sourced_ids]
        collection.delete_many({"_id": {"$in": identifiers}})
