"""A feed for one school says nothing about another one."""

from services.evaluation.feeds.oneroster.options import Options
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import checked, found_in

OURS = Options(org_scope=frozenset({bundles.NORTH}))


def kept(files: Files) -> dict[str, set[str]]:
    with checked(files, OURS) as (check, _):
        return {
            one.stream.kind: {cells.sourced_id for cells in one.cells()}
            for one in check.streams
            if one.whole is None
        }


def test_rows_of_another_school_are_set_aside_with_their_reason() -> None:
    found = {(one.code, one.file, one.sourced_id) for one in found_in(bundles.make_files(), OURS)}

    assert ("outside_scope", "orgs.csv", bundles.SOUTH) in found
    assert ("outside_scope", "classes.csv", "south-1") in found
    assert ("outside_scope", "enrollments.csv", "e-south-1-cleo") in found
    assert not {one for one in found if "north" in one[2] and one[0] == "outside_scope"}


def test_nothing_of_another_school_is_kept_and_everything_of_ours_is() -> None:
    found = kept(bundles.make_files())

    assert found["orgs"] == {bundles.DISTRICT, bundles.NORTH}
    assert found["classes"] == {"north-1"}
    assert "e-north-1-ben" in found["enrollments"]
    assert "e-south-1-cleo" not in found["enrollments"]
    assert not {role for role in found["roles"] if "cleo" in role}


def test_who_is_in_two_schools_is_known_in_ours_only() -> None:
    files = bundles.make_files(version="1.1")

    with checked(files, OURS) as (check, found):
        users, roles = check.checked("users"), check.checked("roles")

        assert ("org_dropped", "ana") in {(one.code, one.sourced_id) for one in found}
        assert ("outside_scope", "cleo") in {(one.code, one.sourced_id) for one in found}
        assert users is not None
        assert "cleo" not in {cells.sourced_id for cells in users.cells()}
        assert roles is not None
        orgs = {record.fields["orgSourcedId"] for record, _ in roles.records()}
        assert orgs == {bundles.NORTH, bundles.DISTRICT}


def test_such_a_file_ends_nobody_by_leaving_them_out() -> None:
    with checked(bundles.make_files(), OURS) as (check, _):
        clean = {one.stream.kind for one in check.streams if one.may_end_the_absent}

        assert not {"orgs", "classes", "enrollments", "roles"} & clean


def test_a_reference_to_a_school_that_nobody_told_is_outside_as_well() -> None:
    files = bundles.edit_row(
        bundles.make_files(), "classes.csv", "north-1", schoolSourcedId="elsewhere"
    )

    found = found_in(files, OURS)

    assert ("outside_scope", "north-1") in {(one.code, one.sourced_id) for one in found}
