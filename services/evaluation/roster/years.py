"""The school year as the school's feed tells it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.evaluation.roster.models import SourceRecord
from services.evaluation.settings import settings
from shared.store import Row
from shared.tenancy import scope


@dataclass(frozen=True, kw_only=True)
class SchoolYear:
    """The first day of a school year, and the day after its last."""

    begins_on: date
    ends_before: date


def school_year_of(org_id: str, today: date) -> SchoolYear | None:
    """The school year that ``today`` is in, in the feed of this school (or of the district).

    None when the feed tells of none: in the holidays between two, or never. Of several that hold
    the day the longest one counts: others are of some programme.
    """
    with scope(read=[settings().district_id]):
        sources = _sources_of(org_id)
        found = SourceRecord._get_collection().find(
            {
                "source": {"$in": sources},
                "kind": "academicSessions",
                "is_active": True,
                "fields.type": "schoolYear",
                "fields.startDate": {"$lte": today.isoformat()},
                "fields.endDate": {"$gt": today.isoformat()},
            },
            {"fields": 1},
        )
        years = [_year(row) for row in found]
    longest_first = sorted(years, key=lambda one: (one.begins_on, -one.ends_before.toordinal()))
    return max(longest_first, key=lambda one: one.ends_before - one.begins_on, default=None)


def _sources_of(org_id: str) -> list[str]:
    """The feeds that tell of this school; for the district those that tell of the district."""
    return [
        source
        for source in _all_sources()
        if SourceRecord._get_collection().find_one(
            {"source": source, "kind": "orgs", "published_in": org_id}, {"_id": 1}
        )
    ]


def _all_sources() -> Iterator[str]:
    """By jumps over the ids, which begin with district and source: each source has very many."""
    after = f"{settings().district_id}/"
    while row := _first_after(after):
        yield row["source"]
        after = f"{settings().district_id}/{row['source']}0"  # the character after the slash


def _first_after(identifier: str) -> Row | None:
    above = {"_id": {"$gt": identifier, "$lt": f"{settings().district_id}0"}}
    found = SourceRecord._get_collection().find(above, {"source": 1}).sort("_id", 1).limit(1)
    return next(iter(found), None)


def _year(row: Row) -> SchoolYear:
    fields = row["fields"]
    return SchoolYear(
        begins_on=date.fromisoformat(fields["startDate"]),
        ends_before=date.fromisoformat(fields["endDate"]),
    )
