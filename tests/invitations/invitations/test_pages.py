"""A guardian's pages in a browser without JavaScript, with a purpose session or an own one."""

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from shared import ids
from shared.access import Purpose
from shared.events.invitations import Answer, InvitationAnswered, InvitationOpened
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import close_answers
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


@pytest.fixture
def guardian(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def address(activity: Activity, guardian: str) -> str:
    return f"/invitations/i/{invitation_of(activity, guardian).id}"


def with_purpose(app: Flask, room: Room, invitation_id: str) -> Browser:
    purpose = Purpose(action="answer", subject=f"invitation/{invitation_id}")
    return browser(app, principal_of(room.school_id, room.guardian, purpose=purpose))


def test_the_page_begins_with_how_it_helps_learning(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    page = guardian.get(address(activity, room.guardian)).get_data(as_text=True)
    assert "Children who explain a game understand it better." in page
    assert page.index("How this helps") < page.index("When and where") < page.index("Can you come?")
    assert "Sione" in page
    assert len(recorded(InvitationOpened)) == 1


def test_a_link_without_an_account_opens_exactly_this_invitation(
    app: Flask, room: Room, activity: Activity
) -> None:
    own = invitation_of(activity, room.guardian)
    limited = with_purpose(app, room, own.id)
    assert limited.get(f"/invitations/i/{own.id}").status_code == 200
    form = {"answer": "yes", "adults": "1", "children": "2", "idempotency_key": ids.new_id()}
    assert limited.post(f"/invitations/i/{own.id}", data=form).status_code == 303
    assert invitation_of(activity, room.guardian).party == 3
    for path in ("/invitations/", f"/invitations/i/{ids.new_id()}", "/invitations/home-learning/"):
        assert limited.get(path).status_code == 403


def test_others_cannot_tell_an_invitation_from_none(
    app: Flask, room: Room, activity: Activity
) -> None:
    stranger, _ = room.world.make_family(room.school_id, room.class_id)
    other = browser(app, principal_of(room.school_id, stranger))
    paths = (address(activity, room.guardian), f"/invitations/i/{ids.new_id()}")
    pages = [other.get(path) for path in paths]
    assert [page.status_code for page in pages] == [404, 404]
    first, second = (
        _without_number(page.get_data(as_text=True).replace(path, "here"))
        for page, path in zip(pages, paths, strict=True)
    )
    assert first == second
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert teacher.get(address(activity, room.guardian)).status_code == 404


def test_an_ended_guardian_link_closes_the_page_at_once(
    app: Flask, room: Room, activity: Activity
) -> None:
    limited = with_purpose(app, room, invitation_of(activity, room.guardian).id)
    assert limited.get(address(activity, room.guardian)).status_code == 200
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert limited.get(address(activity, room.guardian)).status_code == 404
    answer = limited.post(address(activity, room.guardian), data={"answer": "yes", "adults": "1"})
    assert answer.status_code == 404
    assert recorded(InvitationAnswered) == []


def test_a_double_tap_answers_once(guardian: Browser, room: Room, activity: Activity) -> None:
    form = {"answer": "yes", "adults": "2", "children": "1", "idempotency_key": ids.new_id()}
    taps = [guardian.post(address(activity, room.guardian), data=form) for _ in range(2)]
    assert [one.status_code for one in taps] == [303, 303]
    assert len(recorded(InvitationAnswered)) == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_written_is_lost(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    form = {"answer": "yes", "adults": "0", "children": "0", "note": "Kia ora <b>koutou</b>"}
    answer = guardian.post(address(activity, room.guardian), data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#adults"' in page
    assert "Kia ora &lt;b&gt;koutou" in page
    empty = guardian.post(address(activity, room.guardian), data={}).get_data(as_text=True)
    assert "Choose an answer" in empty


def test_the_page_afterwards_says_what_was_answered_and_offers_to_change_it(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    path = address(activity, room.guardian)
    form = {"answer": "yes", "adults": "1", "children": "2", "needs": ["interpreter", "food"]}
    guardian.post(path, data=form)
    page = guardian.get(path).get_data(as_text=True)
    assert "You are coming" in page
    assert "1 adult and 2 children" in page
    changing = guardian.get(f"{path}?change=1").get_data(as_text=True)
    assert 'value="interpreter" id="needs" checked' in changing


def test_a_choice_in_the_address_is_made_but_not_sent(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    page = guardian.get(f"{address(activity, room.guardian)}?choice=maybe").get_data(as_text=True)
    assert 'value="maybe" id="answer-maybe" checked' in page
    assert invitation_of(activity, room.guardian).answer is None


@pytest.mark.parametrize(("chosen", "answer"), [("yes", "yes"), ("maybe", "maybe"), ("no", "no")])
def test_one_tap_is_an_answer(
    guardian: Browser, room: Room, activity: Activity, chosen: str, answer: str
) -> None:
    path = f"{address(activity, room.guardian)}/quick"
    form = {"answer": chosen, "idempotency_key": ids.new_id()}
    assert guardian.post(path, data=form).status_code == 303
    stored = invitation_of(activity, room.guardian)
    assert (stored.answer, stored.party) == (answer, 2 if chosen == "yes" else 0)


def test_something_would_help_opens_the_page_to_say_what(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    answer = guardian.post(
        f"{address(activity, room.guardian)}/quick", data={"answer": Answer.HELP.value}
    )
    assert answer.location.endswith("?choice=help#answer")
    assert recorded(InvitationAnswered) == []


def test_after_the_deadline_the_page_says_so_kindly(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    close_answers(activity)
    path = address(activity, room.guardian)
    assert "Answers are closed" in guardian.get(path).get_data(as_text=True)
    answer = guardian.post(path, data={"answer": "yes", "adults": "1"})
    assert answer.status_code == 409
    assert "Answers are closed" in answer.get_data(as_text=True)
    assert recorded(InvitationAnswered) == []


def test_the_list_sorts_what_needs_an_answer_from_the_rest(
    guardian: Browser, room: Room, activity: Activity
) -> None:
    page = guardian.get("/invitations/").get_data(as_text=True)
    assert "One thing needs your answer." in page
    guardian.post(f"{address(activity, room.guardian)}/quick", data={"answer": "no"})
    page = guardian.get("/invitations/").get_data(as_text=True)
    assert "Nothing needs your answer now." in page
    assert "Coming up" in page


def test_another_site_cannot_answer(guardian: Browser, room: Room, activity: Activity) -> None:
    answer = guardian.post(
        address(activity, room.guardian),
        data={"answer": "no"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert recorded(InvitationAnswered) == []


def test_staff_enter_an_answer_with_their_name(app: Flask, room: Room, activity: Activity) -> None:
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    own = invitation_of(activity, room.guardian).id
    path = f"/invitations/activities/s/{room.school_id}/{activity.id}/answer/{own}"
    assert teacher.get(path).status_code == 200
    form = {"answer": "yes", "adults": "1", "children": "1"}
    assert teacher.post(path, data=form).status_code == 422
    assert teacher.post(path, data={**form, "channel": "phone"}).status_code == 303
    [told] = recorded(InvitationAnswered)
    assert (told.channel.value, told.on_behalf) == ("phone", True)
    page = teacher.get(f"/invitations/activities/s/{room.school_id}/{activity.id}")
    assert "entered by" in page.get_data(as_text=True)


def _without_number(page: str) -> str:
    """The page without the request's own number."""
    return "\n".join(line for line in page.splitlines() if "give the number" not in line)
