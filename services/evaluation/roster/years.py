"""The school year as the school's feed tells it."""

from dataclasses import dataclass
from datetime import date

from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.sources import sources_of
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
        sources = sources_of(org_id)
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


def _year(row: Row) -> SchoolYear:
    fields = row["fields"]
    return SchoolYear(
        begins_on=date.fromisoformat(fields["startDate"]),
        ends_before=date.fromisoformat(fields["endDate"]),
    )
