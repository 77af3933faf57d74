"""Times of guardians who stand for the child no more: the household's other keeps them, or free."""

import pytest

from services.invitations.conferences.ending import release_ended
from services.invitations.conferences.jobs import release_talks
from services.invitations.conferences.models import Conference
from shared import clock
from shared.events.conferences import ReleaseReason, SlotBooked, SlotReleased
from shared.events.evaluation import Role
from shared.tenancy import scope_of
from tests.invitations.conferences.rounds import open_round, slots, take, talks
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import second_guardian, share
from tests.web_client import Browser

pytestmark = pytest.mark.row("R11")
release = release_talks.function


def end_link(room: Room) -> None:
    room.world.link(room.school_id, room.guardian, room.child, active=False)


def test_a_time_of_a_guardian_whose_link_ended_is_free_for_others(
    room: Room, conference: Conference, teacher: Browser
) -> None:
    take(conference, room.guardian, slots(conference)[:1])
    release()
    assert slots(conference)[0].talk_id is not None
    end_link(room)
    for _ in range(2):
        release()
    assert slots(conference)[0].talk_id is None
    [told] = recorded(SlotReleased)
    assert (told.guardian_id, told.reason) == (room.guardian, ReleaseReason.LINK_ENDED)
    timetable = f"/invitations/conferences/s/{room.school_id}/{conference.id}/t/{room.teacher}"
    assert "stands for that child no more" in teacher.get(timetable).text


@pytest.mark.row("R10")
def test_the_households_other_guardian_keeps_the_time(room: Room, conference: Conference) -> None:
    partner = second_guardian(room, household=True)
    [before] = take(conference, room.guardian, slots(conference)[:1])
    end_link(room)
    for _ in range(2):
        release()
    [talk], slot = talks(conference), slots(conference)[0]
    assert (talk.guardian_id, talk.slot_id, talk.is_booked) == (partner, slot.id, True)
    assert (slot.guardian_id, slot.talk_id, slot.ended) == (partner, talk.id, False)
    assert talk.answered_at == before.answered_at, "nobody answered anew"
    booked, passed_on = recorded(SlotBooked)
    assert (booked.guardian_id, passed_on.guardian_id) == (room.guardian, partner)
    [left] = recorded(SlotReleased)
    assert (left.guardian_id, left.reason) == (room.guardian, ReleaseReason.LINK_ENDED)
    assert booked.sequence < left.sequence < passed_on.sequence


@pytest.mark.row("R10")
def test_of_an_unconfirmed_household_the_time_is_free(room: Room, conference: Conference) -> None:
    partner = second_guardian(room, household=True)
    take(conference, room.guardian, slots(conference)[:1])
    share(room, room.guardian, partner, active=False)
    end_link(room)
    release()
    assert slots(conference)[0].talk_id is None


def test_when_the_child_left_nobody_of_the_household_keeps_the_time(
    room: Room, conference: Conference
) -> None:
    second_guardian(room, household=True)
    take(conference, room.guardian, slots(conference)[:1])
    room.world.make_person(room.school_id, Role.STUDENT, person_id=room.child, active=False)
    release()
    assert slots(conference)[0].talk_id is None


def test_who_has_another_talk_at_that_time_takes_none_over(
    room: Room, conference: Conference
) -> None:
    partner = second_guardian(room, household=True)
    other_class, host = room.world.make_class(room.school_id, "Room 8")
    room.world.make_child(room.school_id, other_class, partner)
    elsewhere = open_round(room.school_id, [other_class], host)
    take(conference, room.guardian, slots(conference)[:1])
    take(elsewhere, partner, slots(elsewhere)[:1])
    end_link(room)
    release()
    assert slots(conference)[0].talk_id is None
    assert slots(elsewhere)[0].guardian_id == partner


def test_a_link_that_holds_again_meanwhile_keeps_the_time(
    room: Room, conference: Conference
) -> None:
    [talk] = take(conference, room.guardian, slots(conference)[:1])
    with scope_of(room.school_id):
        assert not release_ended(talk.id, now=clock.now())
    assert slots(conference)[0].talk_id == talk.id
