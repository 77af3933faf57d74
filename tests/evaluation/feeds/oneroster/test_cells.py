"""What a cell may hold, for any text that a school system may send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.roster_tables import ROLES
from services.evaluation.feeds.oneroster.values import BadValue, Parse
from services.evaluation.roster.changes import Value

PARSERS: list[Parse] = [
    values.text,
    values.guid,
    values.guids,
    values.texts,
    values.day,
    values.moment,
    values.year,
    values.boolean,
    values.email,
    values.languages,
    values.zone,
    values.status,
    *(column.parse for column in ROLES.columns),
]


def kept(parse: Parse, cell: str) -> Value:
    return parse(cell, lambda _: None)


@given(cell=st.text(max_size=60))
def test_every_cell_is_kept_or_refused_with_a_code(cell: str) -> None:
    for parse in PARSERS:
        try:
            value = kept(parse, cell)
        except BadValue as bad:
            value = bad.code
        assert isinstance(value, str | list)


@given(cell=st.from_regex(r"[0-9A-Za-z.\-_/@]{1,255}", fullmatch=True))
def test_an_identifier_is_kept_exactly_as_it_is(cell: str) -> None:
    assert kept(values.guid, cell) == cell


@pytest.mark.parametrize("cell", ["007", "Ä1", "a b", "a|b", " a", "a" * 256])
def test_leading_zeros_stay_and_other_characters_are_refused(cell: str) -> None:
    if cell == "007":
        assert kept(values.guid, cell) == "007"
    else:
        with pytest.raises(BadValue):
            kept(values.guid, cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-20T08:00:00.000Z", "2026-11-20T08:00:00.000+00:00"),
        ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00.000+00:00"),
        ("2026-11-20T21:00:00+13:00", "2026-11-20T08:00:00.000+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00.000+00:00"),
    ],
)
def test_times_are_kept_so_that_their_texts_compare(cell: str, expected: str) -> None:
    assert kept(values.moment, cell) == expected


@pytest.mark.parametrize("cell", ["20/11/2026", "2026-02-30", "20261120", "2026-1-2", "x" * 10])
def test_other_spellings_of_a_day_are_refused(cell: str) -> None:
    with pytest.raises(BadValue):
        kept(values.day, cell)


def test_another_case_is_mended_with_a_warning() -> None:
    warnings: list[str] = []

    assert values.boolean("TRUE", warnings.append) == "true"
    assert values.choice("siteAdministrator")("SiteAdministrator", warnings.append) == (
        "siteAdministrator"
    )
    assert warnings == ["wrong_case", "wrong_case"]
