"""Places of guardians who stand for no child here any more go on to those who wait."""

from datetime import timedelta

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.jobs import release_ended_places
from shared import clock, store
from shared.events.evaluation import EnrollmentRole, Role
from shared.events.invitations import AnswerCause, InvitationAnswered, InvitationPromoted
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import (
    NO,
    say,
    second_guardian,
    share,
    state_of,
    taken,
    yes,
)
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("R11")
release = release_ended_places.function


@pytest.fixture
def full(room: Room) -> Activity:
    """Two places, both the room's guardian's."""
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    say(activity, room.guardian, yes(1, 1))
    return activity


def shared_yes(room: Room, *, capacity: int, others: int = 1) -> tuple[Activity, str, list[str]]:
    """The room's child has two guardians in a household, and other families are invited too."""
    other = second_guardian(room, household=True)
    families = room.world.make_families(room.school_id, room.class_id, others)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=capacity)
    return activity, other, families


def end_link(room: Room, other: str, *, is_household: bool = True) -> None:
    """The room's guardian stands for the child no more; the household may go on."""
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    if not is_household:
        share(room, room.guardian, other, active=False)


def test_a_place_is_free_again_when_the_link_ends_and_goes_to_who_waits(
    app: Flask, room: Room
) -> None:
    waiting, _ = room.world.make_family(room.school_id, room.class_id)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    say(activity, room.guardian, yes(1, 1))
    assert say(activity, waiting, yes(2)) == "waiting"
    release()
    assert state_of(activity, room.guardian) == ("seat", 2), "while the link holds"
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    for _ in range(2):
        release()
    assert state_of(activity, room.guardian) == ("none", 0)
    assert (state_of(activity, waiting), taken(activity)) == (("seat", 2), 2)
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [waiting]
    ended = recorded(InvitationAnswered)[-1]
    assert (ended.guardian_id, ended.because) == (room.guardian, AnswerCause.ENDED)
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    page = f"/invitations/activities/s/{room.school_id}/{activity.id}/families"
    assert "its places are free again since" in teacher.get(page).text


def test_a_link_that_ends_by_its_date_counts_too(room: Room, full: Activity) -> None:
    today = clock.now().date()
    room.world.link(room.school_id, room.guardian, room.child, valid_to=today)
    release()
    assert (state_of(full, room.guardian), taken(full)) == (("none", 0), 0)


def test_a_child_in_no_class_has_not_left_also_where_classmates_go_on(
    room: Room, full: Activity
) -> None:
    room.world.make_family(room.school_id, room.class_id)
    ends_on = clock.now().date() - timedelta(days=30)
    room.world.enroll(room.school_id, room.class_id, room.child, ends_on=ends_on)
    release()
    assert taken(full) == 2


def test_a_child_whose_record_ended_has_left(room: Room, full: Activity) -> None:
    room.world.make_person(room.school_id, Role.STUDENT, person_id=room.child, active=False)
    release()
    assert taken(full) == 0


def test_who_stands_for_another_invited_child_keeps_the_place(room: Room) -> None:
    sister = room.world.make_child(room.school_id, room.class_id, room.guardian)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    say(activity, room.guardian, yes(1, 2))
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    release()
    assert state_of(activity, room.guardian) == ("seat", 3)
    room.world.link(room.school_id, room.guardian, sister, active=False)
    release()
    assert taken(activity) == 0


@pytest.mark.parametrize("is_household", [True, False])
def test_the_other_guardians_own_yes_stands_again_and_the_rest_goes_on(
    room: Room, *, is_household: bool
) -> None:
    activity, other, [waiting] = shared_yes(room, capacity=3)
    say(activity, other, yes(1))
    say(activity, room.guardian, yes(2, 1))
    say(activity, waiting, yes(2))
    end_link(room, other, is_household=is_household)
    for _ in range(2):
        release()
    assert state_of(activity, room.guardian) == ("none", 0)
    assert (state_of(activity, other), taken(activity)) == (("seat", 1), 3)
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [waiting]
    told = [one for one in recorded(InvitationAnswered) if one.because is AnswerCause.ENDED]
    assert [(one.guardian_id, one.place, one.adults) for one in told] == [
        (other, "seat", 1),
        (room.guardian, "none", 0),
    ]


def test_an_earlier_yes_for_more_than_is_free_waits_before_all_others(room: Room) -> None:
    activity, other, [holder, waiting] = shared_yes(room, capacity=3, others=2)
    say(activity, other, yes(2))
    say(activity, room.guardian, yes(1))
    say(activity, holder, yes(2))
    say(activity, waiting, yes(2))
    end_link(room, other)
    release()
    assert (state_of(activity, other), taken(activity)) == (("waiting", 2), 2)
    say(activity, holder, NO)
    assert recorded(InvitationPromoted)[0].guardian_id == other
    assert state_of(activity, waiting) == ("waiting", 2)


def test_seats_that_nobody_said_yes_to_yet_are_offered_to_the_other_guardian(room: Room) -> None:
    activity, other, [holder] = shared_yes(room, capacity=2)
    for guardian, reply in ((holder, yes(2)), (other, yes(1)), (room.guardian, yes(2))):
        say(activity, guardian, reply)
    say(activity, holder, NO)
    assert invitation_of(activity, room.guardian).is_offered
    end_link(room, other)
    release()
    assert (state_of(activity, other), taken(activity)) == (("seat", 1), 1)
    told = recorded(InvitationPromoted)[-1]
    assert (told.guardian_id, told.adults, told.accept_by is None) == (other, 1, False)


def test_where_there_is_room_for_all_the_earlier_yes_has_its_seats(room: Room) -> None:
    other = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher)
    say(activity, other, yes(3))
    say(activity, room.guardian, yes(1))
    end_link(room, other)
    release()
    assert state_of(activity, other) == ("seat", 3)


def test_what_is_over_stays_as_it_was(room: Room, full: Activity) -> None:
    past = clock.now() - timedelta(hours=1)
    store.database()["activities"].update_one({"_id": full.id}, {"$set": {"starts_at": past}})
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    release()
    assert state_of(full, room.guardian) == ("seat", 2)


def test_a_teachers_enrolment_is_nobodys_place(room: Room, full: Activity) -> None:
    room.world.enroll(
        room.school_id, room.class_id, room.teacher, EnrollmentRole.TEACHER, active=False
    )
    release()
    assert taken(full) == 2
