"""Nobody goes alone, and no small group of families is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invitations.visits.rules import (
    Company,
    Purpose,
    Team,
    rate_to_show,
)
from shared.small_counts import SMALLEST_SHOWN


@pytest.mark.row("S84")
@pytest.mark.parametrize(
    ("team", "goes"),
    [
        (Team(host_ids=("a",)), False),
        (Team(host_ids=("a", "a")), False),
        (Team(host_ids=("a", "b")), True),
        (Team(host_ids=("a",), company=Company.INTERPRETER), False),
        (Team(host_ids=("a",), company=Company.INTERPRETER, company_name="Losa"), True),
        (Team(host_ids=(), company=Company.LIAISON, company_name="Losa"), False),
    ],
)
def test_nobody_goes_alone(team: Team, goes: bool) -> None:
    assert team.goes_by_two is goes


def test_good_reasons_come_first() -> None:
    assert list(Purpose)[-1] is Purpose.SOMETHING_HARD


@given(st.integers(0, 400), st.integers(0, 400))
def test_no_small_group_of_families_is_shown_or_can_be_worked_out(visited: int, rest: int) -> None:
    rate = rate_to_show(visited, visited + rest)
    if rate.visited:
        assert min(one for one in (visited, rest) if one) >= SMALLEST_SHOWN
    else:
        assert rate.share in (None, 0)
