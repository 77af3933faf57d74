"""A no is never a dead end: what would help, and another way to take part, one tap each."""

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.families import families_page
from services.invitations.invitations.tallying import needs_told, tallies
from shared.events.invitations import InvitationAnswered, Way
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import NO, close_answers, id_of, move, say, yes
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser


@pytest.fixture
def activity(room: Room) -> Activity:
    made = announce(room.school_id, room.class_id, room.teacher)
    move(made, ways=["recorded", "at-home"])
    return made


@pytest.fixture
def own(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


@pytest.mark.row("S119", "S103", "R3")
def test_after_a_no_one_tap_chooses_another_way_and_the_teacher_sees_it(
    own: Browser, room: Room, activity: Activity
) -> None:
    say(activity, room.guardian, NO)
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    page = own.get(path).get_data(as_text=True)
    assert all(f'value="{way}"' in page for way in ("recorded", "at-home", "phone"))
    assert 'value="online"' not in page.split('name="way"')[-1]

    for _ in range(2):
        assert own.post(f"{path}/way", data={"way": "at-home"}).status_code == 303

    assert "You take part another way" in own.get(path).get_data(as_text=True)
    told = recorded(InvitationAnswered)
    assert [one.way for one in told] == [None, Way.AT_HOME]
    with scope_of(activity.school_id):
        stored = Activity.objects.get(id=activity.id)
        page_of_families = families_page(stored, only="otherwise")
        assert (tallies([activity.id])[activity.id].otherwise, page_of_families.total) == (1, 1)
        assert page_of_families.families[0].way == "at-home"
    say(activity, room.guardian, yes())
    assert invitation_of(activity, room.guardian).way == ""


@pytest.mark.row("S119")
def test_what_would_help_is_one_tap_each_after_any_answer_but_yes(
    own: Browser, room: Room, activity: Activity
) -> None:
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    assert own.post(f"{path}/need", data={"need": "transport"}).status_code == 409
    say(activity, room.guardian, NO)
    for need in ("transport", "cost-help", "transport"):
        assert own.post(f"{path}/need", data={"need": need}).status_code == 303
    with scope_of(activity.school_id):
        assert needs_told(activity.id) == {"cost-help": 1, "transport": 1}
    assert len(recorded(InvitationAnswered)) == 3
    assert own.post(f"{path}/need", data={"need": "a boat"}).status_code == 422


@pytest.mark.row("S119")
def test_a_no_to_a_permission_slip_asks_what_would_help_and_not_for_another_way(
    own: Browser, room: Room, activity: Activity
) -> None:
    move(activity, one_answer=True)
    say(activity, room.guardian, NO)
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    page = own.get(path).get_data(as_text=True)
    assert 'value="cost-help"' in page.split('name="need"', 1)[1]
    assert 'name="way"' not in page
    assert "School has your no and goes by it. You can change it until" in page
    assert "What you do together at home" not in page
    assert own.post(f"{path}/need", data={"need": "cost-help"}).status_code == 303
    close_answers(activity)
    assert "You can change it until" not in own.get(path).get_data(as_text=True)


def test_too_late_to_come_is_not_too_late_to_take_part(
    own: Browser, room: Room, activity: Activity
) -> None:
    close_answers(activity)
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    assert 'value="recorded"' in own.get(path).get_data(as_text=True)
    assert own.post(f"{path}/way", data={"way": "recorded"}).status_code == 303
    stored = invitation_of(activity, room.guardian)
    assert (stored.answer, stored.way, stored.place) == ("no", "recorded", "none")


def test_a_cancelled_activity_says_so_kindly_and_takes_no_answer(
    own: Browser, room: Room, activity: Activity
) -> None:
    move(
        activity,
        state="cancelled",
        reason={"en": {"text": "The hall is flooded.", "status": "human"}},
    )
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    for answer in (
        own.get(path),
        own.post(path, data={"answer": "yes", "adults": "1"}),
        own.post(f"{path}/quick", data={"answer": "no"}),
        own.post(f"{path}/way", data={"way": "phone"}),
    ):
        page = answer.get_data(as_text=True)
        assert "This does not take place" in page
        assert "The hall is flooded." in page
        assert 'name="answer"' not in page
    assert recorded(InvitationAnswered) == []
    assert "Does not take place" in own.get("/invitations/").get_data(as_text=True)


def test_why_i_was_invited_is_said_by_what_i_was_chosen_for(
    own: Browser, room: Room, activity: Activity
) -> None:
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    assert "This is for the families of Room 7." in own.get(path).get_data(as_text=True)
