"""Nobody from school goes to a home whose guardian stands for the child no more."""

import pytest

from services.invitations.visits.ending import call_off_ended
from services.invitations.visits.jobs import call_off_visits
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Time
from shared import clock
from shared.events.evaluation import Role
from shared.events.visits import CancelReason, VisitAgreed, VisitCancelled
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.visits.conftest import (
    Staffroom,
    accept,
    for_staff,
    in_days,
    proposed,
    stored,
)
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("R11", "S84")
come_round = call_off_visits.function


@pytest.fixture
def teacher(app: object, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def agreed(staffroom: Staffroom, time: Time | None = None) -> Visit:
    time = time or in_days(3)
    visit = proposed(staffroom, time)
    accept(visit, time)
    return stored(visit)


def end_link(room: Room) -> None:
    room.world.link(room.school_id, room.guardian, room.child, active=False)


def test_an_agreed_visit_is_called_off_once_when_the_guardians_link_ended(
    staffroom: Staffroom, teacher: Browser
) -> None:
    visit = agreed(staffroom)
    come_round()
    assert stored(visit).state == "agreed"
    end_link(staffroom.room)
    for _ in range(2):
        come_round()
    assert stored(visit).state == "cancelled"
    [told] = recorded(VisitCancelled)
    assert (told.guardian_id, told.reason) == (visit.guardian_id, CancelReason.LINK_ENDED)
    [before] = recorded(VisitAgreed)
    assert told.sequence > before.sequence
    page = teacher.get(for_staff(visit)).text
    assert "Called off: the guardian stands for no child here any more" in page


def test_when_the_child_left_the_school_nobody_goes_there(staffroom: Staffroom) -> None:
    visit, room = agreed(staffroom), staffroom.room
    room.world.make_person(room.school_id, Role.STUDENT, person_id=room.child, active=False)
    come_round()
    assert stored(visit).state == "cancelled"


def test_who_was_to_come_is_free_for_another_family_at_that_time(staffroom: Staffroom) -> None:
    time, room = in_days(3), staffroom.room
    agreed(staffroom, time)
    end_link(room)
    come_round()
    other, _ = room.world.make_family(room.school_id, room.class_id)
    visit = proposed(staffroom, time, guardian=other)
    accept(visit, time)
    assert stored(visit).state == "agreed"


def test_a_visit_that_is_only_asked_for_or_has_begun_is_left_alone(staffroom: Staffroom) -> None:
    asked, begun = proposed(staffroom, in_days(5)), agreed(staffroom)
    end_link(staffroom.room)
    with scope_of(asked.school_id):
        assert not call_off_ended(asked.id, now=clock.now())
        assert not call_off_ended(begun.id, now=begun.starts_at)
    assert [stored(one).state for one in (asked, begun)] == ["proposed", "agreed"]
    assert recorded(VisitCancelled) == []
