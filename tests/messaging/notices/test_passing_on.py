"""Passing notices on: one school's trouble is its own, and one turn plans so many mails."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pymongo.errors import AutoReconnect

from services.messaging.deliveries.models import Delivery
from services.messaging.notices import jobs
from services.messaging.notices.jobs import pass_on_notices
from services.messaging.notices.models import ChildNotice
from shared import ids
from shared.events.evaluation import EnrollmentChanged, EnrollmentRole, Role
from shared.events.progress import AssignmentDueChanged
from shared.tenancy import scope_of
from tests.messaging.notices.test_progress import absence, planned, today
from tests.messaging.world import Family, World


@pytest.fixture
def two(world: World) -> list[Family]:
    """A child is absent in each of two schools; the first in turn is in trouble."""
    schools = sorted(world.make_school(name) for name in ("One", "Two"))
    families = [Family.made_in(world, school_id) for school_id in schools]
    for family in families:
        world.tell(family.school_id, absence(family))
    return families


def failing_in(school_id: str, error: Exception) -> Callable[[str], None]:
    pass_on = jobs.pass_on_some

    def pass_on_or_fail(one: str) -> None:
        if one == school_id:
            raise error
        pass_on(one)

    return pass_on_or_fail


def notices_of(family: Family) -> list[str]:
    with scope_of(family.school_id):
        return list(Delivery.objects.scalar("notice"))


def test_a_notice_that_fails_holds_up_no_other_school(two: list[Family]) -> None:
    broken, well = two
    with scope_of(broken.school_id):
        rows = ChildNotice._get_collection()
        rows.update_many({}, {"$set": {"notice": "no-such-notice"}})
    pass_on_notices.function()
    assert notices_of(broken) == []
    assert notices_of(well) == ["absence_recorded"]


def test_a_store_that_is_away_is_waited_for(
    two: list[Family], monkeypatch: pytest.MonkeyPatch
) -> None:
    away = failing_in(two[0].school_id, AutoReconnect("gone"))
    monkeypatch.setattr(jobs, "pass_on_some", away)
    with pytest.raises(AutoReconnect):
        pass_on_notices.function()


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_turn_plans_few_class_notices_and_later_turns_the_rest(
    family: Family, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(jobs, "MAILS_AT_ONCE", at_once)
    other = family.world.make_person(family.school_id, Role.GUARDIAN)
    family.world.make_guardian_link(family.school_id, other, family.child_id)
    due = today(family) + timedelta(days=5)
    for number in ("1", "2"):
        place = EnrollmentChanged(
            enrollment_id=ids.new_id(),
            class_id=number,
            person_id=family.child_id,
            role=EnrollmentRole.STUDENT,
            primary=False,
            active=True,
        )
        moved = AssignmentDueChanged(
            assignment_id=number, class_id=number, was_due_on=due, due_on=due
        )
        family.world.tell(family.school_id, place, moved)
    left = []
    for _ in range(3):
        planned(family)
        with scope_of(family.school_id):
            left.append(ChildNotice.objects(due_at__ne=None).count())
    assert left == [1, 0, 0]
    assert notices_of(family) == ["progress_news"] * 2
