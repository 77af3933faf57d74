"""A cell that breaks its type sets its row aside; what real systems write is mended instead."""

import pytest

from services.evaluation.feeds.oneroster.diagnostics import SEVERITIES
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    all_files,
    checked,
    codes,
    found_in,
    places,
)


def first_row(name: str, **cells: str) -> Files:
    """All files, with some cells of the first row of one changed."""
    files = all_files()
    key = bundles.rows_of(files, name)[0]["sourcedId"]
    return bundles.edit_row(files, name, key, **cells)


BAD = [
    ("roles.csv", "role", "wizard", "invalid_choice"),
    ("roles.csv", "beginDate", "31/01/2026", "invalid_date"),
    ("roles.csv", "beginDate", "1/31/26", "invalid_date"),
    ("roles.csv", "roleType", "main", "invalid_choice"),
    ("academicSessions.csv", "schoolYear", "26", "invalid_year"),
    ("users.csv", "enabledUser", "yes", "invalid_boolean"),
    ("users.csv", "givenName", "", "missing_value"),
    ("users.csv", "givenName", "   ", "missing_value"),
    ("users.csv", "primaryOrgSourcedId", "not an id", "invalid_guid"),
    ("users.csv", "dateLastModified", "20/11/2026 08:00", "invalid_datetime"),
    ("users.csv", "status", "gone", "invalid_choice"),
    ("classes.csv", "termSourcedIds", "term 0", "invalid_guid"),
    ("classes.csv", "termSourcedIds", ", ,", "missing_value"),
    ("classes.csv", "classType", "evening", "invalid_choice"),
    ("categories.csv", "weight", "20.5", "invalid_integer"),
    ("lineItems.csv", "resultValueMax", "ten", "invalid_float"),
    ("lineItems.csv", "resultValueMax", "nan", "invalid_float"),
    ("lineItems.csv", "dueDate", "2026-02-30", "invalid_date"),
    ("results.csv", "score", "7,5", "invalid_float"),
    ("results.csv", "scoreStatus", "marked", "invalid_choice"),
    ("results.csv", "late", "no", "invalid_boolean"),
    ("demographics.csv", "sex", "f", "invalid_choice"),
    ("demographics.csv", "birthDate", "2012", "invalid_date"),
    ("scoreScales.csv", "scoreScaleValue", "A=100", "invalid_score_scale_mapping"),
    ("resources.csv", "roles", "student,wizard", "invalid_choice"),
    ("resources.csv", "importance", "tertiary", "invalid_choice"),
    ("lineItemLearningObjectiveIds.csv", "source", "ours", "invalid_choice"),
    ("resultLearningObjectiveIds.csv", "score", "x", "invalid_float"),
]


@pytest.mark.parametrize(("file", "column", "cell", "code"), BAD)
def test_a_cell_that_breaks_its_type_sets_the_row_aside(
    file: str, column: str, cell: str, code: str
) -> None:
    with checked(first_row(file, **{column: cell})) as (check, found):
        one = check.checked(file.removesuffix(".csv"))

        assert (code, file, 2, column) in places(found)
        assert one is not None
        assert one.bad_rows >= 1
        assert not one.may_end_the_absent


MENDED = [
    ("users.csv", "enabledUser", "TRUE", "wrong_case", "true"),
    ("roles.csv", "role", "Student", "wrong_case", "student"),
    ("roles.csv", "role", "administrator", "choice_outdated", "administrator"),
    ("roles.csv", "role", "ext:coach", "choice_extension", "ext:coach"),
    ("classes.csv", "classType", "ext:online", "choice_extension", "ext:online"),
    ("results.csv", "scoreStatus", "Fully Graded", "wrong_case", "fully graded"),
    ("results.csv", "scoreStatus", "ext:late", "choice_extension", "ext:late"),
    ("results.csv", "scoreDate", "2026-03-01T11:00:00Z", "date_with_time", "2026-03-01"),
    ("enrollments.csv", "role", "parent", "choice_outdated", "parent"),
    ("enrollments.csv", "role", "ext:guest", "choice_extension", "ext:guest"),
    ("demographics.csv", "sex", "ext:x", "choice_extension", "ext:x"),
    ("resources.csv", "roles", "Student,ext:coach", "wrong_case", ["student", "ext:coach"]),
    ("lineItemLearningObjectiveIds.csv", "source", "ext:ours", "choice_extension", "ext:ours"),
    ("users.csv", "email", "ana at home", "invalid_email", None),
    ("users.csv", "userIds", "12345", "invalid_user_ids", None),
    ("users.csv", "userIds", "{SIS:1},{LDAP:a}", "", ["SIS:1", "LDAP:a"]),
    ("users.csv", "agentSourcedIds", "g0,not an id", "invalid_agent", ["g0"]),
    ("users.csv", "identifier", "007", "", "007"),
    ("results.csv", "score", "07.50", "", "07.50"),
    ("categories.csv", "weight", "020", "", "020"),
    ("scoreScales.csv", "scoreScaleValue", "{A+:100},{60-69:B}", "", ["A+:100", "60-69:B"]),
    ("courses.csv", "grades", "09, 10,", "", ["09", "10"]),
]


@pytest.mark.parametrize(("file", "column", "cell", "code", "kept"), MENDED)
def test_what_can_be_understood_is_kept(
    file: str, column: str, cell: str, code: str, kept: str | list[str] | None
) -> None:
    with checked(first_row(file, **{column: cell})) as (check, found):
        one = check.checked(file.removesuffix(".csv"))

        assert one is not None
        assert next(one.cells()).fields.get(column) == kept
        assert one.bad_rows == 0
        assert {SEVERITIES[name] for name in codes(found)} <= {"warning"}
        assert (not code and not found) or code in codes(found)


@pytest.mark.parametrize(
    ("file", "column"),
    [("orgs.csv", "type"), ("roles.csv", "role"), ("enrollments.csv", "role")],
)
def test_1_1_knows_no_extensions(file: str, column: str) -> None:
    files = bundles.make_files(version="1.1")
    if file == "roles.csv":
        file = "users.csv"
    last = bundles.rows_of(files, file)[-1]["sourcedId"]

    found = found_in(bundles.edit_row(files, file, last, **{column: "ext:other"}))

    assert ("invalid_choice", file, column) in {(one.code, one.file, one.column) for one in found}


def test_a_blank_score_of_1_1_is_a_warning_since_it_is_not_zero() -> None:
    header = "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId"
    files = bundles.make_files(version="1.1")
    item = "l1,active,2026-11-01T00:00:00.000Z"
    files["manifest.csv"] = (
        str(files["manifest.csv"])
        .replace("lineItems,absent", "lineItems,delta")
        .replace("results,absent", "results,delta")
    )
    files["lineItems.csv"] = (
        "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,"
        "categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax\r\n"
        f"{item},T,,2026-02-02,2026-02-09,north-1,cat,year,,\r\n"
    )
    files["results.csv"] = (
        f"{header},scoreStatus,score,scoreDate,comment\r\n"
        "m1,active,2026-11-01T00:00:00.000Z,l1,ben,exempt,,2026-03-01,\r\n"
    )

    with checked(files, stored=lambda _, ids: set(ids)) as (check, found):
        results = check.checked("results")

        assert {one.code for one in found} == {"blank_value"}
        assert {(one.file, one.column) for one in found} == {
            ("results.csv", "score"),
            ("lineItems.csv", "resultValueMin"),
            ("lineItems.csv", "resultValueMax"),
        }
        assert results is not None
        assert "score" not in next(results.cells()).fields


@pytest.mark.parametrize(
    ("name", "cells", "code"),
    [
        ("tuhono.orgs.csv", {"zone": "Middle/Earth"}, "invalid_zone"),
        ("tuhono.people.csv", {"languages": "Te Reo!"}, "invalid_language"),
    ],
)
def test_files_of_ours_are_checked_as_well(name: str, cells: dict[str, str], code: str) -> None:
    last = next(iter(bundles.rows_of(bundles.make_files(), name)[-1].values()))

    found = found_in(bundles.edit_row(bundles.make_files(), name, last, **cells))

    assert (code, name) in {(one.code, one.file) for one in found}


def test_no_finding_repeats_a_cell() -> None:
    files = first_row("users.csv", familyName="Hemi\nCanary", givenName="", email="canary@")

    assert "canary" not in repr(found_in(files)).lower()
