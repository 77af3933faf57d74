"""Places get a limit and lose it: in every direction, and nobody who has a place loses that."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.waiting_list import lapsed_offers, release_lapsed
from shared import clock, store
from shared.errors import Invalid
from shared.events.invitations import InvitationPromoted
from shared.tenancy import scope_of
from tests.invitations.activities.forms import page_of
from tests.invitations.activities.planned import stored
from tests.invitations.activities.test_changing import change, says_yes
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import state_of, taken
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import browser


@pytest.fixture
def others(room: Room) -> list[str]:
    return room.world.make_families(room.school_id, room.class_id, 5)


@pytest.fixture
def activity(room: Room, others: list[str]) -> Activity:
    """There is room for all; two families come with two people each."""
    activity = announce(room.school_id, room.class_id, room.teacher)
    for guardian in (room.guardian, others[0]):
        says_yes(activity, guardian)
    return activity


def test_room_for_all_gets_a_limit_in_which_who_comes_has_a_place(
    room: Room, others: list[str], activity: Activity
) -> None:
    assert change(room, activity, capacity=5) == ("capacity",)
    assert (taken(activity), state_of(activity, room.guardian)) == (4, ("seat", 2))
    says_yes(activity, others[1])
    says_yes(activity, others[2], people=1)
    assert state_of(activity, others[1])[0] == "waiting"
    assert state_of(activity, others[2])[0] == "seat"
    says_yes(activity, room.guardian, people=0)
    assert state_of(activity, others[1])[0] == "seat", "freed seats go to who waits"


def test_a_limit_below_who_comes_already_is_refused_and_changes_nothing(
    app: Flask, room: Room, others: list[str], activity: Activity
) -> None:
    with pytest.raises(Invalid):
        change(room, activity, capacity=3)
    assert store.database()["activity_seats"].count_documents({}) == 0
    assert stored(room, activity.id).capacity is None
    says_yes(activity, others[1], people=4)
    assert state_of(activity, others[1])[0] == "seat"
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    form = teacher.get(f"{page_of(room, activity.id)}/change").text
    assert 'name="capacity"' in form


def test_a_limit_that_is_taken_away_lets_all_in_who_wait(
    room: Room, others: list[str], activity: Activity
) -> None:
    change(room, activity, capacity=4)
    for guardian in others[1:3]:
        says_yes(activity, guardian)
    says_yes(activity, others[0], people=0)  # kept now for the first of those who wait
    change(room, stored(room, activity.id), capacity=None)
    assert {state_of(activity, one)[0] for one in others[1:3]} == {"seat"}
    offers = [one for one in recorded(InvitationPromoted) if one.accept_by is None]
    assert sorted(one.guardian_id for one in offers) == sorted(others[1:3])
    says_yes(activity, others[3], people=9)
    assert state_of(activity, others[3]) == ("seat", 9)
    assert store.database()["activity_seats"].count_documents({}) == 0


@pytest.mark.row("R11")
def test_room_for_all_leaves_nobody_waiting_whose_link_came_back(
    room: Room, others: list[str], activity: Activity
) -> None:
    change(room, activity, capacity=4)
    for guardian in others[1:3]:
        says_yes(activity, guardian)
    says_yes(activity, others[0], people=0)  # kept now for the first of those who wait
    children = [invitation_of(activity, one).student_ids[0] for one in others[1:3]]
    for guardian, child in zip(others[1:3], children, strict=True):
        room.world.link(room.school_id, guardian, child, active=False)
    change(room, stored(room, activity.id), capacity=None)
    for guardian, child in zip(others[1:3], children, strict=True):
        room.world.link(room.school_id, guardian, child)
    let_places_go(room)
    rows = [invitation_of(activity, one) for one in others[1:3]]
    assert [(one.place, one.offered_until, one.lapsed_at) for one in rows] == [
        ("seat", None, None),
        ("seat", None, None),
    ]


def test_an_offer_left_from_before_there_was_room_for_all_is_theirs(
    room: Room, others: list[str], activity: Activity
) -> None:
    soon = clock.now() + timedelta(minutes=5)
    row = {"_id": invitation_of(activity, others[0]).id}
    store.database()["invitations"].update_one(
        {"_id": invitation_of(activity, room.guardian).id}, {"$set": {"offered_until": soon}}
    )
    kept = let_places_go(room)
    assert (kept, state_of(activity, room.guardian)) == ([False], ("seat", 2))
    began = clock.now() - timedelta(minutes=1)
    store.database()["activities"].update_one({"_id": activity.id}, {"$set": {"starts_at": began}})
    store.database()["invitations"].update_one(row, {"$set": {"offered_until": began}})
    assert let_places_go(room) == [True]
    assert state_of(activity, others[0]) == ("none", 0)


def let_places_go(room: Room) -> list[bool]:
    """As the worker does two days from now; whether each place went on."""
    later = clock.now() + timedelta(days=2)
    with scope_of(room.school_id):
        found = lapsed_offers(later, 9)
        return [release_lapsed(invitation_id, now=later) for _, invitation_id in found]


def test_answers_at_the_very_moment_of_a_limit_take_no_more_than_there_is(
    room: Room, others: list[str], activity: Activity
) -> None:
    start, refused = Barrier(4), []

    def limit() -> None:
        with store.use("invitations"):
            start.wait()
            try:
                change(room, activity, capacity=5)
            except Invalid:
                refused.append(True)

    def answer(guardian: str) -> None:
        with store.use("invitations"):
            start.wait()
            says_yes(activity, guardian, people=1)

    threads = [Thread(target=limit), *(Thread(target=answer, args=[one]) for one in others[1:4])]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    seated = sum(people for one in (room.guardian, *others) for people in _seats(activity, one))
    if refused:
        assert seated == 7
    else:
        assert seated == taken(activity) == 5


def _seats(activity: Activity, guardian: str) -> list[int]:
    place, people = state_of(activity, guardian)
    return [people] if place == "seat" else []
