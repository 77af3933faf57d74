"""What a row refers to is in the package or, for changes, among what is stored."""

from collections.abc import Collection

import pytest

from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    all_files,
    changed_file,
    checked,
    codes,
    found_in,
    places,
    replaced,
)

MOMENT = "2026-11-20T08:00:00.000Z"
REFERENCES = [
    ("orgs.csv", "parentSourcedId"),
    ("academicSessions.csv", "parentSourcedId"),
    ("courses.csv", "schoolYearSourcedId"),
    ("courses.csv", "orgSourcedId"),
    ("classes.csv", "courseSourcedId"),
    ("classes.csv", "schoolSourcedId"),
    ("classes.csv", "termSourcedIds"),
    ("users.csv", "primaryOrgSourcedId"),
    ("userProfiles.csv", "userSourcedId"),
    ("roles.csv", "userSourcedId"),
    ("roles.csv", "orgSourcedId"),
    ("roles.csv", "userProfileSourcedId"),
    ("enrollments.csv", "classSourcedId"),
    ("enrollments.csv", "schoolSourcedId"),
    ("enrollments.csv", "userSourcedId"),
    ("demographics.csv", "sourcedId"),
    ("lineItems.csv", "classSourcedId"),
    ("lineItems.csv", "categorySourcedId"),
    ("lineItems.csv", "academicSessionSourcedId"),
    ("lineItems.csv", "schoolSourcedId"),
    ("results.csv", "lineItemSourcedId"),
    ("results.csv", "studentSourcedId"),
    ("results.csv", "classSourcedId"),
    ("scoreScales.csv", "orgSourcedId"),
    ("scoreScales.csv", "courseSourcedId"),
    ("scoreScales.csv", "classSourcedId"),
    ("lineItemScoreScales.csv", "lineItemSourcedId"),
    ("lineItemScoreScales.csv", "scoreScaleSourcedId"),
    ("resultScoreScales.csv", "resultSourcedId"),
    ("resultScoreScales.csv", "scoreScaleSourcedId"),
    ("lineItemLearningObjectiveIds.csv", "lineItemSourcedId"),
    ("resultLearningObjectiveIds.csv", "resultSourcedId"),
    ("classResources.csv", "classSourcedId"),
    ("classResources.csv", "resourceSourcedId"),
    ("courseResources.csv", "courseSourcedId"),
    ("courseResources.csv", "resourceSourcedId"),
    ("userResources.csv", "userSourcedId"),
    ("userResources.csv", "orgSourcedId"),
    ("userResources.csv", "classSourcedId"),
    ("userResources.csv", "resourceSourcedId"),
]


@pytest.mark.parametrize(("file", "column"), REFERENCES)
def test_a_reference_to_nothing_sets_the_row_aside(file: str, column: str) -> None:
    files = all_files()
    row = bundles.rows_of(files, file)[-1]
    files = bundles.edit_row(files, file, row["sourcedId"], **{column: "nowhere"})
    number = len(bundles.rows_of(files, file)) + 1

    with checked(files) as (check, found):
        one = check.checked(file.removesuffix(".csv"))

        assert ("missing_target_record", file, number, column) in places(found)
        assert one is not None
        assert one.bad_rows == 1
        assert row["sourcedId"] not in {cells.sourced_id for cells in one.cells()}
        told = {row["sourcedId"], "nowhere"} if column == "sourcedId" else {row["sourcedId"]}
        assert one.present_among(told) <= told
        assert one.present_among(told)


def test_whoever_refers_to_a_row_set_aside_is_set_aside_too_unless_it_is_stored() -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", enabledUser="perhaps")

    def stored(kind: str, ids: Collection[str]) -> set[str]:
        return {"ben"} & set(ids) if kind == "users" else set()

    assert codes(found_in(files)) == {"invalid_boolean", "missing_target_record"}
    assert codes(found_in(files, stored=stored)) == {"invalid_boolean"}


def test_what_hangs_below_a_row_set_aside_is_set_aside_down_to_the_last_leaf() -> None:
    rows = "area,,,Area,local,,nowhere\r\nleaf,,,Leaf,school,,twig\r\ntwig,,,Twig,local,,area\r\n"
    files = changed_file("orgs.csv", lambda text: text + rows)

    with checked(files) as (check, found):
        orgs = check.checked("orgs")

        assert {one.sourced_id for one in found} == {"area", "twig", "leaf"}
        assert orgs is not None
        assert (orgs.good_rows, orgs.bad_rows) == (3, 3)


def test_a_full_set_may_not_lean_on_what_is_stored() -> None:
    files = bundles.edit_row(
        bundles.make_files(), "enrollments.csv", "e-north-1-ben", userSourcedId="stored"
    )

    found = found_in(files, stored=lambda _, ids: set(ids))

    assert places(found) == {("missing_target_record", "enrollments.csv", 4, "userSourcedId")}


def test_a_change_may_lean_on_what_is_stored() -> None:
    row = bundles.rows_of(bundles.make_files(), "enrollments.csv")[0]
    row |= {"status": "active", "dateLastModified": MOMENT}
    files = bundles.as_changes(bundles.make_files(), {"enrollments": [row]})

    assert codes(found_in(files)) == {"missing_target_record"}
    assert found_in(files, stored=lambda _, ids: set(ids)) == []


def test_what_is_deleted_need_not_refer_to_anything() -> None:
    row = bundles.rows_of(bundles.make_files(), "enrollments.csv")[0]
    gone = row | {
        "status": "tobedeleted",
        "dateLastModified": MOMENT,
        "role": "",
        "classSourcedId": "gone",
    }
    files = bundles.as_changes(bundles.make_files(), {"enrollments": [gone]})

    with checked(files) as (check, found):
        one = check.checked("enrollments")

        assert codes(found) == {"blank_value"}
        assert one is not None
        assert [record.is_deleted for record, _ in one.records()] == [True]


@pytest.mark.parametrize(
    ("name", "target"),
    [("classes", "courses"), ("users", "roles"), ("enrollments", "classes")],
)
def test_a_full_set_without_the_file_it_needs_is_refused(name: str, target: str) -> None:
    files = {key: text for key, text in bundles.make_files().items() if key != f"{target}.csv"}
    files["manifest.csv"] = str(files["manifest.csv"]).replace(f"{target},bulk", f"{target},absent")

    found = found_in(files)

    assert ("missing_target_file", f"{name}.csv", 0, f"{target}.csv") in places(found)


def test_a_file_is_not_needed_for_a_column_that_is_blank() -> None:
    files = bundles.edit_rows(
        bundles.make_files(),
        "courses.csv",
        lambda rows: [row | {"schoolYearSourcedId": ""} for row in rows],
    )
    kept: Files = {name: files[name] for name in ("orgs.csv", "courses.csv")}
    lines = str(files["manifest.csv"]).replace("bulk", "absent")
    for name in ("orgs", "courses"):
        lines = lines.replace(f"file.{name},absent", f"file.{name},bulk")

    assert found_in({**kept, "manifest.csv": lines}) == []


def test_an_unknown_guardian_is_a_warning_and_keeps_nobody_out() -> None:
    files = bundles.edit_row(bundles.make_files(), "users.csv", "ben", agentSourcedIds="ana,ghost")

    with checked(files) as (check, found):
        agents = check.checked("agents")

        assert places(found) == {("agent_unknown", "users.csv", 7, "agentSourcedIds")}
        assert [one.sourced_id for one in found] == ["ben"]
        assert agents is not None
        assert agents.bad_rows == 0


def test_the_same_row_twice_counts_once() -> None:
    files = changed_file("users.csv", lambda text: text + text.splitlines()[-1])

    with checked(files) as (check, found):
        users = check.checked("users")

        assert places(found) == {("row_repeated", "users.csv", 9, "sourcedId")}
        assert users is not None
        assert (users.rows, users.good_rows, users.bad_rows) == (8, 7, 0)


def test_two_rows_of_one_identifier_stop_the_file_however_far_apart() -> None:
    rows = "".join(f"o{number},,,Org {number},school,,\r\n" for number in range(9_000))
    files = changed_file("orgs.csv", lambda text: text + rows + "o7,,,Other,school,,\r\n")

    found = found_in(files)

    assert ("duplicate_sourced_id", "orgs.csv", 9_005, "sourcedId") in places(found)


def test_identifiers_are_told_apart_by_their_capitals() -> None:
    files = changed_file("orgs.csv", lambda text: text + "SCHOOL-NORTH,,,Other,school,,\r\n")

    assert found_in(files) == []


def test_two_districts_are_refused() -> None:
    files = changed_file("orgs.csv", lambda text: text + "other,,,Other,district,,\r\n")

    assert places(found_in(files)) == {("several_districts", "orgs.csv", 5, "")}


def test_two_rows_of_a_file_of_ours_that_differ_leave_the_first() -> None:
    files = replaced("tuhono.people.csv", "ana,mi,", "ana,mi,\r\nana,fr,")

    found = found_in(files)

    assert [(one.code, one.sourced_id) for one in found] == [("row_contradicts", "ana")]


@pytest.mark.parametrize(
    ("restriction", "code"), [("yes", "cell_dropped"), ("", "invalid_boolean")]
)
def test_a_row_with_a_restriction_goes_on_without_a_bad_cell(restriction: str, code: str) -> None:
    text = (
        "studentSourcedId,guardianSourcedId,dataAccess,restriction\r\n"
        f"ben,ana,perhaps,{restriction}\r\n"
    )

    found = found_in({**bundles.make_files(), "tuhono.guardians.csv": text})

    assert places(found) >= {(code, "tuhono.guardians.csv", 2, "dataAccess")}
