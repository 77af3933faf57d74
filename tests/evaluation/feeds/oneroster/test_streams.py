"""What a check gives to the load: records by stream, from any row on, and who is present."""

from itertools import islice

import pytest

from services.evaluation.feeds.oneroster.csv_rows import ROWS_AT_ONCE
from services.evaluation.feeds.oneroster.diagnostics import Broken
from services.evaluation.feeds.oneroster.options import Options
from tests import bundles
from tests.bench.feed_bundle import feed_files
from tests.bench.feed_size import Size
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    EVERYTHING,
    STRICT,
    all_files,
    checked,
    found_in,
    places,
)

MOMENT = "2026-11-20T08:00:00.000Z"
KINDS = [
    "orgs",
    "academicSessions",
    "courses",
    "classes",
    "users",
    "agents",
    "userProfiles",
    "roles",
    "enrollments",
    "demographics",
    "categories",
    "lineItems",
    "results",
    "scoreScales",
    "lineItemScoreScales",
    "resultScoreScales",
    "lineItemLearningObjectiveIds",
    "resultLearningObjectiveIds",
    "resources",
    "classResources",
    "courseResources",
    "userResources",
]


def with_status(files: Files, at: int) -> Files:
    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[at] |= {"status": "active", "dateLastModified": MOMENT}
        return rows

    return bundles.edit_rows(files, "users.csv", change)


def test_every_kind_comes_after_what_it_refers_to() -> None:
    with checked(all_files()) as (check, _):
        assert [one.stream.kind for one in check.streams] == KINDS


def test_every_row_comes_back_as_it_was_told() -> None:
    files = all_files()
    files["courses.csv"] = str(files["courses.csv"]).replace("Te ,", "Te,")

    with checked(files) as (check, found):
        assert found == []
        for one in check.streams:
            if one.whole is None and one.stream.kind not in {"users", "scoreScales"}:
                told = bundles.rows_of(files, one.file)
                assert len(told) == one.rows == one.good_rows
                for cells, row in zip(one.cells(), told, strict=True):
                    fields = {
                        name: ",".join(value) if isinstance(value, list) else value
                        for name, value in cells.fields.items()
                    }
                    blank = dict.fromkeys(row.keys() - fields.keys(), "")
                    assert {**fields, **blank, "sourcedId": cells.sourced_id} == row


def test_reading_goes_on_from_any_row() -> None:
    with checked(feed_files(Size(students=700))) as (check, found):
        results = check.checked("results")

        assert found == []
        assert results is not None
        rows = [cells.row for cells in results.cells()]
        whole = [cells.sourced_id for cells in results.cells()]
        assert len(whole) == results.good_rows > 4_000
        for start in (1, 2, 1_999, 2_000, 2_001, len(whole) - 1, len(whole)):
            after = rows[start - 1]
            assert [cells.sourced_id for cells in results.cells(after)] == whole[start:]
        first, second = results.cells(), results.cells(rows[2_999])
        assert next(second).sourced_id == whole[3_000]
        assert [cells.sourced_id for cells in islice(first, 3)] == whole[:3]


def test_who_is_present_is_known_also_of_rows_set_aside() -> None:
    files = bundles.edit_row(all_files(), "users.csv", "s3", enabledUser="perhaps")

    with checked(files) as (check, _):
        users, agents = check.checked("users"), check.checked("agents")

        assert users is not None
        assert users.present_among({"s3", "s4", "nobody"}) == {"s3", "s4"}
        assert agents is not None
        assert agents.present_among({"s1|g1", "s1|g9"}) == {"s1|g1"}
        assert not users.may_end_the_absent
        assert not agents.may_end_the_absent


def test_a_clean_full_set_may_end_what_it_leaves_out() -> None:
    with checked(all_files()) as (check, _):
        assert all(one.may_end_the_absent for one in check.streams)


@pytest.mark.parametrize("at", [0, 5, -1])
def test_a_full_set_with_a_status_anywhere_is_taken_as_changes(at: int) -> None:
    with checked(with_status(all_files(), at)) as (check, found):
        users, agents = check.checked("users"), check.checked("agents")

        assert ("bulk_with_status", "users.csv", 0, "") in places(found)
        assert users is not None
        assert agents is not None
        assert not users.may_end_the_absent
        assert not agents.may_end_the_absent


def test_a_status_far_down_is_heeded_from_the_first_row_on() -> None:
    """A row of changes may lean on what is stored, also if it stands before that status."""
    files = feed_files(Size(students=2_500))
    at = len(bundles.rows_of(files, "enrollments.csv")) - 1
    assert at > ROWS_AT_ONCE

    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[0] |= {"userSourcedId": "stored"}
        rows[at] |= {"status": "active", "dateLastModified": MOMENT}
        return rows

    files = bundles.edit_rows(files, "enrollments.csv", change)

    with checked(files, stored=lambda _, ids: {"stored"} & set(ids)) as (check, found):
        enrollments = check.checked("enrollments")

        assert {one.code for one in found} == {"bulk_with_status", "field_required_in_delta"}
        assert enrollments is not None
        assert enrollments.as_changes
        assert enrollments.bad_rows == 0


@pytest.mark.parametrize("name", ["attendance.csv", "tuhono.people.csv"])
def test_a_file_of_changes_without_rows_tells_of_no_change(name: str) -> None:
    headers = {
        "attendance.csv": ("sourcedId,schoolSourcedId,userSourcedId,date,type,category\r\n"),
        "tuhono.people.csv": "userSourcedId,languages\r\n",
    }
    files = {**bundles.make_files(), name: headers[name]}

    for options in (EVERYTHING, STRICT):
        with checked(files, options) as (check, found):
            assert places(found) == {("no_changes", name, 1, "")}
            assert not check.is_fatal
            assert {str(one.severity) for one in found} == {"warning"}


def test_changes_without_rows_are_forbidden_by_the_standard_alone() -> None:
    files = bundles.as_changes(bundles.make_files(), {"users": []})

    assert places(found_in(files)) == {("no_changes", "users.csv", 1, "")}
    assert ("no_rows", "users.csv", 1, "") in places(found_in(files, STRICT))


def test_a_district_can_say_that_such_a_file_is_the_full_set() -> None:
    options = Options(demographics=True, is_bulk_with_status_full=True)

    with checked(with_status(all_files(), 0), options) as (check, found):
        users = check.checked("users")

        assert found == []
        assert users is not None
        assert users.may_end_the_absent


def test_a_full_set_and_changes_may_come_in_one_package() -> None:
    files = all_files()
    files["manifest.csv"] = str(files["manifest.csv"]).replace("results,bulk", "results,delta")

    with checked(files) as (check, _):
        clean = {one.stream.kind: one.may_end_the_absent for one in check.streams}

        assert not clean["results"]
        assert clean["users"]


def test_advancing_in_small_steps_finds_the_same() -> None:
    files = bundles.edit_row(all_files(), "users.csv", "s3", email="nobody")

    whole = found_in(files)

    with checked(files) as (check, found):
        assert check.is_done
        assert found == whole
        assert check.advance(1) == []


def test_one_mistake_made_everywhere_does_not_hide_the_others() -> None:
    rows = "".join(f"o{number},,,,school,,\r\n" for number in range(6_000))
    files = bundles.make_files()
    files["orgs.csv"] = str(files["orgs.csv"]) + rows
    files = bundles.edit_row(files, "users.csv", "ben", email="nobody")

    with checked(files, EVERYTHING) as (check, found):
        assert len(found) == 1_001
        assert "invalid_email" in {one.code for one in found}
        assert check.counts["orgs.csv", "missing_value"] == 6_000


def test_a_broken_file_is_not_handed_on() -> None:
    files = all_files()
    files["users.csv"] = str(files["users.csv"])[:-12]

    with checked(files) as (check, _):
        users, agents = check.checked("users"), check.checked("agents")

        assert check.is_fatal
        assert users is not None
        assert agents is not None
        assert users.is_broken
        assert agents.is_broken


def test_a_package_that_cannot_be_opened_says_why() -> None:
    with pytest.raises(Broken, match="missing_manifest"), checked({}):
        pass
