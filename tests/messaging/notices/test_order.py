"""Events of one batch take effect in the order in which they happened, whatever their types."""

import pytest

from shared import ids
from shared.events.evaluation import Role
from shared.events.progress import ResultHeld
from tests.messaging.notices.test_progress import (
    RESULT,
    absence,
    correction,
    planned,
    result,
)
from tests.messaging.world import Family


def held(family: Family, result_id: str = RESULT) -> ResultHeld:
    return ResultHeld(
        result_id=result_id, assignment_id="a", class_id="c", student_id=family.child_id
    )


def other_child(family: Family) -> str:
    return family.world.make_person(family.school_id, Role.STUDENT)


@pytest.mark.row("S24")
def test_an_absence_corrected_in_the_same_batch_is_not_told_whatever_came_before(
    family: Family,
) -> None:
    other = {"attendance_id": ids.new_id(), "student_id": other_child(family)}
    family.world.tell(
        family.school_id, correction(family, **other), absence(family), correction(family)
    )
    assert planned(family) == []


@pytest.mark.row("S24")
def test_an_absence_marked_after_a_correction_in_the_same_batch_is_told(family: Family) -> None:
    other = {"attendance_id": ids.new_id(), "student_id": other_child(family)}
    family.world.tell(
        family.school_id,
        absence(family, **other),
        correction(family, **other),
        correction(family),
        absence(family),
    )
    assert planned(family) == ["absence_recorded"]


@pytest.mark.row("S24")
def test_an_absence_marked_corrected_and_marked_again_in_one_batch_is_told(
    family: Family,
) -> None:
    family.world.tell(family.school_id, absence(family), correction(family), absence(family))
    assert planned(family) == ["absence_recorded"]


@pytest.mark.row("R12")
def test_a_result_held_in_the_same_batch_is_no_news_whatever_came_before(family: Family) -> None:
    family.world.tell(family.school_id, held(family, "other"), result(family), held(family))
    assert planned(family) == []


@pytest.mark.row("R12")
def test_a_result_posted_after_a_hold_in_the_same_batch_is_news(family: Family) -> None:
    family.world.tell(
        family.school_id,
        result(family, result_id="other"),
        held(family, "other"),
        held(family),
        result(family),
    )
    assert planned(family) == ["progress_news"]
