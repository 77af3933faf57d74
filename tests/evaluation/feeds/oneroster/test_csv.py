"""The bytes of a file: encodings, quotes and ends. A file that is not whole is not believed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.evaluation.feeds.oneroster import csv_rows
from services.evaluation.feeds.oneroster.archive import single_file
from tests import bundles
from tests.bundles import Files
from tests.evaluation.feeds.oneroster.packages import (
    changed_file,
    checked,
    codes,
    found_in,
    places,
    replaced,
)

USERS = "users.csv"
BAD: dict[str, tuple[Files, str, str, int]] = {
    "empty": (changed_file(USERS, lambda _: ""), "empty_file", USERS, 0),
    "blank lines only": (changed_file(USERS, lambda _: "\r\n\r\n"), "empty_file", USERS, 0),
    "header only": (
        changed_file(USERS, lambda text: text.splitlines()[0] + "\r\n"),
        "no_rows",
        USERS,
        1,
    ),
    "cp1252": (
        changed_file(USERS, lambda text: text.replace("Ana", "Anä").encode("cp1252")),
        "not_utf8",
        USERS,
        6,
    ),
    "utf-16": (changed_file(USERS, lambda text: text.encode("utf-16")), "not_utf8", USERS, 1),
    "cut in mid-row": (
        changed_file("enrollments.csv", lambda text: text[:-30]),
        "file_cut",
        "enrollments.csv",
        5,
    ),
    "cut within quotes": (
        changed_file(USERS, lambda text: text[: text.rindex("ana")] + '"ana'),
        "bad_quoting",
        USERS,
        8,
    ),
    "quote in the wrong place": (replaced(USERS, "Ana", '"Ana"x'), "bad_quoting", USERS, 6),
    "carriage return in a row": (
        replaced(USERS, "Ana", "An\ra"),
        "bare_carriage_return",
        USERS,
        6,
    ),
    "carriage returns only": (
        changed_file(USERS, lambda text: text.replace("\r\n", "\r")),
        "bare_carriage_return",
        USERS,
        1,
    ),
    "endless row": (
        replaced(USERS, "Ana", "A" * (csv_rows.MAXIMUM_LINE_BYTES + 1)),
        "line_too_long",
        USERS,
        2,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_whole_is_refused_at_its_row(name: str) -> None:
    files, code, file, row = BAD[name]

    found = found_in(files)

    places_of_code = {(one.code, one.file) for one in found}
    assert (code, file) in places_of_code
    assert code == "line_too_long" or (code, file, row, "") in places(found)
    assert "file" in {str(one.severity) for one in found}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.rstrip("\r\n"),
        lambda text: text.replace("\r\n", "\r\n\r\n"),
        lambda text: "\r\n" + text,
        lambda text: text + ",,,,,,\r\n,,\r\n",
        lambda text: "\r\n".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()
        ),
    ],
    ids=[
        "bom",
        "line feeds",
        "no last newline",
        "blank lines",
        "blank first",
        "commas",
        "all quoted",
    ],
)
def test_what_the_standard_leaves_open_is_no_finding(change: Callable[[str], str]) -> None:
    with checked(changed_file("orgs.csv", change)) as (check, found):
        orgs = check.checked("orgs")

        assert found == []
        assert orgs is not None
        assert [cells.sourced_id for cells in orgs.cells()] == [
            bundles.DISTRICT,
            bundles.NORTH,
            bundles.SOUTH,
        ]


@pytest.mark.parametrize("bad", ["Be\nn", "Be\r\nn", "Be\x00n", "Be\x1bn", "Be\x7fn"])
def test_a_line_break_or_control_character_sets_the_row_aside(bad: str) -> None:
    files = bundles.edit_row(bundles.make_files(), USERS, "ben", givenName=bad)

    found = [one for one in found_in(files) if one.file == USERS]

    assert places(found) == {("invalid_character", USERS, 7, "givenName")}
    assert [one.sourced_id for one in found] == ["ben"]


def test_a_quotation_mark_in_a_plain_cell_is_taken_with_a_warning() -> None:
    with checked(replaced("orgs.csv", "North School", 'North "Star" School')) as (check, found):
        orgs = check.checked("orgs")

        assert places(found) == {("unescaped_quote", "orgs.csv", 3, "")}
        assert orgs is not None
        assert 'North "Star" School' in {cells.fields["name"] for cells in orgs.cells()}


def test_escaped_quotes_commas_and_separators_of_unicode_stay_in_the_cell() -> None:
    name = 'The "Big", one\u2028and\x85only'
    quoted = '"The ""Big"", one\u2028and\x85only"'

    with checked(replaced("orgs.csv", "North School", quoted)) as (check, found):
        orgs = check.checked("orgs")

        assert found == []
        assert orgs is not None
        assert name in {cells.fields["name"] for cells in orgs.cells()}


def test_rows_are_numbered_as_an_editor_numbers_them_however_large_the_file_is() -> None:
    rows = "".join(f"o{number},,,Org {number},school,,\r\n" for number in range(20_000))
    files = changed_file("orgs.csv", lambda text: text + rows + "last,,,,school,,\r\n")

    assert ("missing_value", "orgs.csv", 20_005, "name") in places(found_in(files))


def test_everything_that_is_wrong_is_said_at_once() -> None:
    files = replaced(USERS, "familyName", "surname")
    files["classes.csv"] = ""
    files["courses.csv"] = str(files["courses.csv"]).splitlines()[0]

    assert places(found_in(files)) == {
        ("no_rows", "courses.csv", 1, ""),
        ("empty_file", "classes.csv", 0, ""),
        ("missing_column", USERS, 1, "familyName"),
    }


def test_a_row_with_too_few_or_too_many_cells_is_set_aside() -> None:
    files = replaced("enrollments.csv", ",true", ",true,extra")

    assert "row_width" in codes(found_in(files))


def test_rows_of_thousands_of_cells_are_read_a_few_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("sourcedId,name\r\n" + ("x," * 60_000 + "\r\n") * 400)

    batches = list(csv_rows.read_batches(single_file(path, "wide.csv"), "wide.csv"))

    assert sum(len(batch.rows) for batch in batches) == 401
    assert max(len(batch.rows) for batch in batches) <= 200
