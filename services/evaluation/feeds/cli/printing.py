"""What the commands print: a report to read, or JSON for a program."""

import json
from collections.abc import Sequence
from typing import Any

import click

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedFinding, FeedRun, FeedSource
from services.evaluation.feeds.wording import in_english

_SHOWN = 50


def print_run(run: FeedRun) -> None:
    """The run's state, counts by kind, what it holds and the worst of what was found."""
    dry = ", dry run: nothing was changed" if run.is_dry_run else ""
    click.echo(f"{run.file_name} ({run.source}): {run.state}{dry}")
    click.echo(f"  run {run.id}")
    for kind, counts in run.counts.items():
        told = ", ".join(f"{number:,} {change}" for change, number in counts.items())
        click.echo(f"  {kind:<18}{told}")
    for one in run.alarms:
        click.echo(f"  alarm: {one['code']}: {one['number']:,} of {one['of']:,} {one['kind']}")
    _print_holds(run)
    found = list(queries.findings_of(run.id, _SHOWN))
    for finding in found:
        where = f"{finding.file} row {finding.row}" if finding.row else finding.file
        place = " ".join(part for part in (where, finding.column, finding.sourced_id) if part)
        words = f"{finding.severity}: {place}: {in_english(finding.code)} [{finding.code}]"
        click.echo(f"  {words}")
    rest = sum(run.found.values()) - len(found)
    if rest > 0:
        click.echo(f"  … and {rest:,} more findings; --json lists those that were kept")


def print_run_as_json(run: FeedRun) -> None:
    """The same with every finding that was kept, on one line."""
    found = [_finding_as_row(one) for one in queries.findings_of(run.id)]
    _print_json({**_run_as_row(run), "findings": found})


def print_list(sources: Sequence[FeedSource], runs: Sequence[FeedRun]) -> None:
    """Sources, then a line for each run; the run's id is what the other commands take."""
    for source in sources:
        loaded = source.last_loaded_at
        when = f"loaded {loaded:%Y-%m-%d %H:%M}Z" if loaded else "nothing loaded yet"
        click.echo(f"{source.source:<24}{when}")
    if runs:
        click.echo()
    for run in runs:
        summary = queries.summary_of(run)
        told = f"{summary.changes:,} changed, {summary.held:,} held, {summary.left_out:,} left out"
        kind = "check" if run.is_dry_run else run.task
        line = f"{run.started_at:%Y-%m-%d %H:%M}Z  {run.source:<20}{kind:<9}{run.state:<12}{told}"
        click.echo(f"{run.id}  {line}")


def print_list_as_json(sources: Sequence[FeedSource], runs: Sequence[FeedRun]) -> None:
    """The same for a program."""
    known = [
        {"source": one.source, "last_loaded_at": _time(one.last_loaded_at), **one.settings}
        for one in sources
    ]
    _print_json({"sources": known, "runs": [_run_as_row(run) for run in runs]})


def _print_holds(run: FeedRun) -> None:
    for one in queries.holds_of(run.id):
        who = " ".join(part for part in (one.kind, one.group, one.org_name or one.org) if part)
        of = f" of {one.active:,}" if one.active else ""
        click.echo(f"  held: {one.number:,}{of} {who} ({one.reason})")
    if run.is_open:
        click.echo(f"  decide: feeds approve {run.id}, or feeds reject {run.id}")


def _run_as_row(run: FeedRun) -> dict[str, Any]:
    return {
        "run": run.id,
        "task": run.task,
        "source": run.source,
        "file": run.file_name,
        "state": run.state,
        "dry_run": run.is_dry_run,
        "strict": bool(run.is_strict),
        "version": run.format_version,
        "started_at": _time(run.started_at),
        "finished_at": _time(run.finished_at),
        "counts": run.counts,
        "files": list(run.files),
        "found": run.found,
        "holds": list(run.holds),
        "alarms": list(run.alarms),
        "verdict": run.verdict,
        "undone_by": run.undone_by,
    }


def _finding_as_row(one: FeedFinding) -> dict[str, Any]:
    names = ("severity", "code", "file", "row", "column", "sourced_id")
    return {name: getattr(one, name) for name in names}


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    """MongoDB's lists and dicts as JSON's."""
    return dict(value) if hasattr(value, "keys") else list(value)
