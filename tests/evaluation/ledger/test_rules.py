"""A family is a set of children; its year is its youngest child's."""

import pytest

from services.evaluation.ledger.rules import (
    UNKNOWN_LANGUAGE,
    Party,
    RollGroup,
    families_on_roll,
    party_of,
    year_of,
    youngest_year,
)
from tests.evaluation.story import announced, attended, delivery, practised


@pytest.mark.parametrize(
    ("grade", "year"), [("04", 4), ("13", 13), ("KG", 0), ("UG", None), ("", None), ("٤", None)]
)
def test_a_grade_is_a_school_year(grade: str, year: int | None) -> None:
    assert year_of(grade) == year


def test_the_youngest_year_needs_one_known_grade() -> None:
    assert youngest_year(["09", "Other", "04"]) == 4
    assert youngest_year(["Other"]) is None


def test_two_guardians_of_the_same_children_are_one_family() -> None:
    families = families_on_roll(
        {"mele": ["sione", "ana"], "tevita": ["ana", "sione"], "huda": ["yusuf"]},
        {"sione": ["04"], "ana": ["09"], "yusuf": ["02"]},
        {"mele": "to", "tevita": "en", "huda": "ar"},
    )
    assert families == [
        RollGroup(year=4, languages=("en", "to"), families=1),
        RollGroup(year=2, languages=("ar",), families=1),
    ]


def test_a_child_without_a_guardian_is_a_family_nobody_knows_the_language_of() -> None:
    [alone] = families_on_roll({}, {"tama": ["06"]}, {})
    assert (alone.year, alone.languages, alone.families) == (6, (UNKNOWN_LANGUAGE,), 1)


def test_a_guardian_of_children_who_left_is_no_family() -> None:
    assert families_on_roll({"mele": ["gone"]}, {}, {"mele": "to"}) == []


def test_whom_a_fact_names() -> None:
    assert party_of(announced()) == Party()
    assert party_of(delivery("mele")) == Party("mele")
    assert party_of(practised("mele", "sione")) == Party("mele", ("sione",))
    assert party_of(attended(None, "sione", invited=False)) == Party(None, ("sione",))
