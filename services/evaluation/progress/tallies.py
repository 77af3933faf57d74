"""How the results of a class's work stand, in counts: for its teachers, beside each work."""

from collections.abc import Collection
from dataclasses import dataclass

from services.evaluation.progress.models import Result


@dataclass(frozen=True, kw_only=True)
class Standings:
    """Of so many results of a piece of work."""

    shown: int = 0
    held: int = 0
    missing: int = 0


def tallies_of(school_id: str, assignment_ids: Collection[str]) -> dict[str, Standings]:
    """The counts for each of these that has any result."""
    rows = Result._get_collection().aggregate(
        [
            {
                "$match": {
                    "school_id": school_id,
                    "assignment_id": {"$in": list(assignment_ids)},
                    "active": True,
                }
            },
            {
                "$group": {
                    "_id": "$assignment_id",
                    "shown": {"$sum": {"$cond": [_IS_SHOWN, 1, 0]}},
                    "held": {"$sum": {"$cond": [_IS_HELD, 1, 0]}},
                    "missing": {"$sum": {"$cond": ["$missing", 1, 0]}},
                }
            },
        ]
    )
    return {
        row["_id"]: Standings(shown=row["shown"], held=row["held"], missing=row["missing"])
        for row in rows
    }


_IS_HELD = {"$ne": [{"$ifNull": ["$hold", None]}, None]}
_IS_SHOWN = {"$and": ["$is_posted", {"$not": [_IS_HELD]}]}
