"""Telling again what the schools were told: for a topic that lost something, or a late consumer.

Every record takes its next version, so that it wins over whatever is there. Source: events.md §3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.evaluation.roster.models import PUBLISHED, Published
from services.evaluation.roster.publishing import state_of
from services.evaluation.roster.stored import Row
from shared import audit, events, jobs, outbox
from shared.errors import Invalid
from shared.jobs import Step
from shared.store import atomic
from shared.tenancy import every_school, scope, scope_of, write_scope

JOB_KIND = "republish-roster"
RECORDS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class _Place:
    """How far a job has come: which document, and behind which of its rows."""

    document: int = 0
    after: str = ""


def kinds() -> tuple[str, ...]:
    """The kinds of records that can be told again, as in ``guardian-link``."""
    return tuple(events.event_type(one.event).subject for one in PUBLISHED)


@atomic
def start_republishing(*, kind: str | None = None, school_id: str | None = None) -> str:
    """Queue telling everything again, or one kind, or one school's; returns the job's id.

    The district is in scope.

    Raises:
        Invalid: there is no such kind of record.
    """
    if kind is not None and kind not in kinds():
        raise Invalid({"kind": [", ".join(kinds())]})
    args = {"kind": kind, "school_id": school_id}
    about = f"school/{school_id or 'all'}"
    audit.append("roster-republished", about, {"kind": kind or "all"})
    return jobs.enqueue(JOB_KIND, school_id=write_scope(), args=args)


@jobs.job(JOB_KIND)
def republish(step: Step) -> None:
    """Tell the next records again. Idempotent by the cursor, which is stored with the piece."""
    kind, school_id = step.args["kind"], step.args["school_id"]
    wanted = [one for one, name in zip(PUBLISHED, kinds(), strict=True) if kind in {None, name}]
    place = _Place(**(step.cursor or {}))
    if place.document == len(wanted):
        step.finish()
        return
    document = wanted[place.document]
    rows = _next_rows(document, school_id, place.after)
    for row in rows:
        row["version"] += 1
        outbox.record_state(
            state_of(document, row),
            school_id=row["school_id"],
            subject_id=row["_id"].partition("/")[2],
            version=row["version"],
        )
    _store(document, rows)
    step.done += len(rows)
    step.total = max(step.total, step.done)
    is_last = len(rows) < RECORDS_AT_ONCE
    step.cursor = {
        "document": place.document + is_last,
        "after": "" if is_last else rows[-1]["_id"],
    }


def _next_rows(document: type[Published], school_id: str | None, after: str) -> list[Row]:
    schools = every_school(document) if school_id is None else frozenset([school_id])
    if not schools:
        return []
    with scope(read=schools):
        found = document._get_collection().find({"_id": {"$gt": after}})
        return list(found.sort("_id", 1).limit(RECORDS_AT_ONCE))


def _store(document: type[Published], rows: Sequence[Row]) -> None:
    by_school: dict[str, list[Row]] = {}
    for row in rows:
        by_school.setdefault(row["school_id"], []).append(row)
    for school_id, of_school in by_school.items():
        with scope_of(school_id):
            document._get_collection().replace_newer(of_school)
