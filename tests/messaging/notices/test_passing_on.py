"""Passing notices on: one school's trouble is its own, and one turn plans so many mails."""

from datetime import timedelta

import pytest
from pymongo import monitoring

from services.messaging.deliveries.models import Delivery
from services.messaging.notices import jobs
from services.messaging.notices.jobs import pass_on_notices
from services.messaging.notices.models import ChildNotice
from shared import ids
from shared.each_school import failures
from shared.events.evaluation import EnrollmentChanged, EnrollmentRole, Role
from shared.events.progress import AssignmentDueChanged
from shared.tenancy import scope_of
from tests.messaging.notices.test_progress import absence, planned, today
from tests.messaging.world import Family, World

commands: list[tuple[str, str]] = []


class Commands(monitoring.CommandListener):
    """Keeps what MongoDB is asked: the command and the collection."""

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """It is asked."""
        commands.append((event.command_name, str(event.command.get(event.command_name))))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to do."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""


monitoring.register(Commands())


@pytest.fixture
def two(world: World) -> list[Family]:
    """A child is absent in each of two schools; the first in turn is in trouble."""
    schools = sorted(world.make_school(name) for name in ("One", "Two"))
    families = [Family.made_in(world, school_id) for school_id in schools]
    for family in families:
        world.tell(family.school_id, absence(family))
    return families


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
    assert failures() == {pass_on_notices.name: 1}


def test_many_notices_to_classes_ask_who_is_in_them_once(family: Family) -> None:
    due = today(family) + timedelta(days=5)
    for number in ("1", "2", "3"):
        moved = AssignmentDueChanged(
            assignment_id=number, class_id=number, was_due_on=due, due_on=due
        )
        family.world.tell(family.school_id, moved)
    commands.clear()
    planned(family)
    assert commands.count(("find", "roster_enrollments")) == 1
    assert commands.count(("update", "child_notices")) == 1


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
