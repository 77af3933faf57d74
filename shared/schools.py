"""A school as a whole: following whether it is open, taking its data out, deleting it.

Every service holds a school's rows in collections limited to it, so that one rule exports or
removes them all. Source: design architecture.md §4 (a school is a tenant).
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bson import json_util

from shared import clock, jobs
from shared.closed import SchoolState, note_state
from shared.envelope import Envelope
from shared.events.evaluation import SchoolRemoved, SchoolResumed, SchoolSuspended
from shared.handlers import Handlers
from shared.jobs import JobHandler, Step
from shared.store import Row
from shared.tenancy import TenantDocument, platform_collection

ROWS_AT_ONCE = 1_000
SETTLING = timedelta(seconds=5)
MANIFEST = "manifest.json"
# Platform collections whose rows name their school.
_OF_A_SCHOOL = ("links",)

Remove = Callable[[str, int], int]
"""Remove up to so many of a school's things; returns how many there were, 0 when all is gone."""


def follow_schools(handlers: Handlers) -> None:
    """Let a service's consumer close, open and remove schools: called once, with its roster's."""

    @handlers.react(SchoolSuspended, SchoolResumed, SchoolRemoved)
    def on_school_decided(
        event: SchoolSuspended | SchoolResumed | SchoolRemoved, envelope: Envelope
    ) -> None:
        """Idempotent by the greater ``version`` of the school, and by the removal's key."""
        if isinstance(event, SchoolRemoved):
            state = SchoolState.REMOVED
            key = f"{envelope.school_id}/{envelope.version}"
            # What is on its way when this is decided comes first, so that nothing is left of it.
            later = clock.now() + SETTLING
            jobs.enqueue(jobs.REMOVAL, school_id=envelope.school_id, args={}, key=key, run_at=later)
        elif isinstance(event, SchoolSuspended):
            state = SchoolState.SUSPENDED
        else:
            state = SchoolState.OPEN
        note_state(envelope.school_id, state, envelope.version)


def removal_of(
    documents: Iterable[Any],
    *,
    first: Sequence[Remove] = (),
    kept: Iterable[Any] = (),
) -> JobHandler:
    """The job that deletes a school's rows, some in each step; ``first`` goes before them.

    ``kept`` are documents that outlive the school: the audit log, that it was removed.
    """
    stays = frozenset(kept)
    deleted = [one for one in documents if issubclass(one, TenantDocument) and one not in stays]

    @jobs.job(jobs.REMOVAL)
    def remove_school(step: Step) -> None:
        """Idempotent: what is gone is not there to be deleted again."""
        for remove in (*first, *map(_remover, deleted), _remove_platform_rows):
            done = remove(step.school_id, ROWS_AT_ONCE)
            if done:
                step.done += done
                return
        step.finish()

    return remove_school


def export_school(documents: Iterable[Any], school_id: str, path: Path) -> dict[str, int]:
    """Write every row of the school to a zip: a file of JSON lines for each collection.

    Returns collection to number of rows, which ``manifest.json`` holds too, with each file's
    SHA-256. Values are MongoDB's extended JSON. Within the school's scope.
    """
    counts: dict[str, int] = {}
    digests: dict[str, str] = {}
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in _collections(documents, school_id):
            digest, number = hashlib.sha256(), 0
            with archive.open(f"{name}.jsonl", "w", force_zip64=True) as stream:
                for row in rows:
                    line = json_util.dumps(row, ensure_ascii=False).encode() + b"\n"
                    digest.update(line)
                    stream.write(line)
                    number += 1
            counts[name], digests[name] = number, digest.hexdigest()
        about = {"school_id": school_id, "rows": counts, "sha256": digests}
        archive.writestr(MANIFEST, json.dumps(about, indent=2))
    return counts


def _collections(documents: Iterable[Any], school_id: str) -> Iterator[tuple[str, Iterator[Row]]]:
    for document in documents:
        if issubclass(document, TenantDocument):
            name = document._get_collection_name()
            yield name, document._get_collection().find({}).sort("_id", 1)
    for name in _OF_A_SCHOOL:
        yield name, iter(platform_collection(name).find({"school_id": school_id}))


def _remover(document: type[Any]) -> Remove:
    def remove(_: str, limit: int) -> int:
        collection = document._get_collection()
        found = [row["_id"] for row in collection.find({}, {"_id": 1}).limit(limit)]
        if found:
            collection.delete_many({"_id": {"$in": found}})
        return len(found)

    return remove


def _remove_platform_rows(school_id: str, limit: int) -> int:
    """Links, jobs that will never run, and what waits or is parked for the school."""
    of_school = {"school_id": school_id}
    of_keys = {"key": {"$gte": f"{school_id}/", "$lt": f"{school_id}0"}}
    of_jobs = {**of_school, "kind": {"$ne": jobs.REMOVAL}}
    wanted = [*((name, of_school) for name in _OF_A_SCHOOL), (jobs.JOBS, of_jobs)]
    wanted += [(name, of_keys) for name in ("parked", "waiting")]
    for name, where in wanted:
        collection = platform_collection(name)
        found = [row["_id"] for row in collection.find(where, {"_id": 1}).limit(limit)]
        if found:
            collection.delete_many({"_id": {"$in": found}})
            return len(found)
    return 0
