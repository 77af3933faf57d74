"""What can happen to a run: started, decided about, undone, ended early when its job gave up."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import IO, Any

from pymongo.errors import DuplicateKeyError

from services.evaluation.feeds import queries
from services.evaluation.feeds.models import FeedHold, FeedRun, FeedSource, HoldState, Task, Verdict
from services.evaluation.feeds.rules import SourceSettings
from services.evaluation.feeds.setting_faults import faults_of
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
    stream: IO[bytes],
    *,
    file_name: str,
    source: str,
    is_dry_run: bool,
    directory: str,
    is_strict: bool = False,
) -> str:
    """Keep the package and queue its run for the district in scope; returns the run's id.

    ``is_strict``: by the standard's letter, even where the source's settings are lenient.

    Raises:
        Invalid: the source's name or the file cannot be used.
        Conflict: the source has a run under way.
    """
    _check_name(source)
    run_id = ids.new_id()
    path, digest = keep_upload(stream, directory, run_id)
    package = {"path": str(path), "package_digest": digest, "file_name": _shown(file_name)}
    run = _new_run(source, **package, id=run_id, is_dry_run=is_dry_run)
    run.is_strict = is_strict or run.source_settings.is_strict
    try:
        _queue(run, "feed-checked" if is_dry_run else "feed-loaded", {"package": digest})
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
        message = lazy_("This check cannot be loaded any more. Upload the file again.")
        raise Conflict("not-a-finished-check", message)
    with queries.package_file(checked) as stream:
        return start_run(
            stream,
            file_name=checked.file_name,
            source=checked.source,
            is_dry_run=False,
            directory=directory,
            is_strict=bool(checked.is_strict),
        )


def approve_held(run_id: str) -> str:
    """End what the run held and is still missing; returns the id of the run that does so.

    Where the run was stopped because identifiers changed, its package is loaded after all: the new
    records come and the missing ones end.

    Raises:
        NotFound: there is no such run, or its package is not kept any more.
        Conflict: it holds nothing, or the source has a run under way.
    """
    held = _open_run(run_id)
    package = {
        "path": held.path,
        "package_digest": held.package_digest,
        "file_name": held.file_name,
    }
    run = _new_run(held.source, **package, is_dry_run=False, approves=held.id)
    run.is_strict = held.is_strict
    if held.is_stopped:
        run.accepts_all = True
        with queries.package_file(held):
            pass
    else:
        run.task = Task.APPROVE.value
    _queue(run, "feed-holds-approved", {"held_by": held.id})
    return str(run.id)


def reject_held(run_id: str) -> None:
    """Leave what the run held as it is, and close the matter.

    Raises:
        NotFound: there is no such run.
        Conflict: it holds nothing, or the source has a run under way.
    """
    held = _open_run(run_id)
    close_abandoned(held.source)
    _reject(held.id)
    drop_upload(held.path)


def undo_run(run_id: str) -> str:
    """Put back what the newest load of a source changed; returns the id of the run that does so.

    Raises:
        NotFound: there is no such run.
        Conflict: it is not the newest, was undone before, changed nothing or is too long ago, or
            the source has a run under way.
    """
    undone = queries.run_of(run_id)
    if not queries.may_be_undone(undone):
        message = lazy_("Only the newest load of a source can be undone, once, and for some weeks.")
        raise Conflict("not-the-newest-load", message)
    run = _new_run(
        undone.source,
        path=undone.path,
        package_digest=undone.package_digest,
        file_name=undone.file_name,
        is_dry_run=False,
        task=Task.UNDO.value,
        undoes=undone.id,
    )
    _queue(run, "feed-undone", {"undoes": undone.id})
    return str(run.id)


@atomic
def set_source_settings(source: str, settings: SourceSettings) -> None:
    """Change how a source's packages are taken, from its next run on.

    Raises:
        Invalid: the source's name or a setting cannot be used.
    """
    _check_name(source)
    faults = faults_of(settings)
    if faults:
        raise Invalid(faults)
    _know_source(source)
    FeedSource._get_collection().update_one(
        {"_id": queries.source_id(source)}, {"$set": {"settings": asdict(settings)}}
    )
    audit.append("feed-settings-changed", f"feed-source/{source}", asdict(settings))


@atomic
def close_abandoned(source: str) -> None:
    """End a run of the source whose job gave up, so that another one can start."""
    run = FeedRun.objects(open_source=source).first()
    if run is not None and jobs.job_status(run.job_id).state is JobState.FAILED:
        run.fail(clock.now())
        store.save(run)


def close_holds(run_id: str, state: HoldState) -> None:
    """What the run holds and nobody decided about yet is now so; within a transaction."""
    FeedHold._get_collection().update_many(
        {"run_id": run_id, "state": HoldState.HELD.value}, {"$set": {"state": state.value}}
    )


@atomic
def _reject(run_id: str) -> None:
    held = _open_run(run_id)
    if FeedRun.objects(open_source=held.source).first() is not None:
        raise _is_running()
    close_holds(held.id, HoldState.REJECTED)
    held.settle(Verdict.REJECTED, context.current_actor(), clock.now())
    audit.append("feed-holds-rejected", f"feed-run/{held.id}")
    store.save(held)


def _open_run(run_id: str) -> FeedRun:
    run = queries.run_of(run_id)
    if not run.is_open:
        message = lazy_("Nothing waits for a decision here: somebody decided, or a later file did.")
        raise Conflict("nothing-held", message)
    return run


def _new_run(source: str, **values: Any) -> FeedRun:
    found = FeedSource.objects(id=queries.source_id(source)).first()
    run_id = values.pop("id", None) or ids.new_id()
    return FeedRun(
        id=run_id,
        school_id=write_scope(),
        source=source,
        open_source=source,
        settings=asdict(found.source_settings if found else SourceSettings()),
        started_at=clock.now(),
        started_by=context.current_actor(),
        job_id=ids.derived_id("job", JOB_KIND, run_id),
        **values,
    )


def _queue(run: FeedRun, action: str, details: Mapping[str, Any]) -> None:
    close_abandoned(run.source)
    try:
        _insert(run, action, details)
    except Exception as error:
        if _is_second_run(error):
            raise _is_running() from error
        raise


@atomic
def _insert(run: FeedRun, action: str, details: Mapping[str, Any]) -> None:
    _know_source(run.source)
    store.save(run)
    jobs.enqueue(JOB_KIND, school_id=run.school_id, args={"run_id": run.id}, key=run.id)
    audit.append(action, f"feed-run/{run.id}", dict(details))


def _know_source(source: str) -> None:
    FeedSource._get_collection().update_one(
        {"_id": queries.source_id(source)},
        {"$setOnInsert": {"source": source, "settings": {}}},
        upsert=True,
    )


def _is_running() -> Conflict:
    message = lazy_("This source has a run under way. Wait until it has finished.")
    return Conflict("feed-is-running", message)


def _is_second_run(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, DuplicateKeyError):
            return True
        error = error.__cause__
    return False


def _check_name(source: str) -> None:
    if not _SOURCE.fullmatch(source) or len(source) > _LONGEST_SOURCE:
        message = lazy_("Write lower-case letters, digits and hyphens, such as awanui-sis")
        raise Invalid({"source": [message]})


def _shown(file_name: str) -> str:
    """The file's own name, short and without control characters: it comes from outside."""
    name = PurePath(file_name.replace("\\", "/")).name or "package.zip"
    return "".join(char for char in name if char.isprintable())[:_LONGEST_FILE_NAME]
