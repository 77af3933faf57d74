"""Which feeds there are, and which of them tell of a school; the district's scope for reading."""

from collections.abc import Iterator

from services.evaluation.roster.models import SourceRecord
from services.evaluation.settings import settings
from shared.store import Row


def all_sources() -> Iterator[str]:
    """By jumps over the ids, which begin with district and source: each source has very many."""
    district_id = settings().district_id
    after = f"{district_id}/"
    while row := _first_between(after, f"{district_id}0"):
        yield row["source"]
        after = f"{district_id}/{row['source']}0"  # the character after the slash


def sources_of(org_id: str) -> list[str]:
    """The feeds that tell of this school; for the district those that tell of the district."""
    return [
        source
        for source in all_sources()
        if SourceRecord._get_collection().find_one(
            {"source": source, "kind": "orgs", "published_in": org_id}, {"_id": 1}
        )
    ]


def _first_between(after: str, end: str) -> Row | None:
    above = {"_id": {"$gt": after, "$lt": end}}
    found = SourceRecord._get_collection().find(above, {"source": 1}).sort("_id", 1).limit(1)
    return next(iter(found), None)
