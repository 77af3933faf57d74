"""Two guardians answer apart; in a confirmed household the later yes counts, and nobody twice."""

import threading

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.families import families_page
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.tallying import tallies
from shared import store
from shared.events.invitations import AnswerCause, InvitationAnswered, InvitationPromoted
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import (
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


@pytest.mark.row("R10")
def test_the_later_yes_of_a_household_moves_the_places(room: Room) -> None:
    partner = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=5)
    assert say(activity, room.guardian, yes(2, 1)) == "seat"

    assert say(activity, partner, yes(1, 1)) == "seat"

    assert (state_of(activity, room.guardian), state_of(activity, partner)) == (
        ("none", 0),
        ("seat", 2),
    )
    assert taken(activity) == 2
    assert invitation_of(activity, room.guardian).replaced_by == id_of(activity, partner)
    [replaced] = [one for one in recorded(InvitationAnswered) if one.because != "given"]
    assert (replaced.guardian_id, replaced.because) == (room.guardian, AnswerCause.REPLACED)
    tally = _tally(activity)
    assert (tally.families, tally.coming, tally.people) == (1, 1, 2)


def test_a_no_of_one_guardian_leaves_the_others_yes(room: Room) -> None:
    partner = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=5)
    say(activity, room.guardian, yes(2))
    say(activity, partner, NO)
    assert state_of(activity, room.guardian) == ("seat", 2)
    assert _tally(activity).coming == 1


def test_without_a_confirmed_household_both_come(room: Room) -> None:
    partner = second_guardian(room, household=False)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=5)
    say(activity, room.guardian, yes(2))
    say(activity, partner, yes(1))
    assert (taken(activity), invitation_of(activity, room.guardian).replaced_by) == (3, None)


def test_the_household_keeps_its_turn_on_the_waiting_list(room: Room) -> None:
    partner = second_guardian(room, household=True)
    holder, behind = room.world.make_families(room.school_id, room.class_id, 2)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    assert say(activity, holder, yes(2)) == "seat"
    for guardian in (room.guardian, behind, partner):
        assert say(activity, guardian, yes(1)) == "waiting"

    say(activity, holder, yes(1))

    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [partner]
    assert taken(activity) == 2


def test_both_at_the_same_moment_are_counted_once(room: Room) -> None:
    partner = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher)
    begin, wrong = threading.Barrier(2), []

    def answer(guardian: str) -> None:
        with store.use("invitations"):
            begin.wait()
            try:
                say(activity, guardian, yes(2))
            except BaseException as error:  # noqa: BLE001 - shown below, in the test's thread
                wrong.append(error)

    threads = [threading.Thread(target=answer, args=(one,)) for one in (room.guardian, partner)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert sorted([state_of(activity, room.guardian), state_of(activity, partner)]) == [
        ("none", 0),
        ("seat", 2),
    ]


@pytest.mark.row("R10")
def test_the_other_guardian_reads_who_answered_and_no_contact_details(
    app: Flask, room: Room
) -> None:
    partner = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher)
    say(activity, room.guardian, Reply(answer=yes().answer, adults=2, note="private words"))
    before = _page(app, room, activity, partner)
    assert "Your household's answer came from the other guardian" in before
    assert "private words" not in before
    asked = _page(app, room, activity, partner, "?change=1")
    assert "The other guardian of your household said yes already" in asked
    say(activity, partner, yes(1, 1))

    page = _page(app, room, activity, room.guardian)

    assert "Your household's answer came from the other guardian" in page
    assert "1 adult and 1 child" in page
    assert "Tevita" not in page
    share(room, room.guardian, partner, active=False)
    apart = _page(app, room, activity, room.guardian)
    assert "other guardian" not in apart


@pytest.mark.row("X16", "R10")
def test_two_answers_to_a_permission_slip_are_shown_until_one_changes(
    app: Flask, room: Room
) -> None:
    partner = second_guardian(room, household=True)
    activity = announce(room.school_id, room.class_id, room.teacher)
    move(activity, one_answer=True)
    say(activity, room.guardian, Reply(answer=yes().answer))
    say(activity, partner, NO)

    pages = [_page(app, room, activity, one) for one in (room.guardian, partner)]

    assert all("There are two answers for" in page for page in pages)
    assert _differing(activity) == 1
    say(activity, partner, yes())
    assert _differing(activity) == 0
    assert "There are two answers" not in _page(app, room, activity, partner)


@pytest.mark.row("R10")
def test_of_unconfirmed_guardians_only_staff_see_both_answers(app: Flask, room: Room) -> None:
    partner = second_guardian(room, household=False)
    sibling = room.world.make_child(room.school_id, room.class_id, partner)
    activity = announce(room.school_id, room.class_id, room.teacher)
    move(activity, one_answer=True)
    say(activity, room.guardian, yes())
    say(activity, partner, NO)
    assert sibling in invitation_of(activity, partner).student_ids
    for one in (room.guardian, partner):
        assert "two answers" not in _page(app, room, activity, one)
    assert _differing(activity) == 2


def _page(app: Flask, room: Room, activity: Activity, guardian: str, query: str = "") -> str:
    own = browser(app, principal_of(room.school_id, guardian))
    answer = own.get(f"/invitations/i/{id_of(activity, guardian)}{query}")
    return answer.get_data(as_text=True).split("<main")[1]


def _tally(activity: Activity) -> object:
    with scope_of(activity.school_id):
        return tallies([activity.id])[activity.id]


def _differing(activity: Activity) -> int:
    with scope_of(activity.school_id):
        now = Activity.objects.get(id=activity.id)
        return families_page(now, only="two-answers").total
