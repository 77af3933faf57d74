"""Starting a run from the shell and following it to its end.

It is queued like any other, and its steps are done here unless a worker is quicker. Killed, it goes
on wherever a worker takes it over.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.use_cases import close_abandoned, start_run
from services.evaluation.settings import settings
from shared import context, ids
from shared.jobs import JobState, job_status
from shared.loops import run_next_job
from shared.service import Service
from shared.tenancy import scope_of

_POLL_SECONDS = 0.2
Show = Callable[[FeedRun], None]


def run_import(
    service: Service,
    file: Path,
    *,
    source: str,
    is_dry_run: bool = False,
    is_strict: bool = False,
    is_quiet: bool = True,
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
                is_strict=is_strict,
            )
        return follow(service, run_id, is_quiet=is_quiet)


def follow(service: Service, run_id: str, *, is_quiet: bool) -> FeedRun:
    """Do the run's steps, in the district in scope, until it has ended; returns it."""
    holder = ids.new_id()
    with _nothing_shown() if is_quiet else _progress_shown() as show:
        while True:
            if not run_next_job(service, holder):
                time.sleep(_POLL_SECONDS)
            run = queries.run_of(run_id)
            close_abandoned(run.source)
            show(run)
            if run.is_final and job_status(run.job_id).state is not JobState.QUEUED:
                return run


@contextmanager
def _nothing_shown() -> Iterator[Show]:
    yield lambda _: None


@contextmanager
def _progress_shown() -> Iterator[Show]:
    """A bar for each phase; where nobody watches, as in a scheduler's log, a line for each."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_for_each_phase()
        return
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, int] = {}

        def show(run: FeedRun) -> None:
            for task in tasks.values():
                if run.state not in tasks:
                    _complete(progress, task)
            if run.is_final:
                return
            if run.state not in tasks:
                tasks[run.state] = progress.add_task(run.state, total=None)
            progress.update(
                tasks[run.state],  # type: ignore[arg-type]
                completed=run.done,
                total=run.total or None,
            )

        yield show


def _complete(progress: Progress, task_id: int) -> None:
    task = progress.tasks[task_id]
    progress.update(task.id, total=task.completed or 1, completed=task.completed or 1)


def _line_for_each_phase() -> Show:
    states: list[str] = []

    def show(run: FeedRun) -> None:
        if run.state not in states and not run.is_final:
            states.append(run.state)
            click.echo(f"{run.state} …", err=True)

    return show
