"""Learning at home: told in seconds, seen by the child's teacher, its words in no event."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shared import clock, ids
from shared.events.invitations import HomePracticeRecorded
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

PATH = "/invitations/home-learning/"


@pytest.fixture
def guardian(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def form(room: Room, **changes: Any) -> dict[str, Any]:
    return {
        "student_id": room.child,
        "kind": "talking",
        "practised_on": clock.now().date().isoformat(),
        "words": "Na’a ma talanoa",
        "idempotency_key": ids.new_id(),
        **changes,
    }


def test_what_a_family_tells_is_counted_once_without_its_words(
    guardian: Browser, room: Room
) -> None:
    values = form(room)
    for _ in range(2):
        assert guardian.post(PATH, data=values).status_code == 303
    [told] = recorded(HomePracticeRecorded)
    assert (told.guardian_id, told.student_id, told.kind) == (room.guardian, room.child, "talking")
    assert "talanoa" not in everything_recorded()
    assert "talanoa" in guardian.get(PATH).get_data(as_text=True)


def test_the_childs_teacher_sees_it_and_no_other(app: Flask, guardian: Browser, room: Room) -> None:
    guardian.post(PATH, data=form(room))
    _, other = room.world.make_class(room.school_id, "Room 8")
    pages = [
        browser(app, principal_of(room.school_id, teacher))
        .get(f"{PATH}s/{room.school_id}")
        .get_data(as_text=True)
        for teacher in (room.teacher, other)
    ]
    assert ["talanoa" in page for page in pages] == [True, False]


def test_children_stand_in_the_order_of_their_names(guardian: Browser, room: Room) -> None:
    later = [
        room.world.make_child(room.school_id, room.class_id, room.guardian, given_name=name)
        for name in ("Vai", "Ana", "Losa")
    ]
    vai, ana, losa = later
    page = guardian.get(PATH).get_data(as_text=True)
    chosen = re.findall(r'name="student_id"[^>]* value="([^"]+)"', page)
    assert chosen == [ana, losa, room.child, vai]


def test_only_own_children_and_recent_days(guardian: Browser, room: Room) -> None:
    _, strange = room.world.make_family(room.school_id, room.class_id)
    assert guardian.post(PATH, data=form(room, student_id=strange)).status_code == 404
    for days in (-3, 60):
        day = (clock.now() - timedelta(days=days)).date().isoformat()
        assert guardian.post(PATH, data=form(room, practised_on=day)).status_code == 422
    assert guardian.post(PATH, data=form(room, kind="")).status_code == 422
    room.world.link(room.school_id, room.guardian, room.child, data_access=False)
    assert guardian.post(PATH, data=form(room)).status_code == 404
    assert recorded(HomePracticeRecorded) == []


def test_a_session_for_one_invitation_tells_nothing(app: Flask, room: Room) -> None:
    from shared.access import Purpose

    purpose = Purpose(action="answer", subject="invitation/x")
    limited = browser(app, principal_of(room.school_id, room.guardian, purpose=purpose))
    assert limited.post(PATH, data=form(room)).status_code == 403
