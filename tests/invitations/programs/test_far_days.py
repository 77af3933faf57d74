"""Days that no clock can tell are refused by the pages' forms too."""

import pytest
from flask import Flask

from tests.invitations.activities.forms import new, typed
from tests.invitations.conferences.staff import HERE, round_form, send
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

FAR = ["0001-01-01", "9999-12-31", "1999-12-31", "2200-01-01", "20270101", "2027-W01-1"]


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.mark.parametrize("day", FAR)
def test_an_activity_is_on_no_such_day(teacher: Browser, room: Room, day: str) -> None:
    for name in ("day", "answer_by", "send_on"):
        answer = teacher.post(new(room), data=typed(room, **{name: day}))
        assert answer.status_code == 422
        assert "Choose a day from the calendar" in answer.text


@pytest.mark.parametrize("day", FAR[:3])
def test_talks_are_on_no_such_day(teacher: Browser, room: Room, day: str) -> None:
    for name in ("day_1", "opens", "closes"):
        form = round_form(room, **{name: day})
        assert send(teacher, f"{HERE}/s/{room.school_id}/new", **form).status_code == 422
