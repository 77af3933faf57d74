"""What goes before a removed school's rows do: other services are told to forget, then the feed's.

Source: design events.md §3: a tombstone for each record of a compacted topic.
"""

from collections.abc import Iterable

from services.evaluation.feeds.models import FeedHold
from services.evaluation.roster.applied import forget_all_applied
from services.evaluation.roster.decided import GuardianHold
from services.evaluation.roster.journal import drop_journals_of
from services.evaluation.roster.models import DOCUMENTS as ROSTER_DOCUMENTS
from services.evaluation.roster.models import Published, SourceRecord
from services.evaluation.settings import settings
from shared import outbox
from shared.events import event_type
from shared.schools import Remove
from shared.tenancy import scope_of


def tombstones(documents: Iterable[type[Published]]) -> list[Remove]:
    """For each document of a compacted topic: erase its records everywhere, and here."""
    return [_eraser(one) for one in documents if event_type(one.event).topic.compacted]


def forget_source_records(school_id: str, limit: int) -> int:
    """Delete the feeds' records of what stood in this school only."""
    with scope_of(settings().district_id):
        collection = SourceRecord._get_collection()
        where = {"published_in": [school_id]}
        found = list(collection.find(where, {"source": 1, "sourced_id": 1}).limit(limit))
        for source in {row["source"] for row in found}:
            _forget_parts(source, [row["sourced_id"] for row in found if row["source"] == source])
            # Else the next package would pass for applied, and an undo would bring people back.
            forget_all_applied(source)
            drop_journals_of(source)
        if found:
            collection.delete_many({"_id": {"$in": [row["_id"] for row in found]}})
        GuardianHold.objects(schools=[school_id]).delete()
    return len(found)


def _forget_parts(source: str, sourced_ids: list[str]) -> None:
    """What is told of these records elsewhere: roles, agents, supplements."""
    prefix = f"{settings().district_id}/{source}"
    collection = SourceRecord._get_collection()
    for kind in ("roles", "agents", "guardians"):
        collection.delete_many({"source": source, "kind": kind, "refs": {"$in": sourced_ids}})
    FeedHold.objects(source=source, sourced_id__in=sourced_ids).delete()
    for kind in ("people", "orgSettings", "demographics"):
        collection.delete_many({"_id": {"$in": [f"{prefix}/{kind}/{one}" for one in sourced_ids]}})


def _eraser(document: type[Published]) -> Remove:
    def erase(school_id: str, limit: int) -> int:
        collection = document._get_collection()
        rows = list(collection.find({}, {"version": 1}).limit(limit))
        for row in rows:
            outbox.erase(
                document.event,
                school_id=school_id,
                subject_id=row["_id"].partition("/")[2],
                version=row["version"] + 1,
            )
        if rows:
            collection.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
        return len(rows)

    return erase


PUBLISHED = [one for one in ROSTER_DOCUMENTS if issubclass(one, Published)]
