"""Seats are never oversold, whoever answers at the same moment, and freed ones go to who waits."""

import threading
from collections.abc import Sequence

import pytest

from services.invitations.activities.models import Activity, Seats
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from shared import clock, store
from shared.errors import Invalid
from shared.events.invitations import Answer, InvitationAnswered, InvitationPromoted
from shared.tenancy import scope, scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of


def yes(adults: int = 1, children: int = 0) -> Reply:
    return Reply(answer=Answer.YES, adults=adults, children=children)


def reply_of(activity: Activity, guardian: str, reply: Reply) -> str:
    """The guardian answers; returns the place they got."""
    with scope(read=[activity.school_id]):
        answered = answer_invitation(
            invitation_of(activity, guardian).id, reply, person_ids=[guardian], now=clock.now()
        )
    return str(answered.place)


def taken(activity: Activity) -> int:
    with scope_of(activity.school_id):
        return int(Seats.objects.get(id=activity.id).taken)


def test_200_answers_at_once_get_50_seats(room: Room) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 200)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=50)
    places: list[str] = []
    _at_once(
        [lambda one=one: places.append(reply_of(activity, one, yes())) for one in guardians]  # type: ignore[misc]
    )
    assert (places.count("seat"), places.count("waiting")) == (50, 150)
    assert taken(activity) == 50
    turns = [invitation_of(activity, one).turn for one in guardians]
    waiting = [turn for turn in turns if turn is not None]
    assert len(set(waiting)) == 150


def test_giving_seats_back_while_others_wait_leaves_no_seat_empty(room: Room) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 24)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=8)
    for one in guardians[:8]:
        assert reply_of(activity, one, yes()) == "seat"
    no = Reply(answer=Answer.NO)
    leaving = [lambda one=one: reply_of(activity, one, no) for one in guardians[:8]]  # type: ignore[misc]
    coming = [lambda one=one: reply_of(activity, one, yes()) for one in guardians[8:]]  # type: ignore[misc]
    _at_once([*leaving, *coming])
    places = [invitation_of(activity, one).place for one in guardians]
    assert (places.count("seat"), places.count("waiting"), taken(activity)) == (8, 8, 8)


def test_a_party_counts_as_its_people(room: Room) -> None:
    first, second, third = room.world.make_families(room.school_id, room.class_id, 3)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=5)
    assert reply_of(activity, first, yes(1, 2)) == "seat"
    assert reply_of(activity, second, yes(2, 1)) == "waiting"
    assert reply_of(activity, third, yes(1, 1)) == "seat"
    assert taken(activity) == 5


def test_freed_seats_go_to_the_first_party_that_fits(room: Room) -> None:
    holder, large, small, later = room.world.make_families(room.school_id, room.class_id, 4)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    assert reply_of(activity, holder, yes(2, 1)) == "seat"
    for guardian, reply in ((large, yes(2, 2)), (small, yes(1, 1)), (later, yes(1, 0))):
        assert reply_of(activity, guardian, reply) == "waiting"
    assert reply_of(activity, holder, Reply(answer=Answer.MAYBE)) == "none"
    places = [invitation_of(activity, one).place for one in (large, small, later)]
    assert places == ["waiting", "seat", "seat"]
    assert taken(activity) == 3
    promoted = [one.guardian_id for one in recorded(InvitationPromoted)]
    assert promoted == [small, later]


def test_a_larger_party_that_does_not_fit_keeps_the_places_it_has(room: Room) -> None:
    first, second = room.world.make_families(room.school_id, room.class_id, 2)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    assert reply_of(activity, first, yes(2)) == "seat"
    assert reply_of(activity, second, yes(1)) == "seat"
    with pytest.raises(Invalid):
        reply_of(activity, first, yes(3))
    kept = invitation_of(activity, first)
    assert (kept.place, kept.party, taken(activity)) == ("seat", 2, 3)


def test_a_party_that_shrinks_on_the_waiting_list_may_fit_now(room: Room) -> None:
    first, second = room.world.make_families(room.school_id, room.class_id, 2)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    assert reply_of(activity, first, yes(2)) == "seat"
    assert reply_of(activity, second, yes(2)) == "waiting"
    assert reply_of(activity, second, yes(1)) == "seat"
    assert taken(activity) == 3


def test_without_a_limit_no_seats_are_counted(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    assert reply_of(activity, room.guardian, yes(2, 3)) == "seat"
    assert store.database()["activity_seats"].count_documents({}) == 0
    [told] = recorded(InvitationAnswered)
    assert (told.place.value, told.adults, told.children) == ("seat", 2, 3)


def _at_once(actions: Sequence[object]) -> None:
    """Run every action in a thread of its own, all begun together; what one raises is raised."""
    begin = threading.Barrier(len(actions))
    wrong: list[BaseException] = []

    def run(action: object) -> None:
        with store.use("invitations"):
            begin.wait()
            try:
                action()  # type: ignore[operator]
            except BaseException as error:  # noqa: BLE001 - raised below, in the test's thread
                wrong.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
