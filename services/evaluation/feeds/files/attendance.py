"""Attendance, its codes and the calendar: our own files, and three others' columns of attendance.

OneRoster has none of it. What Clever, TalkingPoints and Ed-Fi export becomes the same records as
ours. Attendance is a stream: it tells changes only. Source: design lms.md §4.
"""

import re
from collections.abc import Iterable, Mapping

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.expanding import Cells, Expand
from services.evaluation.feeds.oneroster.tables import (
    Column,
    Table,
    columns,
    naming,
    text,
    to,
    unkept,
)
from services.evaluation.feeds.oneroster.values import BadValue, Warn
from services.evaluation.progress.rules import slot_of
from services.evaluation.roster.changes import Record, Value

_LETTERS = re.compile(r"[^a-z]")
# The words of Clever, TalkingPoints and Ed-Fi, small and without blanks: ours, and excused or not.
_CATEGORIES = {
    "absent": "absent",
    "absence": "absent",
    "excusedabsence": "absent excused",
    "excused": "absent excused",
    "unexcusedabsence": "absent unexcused",
    "unexcused": "absent unexcused",
    "tardy": "tardy",
    "late": "tardy",
    "excusedtardy": "tardy excused",
    "unexcusedtardy": "tardy unexcused",
    "present": "present",
    "inattendance": "present",
    "excusedpresent": "present excused",
    "earlydeparture": "earlyDeparture",
    "partial": "partial",
}


def category(cell: str, _: Warn) -> str:
    """Our word, and ``excused`` or ``unexcused`` after it where the cell says so.

    Ed-Fi's word stands behind the ``#`` of its descriptor.
    """
    word = _LETTERS.sub("", cell.rpartition("#")[2].lower())
    if word not in _CATEGORIES:
        raise BadValue("invalid_choice")
    return _CATEGORIES[word]


def key_of(fields: Mapping[str, Value]) -> str:
    """What names the same mark again: a later row of this key corrects the earlier one."""
    names = ("schoolSourcedId", "userSourcedId", "date", "type", "classSourcedId")
    parts = [str(fields.get(name, "")) for name in names]
    return "|".join((*parts, slot_of(str(fields.get("category", "")))))


def mark(cells: Cells) -> Iterable[Record]:
    """The row of our own file."""
    yield _record(cells, dict(cells.fields))


def mark_of(kind: str) -> Expand:
    """The row of a file that tells only marks of this kind, unless it says another."""

    def expand(cells: Cells) -> Iterable[Record]:
        fields = {"type": kind, **cells.fields}
        if kind == "daily" and fields["type"] == kind:
            fields.pop("classSourcedId", None)
        word, _, excuse = str(fields.get("category", "")).partition(" ")
        fields["category"] = word
        code = str(fields.get("reasonCode", "")).casefold()
        excuse = excuse or (code if code in {"excused", "unexcused"} else "")
        if excuse:
            fields["excused"] = "true" if excuse == "excused" else "false"
        yield _record(cells, fields)

    return expand


def _record(cells: Cells, fields: dict[str, Value]) -> Record:
    # A row that says only what is taken back may leave the rest blank.
    refs = (key_of(fields),) if "userSourcedId" in fields else ()
    is_deleted = cells.status == "tobedeleted"
    return Record(cells.sourced_id, fields, refs, "", is_deleted, cells.modified)


_STREAM = (
    *columns("status", values.status),
    *columns("dateLastModified", values.moment),
)
_KIND = columns("type!", values.choice("daily", "section"))
_WHOLE = (*columns("minutes", values.integer), *text("arrivalTime departureTime comment"))
_DAY = columns("date!", values.day_or_moment)


def _ours(name: str) -> Table:
    words = values.choice("present", "absent", "tardy", "earlyDeparture", "partial")
    return Table(
        name=name,
        columns=(
            *columns("sourcedId!", values.guid),
            *_STREAM,
            *to("schoolSourcedId!", "orgs"),
            *to("userSourcedId!", "users"),
            *to("classSourcedId", "classes"),
            *_DAY,
            *_KIND,
            *columns("category!", words),
            *text("reasonCode"),
            *_WHOLE,
        ),
        is_supplement=True,
    )


def _codes(name: str) -> Table:
    return Table(
        name=name,
        columns=(
            *columns("sourcedId!", values.guid),
            *_STREAM,
            *text("title!"),
            *columns("absent excused notifyGuardian", values.boolean),
            *text("description"),
        ),
        is_supplement=True,
    )


def _calendar(name: str) -> Table:
    return Table(
        name=name,
        columns=(
            *unkept("sourcedId"),
            *_STREAM,
            *to("schoolSourcedId!", "orgs"),
            *columns("date!", values.day),
            *columns("inSession!", values.boolean),
            *text("reason"),
        ),
        is_supplement=True,
        keys=("schoolSourcedId", "date"),
    )


CLEVER = Table(
    name="attendance",
    columns=(
        *naming("userSourcedId", "users", or_else="studentIdentifier"),
        *naming("schoolSourcedId", "orgs"),
        *text("classSourcedId"),
        *_DAY,
        *_KIND,
        *columns("category!", category),
        *text("reasonCode studentIdentifier"),
    ),
    is_supplement=True,
    keys=("schoolSourcedId", "userSourcedId", "classSourcedId", "date", "type"),
    aliases={
        "Student_id": "userSourcedId",
        "School_id": "schoolSourcedId",
        "Section_id": "classSourcedId",
        "Attendance_date": "date",
        "Attendance_type": "type",
        "Attendance_status": "category",
        "Excuse_code": "reasonCode",
        "Sis_id": "studentIdentifier",
    },
)
TALKING_POINTS = Table(
    name="attendance",
    columns=(
        *naming("schoolSourcedId", "orgs"),
        *naming("userSourcedId", "users"),
        *_DAY,
        *columns("category!", category),
        *text("reason"),
        *unkept("attendance_event_duration"),
        *text("comment"),
    ),
    is_supplement=True,
    keys=("schoolSourcedId", "userSourcedId", "date"),
    aliases={
        "school_id": "schoolSourcedId",
        "student_id": "userSourcedId",
        "attendance_event_date": "date",
        "attendance_event_category": "category",
        "attendance_event_reason": "reason",
        "attendance_event_description": "comment",
    },
)
_ED_FI_NAMES = {
    "userSourcedId": ("StudentUniqueId", "studentReference.studentUniqueId"),
    "schoolSourcedId": (
        "SchoolId",
        "schoolReference.schoolId",
        "sectionReference.schoolId",
    ),
    "classSourcedId": ("SectionIdentifier", "sectionReference.sectionIdentifier"),
    "date": ("EventDate",),
    "category": (
        "AttendanceEventCategory",
        "AttendanceEventCategoryDescriptor",
        "AttendanceEventCategoryDescriptorId",
    ),
    "reason": ("AttendanceEventReason",),
    "minutes": ("SchoolAttendanceDuration", "SectionAttendanceDuration"),
    "arrivalTime": ("ArrivalTime",),
    "departureTime": ("DepartureTime",),
}


def _ed_fi(name: str, *own: Column) -> Table:
    """Ed-Fi's names as in its tables (``EventDate``) and in its exchange format (``eventDate``)."""
    aliases = {
        spelling: ours
        for ours, names in _ED_FI_NAMES.items()
        for name in names
        for spelling in (name, name[0].lower() + name[1:])
    }
    return Table(
        name=name,
        columns=(
            *naming("schoolSourcedId", "orgs"),
            *naming("userSourcedId", "users"),
            *own,
            *_DAY,
            *columns("category!", category),
            *text("reason"),
            *unkept("EventDuration eventDuration"),
            *columns("minutes", values.integer),
            *text("arrivalTime departureTime"),
        ),
        is_supplement=True,
        keys=("schoolSourcedId", "userSourcedId", *(one.name for one in own), "date", "category"),
        aliases=aliases,
    )


ED_FI_SCHOOL = _ed_fi("StudentSchoolAttendanceEvent")
ED_FI_SECTION = _ed_fi("StudentSectionAttendanceEvent", *text("classSourcedId!"))

_ED_FI_HEADER = ("userSourcedId", "schoolSourcedId", "date", "category", "EventDate")
_ED_FI_EXCHANGED = ("userSourcedId", "schoolSourcedId", "date", "category", "eventDate")
FILES: tuple[tuple[Table, str, Expand | None, tuple[tuple[str, ...], ...]], ...] = (
    *(
        (_codes(name), "attendanceCodes", None, (("sourcedId", "title", "absent", "excused"),))
        for name in ("attendanceCodes", "tuhono.attendanceCodes")
    ),
    *(
        (_calendar(name), "calendar", None, (("schoolSourcedId", "date", "inSession"),))
        for name in ("calendar", "tuhono.calendar")
    ),
    *(
        (_ours(name), "attendance", mark, (("sourcedId", "schoolSourcedId", "date", "category"),))
        for name in ("attendance", "tuhono.attendance")
    ),
    (
        CLEVER,
        "attendance",
        mark_of("daily"),
        (("Student_id", "School_id", "Attendance_date", "Attendance_status"),),
    ),
    (
        TALKING_POINTS,
        "attendance",
        mark_of("daily"),
        (("school_id", "student_id", "attendance_event_date", "attendance_event_category"),),
    ),
    (ED_FI_SCHOOL, "attendance", mark_of("daily"), (_ED_FI_HEADER, _ED_FI_EXCHANGED)),
    (
        ED_FI_SECTION,
        "attendance",
        mark_of("section"),
        tuple((*one, "classSourcedId") for one in (_ED_FI_HEADER, _ED_FI_EXCHANGED)),
    ),
)
"""Each with the kind it tells, how its rows become records, and how it is recognised."""
