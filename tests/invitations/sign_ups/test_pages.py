"""Signing up from the invitation, and who brings what for staff, without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from shared import clock, ids, store
from shared.access import Purpose
from shared.events.evaluation import Role
from shared.events.sign_ups import SignUpTaken
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import NO, move, say, yes
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("X16")


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def family(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def helpers(activity: Activity, rest: str = "") -> str:
    return f"/invitations/activities/s/{activity.school_id}/{activity.id}/sign-ups/{rest}"


def send(client: Browser, path: str, **values: Any) -> Any:
    return client.post(path, data={"idempotency_key": ids.new_id(), **values})


def ask(teacher: Browser, activity: Activity, **values: Any) -> Any:
    form = {"kind": "volunteer", "title": "Help at the barbecue", "language": "en", "needed": "2"}
    return send(teacher, helpers(activity), **{**form, **values})


def slot_id() -> str:
    [slot] = store.database()["help_slots"].find()
    return str(slot["_id"])


def own(activity: Activity, guardian: str, rest: str = "") -> str:
    return f"/invitations/i/{invitation_of(activity, guardian).id}/sign-ups{rest}"


def test_a_host_asks_a_family_takes_and_the_host_sees_who(
    teacher: Browser, family: Browser, room: Room, activity: Activity
) -> None:
    assert ask(teacher, activity, begins="17:00", ends="18:00").status_code == 303
    page = family.get(own(activity, room.guardian)).get_data(as_text=True)
    assert "Help at the barbecue" in page
    assert "0 of 2 taken" in page
    path = own(activity, room.guardian, f"/{slot_id()}")
    answer = send(family, path, quantity="1", note="I bring my own apron")
    assert answer.location == f"/invitations/i/{invitation_of(activity, room.guardian).id}#sign-ups"
    seen = teacher.get(helpers(activity)).get_data(as_text=True)
    assert "Mele Fifita" in seen
    assert "I bring my own apron" in seen
    assert "5:00\u202fpm" in seen or "5:00 pm" in seen


@pytest.mark.row("R10")
def test_other_families_see_how_many_and_not_who(
    app: Flask, teacher: Browser, family: Browser, room: Room
) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    activity = announce(room.school_id, room.class_id, room.teacher)
    ask(teacher, activity)
    send(family, own(activity, room.guardian, f"/{slot_id()}"), quantity="1", note="secret words")
    seen = browser(app, principal_of(room.school_id, other)).get(own(activity, other))
    page = seen.get_data(as_text=True)
    assert "1 of 2 taken" in page
    assert "Mele" not in page
    assert "secret words" not in page


def test_giving_back_is_one_button(
    teacher: Browser, family: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity)
    path = own(activity, room.guardian, f"/{slot_id()}")
    send(family, path, quantity="2")
    send(family, path, quantity="2", give_back="1")
    assert "0 of 2 taken" in family.get(own(activity, room.guardian)).get_data(as_text=True)


def test_after_a_no_the_page_says_what_the_family_brings_all_the_same(
    teacher: Browser, family: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity, kind="item", title="Two salads")
    invitation = f"/invitations/i/{invitation_of(activity, room.guardian).id}"
    say(activity, room.guardian, NO)
    assert "You still" not in family.get(invitation).get_data(as_text=True)
    send(family, own(activity, room.guardian, f"/{slot_id()}"), quantity="1")
    page = family.get(invitation).get_data(as_text=True)
    assert 'You still bring: <bdi lang="en">Two salads</bdi>' in page
    assert f'href="{own(activity, room.guardian)}"' in page
    assert "1 of 2 taken" in page
    say(activity, room.guardian, yes())
    assert "You still" not in family.get(invitation).get_data(as_text=True)


def test_after_a_no_the_page_says_what_the_family_helps_with_until_it_begins(
    teacher: Browser, family: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity)
    invitation = f"/invitations/i/{invitation_of(activity, room.guardian).id}"
    send(family, own(activity, room.guardian, f"/{slot_id()}"), quantity="1")
    say(activity, room.guardian, NO)
    page = family.get(invitation).get_data(as_text=True)
    assert 'You still help with: <bdi lang="en">Help at the barbecue</bdi>' in page
    move(activity, starts_at=clock.now() - timedelta(minutes=1))
    assert "You still" not in family.get(invitation).get_data(as_text=True)


def test_more_than_is_left_is_said_at_the_field(
    teacher: Browser, family: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity)
    path = own(activity, room.guardian, f"/{slot_id()}")
    answer = send(family, path, quantity="3", note="kept words")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Only 2 more are needed" in page
    assert "kept words" in page
    assert page.count('id="quantity"') == 1


def test_everything_wrong_with_what_is_asked_is_said_at_once(
    teacher: Browser, activity: Activity
) -> None:
    answer = ask(teacher, activity, title="", kind="", needed="0")
    assert answer.status_code == 422
    assert "3 things to fix" in answer.get_data(as_text=True)
    late = ask(teacher, activity, begins="18:00", ends="17:00")
    assert "The end comes after the start" in late.get_data(as_text=True)


def test_staff_look_a_family_up_and_enter_what_it_said(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity, kind="item", title="Salads", needed="3")
    found = teacher.get(f"{helpers(activity)}?name=fif").get_data(as_text=True)
    invitation_id = invitation_of(activity, room.guardian).id
    assert invitation_id in found
    nobody = teacher.get(f"{helpers(activity)}?name=zz(").get_data(as_text=True)
    assert "No invited family has that name" in nobody
    path = helpers(activity, f"for/{invitation_id}")
    assert teacher.get(path).status_code == 200
    without = send(teacher, f"{path}/{slot_id()}", quantity="2")
    assert without.status_code == 422
    assert send(teacher, f"{path}/{slot_id()}", quantity="2", channel="phone").status_code == 303
    [told] = recorded(SignUpTaken)
    assert (told.quantity, told.on_behalf) == (2, True)
    seen = teacher.get(helpers(activity)).get_data(as_text=True)
    assert "entered by" in seen
    assert "Hana Parata" in seen


def test_who_does_not_see_the_activity_finds_nothing(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity)
    _, colleague = room.world.make_class(room.school_id, "Room 8")
    stranger = browser(app, principal_of(room.school_id, colleague))
    assert stranger.get(helpers(activity)).status_code == 404
    assert ask(stranger, activity).status_code == 404
    other = room.world.make_person(room.school_id, Role.GUARDIAN)
    guest = browser(app, principal_of(room.school_id, other))
    assert guest.get(own(activity, room.guardian)).status_code == 404
    path = own(activity, room.guardian, f"/{slot_id()}")
    assert send(guest, path, quantity="1").status_code == 404
    assert guest.get(helpers(activity)).status_code == 403


@pytest.mark.row("X2")
def test_a_link_from_a_mail_is_enough_to_sign_up(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    ask(teacher, activity)
    invitation_id = invitation_of(activity, room.guardian).id
    limit = Purpose(action="answer", subject=f"invitation/{invitation_id}")
    guest = browser(app, principal_of(room.school_id, room.guardian, purpose=limit))
    path = own(activity, room.guardian, f"/{slot_id()}")
    assert guest.get(own(activity, room.guardian)).status_code == 200
    assert send(guest, path, quantity="1").status_code == 303
