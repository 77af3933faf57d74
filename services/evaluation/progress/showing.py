"""What a page says of a child's work and days, and in which order. Pure: no words, no store.

Source: S24, S25, S100, R12; a blank or exempt result is not zero, and what a teacher holds shows
no mark (design lms.md §8 rule 15).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from services.evaluation.progress.models import Assignment, Attendance, CalendarDay
from services.evaluation.progress.queries import ChildProgress, HomeResult, Shown, Work

_WEEKEND = 5
_PRESENT = "present"
_NOT_SUBMITTED = "not submitted"
# What nobody has looked at for longer is of no use to home.
_WAITED_FOR = timedelta(days=28)


class Standing(StrEnum):
    """How a piece of work stands, for home."""

    TO_DO = "to-do"
    OVERDUE = "overdue"
    MISSING = "missing"
    HANDED_IN = "handed-in"
    BEING_MARKED = "being-marked"
    NO_RESULT = "no-result"
    """It was due and nothing is known: that is the school's to tell, not the child's fault."""
    PENDING = "pending"
    EXEMPT = "exempt"
    DONE = "done"


OPEN = frozenset({Standing.TO_DO, Standing.OVERDUE, Standing.MISSING})
"""Something is left to do for the student."""
_WAITING = frozenset({Standing.HANDED_IN, Standing.BEING_MARKED, Standing.NO_RESULT})
_SHOWN = frozenset({Standing.DONE, Standing.EXEMPT})


@dataclass(frozen=True, kw_only=True)
class Item:
    """A piece of work as one student stands to it. ``result`` is None while there is none."""

    assignment: Assignment
    result: HomeResult | None
    standing: Standing

    @property
    def day(self) -> date:
        """The result's day once there is one, else the day it is due."""
        scored_on = self.result.scored_on if self.result is not None else None
        return scored_on or self.assignment.due_on


@dataclass(frozen=True, kw_only=True)
class Day:
    """One school day of the small calendar; ``is_open`` is false on a day without school."""

    on: date
    marks: tuple[Attendance, ...] = ()
    is_open: bool = True
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many days and lessons were noted, by what. A day counts once."""

    away: int = 0
    excused: int = 0
    late: int = 0
    early: int = 0
    part: int = 0
    lessons: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted."""
        return not (self.away or self.late or self.early or self.part or self.lessons)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What a child's page shows of work and days."""

    open_work: tuple[Item, ...] = ()
    waiting: tuple[Item, ...] = ()
    pending: tuple[Item, ...] = ()
    results: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    """By class, the newest first."""
    days: tuple[Day, ...] = ()
    noted: tuple[Attendance, ...] = ()
    tally: Tally = field(default_factory=Tally)


def standing_of(work: Work, today: date) -> Standing:
    """How the work stands on that day. What is held is pending, whatever else is known of it."""
    result = work.result
    is_past = work.assignment.due_on < today
    if result is not None and result.shown is not Shown.OPEN:
        return _DECIDED[result.shown]
    if result is not None and result.missing:
        return Standing.MISSING
    status = result.status if result is not None else ""
    if status == _NOT_SUBMITTED:
        return Standing.OVERDUE if is_past else Standing.TO_DO
    return _BY_STATUS.get(status, Standing.NO_RESULT if is_past else Standing.TO_DO)


def record_of(progress: ChildProgress, closed: Iterable[CalendarDay], *, today: date) -> Record:
    """All that the page shows, put in order; attendance as given, so of one term."""
    items = [
        Item(assignment=one.assignment, result=one.result, standing=standing_of(one, today))
        for one in progress.work
    ]
    noted = [one for one in progress.attendance if one.category != _PRESENT]
    noted.sort(key=lambda one: (one.on, one.kind, one.category), reverse=True)
    return Record(
        open_work=_by_need([one for one in items if one.standing in OPEN], today),
        waiting=_newest(
            [one for one in items if one.standing in _WAITING and one.day >= today - _WAITED_FOR]
        ),
        pending=_newest([one for one in items if one.standing is Standing.PENDING]),
        results=_by_class([one for one in items if one.standing in _SHOWN]),
        days=_last_days(progress.attendance, closed, today),
        noted=tuple(noted),
        tally=_tally(noted),
    )


_DECIDED = {
    Shown.PENDING: Standing.PENDING,
    Shown.EXEMPT: Standing.EXEMPT,
    Shown.GRADED: Standing.DONE,
}
_BY_STATUS = {
    "partially graded": Standing.BEING_MARKED,
    "submitted": Standing.HANDED_IN,
    "fully graded": Standing.HANDED_IN,
}


def _by_need(works: list[Item], today: date) -> tuple[Item, ...]:
    """What comes next first; then what is overdue, the newest first."""
    coming = [one for one in works if one.assignment.due_on >= today]
    past = [one for one in works if one.assignment.due_on < today]
    coming.sort(key=lambda one: (one.assignment.due_on, one.assignment.title))
    past.sort(key=lambda one: (one.assignment.due_on, one.assignment.title), reverse=True)
    return (*coming, *past)


def _newest(works: list[Item]) -> tuple[Item, ...]:
    return tuple(sorted(works, key=lambda one: (one.day, one.assignment.title), reverse=True))


def _by_class(works: list[Item]) -> dict[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    for one in _newest(works):
        found.setdefault(one.assignment.class_id, []).append(one)
    return {class_id: tuple(own) for class_id, own in found.items()}


def _last_days(
    attendance: Iterable[Attendance], closed: Iterable[CalendarDay], today: date
) -> tuple[Day, ...]:
    """The weekdays of this week and the last, up to Friday; days to come have no marks."""
    reasons = {one.on: one.reason for one in closed}
    marks: dict[date, list[Attendance]] = {}
    for one in attendance:
        marks.setdefault(one.on, []).append(one)
    first = today - timedelta(days=today.weekday() + 7)
    weekdays = [first + timedelta(days=away) for away in range(14)]
    return tuple(
        Day(
            on=day,
            marks=tuple(sorted(marks.get(day, ()), key=lambda one: one.category)),
            is_open=day not in reasons,
            reason=reasons.get(day, ""),
        )
        for day in weekdays
        if day.weekday() < _WEEKEND
    )


def _tally(noted: Iterable[Attendance]) -> Tally:
    daily: dict[str, set[date]] = {}
    excused: set[date] = set()
    lessons = set()
    for one in noted:
        if one.kind == "section":
            lessons.add((one.on, one.class_id))
        else:
            daily.setdefault(one.category, set()).add(one.on)
            if one.category == "absent" and one.is_excused:
                excused.add(one.on)
    return Tally(
        away=len(daily.get("absent", ())),
        excused=len(excused),
        late=len(daily.get("tardy", ())),
        early=len(daily.get("earlyDeparture", ())),
        part=len(daily.get("partial", ())),
        lessons=len(lessons),
    )
