"""What evaluation tells of a child's days and work: absences, results, assignments.

Facts, without a word about a person: a notice says that there is something to see, the page says
what. A feed's first load tells of days long past too: who sends notices looks at ``on``,
``scored_on`` and ``due_on`` first.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.registry import event
from shared.events.texts import Texts
from shared.events.topics import Topic


class AttendanceKind(StrEnum):
    """What a mark of attendance is about: the whole day, or one class."""

    DAILY = "daily"
    SECTION = "section"


class AttendanceCategory(StrEnum):
    """What a mark of attendance says. Source: Ed-Fi 5.2 and Clever; design lms.md §4."""

    PRESENT = "present"
    ABSENT = "absent"
    TARDY = "tardy"
    EARLY_DEPARTURE = "earlyDeparture"
    PARTIAL = "partial"


class ResultStanding(StrEnum):
    """What may be said at home of a result. ``pending``: there is no mark to tell (yet)."""

    GRADED = "graded"
    EXEMPT = "exempt"
    PENDING = "pending"


@event(
    "org.tuhono.evaluation.absence.recorded.v1",
    topic=Topic.PROGRESS,
    subject="absence",
    id_field="attendance_id",
)
@dataclass(frozen=True, kw_only=True)
class AbsenceRecorded:
    """A student was marked absent or tardy. Recorded at the first such mark only.

    ``excused`` is None while the school has not said. ``notify`` false: homes are not alerted of
    it, since the school was closed that day (``in_session`` false) or its code says so.
    """

    attendance_id: str
    student_id: str
    class_id: str | None = None
    on: date
    kind: AttendanceKind
    category: AttendanceCategory
    excused: bool | None = None
    in_session: bool
    notify: bool


@event(
    "org.tuhono.evaluation.absence.corrected.v1",
    topic=Topic.PROGRESS,
    subject="absence",
    id_field="attendance_id",
)
@dataclass(frozen=True, kw_only=True)
class AbsenceCorrected:
    """What was told of an absence is otherwise now. Recorded at each change.

    ``was`` is what was told last, ``category`` what holds now: ``present`` also when the mark was
    taken back. ``notify`` as in the first event; a home that got the first message gets this too.
    """

    attendance_id: str
    student_id: str
    class_id: str | None = None
    on: date
    kind: AttendanceKind
    was: AttendanceCategory
    category: AttendanceCategory
    excused: bool | None = None
    in_session: bool
    notify: bool


@event(
    "org.tuhono.evaluation.result.posted.v1",
    topic=Topic.PROGRESS,
    subject="result",
    id_field="result_id",
)
@dataclass(frozen=True, kw_only=True)
class ResultPosted:
    """Something may be said at home of a student's work: a mark, or that it is missing or late.

    Recorded at the first time and at each change (``again``). ``score`` and ``maximum`` are decimal
    numbers as told, only when ``standing`` is graded; a score may exceed the maximum, and a graded
    result may have words instead of a score. Exempt and pending are not zero.
    """

    result_id: str
    assignment_id: str
    class_id: str
    student_id: str
    standing: ResultStanding
    score: str | None = None
    maximum: str | None = None
    incomplete: bool
    late: bool
    missing: bool
    scored_on: date
    again: bool


@event(
    "org.tuhono.evaluation.result.held.v1",
    topic=Topic.PROGRESS,
    subject="result",
    id_field="result_id",
)
@dataclass(frozen=True, kw_only=True)
class ResultHeld:
    """A teacher keeps a result until it was talked about; homes see "result pending".

    Recorded when there is something to keep. Source: R12.
    """

    result_id: str
    assignment_id: str
    class_id: str
    student_id: str


@event(
    "org.tuhono.evaluation.result.released.v1",
    topic=Topic.PROGRESS,
    subject="result",
    id_field="result_id",
)
@dataclass(frozen=True, kw_only=True)
class ResultReleased:
    """A result that was held may be said at home now, as ``result.posted`` would. Source: R12."""

    result_id: str
    assignment_id: str
    class_id: str
    student_id: str
    standing: ResultStanding
    score: str | None = None
    maximum: str | None = None
    incomplete: bool
    late: bool
    missing: bool
    scored_on: date


@event(
    "org.tuhono.evaluation.result.withdrawn.v1",
    topic=Topic.PROGRESS,
    subject="result",
    id_field="result_id",
)
@dataclass(frozen=True, kw_only=True)
class ResultWithdrawn:
    """What was posted or released of a result holds no more: there is nothing to say of it now."""

    result_id: str
    assignment_id: str
    class_id: str
    student_id: str


@event(
    "org.tuhono.evaluation.assignment.announced.v1",
    topic=Topic.PROGRESS,
    subject="assignment",
    id_field="assignment_id",
)
@dataclass(frozen=True, kw_only=True)
class AssignmentAnnounced:
    """A class was given work. Recorded once, on the day it is assigned."""

    assignment_id: str
    class_id: str
    title: Texts
    assigned_on: date
    due_on: date


@event(
    "org.tuhono.evaluation.assignment.due-changed.v1",
    topic=Topic.PROGRESS,
    subject="assignment",
    id_field="assignment_id",
)
@dataclass(frozen=True, kw_only=True)
class AssignmentDueChanged:
    """Work that was announced is due on another day. Recorded at each change."""

    assignment_id: str
    class_id: str
    was_due_on: date
    due_on: date
