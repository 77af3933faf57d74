"""When a school's terms begin: what "this term" means on a page."""

from datetime import date

from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.sessions import SESSION_KINDS, starts_of
from services.evaluation.roster.sources import sources_of
from services.evaluation.settings import settings
from shared.tenancy import scope


def term_began(school_id: str, today: date) -> date:
    """The first day of the school's term; of the calendar year while the feed tells of none.

    In the holidays that of the term before.
    """
    with scope(read=[settings().district_id]):
        sources = {"$in": sources_of(school_id)}
        wanted = {"source": sources, "kind": "academicSessions", "is_active": True}
        found = SourceRecord._get_collection().find(wanted, {"fields": 1})
        sessions = [row["fields"] for row in found]
    for kind in SESSION_KINDS:
        begun = [one for one in starts_of(sessions, [kind]) if one <= today]
        if begun:
            return max(begun)
    return date(today.year, 1, 1)
