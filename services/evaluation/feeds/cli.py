"""``python -m services.evaluation import``: run a feed from the shell, with honest exit codes.

The run is queued like any other and its steps are done here, unless a worker is quicker.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.use_cases import close_abandoned, start_run
from services.evaluation.feeds.wording import in_english
from services.evaluation.settings import settings
from shared import context, ids, indexes, store
from shared.errors import DomainError, Invalid
from shared.logs import configure_logs
from shared.loops import run_next_job
from shared.service import Service
from shared.tenancy import scope_of

REFUSED_OR_HELD = 2
FAILED = 3
_POLL_SECONDS = 0.2
_SHOWN = 50


def import_command(service: Service) -> click.Command:
    """The command; it needs the service to do the job's steps."""

    @click.command(name="import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--source", required=True, help="The feed's name, such as awanui-sis.")
    @click.option("--dry-run", is_flag=True, help="Check and compare; change nothing.")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    def import_file(file: Path, source: str, dry_run: bool, as_json: bool) -> None:
        """Import a OneRoster 1.1 or 1.2 package.

        Exit code 0: clean. 1: could not start. 2: refused, or something is held. 3: failed.
        """
        configure_logs(service.name, "import", "warning")
        store.connect(settings())
        indexes.ensure_indexes(service)
        try:
            run = run_import(service, file, source=source, is_dry_run=dry_run, is_quiet=as_json)
        except DomainError as error:
            raise click.ClickException(_reason(error)) from error
        _print_json(run) if as_json else _print_report(run)
        sys.exit(_exit_code(run))

    return import_file


def run_import(
    service: Service, file: Path, *, source: str, is_dry_run: bool = False, is_quiet: bool = True
) -> FeedRun:
    """Import the package and return its finished run, in the district of the settings.

    Raises:
        Invalid: the source's name or the file cannot be used.
        Conflict: the source has a run under way.
    """
    own = settings()
    with context.acting(), scope_of(own.district_id):
        with file.open("rb") as stream:
            run_id = start_run(
                stream,
                file_name=file.name,
                source=source,
                is_dry_run=is_dry_run,
                directory=own.data_directory,
            )
        return _finish(service, run_id, source, is_quiet=is_quiet)


def _finish(service: Service, run_id: str, source: str, *, is_quiet: bool) -> FeedRun:
    holder = ids.new_id()
    bar = None if is_quiet else _Bar()
    while True:
        if not run_next_job(service, holder):
            time.sleep(_POLL_SECONDS)
        close_abandoned(source)
        run = queries.run_of(run_id)
        if bar is not None:
            bar.show(run)
        if run.is_final:
            return run


class _Bar:
    """One line for each phase of the run, rewritten while it moves."""

    def __init__(self) -> None:
        self._state = ""

    def show(self, run: FeedRun) -> None:
        """Draw how far it is."""
        if self._state and run.state != self._state:
            click.echo(err=True)
        self._state = run.state
        if run.is_final:
            return
        share = f" of {run.total:,}" if run.total else ""
        filled = round(24 * run.done / run.total) if run.total else 0
        bar = f"[{'#' * filled:<24}]" if run.total else ""
        click.echo(f"\r{run.state:<11} {run.done:,}{share} {bar}", nl=False, err=True)


def _exit_code(run: FeedRun) -> int:
    if run.state == RunState.FAILED:
        return FAILED
    return 0 if run.state == RunState.FINISHED else REFUSED_OR_HELD


def _reason(error: DomainError) -> str:
    if isinstance(error, Invalid):
        return "; ".join(
            f"{name}: {', '.join(map(str, why))}" for name, why in error.fields.items()
        )
    return str(error.message) or error.code


def _print_json(run: FeedRun) -> None:
    with scope_of(run.school_id):
        found = [_as_row(one) for one in queries.findings_of(run.id)]
    result = {
        "run": run.id,
        "source": run.source,
        "state": run.state,
        "dry_run": run.is_dry_run,
        "version": run.format_version,
        "counts": run.counts,
        "found": run.found,
        "findings": found,
    }
    click.echo(json.dumps(result, ensure_ascii=False))


def _as_row(one: FeedFinding) -> dict[str, Any]:
    names = ("severity", "code", "file", "row", "column", "sourced_id")
    return {name: getattr(one, name) for name in names}


def _print_report(run: FeedRun) -> None:
    click.echo(f"{run.file_name} ({run.source}): {run.state}")
    for kind, counts in run.counts.items():
        click.echo(f"  {kind:<18}" + ", ".join(f"{n:,} {change}" for change, n in counts.items()))
    with scope_of(run.school_id):
        found = list(queries.findings_of(run.id, _SHOWN))
    for one in found:
        where = f"{one.file} row {one.row}" if one.row else one.file
        place = " ".join(part for part in (where, one.column, one.sourced_id) if part)
        click.echo(f"  {one.severity}: {place}: {in_english(one.code)}")
    rest = sum(run.found.values()) - len(found)
    if rest > 0:
        click.echo(f"  … and {rest:,} more findings; --json lists those that were kept")
