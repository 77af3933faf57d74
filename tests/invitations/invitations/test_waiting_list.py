"""Places from the waiting list are kept for a yes, go on to the next family, and are never lost."""

from datetime import timedelta

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.answering import AnswersClosed
from services.invitations.invitations.jobs import release_places
from services.invitations.invitations.rules import accept_by
from services.invitations.invitations.use_cases import (
    NoLongerOffered,
    NotHappening,
    decide_on_place,
    promote_waiting,
)
from shared import clock, ids, store
from shared.events.evaluation import Role
from shared.events.invitations import AnswerCause, InvitationAnswered, InvitationPromoted
from shared.tenancy import scope, scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import (
    NO,
    close_answers,
    id_of,
    move,
    say,
    state_of,
    taken,
    yes,
)
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import browser


@pytest.fixture
def line(room: Room) -> tuple[Activity, list[str]]:
    """Two places: the first family has both, three others wait in this order."""
    guardians = room.world.make_families(room.school_id, room.class_id, 4)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    for guardian, people in zip(guardians, (2, 2, 1, 1), strict=True):
        say(activity, guardian, yes(people))
    return activity, guardians


def test_a_place_is_kept_a_day_less_near_the_start_and_none_within_hours() -> None:
    now = clock.now()
    assert accept_by(now, now + timedelta(days=9)) == now + timedelta(hours=24)
    assert accept_by(now, now + timedelta(hours=12)) == now + timedelta(hours=9)
    assert accept_by(now, now + timedelta(hours=5)) is None


@pytest.mark.row("X12")
def test_the_next_in_line_takes_the_kept_place_with_one_tap(
    app: Flask, line: tuple[Activity, list[str]]
) -> None:
    activity, (holder, second, *_) = line
    say(activity, holder, NO)
    [promoted] = recorded(InvitationPromoted)
    stored = invitation_of(activity, second)
    assert (promoted.guardian_id, promoted.accept_by) == (second, stored.offered_until)
    assert stored.is_offered
    own = browser(app, principal_of(activity.school_id, second))
    path = f"/invitations/i/{id_of(activity, second)}"
    assert "There is room for you now" in own.get(path).get_data(as_text=True)
    assert "There is room for you until" in own.get("/invitations/").get_data(as_text=True)

    tap = {"takes_it": "true", "idempotency_key": ids.new_id()}
    assert [own.post(f"{path}/place", data=tap).status_code for _ in range(2)] == [303, 303]

    assert "You are coming" in own.get(path).get_data(as_text=True)
    stored = invitation_of(activity, second)
    assert (stored.is_offered, stored.party, taken(activity)) == (False, 2, 2)
    told = recorded(InvitationAnswered)[-1]
    assert (told.guardian_id, told.place, told.adults) == (second, "seat", 2)


def test_a_place_let_go_goes_to_the_next(line: tuple[Activity, list[str]]) -> None:
    activity, (holder, second, third, fourth) = line
    say(activity, holder, NO)
    with scope(read=[activity.school_id]):
        decide_on_place(
            id_of(activity, second), takes_it=False, person_ids=[second], now=clock.now()
        )
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [second, third, fourth]
    assert (state_of(activity, second), taken(activity)) == (("none", 0), 2)


def test_what_nobody_takes_in_time_goes_on_and_the_late_one_reads_why(
    app: Flask, line: tuple[Activity, list[str]]
) -> None:
    activity, (holder, second, third, fourth) = line
    say(activity, holder, NO)
    release_places.function()
    assert state_of(activity, second) == ("seat", 2)
    past = clock.now() - timedelta(minutes=1)
    store.database()["invitations"].update_one(
        {"_id": id_of(activity, second)}, {"$set": {"offered_until": past}}
    )

    for _ in range(2):
        release_places.function()

    lapsed = [one for one in recorded(InvitationAnswered) if one.because is AnswerCause.LAPSED]
    assert [one.guardian_id for one in lapsed] == [second]
    promoted = [one.guardian_id for one in recorded(InvitationPromoted)]
    assert promoted == [second, third, fourth]
    assert (state_of(activity, second), taken(activity)) == (("none", 0), 2)
    with scope(read=[activity.school_id]), pytest.raises(NoLongerOffered):
        decide_on_place(
            id_of(activity, second), takes_it=True, person_ids=[second], now=clock.now()
        )
    own = browser(app, principal_of(activity.school_id, second))
    page = own.get(f"/invitations/i/{id_of(activity, second)}").get_data(as_text=True)
    assert "went on to another family" in page
    assert say(activity, second, yes(1)) == "waiting"


def test_hours_before_the_start_the_earlier_yes_counts_at_once(
    line: tuple[Activity, list[str]],
) -> None:
    activity, (holder, second, *_) = line
    move(activity, starts_at=clock.now() + timedelta(hours=4))
    say(activity, holder, NO)
    [promoted] = recorded(InvitationPromoted)
    assert (promoted.guardian_id, promoted.accept_by) == (second, None)
    assert not invitation_of(activity, second).is_offered


def test_more_room_is_offered_in_turn(line: tuple[Activity, list[str]]) -> None:
    activity, (_, second, third, fourth) = line
    store.database()["activity_seats"].update_one({"_id": activity.id}, {"$set": {"capacity": 5}})
    with scope_of(activity.school_id):
        _promote(activity.id, 3)
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [second, third]
    assert (state_of(activity, fourth), taken(activity)) == (("waiting", 1), 5)


def test_nothing_is_offered_of_a_cancelled_activity(line: tuple[Activity, list[str]]) -> None:
    activity, (holder, second, *_) = line
    say(activity, holder, NO)
    move(activity, state="cancelled")
    with scope(read=[activity.school_id]), pytest.raises(NotHappening):
        decide_on_place(
            id_of(activity, second), takes_it=True, person_ids=[second], now=clock.now()
        )
    with scope_of(activity.school_id):
        _promote(activity.id, 2)
    assert len(recorded(InvitationPromoted)) == 1


def test_who_cannot_come_after_all_gives_the_place_back_after_the_deadline(
    app: Flask, line: tuple[Activity, list[str]]
) -> None:
    activity, (holder, second, *_) = line
    close_answers(activity)
    own = browser(app, principal_of(activity.school_id, holder))
    path = f"/invitations/i/{id_of(activity, holder)}"
    assert "We cannot come after all" in own.get(path).get_data(as_text=True)
    assert own.post(f"{path}/quick", data={"answer": "no"}).status_code == 303
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [second]


@pytest.mark.row("R11")
@pytest.mark.parametrize("what_ended", ["link", "record"])
def test_who_stands_for_no_child_any_more_is_passed_over(
    room: Room, line: tuple[Activity, list[str]], what_ended: str
) -> None:
    activity, (holder, second, third, fourth) = line
    if what_ended == "link":
        store.database()["roster_guardian_links"].update_one(
            {"guardian_id": second}, {"$set": {"active": False}}
        )
    else:
        [child] = invitation_of(activity, second).student_ids
        room.world.make_person(room.school_id, Role.STUDENT, person_id=child, active=False)
    say(activity, holder, NO)
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [third, fourth]
    assert (state_of(activity, second), taken(activity)) == (("waiting", 2), 2)


def test_who_waits_may_say_no_after_the_deadline(
    app: Flask, line: tuple[Activity, list[str]]
) -> None:
    activity, (_, second, *_) = line
    close_answers(activity)
    own = browser(app, principal_of(activity.school_id, second))
    path = f"/invitations/i/{id_of(activity, second)}"
    assert "We cannot come after all" in own.get(path).get_data(as_text=True)
    assert own.post(f"{path}/quick", data={"answer": "no"}).status_code == 303
    assert state_of(activity, second) == ("none", 0)
    with pytest.raises(AnswersClosed):
        say(activity, second, yes(1))


@store.atomic
def _promote(activity_id: str, free: int) -> None:
    promote_waiting(activity_id, free)
