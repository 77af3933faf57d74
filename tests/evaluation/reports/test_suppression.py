"""No hidden number can be worked out: not in one report, nor from several together."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.reports.suppression import mask_groups, sums_to_show
from shared.small_counts import SMALLEST_SHOWN

SIZES = st.integers(0, 30)
BREAKDOWN = st.dictionaries(st.sampled_from("abcdefgh"), SIZES, min_size=1)


@pytest.mark.row("R7")
@given(BREAKDOWN)
def test_no_small_group_is_shown(sizes: dict[str, int]) -> None:
    mask = mask_groups(sizes)
    assert all(size == 0 or size >= SMALLEST_SHOWN for g, size in sizes.items() if mask.shows(g))


@pytest.mark.row("R7")
@given(BREAKDOWN)
def test_what_the_total_leaves_over_is_neither_one_group_nor_a_small_one(
    sizes: dict[str, int],
) -> None:
    mask = mask_groups(sizes)
    present = {group for group, size in sizes.items() if size}
    hidden = {group for group in present if not mask.shows(group)}
    if hidden and not mask.hides_total:
        assert len(hidden) >= 2
        assert sum(sizes[group] for group in hidden) >= SMALLEST_SHOWN
        assert not determined(hidden, [present])


@given(BREAKDOWN)
def test_a_total_is_hidden_only_when_it_is_small_itself(sizes: dict[str, int]) -> None:
    assert mask_groups(sizes).hides_total == (sum(sizes.values()) < SMALLEST_SHOWN)


def test_nothing_is_hidden_when_every_group_is_large() -> None:
    assert mask_groups({"en": 40, "to": 12, "mi": 0}).hidden == frozenset()


def test_the_smallest_other_group_hides_with_a_lonely_small_one() -> None:
    assert mask_groups({"en": 40, "to": 12, "ar": 4}).hidden == {"ar", "to"}


@st.composite
def districts(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    schools = draw(st.sets(st.sampled_from("ABCD"), min_size=1))
    groups = draw(st.sets(st.sampled_from("wxyz"), min_size=1))
    return {school: {group: draw(SIZES) for group in sorted(groups)} for school in sorted(schools)}


@pytest.mark.row("R7")
@given(districts())
def test_the_districts_sums_and_the_schools_reports_together_give_no_hidden_group_away(
    district: dict[str, dict[str, int]],
) -> None:
    sizes = {(school, g): n for school, groups in district.items() for g, n in groups.items()}
    masks = {school: mask_groups(groups) for school, groups in district.items()}
    open_schools = [school for school, mask in masks.items() if not mask.hides_total]
    cells = {cell: n for cell, n in sizes.items() if cell[0] in open_schools}
    hidden = [cell for cell in cells if not masks[cell[0]].shows(cell[1])]
    totals = [[cell for cell in cells if cell[0] == school] for school in open_schools]
    groups = sorted({group for _, group in cells})
    columns = [[cell for cell in cells if cell[1] == group] for group in groups]

    allowed = sums_to_show(cells, hidden, totals, columns)

    unknown = {cell for cell in hidden if cells[cell]}
    published = totals + [column for column, may in zip(columns, allowed, strict=True) if may]
    assert not determined(unknown, published)
    for sum_shown in published:
        left_over = unknown.intersection(sum_shown)
        assert not left_over or sum(cells[cell] for cell in left_over) >= SMALLEST_SHOWN


def test_a_group_small_in_every_school_is_shown_for_the_district_when_it_is_large_there() -> None:
    schools = {
        "A": {"ar": 6, "en": 50, "to": 14},
        "B": {"ar": 7, "en": 60, "to": 15},
        "C": {"ar": 5, "en": 40, "to": 30},
    }
    assert columns_shown(schools) == {"ar": True, "en": True, "to": True}


def test_a_group_small_in_one_school_only_is_hidden_for_the_district_too() -> None:
    schools = {"A": {"ar": 6, "en": 50, "to": 14}, "B": {"ar": 70, "en": 60, "to": 15}}
    shown = columns_shown(schools)
    assert (shown["ar"], shown["to"], shown["en"]) == (False, False, True)


def columns_shown(schools: Mapping[str, Mapping[str, int]]) -> dict[str, bool]:
    cells = {(school, g): n for school, groups in schools.items() for g, n in groups.items()}
    hidden = [(s, g) for s, groups in schools.items() for g in mask_groups(groups).hidden]
    groups = sorted({group for _, group in cells})
    totals = [[cell for cell in cells if cell[0] == school] for school in schools]
    columns = [[cell for cell in cells if cell[1] == group] for group in groups]
    return dict(zip(groups, sums_to_show(cells, hidden, totals, columns), strict=True))


def determined(unknown: Collection[object], sums: Collection[Collection[object]]) -> set[object]:
    """The unknowns whose value follows from the sums, by exact elimination; told a second way."""
    order = sorted(unknown, key=str)
    rows = [[Fraction(cell in one) for cell in order] for one in sums]
    rank = _rank(rows)
    return {
        cell
        for place, cell in enumerate(order)
        if _rank([*rows, [Fraction(at == place) for at in range(len(order))]]) == rank
    }


def _rank(rows: list[list[Fraction]]) -> int:
    rows = [list(row) for row in rows]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / rows[rank][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank


def test_the_second_way_of_telling_finds_what_a_subtraction_gives() -> None:
    assert determined({"a"}, [{"a", "b"}]) == {"a"}
    assert all(not determined(set(pair), [set(pair)]) for pair in combinations("abc", 2))
