"""Rows that contradict each other: a warning, since official sets do it; an error when strict."""

import pytest

from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    STRICT,
    all_files,
    changed_file,
    checked,
    found_in,
    places,
)

UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def edited(file: str, at: int = 0, **cells: str) -> Files:
    """All files, with some cells of one row of one changed."""
    files = all_files()
    row = bundles.rows_of(files, file)[at]
    return bundles.edit_row(files, file, row["sourcedId"], **cells)


def with_second_primary_role() -> Files:
    row = "r-again,,,s0,primary,student,2026-01-27,,200,\r\n"
    return changed_file("roles.csv", lambda text: text + row, all_files())


ODD = [
    (edited("classes.csv", schoolSourcedId="100"), "classes.csv", "org_type_mismatch"),
    (edited("enrollments.csv", schoolSourcedId="100"), "enrollments.csv", "org_type_mismatch"),
    (edited("lineItems.csv", schoolSourcedId="100"), "lineItems.csv", "org_type_mismatch"),
    (
        edited("courses.csv", schoolYearSourcedId="term0"),
        "courses.csv",
        "academic_session_type_mismatch",
    ),
    (with_second_primary_role(), "roles.csv", "multiple_primary_roles_for_user_org"),
    (edited("users.csv", primaryOrgSourcedId="100"), "users.csv", "primary_org_missing_role"),
    (
        edited("roles.csv", userProfileSourcedId="p0"),
        "roles.csv",
        "user_profile_user_mismatch",
    ),
    (edited("results.csv", score="-1"), "results.csv", "score_below_min"),
    (edited("results.csv", score="100.5"), "results.csv", "score_above_max"),
    (edited("lineItems.csv", resultValueMin="101"), "lineItems.csv", "invalid_score_range"),
    (edited("results.csv", classSourcedId="k7"), "results.csv", "result_class_mismatch"),
    (edited("results.csv", studentSourcedId="g0"), "results.csv", "result_student_not_enrolled"),
    (
        edited("lineItemLearningObjectiveIds.csv", learningObjectiveId="goal"),
        "lineItemLearningObjectiveIds.csv",
        "invalid_case_learning_objective_id",
    ),
    (edited("resources.csv", roles="teacher"), "userResources.csv", "resource_role_mismatch"),
    (
        edited("userResources.csv", orgSourcedId="100"),
        "userResources.csv",
        "user_resource_class_org_mismatch",
    ),
    (
        edited("userResources.csv", userSourcedId="g0"),
        "userResources.csv",
        "user_resource_user_not_enrolled",
    ),
    (
        edited("academicSessions.csv", endDate="2020-01-01"),
        "academicSessions.csv",
        "dates_reversed",
    ),
    (edited("enrollments.csv", endDate="2020-01-01"), "enrollments.csv", "dates_reversed"),
    (edited("courses.csv", subjectCodes="1,2"), "courses.csv", "subjects_differ"),
]


@pytest.mark.parametrize(("files", "file", "code"), ODD)
def test_what_does_not_fit_together_is_a_warning(files: Files, file: str, code: str) -> None:
    found = found_in(files)

    assert (code, file) in {(one.code, one.file) for one in found}
    assert {str(one.severity) for one in found} == {"warning"}


@pytest.mark.parametrize(("files", "file", "code"), ODD)
def test_read_strictly_the_row_is_set_aside(files: Files, file: str, code: str) -> None:
    with checked(files, STRICT) as (check, found):
        one = check.checked(file.removesuffix(".csv"))

        severities = {str(each.severity) for each in found if each.code == code}
        is_legal = code == "score_above_max"
        assert severities == {"warning" if is_legal else "row"}
        assert one is not None
        assert (one.bad_rows > 0) is not is_legal


def test_a_late_finding_sets_just_its_row_aside() -> None:
    with checked(edited("users.csv", 2, primaryOrgSourcedId="100"), STRICT) as (check, found):
        users = check.checked("users")

        place = ("primary_org_missing_role", "users.csv", 4, "primaryOrgSourcedId")
        assert {one for one in places(found) if one[1] == "users.csv"} == {place}
        assert users is not None
        kept = [cells.sourced_id for cells in users.cells()]
        assert "s2" not in kept
        assert len(kept) == users.good_rows == users.rows - 1
        # Row 4 was set aside: to go on after it, or after the one before, is the same.
        assert [[one.sourced_id for one in users.cells(after)] for after in (3, 4)] == [
            kept[2:]
        ] * 2
        assert users.present_among({"s2"}) == {"s2"}


def test_a_file_of_changes_proves_nothing_about_the_rest() -> None:
    files = edited("results.csv", studentSourcedId="g0")
    files["manifest.csv"] = str(files["manifest.csv"]).replace(
        "enrollments,bulk", "enrollments,delta"
    )

    codes = {one.code for one in found_in(files)}

    assert codes == {"field_required_in_delta"}


def test_what_official_sets_do_is_no_finding() -> None:
    files = edited("enrollments.csv", role="administrator")
    files = bundles.edit_row(files, "classes.csv", "k0", termSourcedIds="year")

    assert found_in(files) == []


def test_a_learning_objective_of_case_is_a_uuid() -> None:
    assert found_in(edited("lineItemLearningObjectiveIds.csv", learningObjectiveId=UUID)) == []
