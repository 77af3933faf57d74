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
    say,
    second_guardian,
    share,
    state_of,
    taken,
    yes,
)
from tests.invitations.world import announce, principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("R11")
release = release_ended_places.function


@pytest.fixture
def full(room: Room) -> Activity:
    """Two places, both the room's guardian's."""
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    say(activity, room.guardian, yes(1, 1))
    return activity


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


@pytest.mark.parametrize("has_left", [True, False])
def test_a_child_that_was_taken_out_of_its_class_has_left_unless_it_is_in_another(
    room: Room, full: Activity, has_left: bool
) -> None:
    room.world.make_family(room.school_id, room.class_id)
    room.world.enroll(
        room.school_id, room.class_id, room.child, ends_on=clock.now().date() - timedelta(days=1)
    )
    if not has_left:
        other, _ = room.world.make_class(room.school_id, "Room 8")
        room.world.enroll(room.school_id, other, room.child)
    release()
    assert taken(full) == (0 if has_left else 2)


def test_between_two_school_years_nobody_has_left(room: Room, full: Activity) -> None:
    ends_on = clock.now().date() - timedelta(days=1)
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


def test_the_households_other_yes_keeps_the_places(room: Room) -> None:
    other = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    say(activity, other, yes(1))
    say(activity, room.guardian, yes(2, 1))
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    share(room, room.guardian, other, active=False)
    release()
    assert state_of(activity, room.guardian) == ("none", 0)
    assert (state_of(activity, other), taken(activity)) == (("seat", 3), 3)


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
