"""How much help fits which year, and what a task must hold."""

from datetime import date
from typing import Any

import pytest

from services.invitations.homework.rules import (
    Fault,
    Task,
    faults,
    help_level,
    less_help,
    levels_up_to,
    ways_at,
    ways_to_choose,
)
from shared.events.homework import HelpLevel, HomeworkKind, WayToHelp

TODAY = date(2026, 6, 1)
DOING = {WayToHelp.DO_TOGETHER, WayToHelp.TAKE_TURNS, WayToHelp.SHOW_HOW}


def task(**changes: Any) -> Task:
    values: dict[str, Any] = {
        "kind": HomeworkKind.INTERACTIVE,
        "language": "en",
        "title": "Cook",
        "task": "Measure one thing",
        "family_guide": "A dish you make anyway",
        "family_role": "You are the cook",
        "if_stuck": "Count spoons",
        "prompts": "How much?",
        "ways": (WayToHelp.DO_TOGETHER, WayToHelp.ASK_AND_LISTEN),
        "minutes": 20,
        "level": HelpLevel.TOGETHER,
        "due_on": TODAY,
        "class_ids": ("room-7",),
    }
    return Task(**{**values, **changes})


@pytest.mark.row("S124")
@pytest.mark.parametrize(
    ("grades", "level"),
    [
        (["KG"], HelpLevel.TOGETHER),
        (["04"], HelpLevel.TOGETHER),
        (["05", "06"], HelpLevel.ASK_AND_LISTEN),
        (["4", "5"], HelpLevel.TOGETHER),
        (["08"], HelpLevel.ASK_AND_LISTEN),
        (["09"], HelpLevel.SPACE),
        (["13"], HelpLevel.SPACE),
        ([], HelpLevel.ASK_AND_LISTEN),
        (["UG"], HelpLevel.ASK_AND_LISTEN),
    ],
)
def test_help_grows_less_with_the_year_level(grades: list[str], level: HelpLevel) -> None:
    assert help_level(grades) is level


@pytest.mark.row("S124", "S108")
def test_older_students_get_routine_space_and_materials_and_no_doing() -> None:
    assert not DOING & set(ways_at(HelpLevel.SPACE))
    assert ways_at(HelpLevel.SPACE)[:3] == (
        WayToHelp.ROUTINE,
        WayToHelp.SPACE,
        WayToHelp.MATERIALS,
    )
    assert set(ways_at(HelpLevel.TOGETHER)) >= DOING


def test_levels_are_ordered_by_help() -> None:
    assert less_help(HelpLevel.TOGETHER, HelpLevel.SPACE) is HelpLevel.SPACE
    assert levels_up_to(HelpLevel.ASK_AND_LISTEN) == (HelpLevel.ASK_AND_LISTEN, HelpLevel.SPACE)


@pytest.mark.row("R6", "S121")
@pytest.mark.parametrize(
    ("missing", "fault"),
    [
        ("family_guide", Fault.NO_GUIDE),
        ("family_role", Fault.NO_ROLE),
        ("if_stuck", Fault.NO_IF_STUCK),
        ("prompts", Fault.NO_PROMPTS),
    ],
)
def test_an_interactive_task_needs_each_of_its_texts(missing: str, fault: Fault) -> None:
    assert faults(task(**{missing: "  "}), TODAY, HelpLevel.TOGETHER) == {missing: fault}


@pytest.mark.row("R6", "S120")
def test_a_task_alone_needs_no_guide_and_says_what_a_family_may_see_to() -> None:
    alone = {"kind": HomeworkKind.STUDENT_ALONE, "family_guide": "", "family_role": ""}
    fine = task(**alone, if_stuck="", prompts="", ways=(WayToHelp.ROUTINE,))
    assert faults(fine, TODAY, HelpLevel.TOGETHER) == {}
    for ways in ((), (WayToHelp.DO_TOGETHER,)):
        wrong = faults(task(**alone, ways=ways), TODAY, HelpLevel.TOGETHER)
        assert wrong == {"ways": Fault.NOT_ALONE}
    assert fine.texts() == {"title": "Cook", "task": "Measure one thing"}


@pytest.mark.row("S103", "S124")
def test_ways_are_several_and_never_more_help_than_fits() -> None:
    few = task(ways=(WayToHelp.DO_TOGETHER,))
    assert faults(few, TODAY, HelpLevel.TOGETHER) == {"ways": Fault.FEW_WAYS}
    assert faults(task(), TODAY, HelpLevel.SPACE) == {"level": Fault.TOO_MUCH_HELP}
    doing = task(level=HelpLevel.SPACE)
    assert faults(doing, TODAY, HelpLevel.TOGETHER) == {"ways": Fault.WRONG_WAY}


def test_the_day_is_to_come_and_not_far() -> None:
    assert faults(task(due_on=date(2026, 5, 31)), TODAY, HelpLevel.TOGETHER) == {
        "due_on": Fault.PAST
    }
    assert faults(task(due_on=date(2027, 1, 1)), TODAY, HelpLevel.TOGETHER) == {"due_on": Fault.FAR}


@pytest.mark.row("S124")
def test_an_older_child_of_a_mixed_class_is_offered_what_fits_it() -> None:
    ways = ["do-together", "ask-and-listen", "be-the-audience"]
    at = {
        level: [one.value for one in ways_to_choose(HomeworkKind.INTERACTIVE, ways, level)]
        for level in HelpLevel
    }
    assert at[HelpLevel.TOGETHER] == ["ask-and-listen", "do-together", "be-the-audience"]
    assert at[HelpLevel.ASK_AND_LISTEN] == ["ask-and-listen", "be-the-audience"]
    assert at[HelpLevel.SPACE] == ["be-the-audience"]
