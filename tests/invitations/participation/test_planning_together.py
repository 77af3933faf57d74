"""What a family offers becomes an activity that names the offer, however often one begins."""

from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.changing import cancel_activity
from services.invitations.activities.models import Activity
from services.invitations.participation.rules import Seen
from shared import clock, context, ids
from shared.events.evaluation import EnrollmentRole
from shared.events.participation import OfferAccepted
from shared.tenancy import scope_of
from tests.invitations.activities.forms import new, typed
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.participation.telling import offer
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("S112", "S68")
TOGETHER = "Plan it together"


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def offers_page(room: Room) -> str:
    return f"/invitations/participation/s/{room.school_id}/"


def begin(teacher: Browser, room: Room, offer_id: str) -> str:
    """The form that opens when the teacher takes the offer up."""
    path = f"{offers_page(room)}offers/{offer_id}/accept"
    answer = teacher.post(path, data={"idempotency_key": ids.new_id()})
    assert answer.status_code == 303
    return str(teacher.get(answer.location).text)


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def activities(room: Room) -> list[Activity]:
    with scope_of(room.school_id):
        return list(Activity.objects)


def announced(teacher: Browser, room: Room, **changes: Any) -> Activity:
    before = {one.id for one in activities(room)}
    answer = teacher.post(new(room), data=typed(room, **changes))
    assert answer.status_code == 303, answer.text
    [made] = [one for one in activities(room) if one.id not in before]
    return made


def test_an_offer_becomes_an_activity_that_names_it(teacher: Browser, room: Room) -> None:
    offer_id = offer(room, words="kanarie")
    page = begin(teacher, room, offer_id)
    assert "With a family of ours: Tell stories" in page
    assert 'value="A family of ours"' in page
    assert "kanarie" not in page, "families read the form's words, the offer's are for staff"
    made = announced(teacher, room, offer_id=hidden(page, "offer_id"))
    assert made.offer_id == offer_id
    seen = teacher.get(offers_page(room)).text
    assert (TOGETHER in seen, "Taken up" in seen) == (False, True)


def test_who_leaves_the_form_begins_again(teacher: Browser, room: Room) -> None:
    offer_id = offer(room)
    begin(teacher, room, offer_id)
    assert TOGETHER in teacher.get(offers_page(room)).text, "no activity came of it yet"
    again = begin(teacher, room, offer_id)
    draft = typed(room, title="Stories by Ana", then="draft", offer_id=hidden(again, "offer_id"))
    assert teacher.post(new(room), data=draft).location.endswith("?show=drafts")
    kept = begin(teacher, room, offer_id)
    assert 'value="Stories by Ana"' in kept, "what was typed is there"
    assert len(recorded(OfferAccepted)) == 1, "the family heard of it once"
    names = {name: hidden(kept, name) for name in ("offer_id", "draft_id")}
    made = announced(teacher, room, title="Stories by Ana", **names)
    assert made.offer_id == offer_id
    assert TOGETHER not in teacher.get(offers_page(room)).text
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        cancel_activity(made.id, "The hall is wet", now=clock.now())
    assert TOGETHER in teacher.get(offers_page(room)).text, "it can be planned anew"


def test_an_offer_is_named_only_by_who_took_it_up(app: Flask, teacher: Browser, room: Room) -> None:
    offer_id = offer(room, seen=Seen.SCHOOL)
    assert teacher.get(f"{new(room)}?offer={offer_id}").status_code == 404, "nobody took it up"
    begin(teacher, room, offer_id)
    _, colleague = room.world.make_class(room.school_id, "Room 9")
    room.world.enroll(room.school_id, room.class_id, colleague, EnrollmentRole.TEACHER)
    other = browser(app, principal_of(room.school_id, colleague))
    assert other.get(f"{new(room)}?offer={offer_id}").status_code == 404
    assert TOGETHER not in other.get(offers_page(room)).text
    assert announced(other, room, offer_id=offer_id).offer_id is None
