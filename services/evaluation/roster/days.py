"""Roles, links and enrollments begin and end by date: what a new day turns is published anew.

Days turn in each school's time zone, whether a feed comes or not. Source: lms.md §8 rule 13, R11.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.evaluation.roster.decision_models import TurnedDay
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.models import SourceRecord
from services.evaluation.roster.stored import load_org_tree, past, record_id, related_users
from shared.tenancy import write_scope

ROWS_LOOKED_AT = 20_000
# Nobody noted a day yet: so far back something may have turned unseen.
LOOK_BACK = timedelta(days=7)

# Kind of record to its dates, and whether it is published itself or says something of people.
_DATED: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("roles", ("beginDate", "endDate"), False),
    ("guardians", ("validFrom", "validTo"), False),
    ("enrollments", ("endDate",), True),
)


def mark_turned(ids: Ids, now: datetime) -> int:
    """Mark what the days since the last turn begin or end, for the source; returns how many.

    Idempotent: a turn that was cut short is done again.
    """
    tree = load_org_tree(ids, ())
    zones = sorted(tree.zones)
    turned = {zone: _day_in(zone, now) for zone in zones}
    seen = _seen(ids.source, zones)
    due = {zone: day for zone, day in turned.items() if seen.get(zone) != day}
    if not due:
        return 0
    since = min(seen.get(zone, day - LOOK_BACK) for zone, day in due.items())
    marked = sum(
        _mark_between(ids.source, kind, names, since, max(due.values()), is_published)
        for kind, names, is_published in _DATED
    )
    for zone, day in due.items():
        _note(ids.source, zone, day)
    return marked


def _mark_between(
    source: str, kind: str, names: Sequence[str], after: date, until: date, is_published: bool
) -> int:
    between = {"$gt": after.isoformat(), "$lte": until.isoformat()}
    where = {"$or": [{f"fields.{name}": between} for name in names], "is_active": True}
    marked = 0
    for piece in _pieces(source, kind):
        if is_published:
            marked += _mark({"_id": piece, **where})
        else:
            rows = SourceRecord._get_collection().find({"_id": piece, **where}, {"refs": 1})
            turned = {ref for row in rows for ref in row["refs"]}
            # A link stands with the student, and goes when the guardian's role does.
            marked += _mark_users(source, turned | related_users(source, turned))
    return marked


def _mark_users(source: str, users: Iterable[str]) -> int:
    identifiers = [record_id(source, "users", one) for one in users]
    return _mark({"_id": {"$in": identifiers}}) if identifiers else 0


def _mark(where: dict[str, Any]) -> int:
    result = SourceRecord._get_collection().update_many(
        {**where, "is_changed": False}, {"$set": {"is_changed": True}}
    )
    return int(result.modified_count)


def _pieces(source: str, kind: str) -> Iterator[dict[str, str]]:
    """Ranges of the ids of this kind's records: one question over all would take too long."""
    prefix = record_id(source, kind, "")
    after, end = prefix, past(prefix)
    while True:
        rest = {"_id": {"$gt": after, "$lt": end}}
        found = SourceRecord._get_collection().find(rest, {"_id": 1}).sort("_id", 1)
        last = next(iter(found.skip(ROWS_LOOKED_AT - 1).limit(1)), None)
        if last is None:
            yield {"$gt": after, "$lt": end}
            return
        yield {"$gt": after, "$lte": last["_id"]}
        after = last["_id"]


def _seen(source: str, zones: Iterable[str]) -> dict[str, date]:
    keys = {_key(source, zone): zone for zone in zones}
    rows = TurnedDay._get_collection().find({"_id": {"$in": list(keys)}})
    return {keys[row["_id"]]: row["day"].date() for row in rows}


def _note(source: str, zone: str, day: date) -> None:
    at_midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    TurnedDay._get_collection().update_one(
        {"_id": _key(source, zone)}, {"$set": {"day": at_midnight}}, upsert=True
    )


def _key(source: str, zone: str) -> str:
    return f"{write_scope()}/{source}/{zone}"


def _day_in(zone: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(zone)).date()
