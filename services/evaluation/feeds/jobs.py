"""The import as a job: check all, load by file, end what is gone, publish; a transaction a step.

A killed worker's run goes on from the stored cursor and comes to the same end. A dry run takes the
same path and writes nothing but its own counts.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from services.evaluation.feeds.absence import absent_of, may_be_ended
from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.oneroster.check import Check
from services.evaluation.feeds.oneroster.diagnostics import SEVERITIES, Broken, Diagnostic
from services.evaluation.feeds.publishers import publish_next
from services.evaluation.feeds.queries import run_of
from services.evaluation.feeds.uploads import drop_upload, drop_uploads_before
from services.evaluation.feeds.use_cases import JOB_KIND
from services.evaluation.feeds.workbench import Workbench, clear_workbenches, workbench_of
from services.evaluation.roster.changes import Change, Record
from services.evaluation.roster.identity import Ids
from services.evaluation.roster.stored import count_changed, parts_told_earlier, plan_changes
from services.evaluation.roster.use_cases import apply_changes, end_records
from services.evaluation.settings import settings
from shared import clock, store
from shared.jobs import Step, every, job

ROWS_CHECKED_AT_ONCE = 20_000
ROWS_LOADED_AT_ONCE = 500
RECORDS_PUBLISHED_AT_ONCE = 500
UPLOADS_KEPT_FOR = timedelta(days=2)

Cursor = dict[str, Any]
"""``phase``, and by phase: rows checked and findings kept, or the stream and its rows loaded."""


@job(JOB_KIND)
def import_roster(step: Step) -> None:
    """Do the next piece of the run. Idempotent by the cursor, which is stored with the piece."""
    run = run_of(step.args["run_id"])
    cursor: Cursor = step.cursor or {"phase": "check", "rows": 0, "kept": 0}
    try:
        step.cursor = _PHASES[cursor["phase"]](run, cursor)
    except Broken as broken:
        _keep_findings(run, broken.diagnostics, 0)
        _note_found(run, Counter(one.code for one in broken.diagnostics))
        run.refuse(clock.now())
    step.done, step.total = run.done, run.total
    if run.is_final:
        _tidy(run)
        step.finish()
    store.save(run)


@every(seconds=3600, name="drop-old-uploads")
def drop_old_uploads() -> None:
    """Packages hold personal data: one that was only checked is not kept for long."""
    drop_uploads_before(settings().data_directory, clock.now() - UPLOADS_KEPT_FOR)


def _check(run: FeedRun, cursor: Cursor) -> Cursor:
    bench = workbench_of(run)
    if bench.rows_checked != cursor["rows"]:
        # Another worker began it, or our last step did not commit: the check starts over.
        clear_workbenches()
        FeedFinding.objects(run_id=run.id).delete()
        bench, cursor = workbench_of(run), {"phase": "check", "rows": 0, "kept": 0}
    check = bench.check
    found = check.advance(ROWS_CHECKED_AT_ONCE)
    bench.rows_checked += ROWS_CHECKED_AT_ONCE
    _keep_findings(run, found, cursor["kept"])
    run.format_version = check.package.manifest.version
    run.advance(RunState.CHECKING, done=sum(one.rows for one in check.streams), total=0)
    if not check.is_done:
        return {"phase": "check", "rows": bench.rows_checked, "kept": cursor["kept"] + len(found)}
    counts: Counter[str] = Counter()
    for (_, code), number in check.counts.items():
        counts[code] += number
    _note_found(run, counts)
    if check.is_fatal:
        run.refuse(clock.now())
    else:
        _begin_loading(run, check)
    return {"phase": "load", "stream": 0, "row": 0, "held": []}


def _begin_loading(run: FeedRun, check: Check) -> None:
    for checked in check.streams:
        if checked.stream.is_first:
            run.count(checked.stream.kind, Change.QUARANTINED, checked.bad_rows)
    run.advance(RunState.LOADING, done=0, total=_rows_to_load(check))


def _load(run: FeedRun, cursor: Cursor) -> Cursor:
    bench = _checked_workbench(run)
    if bench is None:
        return cursor
    check, index = bench.check, cursor["stream"]
    if index == len(check.streams):
        return _begin_publishing(run)
    checked = check.streams[index]
    rows = bench.next_rows(index, cursor["row"], ROWS_LOADED_AT_ONCE)
    whole = checked if checked.stream.is_first else check.checked(checked.stream.table.name)
    skipped = whole.skipped_rows if whole else set()
    good = [cells for cells in rows if cells.row not in skipped]
    records = [record for cells in good for record in checked.stream.expand(cells)]
    _load_records(run, checked.stream.kind, records)
    if checked.as_changes and not checked.stream.is_first:
        _end_parts(run, checked.stream.kind, [cells.sourced_id for cells in good], records)
    run.advance(RunState.LOADING, done=run.done + len(rows), total=run.total)
    if len(rows) == ROWS_LOADED_AT_ONCE:
        return {**cursor, "row": cursor["row"] + len(rows)}
    return {"phase": "end", "stream": index, "held": cursor["held"], "is_allowed": None}


def _load_records(run: FeedRun, kind: str, records: Sequence[Record]) -> None:
    planned = plan_changes(run.source, kind, records)
    for change, number in Counter(plan.change for plan in planned).items():
        run.count(kind, change, number)
    if not run.is_dry_run:
        apply_changes(run.source, kind, planned)


def _end_parts(run: FeedRun, kind: str, owners: Sequence[str], records: Sequence[Record]) -> None:
    """A changed row that no longer names an agent or a role ends what it named before."""
    told = {record.sourced_id for record in records}
    gone = sorted(parts_told_earlier(run.source, kind, owners).keys() - told)
    run.count(kind, Change.DEACTIVATED, len(gone))
    if gone and not run.is_dry_run:
        end_records(run.source, kind, gone)


def _end(run: FeedRun, cursor: Cursor) -> Cursor:
    """End what a full set leaves out, or hold it. Source: design lms.md §8 rules 1 and 2."""
    bench = _checked_workbench(run)
    if bench is None:
        return cursor
    checked = bench.check.streams[cursor["stream"]]
    held = cursor["held"]
    following = {"phase": "load", "stream": cursor["stream"] + 1, "row": 0, "held": held}
    if checked.as_changes:
        return following
    absent = absent_of(run.source, bench.check, checked)
    is_allowed = cursor["is_allowed"]
    if is_allowed is None:
        number = len(absent.sourced_ids)
        is_allowed = may_be_ended(bench.check, checked, absent, held)
        run.count(checked.stream.kind, Change.DEACTIVATED if is_allowed else Change.HELD, number)
        if number and not is_allowed:
            following["held"] = [*held, checked.stream.kind]
    if not is_allowed or run.is_dry_run:
        return following
    piece = absent.sourced_ids[:ROWS_LOADED_AT_ONCE]
    if piece:
        end_records(run.source, checked.stream.kind, piece)
    if len(piece) == len(absent.sourced_ids):
        return following
    return {**cursor, "is_allowed": True}


def _begin_publishing(run: FeedRun) -> Cursor:
    if run.is_dry_run:
        run.finish(clock.now())
    else:
        run.advance(RunState.PUBLISHING, done=0, total=count_changed(run.source))
    return {"phase": "publish"}


def _publish(run: FeedRun, cursor: Cursor) -> Cursor:
    ids = Ids(run.school_id, run.source)
    languages = settings().languages
    number = publish_next(ids, languages, clock.now(), RECORDS_PUBLISHED_AT_ONCE)
    if number == 0:
        run.finish(clock.now())
    else:
        run.advance(RunState.PUBLISHING, done=run.done + number, total=run.total)
    return cursor


def _checked_workbench(run: FeedRun) -> Workbench | None:
    """The workbench with everything checked; None after a slice of a check that is done again."""
    bench = workbench_of(run)
    if bench.check.is_done:
        return bench
    bench.check.advance(ROWS_CHECKED_AT_ONCE)
    return None


def _rows_to_load(check: Check) -> int:
    rows = {one.stream.kind: one.rows for one in check.streams if one.stream.is_first}
    return sum(
        one.rows if one.stream.is_first else rows[one.stream.table.name] for one in check.streams
    )


def _keep_findings(run: FeedRun, found: Sequence[Diagnostic], kept: int) -> None:
    findings = [
        FeedFinding(
            id=f"{run.id}/{number}",
            school_id=run.school_id,
            run_id=run.id,
            number=number,
            code=one.code,
            severity=one.severity.value,
            file=one.file,
            row=one.row,
            column=one.column,
            sourced_id=one.sourced_id,
        )
        for number, one in enumerate(found, start=kept)
    ]
    if findings:
        FeedFinding._get_collection().insert_many(
            [finding.to_mongo().to_dict() for finding in findings]
        )


def _note_found(run: FeedRun, counts: Counter[str]) -> None:
    run.found = {}
    for code, number in counts.items():
        run.note(SEVERITIES[code], number)


def _tidy(run: FeedRun) -> None:
    clear_workbenches()
    if not run.is_dry_run or run.state == RunState.REFUSED:
        drop_upload(run.path)


_PHASES: dict[str, Callable[[FeedRun, Cursor], Cursor]] = {
    "check": _check,
    "load": _load,
    "end": _end,
    "publish": _publish,
}
