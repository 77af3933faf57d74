"""What goes before a removed school's rows do: other services are told to forget, then the feed's.

Source: design events.md §3: a tombstone for each record of a compacted topic.
"""

from collections.abc import Iterable

from services.evaluation.feeds.models import FeedHold
from services.evaluation.roster.decision_models import GuardianHold
from services.evaluation.roster.forgetting import forget_records
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
    """Delete the feeds' records of what stood, or waited for room, in this school only.

    Who stands in another school too stays there with all that is told of them.
    """
    with scope_of(settings().district_id):
        collection = SourceRecord._get_collection()
        alone = {"$or": [{"published_in": [school_id]}, _WAITS_ALONE | {"waits_for": [school_id]}]}
        wanted = {"source": 1, "kind": 1, "sourced_id": 1}
        # The org stays known as the school's: else its people would pass for the district's.
        found = list(collection.find({"kind": {"$ne": "orgs"}, **alone}, wanted).limit(limit))
        forget_records(found)
        for source, kind in {(row["source"], row["kind"]) for row in found}:
            gone = [
                row["sourced_id"] for row in found if (row["source"], row["kind"]) == (source, kind)
            ]
            FeedHold.objects(source=source, kind=kind, sourced_id__in=gone).delete()
        if not found:
            for name in ("published_in", "waits_for"):
                collection.update_many({name: school_id}, {"$pull": {name: school_id}})
        GuardianHold.objects(schools=[school_id]).delete()
    return len(found)


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


_WAITS_ALONE: dict[str, object] = {"published_in": []}
