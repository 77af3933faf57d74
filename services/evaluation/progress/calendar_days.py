"""Publishing the calendar: a batch of days that the school says something of."""

from collections.abc import Iterable, Sequence

from services.evaluation.progress.kept import (
    Batch,
    Change,
    by_school,
    digest_of,
    earlier_rows,
    ended,
    midnight,
)
from services.evaluation.progress.lookups import Schools, day_of, text_of
from services.evaluation.progress.models import Attendance, CalendarDay
from services.evaluation.roster.marking import mark_where
from services.evaluation.roster.stored import Row
from shared.tenancy import scope


def plan_calendar(rows: Sequence[Row], schools: Schools) -> Batch:
    """What becomes of these days; the marks of attendance on them are published anew."""
    batch, places = Batch(), {}
    for row in rows:
        org = schools.resolve(text_of(row["fields"], "schoolSourcedId"))
        if org is not None:
            school_id = schools.tenant_of(org)
            batch.stands_in(row["_id"], school_id)
            places[school_id, text_of(row["fields"], "date")] = row
    earlier = earlier_rows(CalendarDay, places)
    for place, row in places.items():
        before = earlier.get(place)
        if row["is_active"]:
            told = _told(row)
            change = Change(place=place, row=told, earlier=before)
            is_new = before is None or before["digest"] != told["digest"]
        else:
            change = ended(place, before or {})
            is_new = before is not None and before["active"]
        if is_new:
            batch.changes.append(change)
    _mark_attendance(batch.changes, schools)
    return batch


def _told(row: Row) -> Row:
    fields = row["fields"]
    on = day_of(fields, "date")
    told = {
        "in_session": text_of(fields, "inSession") != "false",
        "reason": text_of(fields, "reason"),
        "active": True,
    }
    return {**told, "on": on and midnight(on), "digest": digest_of(told)}


def _mark_attendance(changes: Iterable[Change], schools: Schools) -> None:
    on_days = by_school(change.place for change in changes)
    days = {change.place: change.row["on"] for change in changes}
    told_by: list[str] = []
    for school_id, places in on_days.items():
        with scope(read=[school_id]):
            found = Attendance._get_collection().find(
                {"on": {"$in": [days[place] for place in places]}}, {"told_by": 1}
            )
            told_by += [row["told_by"] for row in found]
    if told_by:
        mark_where(schools.ids.source, "attendance", {"_id": {"$in": told_by}})
