"""Reading the measures of the school in scope: MongoDB adds up, a few rows come back.

A family counts once in each number, however many of its guardians were invited to how much.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.evaluation.ledger.models import ActivityStanding, HomeLearning, Standing
from services.evaluation.ledger.rules import FamilyGroup, HomeGroup

Stage = dict[str, Any]


_COUNTS = ("invited", "reached", "answered", "came", "came_invited", "invitations", "tried")


def family_groups(begins_at: datetime, ends_at: datetime) -> list[FamilyGroup]:
    """What was offered from ``begins_at`` until before ``ends_at``, and what came of it."""
    rows = Standing._get_collection().aggregate(_family_stages(begins_at, ends_at))
    return [
        FamilyGroup(
            year=row["_id"]["year"],
            languages=tuple(row["_id"]["languages"]),
            **{name: row[name] for name in _COUNTS},
        )
        for row in rows
    ]


def home_groups(begins_on: date, ends_before: date) -> list[HomeGroup]:
    """What families told of learning at home in the whole months of the period."""
    months = {"$gte": f"{begins_on:%Y-%m}", "$lt": f"{ends_before:%Y-%m}"}
    rows = HomeLearning._get_collection().aggregate(
        [
            {"$match": {"told.month": months, "told.counts": True}},
            {
                "$group": {
                    "_id": "$told.family",
                    "year": {"$max": "$told.year"},
                    "practices": {"$sum": 1},
                }
            },
            {
                "$group": {
                    "_id": "$year",
                    "families": {"$sum": 1},
                    "practices": {"$sum": "$practices"},
                }
            },
        ]
    )
    return [
        HomeGroup(year=row["_id"], families=row["families"], practices=row["practices"])
        for row in rows
    ]


def practices_of(family: str, month: str) -> int:
    """How often the family told of learning at home in the month (``YYYY-MM``)."""
    told = {"told.month": month, "told.counts": True, "told.family": family}
    return int(HomeLearning._get_collection().count_documents(told))


def activity_mix(
    begins_at: datetime, ends_at: datetime
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """How many activities of each kind, and of each focus, were announced in the period.

    Those that were cancelled are left out.
    """
    rows = ActivityStanding._get_collection().aggregate(
        [
            {"$match": {"at": {"$gte": begins_at, "$lt": ends_at}, "cancelled": {"$ne": True}}},
            {"$group": {"_id": {"kind": "$kind", "focus": "$focus"}, "count": {"$sum": 1}}},
        ]
    )
    kinds: dict[str, int] = {}
    focuses: dict[str, int] = {}
    for row in rows:
        for counts, name in ((kinds, row["_id"]["kind"]), (focuses, row["_id"]["focus"])):
            counts[name] = counts.get(name, 0) + row["count"]
    return kinds, focuses


def activities_closed(begins_at: datetime, ends_at: datetime) -> tuple[int, Mapping[str, int]]:
    """Of how many activities announced in the period staff said what came of them, and by group.

    The groups are those that got something: students, families, teachers (S5).
    """
    closed = {"at": {"$gte": begins_at, "$lt": ends_at}, "held.told": {"$exists": True}}
    rows = list(ActivityStanding._get_collection().find(closed, {"held.told": 1}))
    return len(rows), Counter(group for row in rows for group in row["held"]["told"])


def _family_stages(begins_at: datetime, ends_at: datetime) -> Sequence[Stage]:
    is_invitation = {"$eq": [{"$type": "$walk_in"}, "missing"]}
    return [
        {"$match": {"at": {"$gte": begins_at, "$lt": ends_at}}},
        {
            "$project": {
                "family": {"$ifNull": ["$family", "$walk_in.family"]},
                "year": {"$ifNull": ["$year", "$walk_in.year"]},
                "language": {"$ifNull": ["$language", "$walk_in.language"]},
                "invited": is_invitation,
                "answered": {"$gt": ["$answer", None]},
                "came": {
                    "$or": [
                        {"$eq": ["$walk_in.present", True]},
                        {"$in": [True, _values("$attended", "present")]},
                    ]
                },
                "seen": {"$or": [{"$eq": ["$delivered", True]}, {"$eq": ["$opened", True]}]},
                "tried": {"$size": {"$objectToArray": {"$ifNull": ["$tried", {}]}}},
            }
        },
        {"$match": {"family": {"$ne": None}}},
        {
            "$group": {
                "_id": "$family",
                "year": {"$max": "$year"},
                "languages": {"$addToSet": "$language"},
                "invited": {"$max": "$invited"},
                # Who answered or came was reached, by whatever way.
                "reached": {
                    "$max": {"$and": ["$invited", {"$or": ["$seen", "$answered", "$came"]}]}
                },
                "answered": {"$max": "$answered"},
                "came": {"$max": "$came"},
                "invitations": {"$sum": {"$cond": ["$invited", 1, 0]}},
                "tried": {"$sum": "$tried"},
            }
        },
        {
            "$group": {
                "_id": {
                    "year": "$year",
                    "languages": {"$sortArray": {"input": "$languages", "sortBy": 1}},
                },
                "invited": _count("$invited"),
                "reached": _count("$reached"),
                "answered": _count("$answered"),
                "came": _count("$came"),
                "came_invited": _count({"$and": ["$invited", "$came"]}),
                "invitations": {"$sum": "$invitations"},
                "tried": {"$sum": "$tried"},
            }
        },
    ]


def _values(path: str, name: str) -> Stage:
    """The field ``name`` of each value of the map at ``path``."""
    return {
        "$map": {
            "input": {"$objectToArray": {"$ifNull": [path, {}]}},
            "in": f"$$this.v.{name}",
        }
    }


def _count(condition: Any) -> Stage:
    return {"$sum": {"$cond": [condition, 1, 0]}}
