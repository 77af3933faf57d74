"""The commands. Each reads its words, calls one function, prints and ends with its exit code."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from services.evaluation.feeds import queries
from services.evaluation.feeds.cli.endings import Command, Ending, Group, ending_of, told_in_words
from services.evaluation.feeds.cli.printing import (
    print_list,
    print_list_as_json,
    print_run,
    print_run_as_json,
)
from services.evaluation.feeds.cli.running import follow, run_import
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.use_cases import approve_held, reject_held, undo_run
from services.evaluation.settings import settings
from shared import context, indexes, store
from shared.logs import configure_logs
from shared.service import Service
from shared.tenancy import scope_of

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def import_command(service: Service) -> click.Command:
    """``import``; it needs the service to do the job's steps."""

    @click.command(name="import", cls=Command)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--source", required=True, help="The feed's name, such as awanui-sis.")
    @click.option("--strict", is_flag=True, help="By the standard's letter; warnings end with 1.")
    @click.option("--dry-run", is_flag=True, help="Check and compare; change nothing.")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    def import_file(file: Path, source: str, strict: bool, dry_run: bool, as_json: bool) -> None:
        """Import a OneRoster 1.1 or 1.2 package, or one CSV file of attendance.

        Ends with 0: clean. 1: rows were left out; with --strict also: warnings. 2: refused, or
        something is held. 3: failed, or could not start.
        """
        with _district(service):
            run = run_import(
                service,
                file,
                source=source,
                is_dry_run=dry_run,
                is_strict=strict,
                is_quiet=as_json,
            )
            _end(run, is_strict=strict, as_json=as_json)

    return import_file


def feeds_command(service: Service) -> click.Group:
    """``feeds``: every command about feeds."""

    @click.group(name="feeds", cls=Group)
    def feeds() -> None:
        """Import the district's files and decide about what was held."""

    feeds.add_command(import_command(service))
    _add_list(feeds, service)
    _add_decisions(feeds, service)
    return feeds


def _add_list(feeds: click.Group, service: Service) -> None:
    @feeds.command(name="list")
    @click.option("--json", "as_json", is_flag=True, help="For programs.")
    def list_runs(as_json: bool) -> None:
        """Show the sources, and the last runs, newest first; then older ones that hold something.

        Ends with 2 when something is held.
        """
        with _district(service):
            latest, held = queries.latest_runs(), queries.held_runs()
            shown = {run.id for run in latest}
            runs = [*latest, *(run for run in held if run.id not in shown)]
            known = queries.sources()
            print_list_as_json(known, runs) if as_json else print_list(known, runs)
        sys.exit(Ending.REFUSED_OR_HELD if held else Ending.CLEAN)


def _add_decisions(feeds: click.Group, service: Service) -> None:
    @feeds.command(name="approve")
    @click.argument("run")
    @_decision_options
    def approve(run: str, yes: bool, as_json: bool) -> None:
        """End what RUN held and is still missing."""
        with _district(service):
            held = queries.run_of(run)
            _confirm(f"End {queries.summary_of(held).held:,} records of {held.source}?", yes)
            done = follow(service, approve_held(run), is_quiet=as_json)
            _end(done, is_strict=False, as_json=as_json)

    @feeds.command(name="reject")
    @click.argument("run")
    @_decision_options
    def reject(run: str, yes: bool, as_json: bool) -> None:
        """Keep what RUN held as it is, and close the matter."""
        with _district(service):
            held = queries.run_of(run)
            _confirm(f"Keep {queries.summary_of(held).held:,} records of {held.source}?", yes)
            reject_held(run)
            _end(queries.run_of(run), is_strict=False, as_json=as_json)

    @feeds.command(name="undo")
    @click.argument("run")
    @_decision_options
    def undo(run: str, yes: bool, as_json: bool) -> None:
        """Put back what RUN changed, the newest load of its source."""
        with _district(service):
            undone = queries.run_of(run)
            changes = queries.summary_of(undone).changes
            _confirm(f"Put back {changes:,} records of {undone.source}?", yes)
            done = follow(service, undo_run(run), is_quiet=as_json)
            _end(done, is_strict=False, as_json=as_json)


def _decision_options(command: Decorated) -> Decorated:
    command = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(
        command
    )
    return click.option("--yes", is_flag=True, help="Do not ask.")(command)


def _confirm(question: str, yes: bool) -> None:
    if not yes:
        click.confirm(question, abort=True, err=True)


def _end(run: FeedRun, *, is_strict: bool, as_json: bool) -> None:
    print_run_as_json(run) if as_json else print_run(run)
    sys.exit(ending_of(run, is_strict=is_strict))


@contextmanager
def _district(service: Service) -> Iterator[None]:
    """Connected to the store, acting as an operator, in the district of the settings."""
    with told_in_words():
        configure_logs(service.name, "feeds", "warning")
        own = settings()
        store.connect(own)
        indexes.ensure_indexes(service)
        with context.acting(), scope_of(own.district_id):
            yield
