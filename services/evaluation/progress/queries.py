"""Named reads of a child's days and work. Who may ask is the pages' matter.

What leaves here for a home holds no mark that is held or not posted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from services.evaluation.feeds.models import FeedRun, RunState, Task
from services.evaluation.progress import rules
from services.evaluation.progress.models import Assignment, Attendance, CalendarDay, Result
from services.evaluation.roster.relations import classes_attended, students_of
from services.evaluation.roster.sources import sources_of
from services.evaluation.settings import settings
from shared.errors import NotFound
from shared.events.progress import ResultStanding
from shared.tenancy import scope

SHOWN_FOR = timedelta(days=366)
"""How far back a child's page reaches: a school year."""
_RUNS_LOOKED_AT = 200


class Shown(StrEnum):
    """What a home sees of a result."""

    GRADED = "graded"
    EXEMPT = "exempt"
    PENDING = "pending"
    """There is something that the teacher talks about first: "result pending"."""
    OPEN = "open"
    """No mark yet; the flags may say more."""


@dataclass(frozen=True, kw_only=True)
class HomeResult:
    """A result as home sees it: a mark only when ``shown`` is graded, flags never when pending."""

    result_id: str
    shown: Shown
    status: str = ""
    score: float | None = None
    text_score: str = ""
    scale: str = ""
    comment: str = ""
    scored_on: date | None = None
    in_progress: bool = False
    incomplete: bool = False
    late: bool = False
    missing: bool = False


@dataclass(frozen=True, kw_only=True)
class Work:
    """An assignment of a child's class and what became of it, if anything is known."""

    assignment: Assignment
    result: HomeResult | None = None


@dataclass(frozen=True, kw_only=True)
class Synced:
    """When the newest finished load told of each; None while none has."""

    attendance: datetime | None = None
    assignments: datetime | None = None
    results: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChildProgress:
    """What home sees of a child's days and work; both newest first.

    ``pending`` are those of ``work`` whose result is held.
    """

    attendance: list[Attendance] = field(default_factory=list)
    work: list[Work] = field(default_factory=list)
    pending: list[Work] = field(default_factory=list)
    synced: Synced = field(default_factory=Synced)


@dataclass(frozen=True, kw_only=True)
class ClassResult:
    """A student's result for the class's teacher: whole, held or not; None when there is none."""

    student_id: str
    given_name: str
    family_name: str
    result: Result | None


def child_progress(school_id: str, student_id: str, today: date) -> ChildProgress:
    """What home sees of the child at the school, of the last year."""
    since = today - SHOWN_FOR
    work = _work_of(school_id, student_id, today, since)
    marks = Attendance.objects(
        school_id=school_id, student_id=student_id, active=True, on__gte=since, on__lte=today
    )
    return ChildProgress(
        attendance=list(marks.order_by("-on", "class_id", "kind")),
        work=work,
        pending=[one for one in work if one.result and one.result.shown is Shown.PENDING],
        synced=last_synced(school_id),
    )


def last_synced(school_id: str) -> Synced:
    """When the feed last told the school of attendance, assignments and results."""
    with scope(read=[settings().district_id]):
        runs = _loads(sources_of(school_id))
    return Synced(
        attendance=_newest(runs, "attendance"),
        assignments=_newest(runs, "lineItems"),
        results=_newest(runs, "results"),
    )


def assignment_in(school_id: str, assignment_id: str) -> Assignment:
    """The assignment.

    Raises:
        NotFound: the school has none such.
    """
    found = Assignment.objects(id=f"{school_id}/{assignment_id}", school_id=school_id).first()
    if found is None:
        raise NotFound("assignment")
    return found  # type: ignore[no-any-return]


def result_in(school_id: str, result_id: str) -> Result:
    """The result.

    Raises:
        NotFound: the school has none such.
    """
    found = Result.objects(id=f"{school_id}/{result_id}", school_id=school_id).first()
    if found is None:
        raise NotFound("result")
    return found  # type: ignore[no-any-return]


def assignments_of(school_id: str, class_id: str, *, since: date) -> list[Assignment]:
    """The class's active assignments due since that day, the latest first: for its teachers."""
    found = Assignment.objects(
        school_id=school_id, class_id=class_id, active=True, due_on__gte=since
    )
    return list(found.order_by("-due_on", "title"))


def class_results(school_id: str, assignment_id: str, *, on: date) -> list[ClassResult]:
    """Every student of the class on that day with the result, by family name: for its teachers."""
    assignment = assignment_in(school_id, assignment_id)
    found = Result.objects(school_id=school_id, assignment_id=assignment_id, active=True)
    # Told twice, the teacher has the held one to release.
    results = {one.student_id: one for one in sorted(found, key=lambda one: one.is_held)}
    return [
        ClassResult(
            student_id=one.person_id,
            given_name=one.preferred_name or one.given_name,
            family_name=one.family_name,
            result=results.get(one.person_id),
        )
        for one in students_of(assignment.class_id, school_id, on=on)
    ]


def closed_days(school_id: str, since: date, until: date) -> list[CalendarDay]:
    """The days in between on which the school's calendar says that there is no school."""
    found = CalendarDay.objects(
        school_id=school_id, active=True, in_session=False, on__gte=since, on__lte=until
    )
    return list(found.order_by("on"))


def for_home(result: Result, *, is_held: bool) -> HomeResult:
    """The result as home sees it. Source: R12, lms.md §8 rules 14 and 15."""
    outcome = result.outcome
    if is_held and rules.content_of(outcome) is not None:
        return HomeResult(result_id=result.result_id, shown=Shown.PENDING)
    flags = {
        "in_progress": result.in_progress,
        "incomplete": result.incomplete,
        "late": result.late,
        "missing": result.missing,
    }
    if outcome.standing is not ResultStanding.GRADED:
        is_exempt = outcome.standing is ResultStanding.EXEMPT
        shown = Shown.EXEMPT if is_exempt else Shown.OPEN
        return HomeResult(result_id=result.result_id, shown=shown, status=result.status, **flags)
    return HomeResult(
        result_id=result.result_id,
        shown=Shown.GRADED,
        score=result.score,
        text_score=result.text_score,
        scale=result.scale,
        comment=result.comment,
        scored_on=result.scored_on,
        **flags,
    )


def _work_of(school_id: str, student_id: str, today: date, since: date) -> list[Work]:
    told: dict[str, list[Result]] = {}
    for one in Result.objects(school_id=school_id, student_id=student_id, active=True):
        told.setdefault(one.assignment_id, []).append(one)
    results = {assignment_id: _of_twins(twins) for assignment_id, twins in told.items()}
    classes = [one.class_id for one in classes_attended(student_id, school_id, on=today)]
    known = Assignment.objects(
        school_id=school_id, active=True, due_on__gte=since, assigned_on__lte=today
    )
    own = {one.id: one for one in known.filter(class_id__in=classes)}
    own |= {one.id: one for one in known.filter(id__in=_ids(school_id, results))}
    found = [Work(assignment=one, result=results.get(one.assignment_id)) for one in own.values()]
    by_title = sorted(found, key=lambda one: (one.assignment.title, one.assignment.id))
    return sorted(by_title, key=lambda one: one.assignment.due_on, reverse=True)


def _of_twins(twins: Sequence[Result]) -> HomeResult:
    """What home sees of work whose result stands under several ids: a hold on one holds all."""
    is_held = any(one.is_held for one in twins)
    seen = [for_home(one, is_held=is_held) for one in twins]
    return next((one for one in seen if one.shown is Shown.PENDING), seen[-1])


def _ids(school_id: str, record_ids: Iterable[str]) -> list[str]:
    return [f"{school_id}/{one}" for one in record_ids]


def _loads(sources: list[str]) -> list[FeedRun]:
    """The newest finished loads: undoing one, or ending what it held, tells nothing new."""
    is_done = (RunState.FINISHED.value, RunState.HELD.value)
    found = FeedRun.objects(
        source__in=sources, task=Task.LOAD.value, is_dry_run=False, state__in=is_done
    )
    fields = ("counts", "finished_at", "alarms", "accepts_all")
    newest = found.order_by("-started_at").only(*fields).limit(_RUNS_LOOKED_AT)
    return [run for run in newest if not run.is_stopped]


def _newest(runs: list[FeedRun], kind: str) -> datetime | None:
    return next((one.finished_at for one in runs if kind in one.counts), None)
