"""A table for a spreadsheet holds text, whatever people wrote."""

import pytest

from shared.web.spreadsheets import csv_of, guarded


def test_a_cell_that_begins_like_a_formula_is_no_formula() -> None:
    assert guarded(["=SUM(A1)", "-1", "Kōwhai", 4]) == ["'=SUM(A1)", "'-1", "Kōwhai", "4"]


@pytest.mark.parametrize("begun", ["=", "+", "-", "@", "\t", "\r"])
def test_every_way_to_begin_a_formula_is_known(begun: str) -> None:
    assert csv_of(["name"], [[f"{begun}1"]]).decode("utf-8-sig").count(f"'{begun}1") == 1


def test_a_spreadsheet_is_told_that_it_is_utf_8() -> None:
    assert csv_of(["ingoa"], [["Tūhono"]]) == "\ufeffingoa\r\nTūhono\r\n".encode()
