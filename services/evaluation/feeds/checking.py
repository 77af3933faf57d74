"""The first phase of a load: every row is checked before anything is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.oneroster.check import KEPT_DIAGNOSTICS, Check
from services.evaluation.feeds.oneroster.diagnostics import SEVERITIES, Diagnostic, Severity
from services.evaluation.feeds.workbench import (
    ROWS_CHECKED_AT_ONCE,
    clear_workbenches,
    workbench_of,
)
from shared import clock

Cursor = dict[str, Any]
START: Cursor = {"phase": "check", "rows": 0, "kept": 0}


def check_rows(run: FeedRun, cursor: Cursor) -> Cursor:
    """Check the next rows; at the end refuse the package or go on to compare it.

    Raises:
        Broken: the zip or its manifest cannot be used.
    """
    bench = workbench_of(run)
    if bench.rows_checked != cursor["rows"]:
        # Another worker began it, or our last step did not commit: the check starts over.
        clear_workbenches()
        FeedFinding.objects(run_id=run.id).delete()
        bench, cursor = workbench_of(run), dict(START)
    check = bench.check
    found = check.advance(ROWS_CHECKED_AT_ONCE)
    bench.rows_checked += ROWS_CHECKED_AT_ONCE
    keep_findings(run, found, cursor["kept"])
    run.format_version = check.package.manifest.version
    run.advance(RunState.CHECKING, done=sum(one.rows for one in check.streams), total=0)
    if not check.is_done:
        return {"phase": "check", "rows": bench.rows_checked, "kept": cursor["kept"] + len(found)}
    note_found(run, check.severities())
    run.files = _files(check)
    if check.is_fatal:
        run.refuse(clock.now())
    return {"phase": "compare", "stream": 0, "after": "", "lost": [], "judged": {}}


def keep_findings(run: FeedRun, found: Sequence[Diagnostic], kept: int) -> None:
    """Keep what was found, after the ``kept`` ones before."""
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


def note_found(run: FeedRun, counts: Mapping[Severity, int]) -> None:
    """Say how many findings of each severity there are."""
    run.found = {}
    for severity, number in counts.items():
        run.note(severity, number)


def report_rows(run: FeedRun, code: str, file: str, found: Sequence[tuple[str, int]]) -> None:
    """Note findings that only a comparison with what is stored can make: identifier and row."""
    if not found:
        return
    run.note(SEVERITIES[code], len(found))
    kept = FeedFinding.objects(run_id=run.id).count()
    fits = found[: max(0, KEPT_DIAGNOSTICS - kept)]
    told = [Diagnostic(code=code, file=file, row=row, sourced_id=one) for one, row in fits]
    keep_findings(run, told, kept)


def _files(check: Check) -> list[dict[str, Any]]:
    """What each file is and holds, in the order of loading."""
    return [
        {
            "file": first.file,
            "kinds": [one.stream.kind for one in check.streams if one.file == first.file],
            "mode": "changes" if first.as_changes else "bulk",
            "rows": first.rows,
            "set_aside": first.bad_rows,
        }
        for first in check.streams
        if first.stream.is_first
    ]
