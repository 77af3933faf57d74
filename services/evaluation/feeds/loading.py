"""The third phase of a load: each stream's rows are stored; what it leaves out ends or is held.

A step is one transaction with its journal and its cursor, so that a killed worker's run goes on and
comes to the same end. A dry run takes the same path and writes nothing but counts of its own.
Source: design lms.md §8 rules 1, 2, 3 and 8.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from services.evaluation.feeds.absence import (
    HELD_WITH,
    MANY_CHANGES,
    TOO_MANY,
    Missing,
    held_beside,
    missing_after,
)
from services.evaluation.feeds.checking import report_rows
from services.evaluation.feeds.comparing import records_applied_of
from services.evaluation.feeds.holding import (
    hold_records,
    note_returned,
    supersede_holds,
)
from services.evaluation.feeds.models import MANY_CHANGES as MANY_CHANGES_ALARM
from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.feeds.oneroster.checked import Checked
from services.evaluation.feeds.oneroster.rows import Cells
from services.evaluation.feeds.pace import pace
from services.evaluation.feeds.rules import EVERYBODY, are_too_many_changes
from services.evaluation.feeds.workbench import Workbench, checked_workbench, rows_of
from services.evaluation.roster.applied import forget_applied, note_applied
from services.evaluation.roster.changes import Change, Record
from services.evaluation.roster.journal import Journal
from services.evaluation.roster.stored import (
    Planned,
    count_active,
    count_changed,
    fields_of,
    parts_told_earlier,
    plan_changes,
)
from services.evaluation.roster.use_cases import apply_changes, end_records

Cursor = dict[str, Any]
ROWS_LOADED_AT_ONCE = 2_000


def load_rows(run: FeedRun, cursor: Cursor) -> Cursor:
    """Store what the next rows tell; a file that was applied before is passed over."""
    bench = checked_workbench(run)
    if bench is None:
        return cursor
    index = cursor["stream"]
    if index == len(bench.check.streams):
        return _begin_publishing(run)
    checked = bench.check.streams[index]
    kind = checked.stream.kind
    if cursor["row"] == 0:
        records = records_applied_of(run, bench, index)
        if records is not None:
            run.count(kind, Change.UNCHANGED, records)
            run.advance(RunState.LOADING, done=run.done + rows_of(checked), total=run.total)
            return {**cursor, "stream": index + 1}
        _begin_stream(run, checked, cursor)
    limit = pace.of(ROWS_LOADED_AT_ONCE)
    rows = bench.next_rows(index, cursor["row"], limit)
    told = _load_rows(run, checked, rows)
    run.advance(RunState.LOADING, done=run.done + len(rows), total=run.total)
    last = rows[-1].row if rows else cursor["row"]
    cursor = {**cursor, "row": last, "told": cursor["told"] + told}
    if len(rows) == limit:
        return cursor
    cursor = {**cursor, "judged": _judged_now(run, checked, cursor), "after": "", "is_whole": True}
    if kind in cursor["judged"]:
        return {**cursor, "phase": "end"}
    return _next_stream(run, bench, cursor)


def end_missing(run: FeedRun, cursor: Cursor) -> Cursor:
    """End what a full set leaves out, or hold it."""
    bench = checked_workbench(run)
    if bench is None:
        return cursor
    checked = bench.check.streams[cursor["stream"]]
    found = missing_after(run.source, bench.check, checked, cursor["after"])
    held = _hold(run, checked, found, cursor)
    ending = [one for one in found.populations if one not in held]
    run.count(checked.stream.kind, Change.DEACTIVATED, len(ending))
    if ending and not run.is_dry_run:
        journal = Journal(run.id, run.journaled)
        end_records(run.source, checked.stream.kind, ending, journal=journal)
        run.journaled = journal.entries
    cursor = {**cursor, "after": found.after, "is_whole": cursor["is_whole"] and not held}
    return cursor if not found.is_last else _next_stream(run, bench, cursor)


def _begin_stream(run: FeedRun, checked: Checked, cursor: Cursor) -> None:
    kind = checked.stream.kind
    cursor["active"] = count_active(run.source, kind)
    if not run.is_dry_run:
        forget_applied(run.source, kind)
        if not checked.as_changes:
            supersede_holds(run, kind)


def _load_rows(run: FeedRun, checked: Checked, rows: Sequence[Cells]) -> int:
    rows = _not_overtaken(run.source, checked, rows)
    told = [(record, cells.row) for cells in rows for record in checked.stream.expand(cells)]
    records = [record for record, _ in told]
    kind = checked.stream.kind
    if checked.is_undecided:
        _keep_decided(run.source, checked, records)
    planned = plan_changes(run.source, kind, records)
    for change, number in Counter(plan.change for plan in planned).items():
        run.count(kind, change, number)
    _report_older(run, checked, planned, [row for _, row in told])
    journal = Journal(run.id, run.journaled, at=run.started_at)
    if not run.is_dry_run:
        apply_changes(
            run.source, kind, planned, journal=journal, fresh_kinds=frozenset(run.fresh_kinds)
        )
        if checked.as_changes:
            note_returned(run, kind, [one.sourced_id for one in records if not one.is_deleted])
    if checked.as_changes and not checked.stream.is_first:
        _end_parts(run, kind, [cells.sourced_id for cells in rows], records, journal)
    run.journaled = journal.entries
    return len(records)


def _not_overtaken(source: str, checked: Checked, rows: Sequence[Cells]) -> Sequence[Cells]:
    """The rows, without those that tell parts of what a newer row told already.

    Such a row is left out with all its parts: it would bring back a guardian who was removed.
    """
    dated = [cells.sourced_id for cells in rows if cells.modified]
    if checked.whole is None or not dated:
        return rows
    owners = fields_of(source, checked.whole.stream.kind, dated)
    newest = {one: owner.get("modified") or "" for one, owner in owners.items()}
    return [
        cells
        for cells in rows
        if not cells.modified or cells.modified >= newest.get(cells.sourced_id, "")
    ]


def _keep_decided(source: str, checked: Checked, records: Sequence[Record]) -> None:
    """A file without the column takes back nothing that an earlier one decided there."""
    decisive = checked.stream.table.decisive
    known = fields_of(source, checked.stream.kind, [one.sourced_id for one in records])
    for record in records:
        earlier = known.get(record.sourced_id)
        if earlier and earlier["is_active"] and decisive in earlier["fields"]:
            record.fields[decisive] = earlier["fields"][decisive]


def _end_parts(
    run: FeedRun, kind: str, owners: Sequence[str], records: Sequence[Record], journal: Journal
) -> None:
    """A changed row that no longer names an agent or a role ends what it named before."""
    told = {record.sourced_id for record in records}
    gone = sorted(parts_told_earlier(run.source, kind, owners).keys() - told)
    run.count(kind, Change.DEACTIVATED, len(gone))
    if gone and not run.is_dry_run:
        end_records(run.source, kind, gone, journal=journal)


def _report_older(
    run: FeedRun, checked: Checked, planned: Sequence[Planned], rows: Sequence[int]
) -> None:
    older = [
        (plan.record.owner or plan.record.sourced_id, row)
        for plan, row in zip(planned, rows, strict=True)
        if plan.change is Change.OLDER
    ]
    if checked.stream.is_first:
        report_rows(run, "older_than_stored", checked.file, older)


def _judged_now(run: FeedRun, checked: Checked, cursor: Cursor) -> dict[str, Any]:
    """What was judged before, now that it is known how many of the kind changed."""
    kind = checked.stream.kind
    changed = run.counts.get(kind, {}).get(Change.UPDATED.value, 0)
    judged: dict[str, Any] = cursor["judged"]
    if not are_too_many_changes(changed, cursor["active"], run.source_settings):
        return judged
    run.alarm(MANY_CHANGES_ALARM, kind, number=changed, of=cursor["active"])
    of_kind = judged.get(kind)
    if not of_kind or run.accepts_all:
        return judged
    return {**judged, kind: {**of_kind, "reason": of_kind["reason"] or MANY_CHANGES}}


def _hold(run: FeedRun, checked: Checked, found: Missing, cursor: Cursor) -> set[str]:
    """Those of the missing that are held, noted with their population and the reason."""
    kind = checked.stream.kind
    judged = cursor["judged"].get(kind) or {}
    limits = dict(judged.get("held", []))
    beside = held_beside(run.id, checked, found.rows) if found.rows else set()
    held: dict[str, tuple[str, str]] = {}
    for one, populations in found.populations.items():
        exceeded = [name for name in limits if name in populations]
        if judged.get("reason"):
            held[one] = (EVERYBODY, judged["reason"])
        elif exceeded:
            held[one] = (exceeded[0], TOO_MANY)
        elif one in beside and not run.accepts_all:
            held[one] = (EVERYBODY, HELD_WITH)
    active = {EVERYBODY: judged.get("active", 0)} | limits
    hold_records(run, kind, held, active)
    return set(held)


def _next_stream(run: FeedRun, bench: Workbench, cursor: Cursor) -> Cursor:
    index = cursor["stream"]
    checked = bench.check.streams[index]
    if cursor["is_whole"] and not (checked.bad_rows or run.is_dry_run):
        digest = bench.digest_of(index, repr(run.source_settings))
        note_applied(run.source, checked.stream.kind, digest, cursor["told"])
    return {
        "phase": "load",
        "stream": index + 1,
        "row": 0,
        "told": 0,
        "judged": cursor["judged"],
    }


def _begin_publishing(run: FeedRun) -> Cursor:
    if not run.is_dry_run:
        run.advance(RunState.PUBLISHING, done=0, total=count_changed(run.source))
    return {"phase": "publish"}
