"""Staff enter answers for who stands for a child; what cannot count is said, the form is kept."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from services.invitations.activities.models import Activity
from shared import clock
from shared.events.evaluation import Role
from shared.events.invitations import InvitationAnswered
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import id_of, move, second_guardian
from tests.invitations.world import announce, principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("R9", "R11")
NOBODY = "The school’s records name this person for no child here any more."


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def hub(activity: Activity) -> str:
    return f"/invitations/activities/s/{activity.school_id}/{activity.id}"


def enter(teacher: Browser, activity: Activity, guardian: str) -> TestResponse:
    form = {
        "answer": "yes",
        "adults": "3",
        "children": "1",
        "note": "Rang at noon",
        "channel": "phone",
    }
    answer: TestResponse = teacher.post(
        f"{hub(activity)}/answer/{id_of(activity, guardian)}", data=form
    )
    return answer


def is_refused(answer: TestResponse, why: str) -> None:
    """The form is there again, with what was typed and why it does not count."""
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert why in page
    assert "Rang at noon" in page
    assert 'value="3"' in page
    assert recorded(InvitationAnswered) == []


@pytest.mark.parametrize("what_ended", ["link", "record"])
def test_no_answer_is_entered_for_who_stands_for_nobody(
    teacher: Browser, room: Room, activity: Activity, what_ended: str
) -> None:
    if what_ended == "link":
        room.world.link(room.school_id, room.guardian, room.child, active=False)
    else:
        room.world.make_person(room.school_id, Role.STUDENT, person_id=room.child, active=False)
    is_refused(enter(teacher, activity, room.guardian), NOBODY)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "cancelled"}, "This does not take place."),
        ({"starts_at": clock.now() - timedelta(hours=1)}, "The day to answer by is over."),
    ],
)
def test_what_cannot_be_entered_any_more_is_said_and_the_form_is_kept(
    teacher: Browser, room: Room, activity: Activity, changes: dict[str, Any], why: str
) -> None:
    move(activity, **changes)
    is_refused(enter(teacher, activity, room.guardian), why)


@pytest.mark.parametrize("page", ["", "/families"])
def test_staff_are_offered_to_answer_for_whom_it_can_count(
    teacher: Browser, room: Room, activity: Activity, page: str
) -> None:
    path, link = f"{hub(activity)}{page}", f"{hub(activity)}/answer/"
    assert f"{link}{id_of(activity, room.guardian)}" in teacher.get(path).text
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert link not in teacher.get(path).text
    room.world.link(room.school_id, room.guardian, room.child)
    move(activity, state="cancelled")
    assert link not in teacher.get(path).text


@pytest.mark.parametrize("page", ["", "/families"])
def test_staff_answer_for_the_guardian_who_is_left(teacher: Browser, room: Room, page: str) -> None:
    other = second_guardian(room, household=False)
    activity = announce(room.school_id, room.class_id, room.teacher)
    assert enter(teacher, activity, room.guardian).status_code == 303
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    shown = teacher.get(f"{hub(activity)}{page}").text
    assert f"{hub(activity)}/answer/{id_of(activity, other)}" in shown
    assert f"{hub(activity)}/answer/{id_of(activity, room.guardian)}" not in shown
