"""What is asked and shown first."""

import pytest

from services.invitations.home_practice.rules import (
    OFTEN_TOLD,
    WITH_OLDER_ONES,
    asked_in,
    shown_first,
)
from shared.events.invitations import PracticeKind


@pytest.mark.row("S124")
def test_with_older_children_routine_place_and_materials_come_first() -> None:
    assert shown_first([["10"], ["11"]]) == WITH_OLDER_ONES
    assert WITH_OLDER_ONES[:3] == (
        PracticeKind.ROUTINE,
        PracticeKind.SPACE,
        PracticeKind.MATERIALS,
    )
    for grades in ([["10"], ["4"]], [["4"]], [[]], []):
        assert shown_first(grades) == OFTEN_TOLD


@pytest.mark.row("S46")
def test_every_question_gets_its_week() -> None:
    asked = [asked_in(week, 10) for week in range(1, 6)]
    assert sorted(one for some in asked for one in some) == list(range(10))
    assert asked_in(3, 1) == [0]
