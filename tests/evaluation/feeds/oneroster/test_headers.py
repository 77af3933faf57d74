"""A header says what the columns are: what is missing or double stops the file, the rest warns."""

import pytest

from services.evaluation.feeds.oneroster.roster_tables import USERS_1_2
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    changed_file,
    checked,
    found_in,
    places,
    replaced,
)

USERS = "users.csv"
MIDDLE_NAME = str([one.name for one in USERS_1_2.columns].index("middleName") + 1)


def with_column(name: str, cell: str, *, is_first: bool = False) -> Files:
    """One more column in ``users.csv``, with the same cell in every row."""
    files = bundles.make_files()
    lines = str(files[USERS]).splitlines()
    cells = [name, *[cell] * (len(lines) - 1)]
    pairs = zip(lines, cells, strict=True)
    if is_first:
        told = [f"{line.partition(',')[0]},{one},{line.partition(',')[2]}" for line, one in pairs]
    else:
        told = [f"{line},{one}" for line, one in pairs]
    return {**files, USERS: "\r\n".join(told) + "\r\n"}


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("familyName", "surname", "missing_column", "familyName"),
        ("familyName", "familyname", "missing_column", "familyName"),
        ("middleName", "givenName", "duplicate_column", "givenName"),
        ("sourcedId", "\u200bsourcedId", "missing_column", "sourcedId"),
    ],
    ids=["renamed", "other case", "twice", "invisible character"],
)
def test_a_broken_header_stops_the_file(old: str, new: str, code: str, column: str) -> None:
    found = found_in(replaced(USERS, old, new))

    assert places(found) == {(code, USERS, 1, column)}
    assert {str(one.severity) for one in found} == {"file"}


def test_a_file_without_a_header_is_reported_without_anybodys_name() -> None:
    def headless(text: str) -> str:
        row = text.splitlines()[1].split(",")
        return "\r\n".join([",".join(["Cleo", "Cleo", *row[2:]]), *text.splitlines()[2:]])

    found = found_in(changed_file(USERS, headless))

    required = {one.name for one in USERS_1_2.columns if one.is_required}
    assert places(found) == {("missing_column", USERS, 1, name) for name in required}


def test_columns_that_nobody_knows_are_named_by_their_place() -> None:
    """A row that holds a required name by chance may still be somebody's."""
    told = replaced(USERS, "middleName", "Cleo")
    twice = replaced(USERS, "preferredMiddleName", "Cleo", told)

    assert "Cleo" in str(twice[USERS]).splitlines()[0]
    assert "Cleo" not in repr(found_in(told))
    found = found_in(twice)
    assert {one.code for one in found} == {"duplicate_column"}
    assert "Cleo" not in repr(found)


@pytest.mark.parametrize(
    ("files", "code", "column"),
    [
        (replaced(USERS, "middleName", "colour"), "unknown_column", MIDDLE_NAME),
        (replaced(USERS, "middleName", "colour"), "missing_optional_column", "middleName"),
        (with_column("metadata.house", "", is_first=True), "metadata_column_position", ""),
        (with_column("metadata.", ""), "invalid_metadata_header", "metadata."),
        (with_column("metadata.$where", ""), "invalid_metadata_header", "metadata.$where"),
    ],
)
def test_an_odd_header_is_taken_with_a_warning(files: Files, code: str, column: str) -> None:
    found = found_in(files)

    assert (code, column or "metadata.house") in {(one.code, one.column) for one in found}
    assert {(one.row, str(one.severity)) for one in found} == {(1, "warning")}


def test_another_order_of_the_columns_is_taken_with_a_warning() -> None:
    files = bundles.make_files()
    lines = [line.split(",") for line in str(files["orgs.csv"]).splitlines()]
    swapped = [[*line[:3], line[4], line[3], *line[5:]] for line in lines]
    files["orgs.csv"] = "\r\n".join(",".join(line) for line in swapped)

    with checked(files) as (check, found):
        orgs = check.checked("orgs")

        assert places(found) == {("column_order", "orgs.csv", 1, "")}
        assert orgs is not None
        assert "North School" in {cells.fields["name"] for cells in orgs.cells()}


def test_columns_of_ones_own_are_kept_under_their_names() -> None:
    with checked(with_column("metadata.house", "Tūī")) as (check, found):
        users = check.checked("users")

        assert found == []
        assert users is not None
        assert {cells.fields["metadata.house"] for cells in users.cells()} == {"Tūī"}


@pytest.mark.parametrize("is_first_edition", [True, False])
def test_both_headers_of_users_in_1_2_are_read(is_first_edition: bool) -> None:
    names = [column.name for column in USERS_1_2.columns]
    if not is_first_edition:
        names.remove("resourceSourcedIds")
    assert len(names) == (23 if is_first_edition else 22)
    files = bundles.make_files()
    rows = bundles.rows_of(files, USERS)
    lines = [",".join(names)]
    lines += [",".join(f'"{row.get(name, "")}"' for name in names) for row in rows]

    assert found_in({**files, USERS: "\r\n".join(lines) + "\r\n"}) == []
