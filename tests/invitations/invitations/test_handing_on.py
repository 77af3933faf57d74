"""A household's earlier yes stands again when the later one is taken back or lapses."""

import threading
from datetime import timedelta

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.jobs import release_places
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Reply
from shared import clock, store
from shared.events.invitations import AnswerCause, InvitationAnswered, InvitationPromoted
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import (
    MAYBE,
    NO,
    id_of,
    move,
    say,
    second_guardian,
    share,
    state_of,
    taken,
    yes,
)
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("R10")


@pytest.fixture
def partner(room: Room) -> str:
    """The other guardian of the room's household."""
    return second_guardian(room, household=True)


def limited(room: Room, capacity: int, *, others: int = 1) -> tuple[Activity, list[str]]:
    """An activity with so much room, and the other families invited."""
    families = room.world.make_families(room.school_id, room.class_id, others)
    return announce(room.school_id, room.class_id, room.teacher, capacity=capacity), families


def is_not_oversold(activity: Activity, capacity: int) -> bool:
    """Whether what is counted as taken is what families have, and no more than there is."""
    with scope_of(activity.school_id):
        held = sum(one.seats for one in Invitation.objects(activity_id=activity.id))
    return held == taken(activity) <= capacity


def lapse(activity: Activity, guardian: str) -> None:
    """The time for which seats are kept for the guardian is over."""
    past = clock.now() - timedelta(minutes=1)
    store.database()["invitations"].update_one(
        {"_id": id_of(activity, guardian)}, {"$set": {"offered_until": past}}
    )
    for _ in range(2):
        release_places.function()


def page_of(app: Flask, activity: Activity, guardian: str) -> str:
    own = browser(app, principal_of(activity.school_id, guardian))
    answer = own.get(f"/invitations/i/{id_of(activity, guardian)}")
    return answer.get_data(as_text=True).split("<main")[1]


@pytest.mark.parametrize("taken_back", [NO, MAYBE])
def test_a_no_after_the_own_yes_leaves_the_others_yes(
    app: Flask, room: Room, partner: str, taken_back: Reply
) -> None:
    activity, [waiting] = limited(room, 3)
    say(activity, room.guardian, yes(2))
    say(activity, partner, yes(3))
    assert say(activity, waiting, yes(1)) == "waiting"

    say(activity, partner, taken_back)

    assert state_of(activity, room.guardian) == ("seat", 2)
    assert (state_of(activity, partner), state_of(activity, waiting)) == (("none", 0), ("seat", 1))
    assert is_not_oversold(activity, 3)
    told = [one for one in recorded(InvitationAnswered) if one.guardian_id == room.guardian][-1]
    assert (told.because, told.place, told.adults) == (AnswerCause.GIVEN, "seat", 2)
    page = page_of(app, activity, room.guardian)
    assert "You are coming" in page
    assert "2 adults" in page
    assert "other guardian" not in page


def test_without_a_limit_the_others_yes_has_its_places_again(room: Room, partner: str) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    say(activity, room.guardian, yes(4))
    say(activity, partner, yes(1))
    say(activity, partner, NO)
    assert state_of(activity, room.guardian) == ("seat", 4)


def test_a_yes_for_more_than_the_seats_let_go_waits_before_all_others(
    room: Room, partner: str
) -> None:
    activity, [holder, small, large] = limited(room, 3, others=3)
    say(activity, room.guardian, yes(2))
    say(activity, partner, yes(1))
    say(activity, holder, yes(2))
    for guardian, people in ((large, 2), (small, 1)):
        assert say(activity, guardian, yes(people)) == "waiting"

    say(activity, partner, NO)

    assert state_of(activity, room.guardian) == ("waiting", 2)
    assert state_of(activity, small) == ("seat", 1)
    assert is_not_oversold(activity, 3)
    say(activity, holder, NO)
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [small, room.guardian]
    assert state_of(activity, large) == ("waiting", 2)
    assert is_not_oversold(activity, 3)


def test_a_yes_for_more_is_offered_all_of_it_where_there_is_room(room: Room, partner: str) -> None:
    activity, _ = limited(room, 5)
    say(activity, room.guardian, yes(4))
    say(activity, partner, yes(1))
    say(activity, partner, NO)
    assert invitation_of(activity, room.guardian).is_offered
    assert (state_of(activity, room.guardian), taken(activity)) == (("seat", 4), 4)


def test_the_household_keeps_its_turn_when_the_later_yes_is_taken_back(
    room: Room, partner: str
) -> None:
    activity, [holder, behind] = limited(room, 2, others=2)
    say(activity, holder, yes(2))
    for guardian in (room.guardian, behind, partner):
        assert say(activity, guardian, yes(1)) == "waiting"
    say(activity, partner, NO)
    assert state_of(activity, room.guardian) == ("waiting", 1)
    say(activity, holder, yes(1))
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [room.guardian]


def test_a_place_that_lapses_is_offered_to_the_other_guardian_first(
    app: Flask, room: Room, partner: str
) -> None:
    activity, [holder, behind] = limited(room, 2, others=2)
    for guardian, people in ((holder, 2), (room.guardian, 1), (behind, 2), (partner, 2)):
        say(activity, guardian, yes(people))
    say(activity, holder, NO)
    assert invitation_of(activity, partner).is_offered

    lapse(activity, partner)

    assert state_of(activity, partner) == ("none", 0)
    assert state_of(activity, behind) == ("waiting", 2)
    assert (state_of(activity, room.guardian), taken(activity)) == (("seat", 1), 1)
    assert recorded(InvitationPromoted)[-1].guardian_id == room.guardian
    assert "There is room for you now" in page_of(app, activity, room.guardian)
    lapse(activity, room.guardian)
    assert state_of(activity, behind) == ("seat", 2)
    assert is_not_oversold(activity, 2)


def test_nobody_is_brought_back_to_what_has_begun(room: Room, partner: str) -> None:
    activity, [holder] = limited(room, 2)
    for guardian in (holder, room.guardian, partner):
        say(activity, guardian, yes(2))
    say(activity, holder, NO)
    move(activity, starts_at=clock.now() - timedelta(hours=1))
    told = len(recorded(InvitationPromoted))
    lapse(activity, partner)
    assert (state_of(activity, room.guardian), taken(activity)) == (("none", 0), 0)
    assert len(recorded(InvitationPromoted)) == told


def test_who_said_nothing_is_asked_when_the_others_place_lapsed(
    app: Flask, room: Room, partner: str
) -> None:
    activity, [holder] = limited(room, 2)
    say(activity, holder, yes(2))
    say(activity, partner, yes(2))
    say(activity, holder, NO)
    assert "Your household's answer" in page_of(app, activity, room.guardian)
    lapse(activity, partner)
    page = page_of(app, activity, room.guardian)
    assert "Your household's answer" not in page
    assert 'name="answer"' in page


def test_of_three_guardians_the_last_yes_that_was_not_taken_back_counts(
    room: Room, partner: str
) -> None:
    third = second_guardian(room, household=False)
    share(room, room.guardian, partner, third)
    activity, _ = limited(room, 3)
    for guardian, people in ((room.guardian, 1), (partner, 2), (third, 3)):
        say(activity, guardian, yes(people))
    say(activity, partner, NO)
    assert invitation_of(activity, room.guardian).replaced_by == id_of(activity, third)
    assert state_of(activity, third) == ("seat", 3)
    say(activity, third, NO)
    assert (state_of(activity, room.guardian), taken(activity)) == (("seat", 1), 1)


def test_whose_link_ended_is_not_brought_back_and_is_asked_should_it_hold_again(
    app: Flask, room: Room, partner: str
) -> None:
    activity, [waiting] = limited(room, 2)
    say(activity, room.guardian, yes(2))
    say(activity, partner, yes(2))
    say(activity, waiting, yes(2))
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    say(activity, partner, NO)
    assert state_of(activity, room.guardian) == ("none", 0)
    assert state_of(activity, waiting) == ("seat", 2)
    room.world.link(room.school_id, room.guardian, room.child)
    page = page_of(app, activity, room.guardian)
    assert "Say yes again" in page
    assert 'name="answer"' in page


def test_a_yes_and_a_no_at_the_same_moment_oversell_nothing(room: Room, partner: str) -> None:
    activity, [waiting] = limited(room, 3)
    say(activity, room.guardian, yes(2))
    say(activity, partner, yes(3))
    say(activity, waiting, yes(1))
    begin, wrong = threading.Barrier(2), []

    def answer(guardian: str, reply: Reply) -> None:
        with store.use("invitations"):
            begin.wait()
            try:
                say(activity, guardian, reply)
            except BaseException as error:  # noqa: BLE001 - shown below, in the test's thread
                wrong.append(error)

    said = ((room.guardian, yes(1)), (partner, NO))
    threads = [threading.Thread(target=answer, args=one) for one in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert (state_of(activity, room.guardian), state_of(activity, partner)) == (
        ("seat", 1),
        ("none", 0),
    )
    assert state_of(activity, waiting) == ("seat", 1)
    assert is_not_oversold(activity, 3)
