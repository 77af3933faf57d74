"""What can happen to a run: started, ended early when its job gave up."""

import re
from pathlib import PurePath
from typing import IO

from pymongo.errors import DuplicateKeyError

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.uploads import drop_upload, keep_upload
from shared import audit, clock, context, ids, jobs, store
from shared.errors import Conflict, Invalid
from shared.jobs import JobState
from shared.store import atomic
from shared.tenancy import write_scope
from shared.web.languages import lazy_

JOB_KIND = "import-roster"
_SOURCE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SOURCE = 40
_LONGEST_FILE_NAME = 120


def start_run(
    stream: IO[bytes], *, file_name: str, source: str, is_dry_run: bool, directory: str
) -> str:
    """Keep the package and queue its run for the district in scope; returns the run's id.

    Raises:
        Invalid: the source's name or the file cannot be used.
        Conflict: the source has a run under way.
    """
    if not _SOURCE.fullmatch(source) or len(source) > _LONGEST_SOURCE:
        message = lazy_("Write lower-case letters, digits and hyphens, such as awanui-sis")
        raise Invalid({"source": [message]})
    run_id = ids.new_id()
    path, digest = keep_upload(stream, directory, run_id)
    run = FeedRun(
        id=run_id,
        school_id=write_scope(),
        source=source,
        open_source=source,
        file_name=_shown(file_name),
        path=str(path),
        package_digest=digest,
        is_dry_run=is_dry_run,
        started_at=clock.now(),
        started_by=context.current_actor(),
        job_id=ids.derived_id("job", JOB_KIND, run_id),
    )
    try:
        close_abandoned(source)
        _queue(run)
    except BaseException:
        drop_upload(str(path))
        raise
    return run_id


def load_checked(run_id: str, directory: str) -> str:
    """Load the very package that a dry run checked; returns the new run's id.

    Raises:
        NotFound: there is no such run.
        Conflict: it checked nothing that may be loaded now, or the source has a run under way.
    """
    checked = queries.run_of(run_id)
    if not queries.may_be_loaded(checked):
        raise Conflict("not-a-finished-check")
    with queries.package_file(checked) as stream:
        return start_run(
            stream,
            file_name=checked.file_name,
            source=checked.source,
            is_dry_run=False,
            directory=directory,
        )


@atomic
def close_abandoned(source: str) -> None:
    """End a run of the source whose job gave up, so that another one can start."""
    run = FeedRun.objects(open_source=source).first()
    if run is not None and jobs.job_status(run.job_id).state is JobState.FAILED:
        run.fail(clock.now())
        store.save(run)


def _queue(run: FeedRun) -> None:
    try:
        _insert(run)
    except Exception as error:
        if _is_second_run(error):
            message = lazy_("This source has a run under way. Wait until it has finished.")
            raise Conflict("feed-is-running", message) from error
        raise


@atomic
def _insert(run: FeedRun) -> None:
    store.save(run)
    jobs.enqueue(JOB_KIND, school_id=run.school_id, args={"run_id": run.id}, key=run.id)
    action = "feed-checked" if run.is_dry_run else "feed-loaded"
    audit.append(action, f"feed-run/{run.id}", {"package": run.package_digest})


def _is_second_run(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, DuplicateKeyError):
            return True
        error = error.__cause__
    return False


def _shown(file_name: str) -> str:
    """The file's own name, short and without control characters: it comes from outside."""
    name = PurePath(file_name.replace("\\", "/")).name or "package.zip"
    return "".join(char for char in name if char.isprintable())[:_LONGEST_FILE_NAME]
