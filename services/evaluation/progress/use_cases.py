"""What a teacher does with a result: hold it until it was talked about, let it go.

Source: R12, S25: sensitive results can be held until talked about; the hold is visible at home.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from services.evaluation.progress import facts, queries
from services.evaluation.progress.assignments import announcement_of
from services.evaluation.progress.models import Assignment, Result
from services.evaluation.roster.relations import classes_taught
from shared import audit, clock, context, outbox, store
from shared.errors import Conflict, NotFound
from shared.store import atomic
from shared.tenancy import write_scope
from shared.web.languages import lazy_

ANNOUNCED_AT_ONCE = 500


@atomic
def hold_result(
    result_id: str, *, person_ids: Collection[str], today: date, leads: bool = False
) -> None:
    """Show homes "result pending" instead of this result, until it is released.

    Raises:
        NotFound: the school in scope has none such, or none of these persons teaches its class
            today; ``leads`` is whether one of them leads the school.
        Conflict: it is held.
    """
    result = queries.result_in(write_scope(), result_id)
    _require_teacher("result", result.class_id, person_ids, today, leads=leads)
    if result.is_held:
        raise Conflict("result-is-held", lazy_("This result is held already."))
    assignment, by, now = assignment_of(result), context.current_actor(), clock.now()
    twins = [one for one in _twins_of(result, assignment) if not one.is_held]
    for one in twins:
        one.keep(by, now, of="result")
    _tell(twins, assignment)
    audit.append("result.held", f"result/{result_id}", {"student": result.student_id})


@atomic
def release_result(
    result_id: str, *, person_ids: Collection[str], today: date, leads: bool = False
) -> None:
    """Show homes this result, as far as it may be shown; the talk has taken place.

    Raises:
        NotFound: as in ``hold_result``.
        Conflict: it is not held.
    """
    result = queries.result_in(write_scope(), result_id)
    _require_teacher("result", result.class_id, person_ids, today, leads=leads)
    if not result.is_held:
        raise Conflict("result-is-not-held", lazy_("This result is not held."))
    assignment = assignment_of(result)
    twins = [one for one in _twins_of(result, assignment) if one.is_held]
    for one in twins:
        one.let_go()
    _tell(twins, assignment)
    audit.append("result.released", f"result/{result_id}", {"student": result.student_id})


@atomic
def hold_assignment(
    assignment_id: str, *, person_ids: Collection[str], today: date, leads: bool = False
) -> None:
    """Hold every result of the assignment, those that are still to come too.

    Raises:
        NotFound: the school in scope has none such, or none of these persons teaches its class.
        Conflict: it is held.
    """
    assignment = queries.assignment_in(write_scope(), assignment_id)
    _require_teacher("assignment", assignment.class_id, person_ids, today, leads=leads)
    if assignment.hold is not None:
        raise Conflict("assignment-is-held", lazy_("The results of this work are held already."))
    by, now = context.current_actor(), clock.now()
    assignment.hold = {"by": by, "at": now}
    results = [one for one in _results_of(assignment) if not one.is_held]
    for result in results:
        result.keep(by, now, of="assignment")
    _tell(results, assignment)
    _save(assignment)
    audit.append("assignment.held", f"assignment/{assignment_id}", {"results": len(results)})


@atomic
def release_assignment(
    assignment_id: str, *, person_ids: Collection[str], today: date, leads: bool = False
) -> None:
    """Release every result that is held with the assignment; those held on their own stay held.

    Raises:
        NotFound: as in ``hold_assignment``.
        Conflict: it is not held.
    """
    assignment = queries.assignment_in(write_scope(), assignment_id)
    _require_teacher("assignment", assignment.class_id, person_ids, today, leads=leads)
    if assignment.hold is None:
        raise Conflict("assignment-is-not-held", lazy_("The results of this work are not held."))
    assignment.hold = None
    held = [one for one in _results_of(assignment) if one.hold and one.hold["of"] == "assignment"]
    for result in held:
        result.let_go()
    _tell(held, assignment)
    _save(assignment)
    audit.append("assignment.released", f"assignment/{assignment_id}", {"results": len(held)})


@atomic
def announce_due_assignments(today: date) -> int:
    """Announce work of the school in scope that is assigned by today; returns how many."""
    school_id = write_scope()
    due = list(
        Assignment.objects(
            school_id=school_id, is_announced=False, active=True, assigned_on__lte=today
        ).limit(ANNOUNCED_AT_ONCE)
    )
    for assignment in due:
        assignment.is_announced = True
        names = ("assignment_id", "class_id", "title", "language", "assigned_on", "due_on")
        _record(assignment, announcement_of({name: assignment[name] for name in names}))
        store.save(assignment)
    return len(due)


def assignment_of(result: Result) -> Assignment:
    """The work that the result is of."""
    return queries.assignment_in(result.school_id, result.assignment_id)


def _require_teacher(
    kind: str, class_id: str, person_ids: Collection[str], today: date, *, leads: bool
) -> None:
    if leads:
        return
    taught = classes_taught(person_ids, write_scope(), on=today)
    if class_id not in {one.class_id for one in taught}:
        raise NotFound(kind)


def _results_of(assignment: Assignment) -> Sequence[Result]:
    return list(
        Result.objects(school_id=assignment.school_id, assignment_id=assignment.assignment_id)
    )


def _twins_of(result: Result, assignment: Assignment) -> Sequence[Result]:
    """The result, and the same under other ids: a feed may tell a mark anew instead of changing."""
    return [one for one in _results_of(assignment) if one.student_id == result.student_id]


def _tell(results: Sequence[Result], assignment: Assignment) -> None:
    """Store the results and say what homes are told now that their holds are what they are."""
    for result in results:
        row: dict[str, Any] = result.to_mongo().to_dict()
        row = {"score": None, "hold": None, "told": None, **row}
        for fact in facts.tell_result(row, result.scored_on, assignment.maximum):
            _record(result, fact)
        result.told = row["told"]
        _save(result)


def _record(kept: Any, fact: Any) -> None:
    kept.version += 1
    outbox.record_state(
        fact,
        school_id=kept.school_id,
        subject_id=kept.id.partition("/")[2],
        version=kept.version,
    )


def _save(kept: Any) -> None:
    if kept.version == kept.stored_version:
        kept.version += 1
    store.save(kept)
