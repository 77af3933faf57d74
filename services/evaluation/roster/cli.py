"""``python -m services.evaluation republish``: tell every service the roster again."""

import sys
import time

import click

from services.evaluation.roster import republishing
from services.evaluation.settings import settings
from shared import context, ids, jobs, store
from shared.jobs import JobState, JobStatus
from shared.logs import configure_logs
from shared.loops import run_next_job
from shared.service import Service
from shared.tenancy import scope_of

_POLL_SECONDS = 0.2


def republish_command(service: Service) -> click.Command:
    """The command, which does the service's job itself unless a worker is quicker."""

    @click.command(name="republish")
    @click.option("--school", "school_id", help="One school's records only; without: all.")
    @click.option(
        "--kind", type=click.Choice(republishing.kinds()), help="One kind of records only."
    )
    def republish(school_id: str | None, kind: str | None) -> None:
        """Tell the roster again, each record with its next version.

        May run while the service runs; cut short, a worker goes on with it.
        """
        configure_logs("evaluation", "republish", "warning")
        store.connect(settings())
        status = follow(service, kind=kind, school_id=school_id)
        if status.state is JobState.FAILED:
            click.echo(str(status.error), err=True)
            sys.exit(1)
        click.echo(f"{status.done:,} records")

    return republish


def follow(service: Service, *, kind: str | None, school_id: str | None) -> JobStatus:
    """Republish, and return how it ended."""
    with context.acting(), scope_of(settings().district_id):
        job_id = republishing.start_republishing(kind=kind, school_id=school_id)
        holder = ids.new_id()
        while (status := jobs.job_status(job_id)).state is JobState.QUEUED:
            if not run_next_job(service, holder):
                time.sleep(_POLL_SECONDS)
    return status
