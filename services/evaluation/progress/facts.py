"""The facts of a mark or a result: what ``rules`` decided, as events."""

from collections.abc import Mapping, MutableMapping
from datetime import date
from typing import Any

from services.evaluation.progress import rules
from services.evaluation.progress.rules import AttendanceStep, Mark, Outcome, ResultStep
from shared.events.progress import (
    AbsenceCorrected,
    AbsenceRecorded,
    ResultHeld,
    ResultPosted,
    ResultReleased,
    ResultWithdrawn,
)


def outcome_of(row: MutableMapping[str, Any]) -> Outcome:
    """What a result's row says, held or not."""
    return Outcome(
        status=row["status"],
        score=row["score"],
        text_score=row["text_score"],
        incomplete=row["incomplete"],
        late=row["late"],
        missing=row["missing"],
    )


def tell_result(row: MutableMapping[str, Any], scored_on: date, maximum: float | None) -> list[Any]:
    """The facts that the result's row makes now; what was told is noted in the row."""
    content = rules.content_of(outcome_of(row)) if row["active"] else None
    is_held = row["hold"] is not None
    step, row["told"] = rules.next_result_step(row["told"], content, is_held=is_held)
    if step is ResultStep.NOTHING:
        return []
    whose = _whose(row)
    if step is ResultStep.HELD:
        return [ResultHeld(**whose)]
    if step is ResultStep.WITHDRAWN or content is None:
        return [ResultWithdrawn(**whose)]
    said: dict[str, Any] = {
        "standing": content["standing"],
        "score": content["score"],
        "maximum": rules.decimal_text(maximum) if content["score"] is not None else None,
        "incomplete": content["incomplete"],
        "late": content["late"],
        "missing": content["missing"],
        "scored_on": scored_on,
    }
    if step is ResultStep.RELEASED:
        return [ResultReleased(**whose, **said)]
    return [ResultPosted(**whose, **said, again=step is ResultStep.POSTED_AGAIN)]


def withdraw_result(row: Mapping[str, Any]) -> list[Any]:
    """The fact that what was told of this row stands no more; none when nothing was."""
    return [ResultWithdrawn(**_whose(row))] if row["told"] else []


def _whose(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("result_id", "assignment_id", "class_id", "student_id")}


def tell_attendance(row: MutableMapping[str, Any], mark: Mark | None) -> list[Any]:
    """The facts that the mark's row makes now; what was told is noted in the row."""
    last = row["told"]
    step, row["told"] = rules.next_attendance_step(last, mark)
    if step is AttendanceStep.NOTHING or row["told"] is None:
        return []
    told: dict[str, Any] = {
        "attendance_id": row["attendance_id"],
        "student_id": row["student_id"],
        "class_id": row["class_id"],
        "on": row["on"].date(),
        "kind": row["kind"],
        **row["told"],
    }
    if step is AttendanceStep.RECORDED:
        return [AbsenceRecorded(**told)]
    return [AbsenceCorrected(**told, was=last["category"])]
