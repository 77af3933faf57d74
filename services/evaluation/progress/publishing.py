"""Publishing attendance and the gradebook: changed records become what each school keeps.

Each call is one transaction: what is kept, the facts and the cleared marks go together, so a killed
import goes on with what is still marked and tells nothing twice. Codes, titles, scales and calendar
come first; what was read with them before is marked to be read again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from services.evaluation.progress.assignments import plan_assignments
from services.evaluation.progress.attendance import plan_attendance
from services.evaluation.progress.calendar_days import plan_calendar
from services.evaluation.progress.kept import Batch, write
from services.evaluation.progress.lookups import Schools, text_of
from services.evaluation.progress.models import (
    Assignment,
    Attendance,
    CalendarDay,
    Kept,
    Result,
)
from services.evaluation.progress.results import plan_results
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.kinds import PROGRESS_KINDS
from services.evaluation.roster.marking import clear_marks, mark_these, mark_where
from services.evaluation.roster.stored import (
    Row,
    changed_records,
    load_org_tree,
    records_referring_to,
)
from services.evaluation.schools.queries import removed_among
from shared.store import atomic

_PLANS: dict[str, tuple[type[Kept], Callable[[Sequence[Row], Schools], Batch]]] = {
    "calendar": (CalendarDay, plan_calendar),
    "lineItems": (Assignment, plan_assignments),
    "results": (Result, plan_results),
    "attendance": (Attendance, plan_attendance),
}


@atomic
def publish_changed(ids: Ids, languages: Sequence[str], now: datetime, limit: int) -> int:
    """Publish up to ``limit`` changed records of the source; returns how many: 0 when done."""
    for kind in PROGRESS_KINDS:
        rows = changed_records(ids.source, kind, limit)
        if rows:
            _publish(kind, rows, Schools(load_org_tree(ids, languages), now))
            return len(rows)
    return 0


def _publish(kind: str, rows: Sequence[Row], schools: Schools) -> None:
    if kind in _PLANS:
        document, plan = _PLANS[kind]
        batch = plan(rows, schools)
        _leave_out_removed(batch)
        write(document, batch, schools.ids.district_id)
    else:
        batch = Batch()
        _MARKING[kind](schools.ids.source, rows)
    clear_marks(rows, batch.schools)


def _leave_out_removed(batch: Batch) -> None:
    """A feed that still tells of a removed school brings nothing of it back."""
    standing = {change.place[0] for change in batch.changes}.union(*batch.schools.values())
    removed = removed_among(standing)
    batch.changes = [change for change in batch.changes if change.place[0] not in removed]
    for schools in batch.schools.values():
        schools -= removed


def _mark_of_categories(source: str, rows: Sequence[Row]) -> None:
    wanted = {"$in": [row["sourced_id"] for row in rows]}
    mark_where(source, "lineItems", {"fields.categorySourcedId": wanted})


def _mark_of_codes(source: str, rows: Sequence[Row]) -> None:
    wanted = {"$in": [row["sourced_id"] for row in rows]}
    named = [{"fields.reasonCode": wanted}, {"fields.reason": wanted}]
    mark_where(source, "attendance", {"$or": named})


def _mark_of_scales(source: str, rows: Sequence[Row]) -> None:
    scales = [row["sourced_id"] for row in rows]
    _mark_of_item_links(source, records_referring_to(source, "lineItemScoreScales", scales))
    _mark_of_result_links(source, records_referring_to(source, "resultScoreScales", scales))


def _mark_of_item_links(source: str, rows: Sequence[Row]) -> None:
    items = [text_of(row["fields"], "lineItemSourcedId") for row in rows]
    if items:
        mark_where(source, "results", {"refs": {"$in": items}})


def _mark_of_result_links(source: str, rows: Sequence[Row]) -> None:
    mark_these(source, "results", (text_of(row["fields"], "resultSourcedId") for row in rows))


_MARKING: dict[str, Callable[[str, Sequence[Row]], None]] = {
    "categories": _mark_of_categories,
    "attendanceCodes": _mark_of_codes,
    "scoreScales": _mark_of_scales,
    "lineItemScoreScales": _mark_of_item_links,
    "resultScoreScales": _mark_of_result_links,
}
