"""When an activity is over, staff say what students, families and teachers each got from it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from shared import clock, ids, store
from shared.events.activities import ActivityHeld
from shared.events.evaluation import EnrollmentRole, Role
from tests.invitations.activities.forms import page_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("S5")


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def over(room: Room, teacher: Browser) -> Activity:
    """An activity to which one family came."""
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation = invitation_of(activity, room.guardian).id
    tick = f"{page_of(room, activity.id)}/check-in/invited/{invitation}"
    sent = {"mode": "in-person", "adults": "1", "children": "1"}
    assert teacher.post(tick, data=sent).status_code == 303
    past = clock.now() - timedelta(hours=2)
    times = {"starts_at": past - timedelta(hours=1), "ends_at": past, "answer_by": past}
    store.database()["activities"].update_one({"_id": activity.id}, {"$set": times})
    return activity


def said(**changes: Any) -> dict[str, Any]:
    values = {
        "students": ["learned", "joy"],
        "families_words": "Grandmothers taught us a kanarie song.",
        "idempotency_key": ids.new_id(),
    }
    return {**values, **changes}


def test_what_each_of_the_three_got_is_shown_and_told_without_words(
    room: Room, teacher: Browser, over: Activity
) -> None:
    page = page_of(room, over.id)
    assert f"{page}/close" in teacher.get(page).text
    for _ in range(2):
        answer = teacher.post(f"{page}/close", data=said())
        assert answer.location == f"{page}#gained"
    [told] = recorded(ActivityHeld)
    assert (told.families, told.told) == (1, ("students", "families"))
    assert (told.students_gained, told.families_gained) == (("learned", "joy"), ())
    assert "kanarie" not in everything_recorded()
    shown = teacher.get(page).text
    assert "Learned something new" in shown
    assert "kanarie song" in shown
    assert "kanarie song" in teacher.get(f"{page}/close").text, "it can be said better"
    teacher.post(f"{page}/close", data=said(teachers=["know-each-other"]))
    assert recorded(ActivityHeld)[-1].told == ("students", "families", "teachers")


def test_nothing_at_all_is_no_answer(room: Room, teacher: Browser, over: Activity) -> None:
    page = f"{page_of(room, over.id)}/close"
    nothing = said(students=[], families_words=" ")
    answer = teacher.post(page, data=nothing)
    assert answer.status_code == 422
    assert "Say of at least one of the three" in answer.text
    assert teacher.post(page, data=said(students=["wealth"])).status_code == 422
    assert teacher.post(page, data=said(families_words="x" * 301)).status_code == 422
    assert recorded(ActivityHeld) == []


def test_what_is_still_to_come_or_was_cancelled_is_not_closed(
    room: Room, teacher: Browser, over: Activity
) -> None:
    coming = announce(room.school_id, room.class_id, room.teacher)
    store.database()["activities"].update_one({"_id": over.id}, {"$set": {"state": "cancelled"}})
    for activity in (coming, over):
        page = page_of(room, activity.id)
        assert teacher.get(f"{page}/close").status_code == 404
        assert teacher.post(f"{page}/close", data=said()).status_code == 404
        assert "What came of it" not in teacher.get(page).text


def test_who_neither_received_families_nor_leads_reads_it_only(
    app: Flask, room: Room, teacher: Browser, over: Activity
) -> None:
    page = page_of(room, over.id)
    colleague = room.world.make_person(room.school_id, Role.TEACHER)
    room.world.enroll(room.school_id, room.class_id, colleague, EnrollmentRole.TEACHER)
    teacher.post(f"{page}/close", data=said())
    other = browser(app, principal_of(room.school_id, colleague))
    assert "kanarie song" in other.get(page).text
    assert other.post(f"{page}/close", data=said()).status_code == 403
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.get(f"{page}/close").status_code == 403
