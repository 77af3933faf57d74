"""How a guardian told the school to like taking part stands beside the answer, one tap away."""

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.participation.rules import Part, Seen
from shared import ids
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import NO, id_of, move, say, yes
from tests.invitations.participation.telling import tell
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser

LIKED = "The way you like to take part"


@pytest.fixture
def activity(room: Room) -> Activity:
    made = announce(room.school_id, room.class_id, room.teacher)
    move(made, ways=["recorded", "at-home"])
    return made


@pytest.fixture
def own(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def page_of(own: Browser, room: Room, activity: Activity) -> str:
    return own.get(f"/invitations/i/{id_of(activity, room.guardian)}?change=1").text


def ways_on(page: str) -> list[str]:
    """The ways that have a button, in their order."""
    return [part.split('"')[0] for part in page.split('name="way" value="')[1:]]


@pytest.mark.row("S104")
def test_what_the_guardian_likes_is_one_tap_beside_the_answer_also_if_told_to_nobody(
    own: Browser, room: Room, activity: Activity
) -> None:
    assert LIKED not in page_of(own, room, activity)
    tell(room, Part.WAYS, "at-school", "by-phone", "online", seen=Seen.ME)
    page = page_of(own, room, activity)
    assert LIKED in page
    assert ways_on(page) == ["phone"], "a video call is not offered"
    assert page.index(LIKED) < page.index("Send my answer")
    sent = own.post(
        f"/invitations/i/{id_of(activity, room.guardian)}/way",
        data={"way": "phone", "idempotency_key": ids.new_id()},
    )
    assert sent.status_code == 303
    assert invitation_of(activity, room.guardian).way == "phone"
    assert LIKED not in page_of(own, room, activity), "it is chosen"


def test_after_a_no_what_the_guardian_likes_comes_first(
    own: Browser, room: Room, activity: Activity
) -> None:
    path = f"/invitations/i/{id_of(activity, room.guardian)}"
    say(activity, room.guardian, NO)
    assert ways_on(own.get(path).text) == ["recorded", "at-home", "phone"]
    tell(room, Part.WAYS, "by-phone")
    assert ways_on(own.get(path).text) == ["phone", "recorded", "at-home"]


def test_who_is_coming_or_must_consent_is_not_asked_for_another_way(
    own: Browser, room: Room, activity: Activity
) -> None:
    tell(room, Part.WAYS, "at-home")
    say(activity, room.guardian, yes())
    assert LIKED not in page_of(own, room, activity)
    say(activity, room.guardian, NO)
    assert LIKED in page_of(own, room, activity)
    move(activity, one_answer=True)
    assert LIKED not in page_of(own, room, activity)
