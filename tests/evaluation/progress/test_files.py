"""Attendance and the gradebook in real files: whole imports of packages and of single files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import FeedRun, RunState
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from shared import store
from shared.events.progress import (
    AbsenceCorrected,
    AbsenceRecorded,
    AssignmentAnnounced,
    ResultPosted,
)
from shared.settings import Settings
from tests import bundles
from tests.evaluation.progress.conftest import assignments, attendance, results, told

Import = Callable[..., FeedRun]

OURS = (
    "sourcedId,status,dateLastModified,schoolSourcedId,userSourcedId,classSourcedId,date,type,"
    "category,reasonCode,minutes,arrivalTime,departureTime,comment\r\n"
)
CODES = (
    "sourcedId,status,dateLastModified,title,absent,excused,notifyGuardian,description\r\n"
    "ill,,,Ill,true,true,true,\r\n"
)
CALENDAR = "schoolSourcedId,date,inSession,reason\r\nschool-north,2026-06-11,false,Matariki\r\n"
CLEVER = (
    "Student_id,School_id,Section_id,Attendance_date,Attendance_type,Attendance_status,"
    "Excuse_code,Sis_id\r\n"
)
TALKING_POINTS = (
    "school_id,student_id,attendance_event_date,attendance_event_category,"
    "attendance_event_reason\r\n"
)
ED_FI = (
    "studentReference.studentUniqueId,schoolReference.schoolId,eventDate,"
    "attendanceEventCategoryDescriptor,attendanceEventReason,schoolAttendanceDuration,arrivalTime"
    "\r\n"
)
ED_FI_SECTION = "StudentUniqueId,SchoolId,SectionIdentifier,EventDate,AttendanceEventCategory\r\n"
DESCRIPTOR = "uri://ed-fi.org/AttendanceEventCategoryDescriptor#"


@pytest.fixture
def take(evaluation_store: Settings, tmp_path: Path) -> Import:
    """Imports a package's files, or the text of a single one, after the district's roster."""
    assert evaluation_store.service == "evaluation"

    def taken(told: bundles.Files | str, *, is_dry_run: bool = False) -> FeedRun:
        path = tmp_path / "told.zip"
        if isinstance(told, str):
            path = tmp_path / "marks.csv"
            path.write_text(told, encoding="utf-8", newline="")
        else:
            bundles.write_package(path, told)
        return run_import(SERVICE, path, source="sis", is_dry_run=is_dry_run)

    taken(_roster())
    store.database()["outbox"].delete_many({})
    return taken


@pytest.fixture
def ids(evaluation_store: Settings) -> Ids:
    return Ids(evaluation_store.district_id, "sis")


def _roster() -> bundles.Files:
    return bundles.edit_row(bundles.make_files(), "users.csv", "ben", identifier="7001")


@pytest.mark.row("S24")
def test_our_files_beside_the_roster_say_who_was_away_and_why(take: Import, ids: Ids) -> None:
    row = "a1,,,school-north,ben,,2026-06-10,daily,absent,ill,,,,\r\n"
    later = "a2,,,school-north,ben,,2026-06-11,daily,tardy,,10,09:10,,\r\n"
    files = {"attendance.csv": OURS + row + later, "attendanceCodes.csv": CODES}

    run = take({**_roster(), **files, "calendar.csv": CALENDAR})

    assert run.state == RunState.FINISHED
    assert run.found == {}
    first, second = sorted(attendance(), key=lambda one: str(one.on))
    assert (first.school_id, first.student_id) == (ids.org("school-north"), ids.person("ben"))
    assert (first.reason_title, first.is_excused) == ("Ill", True)
    assert (second.category, second.minutes, second.in_session) == ("tardy", 10, False)
    assert {(one.category, one.notify) for one in told()} == {("absent", True), ("tardy", False)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            CLEVER + "ben,school-north,,2026-06-10,daily,absent,,\r\n",
            CLEVER + "ben,school-north,,2026-06-10,daily,tardy,,\r\n",
        ),
        (
            CLEVER + "5f3a,school-north,north-1,2026-06-10,section,absent,excused,7001\r\n",
            CLEVER + "5f3a,school-north,north-1,2026-06-10,section,tardy,,7001\r\n",
        ),
        (
            TALKING_POINTS + "school-north,7001,2026-06-10,Excused Absence,Ill\r\n",
            TALKING_POINTS + "school-north,7001,2026-06-10,Tardy,\r\n",
        ),
        (
            ED_FI + f"7001,school-north,2026-06-10,{DESCRIPTOR}Unexcused Absence,,,\r\n",
            ED_FI + f"7001,school-north,2026-06-10,{DESCRIPTOR}Tardy,Bus,12,09:12:00\r\n",
        ),
        (
            ED_FI_SECTION + "7001,school-north,north-1,2026-06-10,Unexcused Absence\r\n",
            ED_FI_SECTION + "7001,school-north,north-1,2026-06-10,Tardy\r\n",
        ),
    ],
    ids=["clever", "clever-section", "talking-points", "ed-fi", "ed-fi-section"],
)
def test_what_others_export_becomes_the_same_marks(
    take: Import, ids: Ids, first: str, second: str
) -> None:
    take(first)
    again = take(first)
    take(second)

    recorded, corrected = told()
    assert isinstance(recorded, AbsenceRecorded)
    assert isinstance(corrected, AbsenceCorrected)
    assert recorded.student_id == ids.person("ben")
    assert (recorded.category, corrected.category) == ("absent", "tardy")
    assert recorded.kind == ("section" if "north-1" in first else "daily")
    assert again.counts == {"attendance": {"unchanged": 1}}
    assert len(attendance()) == 1


@pytest.mark.parametrize(
    ("cell", "category", "excused"),
    [
        ("Excused Absence", "absent", True),
        ("Unexcused Absence", "absent", False),
        ("Excused Present", "present", True),
        ("Tardy", "tardy", None),
        (f"{DESCRIPTOR}Early departure", "earlyDeparture", None),
        (f"{DESCRIPTOR}In Attendance", "present", None),
        ("Partial", "partial", None),
    ],
)
def test_each_word_of_theirs_has_one_of_ours(
    take: Import, cell: str, category: str, *, excused: bool | None
) -> None:
    take(TALKING_POINTS + f"school-north,7001,2026-06-10,{cell},\r\n")

    assert [(one.category, one.is_excused) for one in attendance()] == [(category, excused)]


def test_a_word_that_nobody_knows_sets_the_row_aside(take: Import) -> None:
    row = "school-north,7001,2026-06-10,{},\r\nschool-north,7001,2026-06-11,Tardy,\r\n"

    run = take(TALKING_POINTS + row.format("Astral travel"))

    assert run.found == {"row": 1}
    assert [one.category for one in attendance()] == ["tardy"]


def test_a_reason_in_words_is_kept_when_it_is_no_code(take: Import) -> None:
    take(TALKING_POINTS + "school-north,7001,2026-06-10,Excused Absence,Family reasons\r\n")

    assert [one.reason_title for one in attendance()] == ["Family reasons"]
    assert "Family" not in repr(told())


@pytest.mark.row("S24", "S25", "S100")
def test_the_gradebook_of_a_package_reaches_the_school(take: Import, ids: Ids) -> None:
    run = take({**_roster(), **_gradebook()})

    assert run.state == RunState.FINISHED
    (assignment,) = assignments()
    (result,) = results()
    assert (assignment.title, assignment.category) == ("Sums", "Homework")
    assert (result.school_id, result.student_id) == (ids.org("school-north"), ids.person("ben"))
    assert (result.score, result.scale, result.missing) == (8.0, "Secure", False)
    assert [type(one) for one in told()] == [AssignmentAnnounced, ResultPosted]


def test_the_same_package_again_tells_nothing(take: Import) -> None:
    take({**_roster(), **_gradebook()})
    told()

    run = take({**_roster(), **_gradebook()})

    assert {change for counts in run.counts.values() for change in counts} == {"unchanged"}
    assert told() == []


def _gradebook() -> bundles.Files:
    names = ("categories", "lineItems", "results", "scoreScales", "lineItemScoreScales")
    told = _roster()["manifest.csv"]
    assert isinstance(told, str)
    for name in names:
        told = told.replace(f"file.{name},absent", f"file.{name},bulk")
    first = "sourcedId,status,dateLastModified"
    return {
        "manifest.csv": told,
        "categories.csv": f"{first},title,weight\r\nhomework,,,Homework,\r\n",
        "lineItems.csv": (
            f"{first},title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
            "academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId\r\n"
            f"sums,,,Sums,,2026-06-01,2026-06-12,north-1,homework,{_session()},0,10,school-north\r\n"
        ),
        "results.csv": (
            f"{first},lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,"
            "textScore,classSourcedId,inProgress,incomplete,late,missing\r\n"
            "r1,,,sums,ben,fully graded,8,2026-06-09,,,north-1,,,,false\r\n"
        ),
        "scoreScales.csv": (
            f"{first},title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue\r\n"
            f'steps,,,Steps,ordinal,school-north,{_course()},north-1,"{{Beginning:5}},{{Secure:8}}"'
            "\r\n"
        ),
        "lineItemScoreScales.csv": (
            f"{first},title,lineItemSourcedId,scoreScaleSourcedId\r\nlink,,,,sums,steps\r\n"
        ),
    }


def _session() -> str:
    return bundles.rows_of(_roster(), "academicSessions.csv")[0]["sourcedId"]


def _course() -> str:
    return bundles.rows_of(_roster(), "courses.csv")[0]["sourcedId"]
