"""Programs sign a guardian up as the page does."""

from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.sign_ups.rules import Ask
from services.invitations.sign_ups.use_cases import add_slot
from shared import clock, context, ids
from shared.events.sign_ups import SignUpTaken, SlotKind
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser, problem

pytestmark = pytest.mark.row("X16")


@pytest.fixture
def slots(room: Room) -> str:
    """The address of the guardian's slots; one asks for three salads."""
    activity: Activity = announce(room.school_id, room.class_id, room.teacher)
    ask = Ask(kind=SlotKind.ITEM, language="en", title="Salads", needed=3)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        add_slot(activity, ask, now=clock.now())
    invitation_id = invitation_of(activity, room.guardian).id
    return f"/api/invitations/invitations/{invitation_id}/sign-ups"


@pytest.fixture
def program(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def put(program: Browser, path: str, **values: Any) -> Any:
    headers = {"Idempotency-Key": ids.new_id(), "Accept": "application/json"}
    return program.put(path, json=values, headers=headers)


def test_a_program_reads_the_slots_and_signs_up(program: Browser, slots: str) -> None:
    [slot] = program.get(slots).get_json()
    assert (slot["title"]["en"]["text"], slot["taken"], slot["mine"]) == ("Salads", 0, 0)
    answer = put(program, f"{slots}/{slot['slot_id']}", quantity=2, note="no nuts")
    assert (answer.get_json()["taken"], answer.get_json()["mine"]) == (2, 2)
    assert [one.quantity for one in recorded(SignUpTaken)] == [2]
    assert put(program, f"{slots}/{slot['slot_id']}", quantity=0).get_json()["taken"] == 0


@pytest.mark.parametrize("quantity", [-1, 21, "2", None, 1.5])
def test_an_impossible_number_is_refused(program: Browser, slots: str, quantity: Any) -> None:
    [slot] = program.get(slots).get_json()
    assert put(program, f"{slots}/{slot['slot_id']}", quantity=quantity).status_code == 422


def test_more_than_is_left_and_a_slot_that_is_not_there_are_problems(
    program: Browser, slots: str
) -> None:
    [slot] = program.get(slots).get_json()
    too_many = put(program, f"{slots}/{slot['slot_id']}", quantity=4)
    assert too_many.status_code == 422
    assert problem(too_many)["status"] == 422
    assert put(program, f"{slots}/{ids.new_id()}", quantity=1).status_code == 404


def test_somebody_elses_slots_are_not_found(app: Flask, room: Room, slots: str) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.get(slots).status_code == 404
