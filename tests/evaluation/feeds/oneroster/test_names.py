"""Whom the attendance files of other products name: nobody is guessed, nobody is lost silently."""

from collections.abc import Collection

import pytest

from services.evaluation.feeds.models import FeedFinding, FeedRun, RunState
from services.evaluation.feeds.rules import SourceSettings
from services.evaluation.feeds.use_cases import set_source_settings
from shared import store
from shared.tenancy import scope_of
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.conftest import Load
from tests.evaluation.feeds.oneroster.packages import checked, found_in

CLEVER = (
    "Student_id,School_id,Section_id,Attendance_date,Attendance_type,Attendance_status,"
    "Excuse_code,Sis_id\r\n"
)
TALKING_POINTS = (
    "school_id,student_id,attendance_event_date,attendance_event_category,"
    "attendance_event_reason\r\n"
)
ED_FI = "SchoolId,StudentUniqueId,EventDate,AttendanceEventCategory\r\n"


def roster() -> Files:
    """Ben has an identifier of his own; Cleo and her teacher share one."""
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", identifier="7001")
    files = bundles.edit_row(files, "users.csv", "cleo", identifier="7002")
    files = bundles.edit_row(files, "users.csv", "teacher-south", identifier="7002")
    return bundles.edit_row(files, "orgs.csv", bundles.NORTH, identifier="0042")


def talking_points(*pairs: tuple[str, str]) -> str:
    rows = (f"{org},{student},2026-06-10,Tardy,\r\n" for org, student in pairs)
    return TALKING_POINTS + "".join(rows)


def found(run: FeedRun) -> set[tuple[str, int, str]]:
    with scope_of(run.school_id):
        told = FeedFinding.objects(run_id=run.id)
        return {(one.code, one.row, one.column or "") for one in told}


def marks() -> int:
    return store.database()["source_records"].count_documents({"kind": "attendance"})


@pytest.mark.parametrize("is_beside_the_roster", [True, False])
def test_who_is_not_known_is_set_aside_and_the_rest_is_loaded(
    load: Load, is_beside_the_roster: bool
) -> None:
    told = talking_points(
        ("0042", "7001"),
        (bundles.NORTH, "ben"),
        (bundles.NORTH, "nobody"),
        ("nowhere", "ben"),
        (bundles.SOUTH, "7002"),
    )
    if not is_beside_the_roster:
        load(roster())

    run = load({**roster(), "attendance.csv": told} if is_beside_the_roster else told.encode())

    assert run.state == RunState.FINISHED
    assert found(run) == {
        ("unknown_name", 4, "userSourcedId"),
        ("unknown_name", 5, "schoolSourcedId"),
        ("unknown_name", 6, "userSourcedId"),
    }
    assert run.counts["attendance"] == {"created": 2, "quarantined": 3}
    assert marks() == 2


def test_a_mark_of_another_school_is_outside_a_feed_of_one(load: Load, in_district: None) -> None:
    load(roster())
    set_source_settings("sis", SourceSettings(school=bundles.NORTH))

    run = load(talking_points((bundles.NORTH, "ben"), (bundles.SOUTH, "cleo")).encode())

    assert found(run) == {("outside_scope", 3, "schoolSourcedId")}
    assert marks() == 1


def test_of_two_names_in_a_row_one_that_is_known_is_enough() -> None:
    rows = (
        f"5f3a,{bundles.NORTH},,2026-06-10,daily,absent,,7001\r\n"
        f"5f3b,{bundles.NORTH},,2026-06-10,daily,absent,,9999\r\n"
    )

    told = found_in({**roster(), "attendance.csv": CLEVER + rows})

    assert {(one.code, one.row) for one in told} == {("unknown_name", 3)}


def test_the_files_of_ed_fi_are_looked_through_as_well() -> None:
    name = "StudentSchoolAttendanceEvent.csv"
    rows = "0042,7001,2026-06-10,Tardy\r\n0042,7003,2026-06-10,Tardy\r\n"

    told = found_in({**roster(), name: ED_FI + rows})

    assert {(one.code, one.row) for one in told} == {("unknown_name", 3)}


def test_a_student_set_aside_is_known_by_what_is_stored_only() -> None:
    files = bundles.edit_row(roster(), "users.csv", "ben", enabledUser="perhaps")
    files["attendance.csv"] = talking_points((bundles.NORTH, "ben"))

    def stored(kind: str, ids: Collection[str]) -> set[str]:
        return {"ben"} & set(ids) if kind == "users" else set()

    assert "unknown_name" in {one.code for one in found_in(files)}
    with checked(files, stored=stored) as (_, told):
        assert "unknown_name" not in {one.code for one in told}
