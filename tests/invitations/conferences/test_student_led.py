"""A student invites, prepares and leads; family and teacher read it, nobody else."""

from typing import Any

import pytest
from flask import Flask

from services.invitations.conferences.rules import Format
from shared import ids
from tests.invitations.conferences.rounds import open_round, slots, take
from tests.invitations.facts import everything_recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

HERE = "/invitations/conferences"


def send(visitor: Browser, path: str, **values: Any) -> int:
    form = {"idempotency_key": ids.new_id(), **values}
    return int(visitor.post(f"{HERE}{path}", data=form).status_code)


def text(visitor: Browser, path: str) -> str:
    return str(visitor.get(f"{HERE}{path}").get_data(as_text=True))


@pytest.mark.row("S93", "S94")
def test_a_student_invites_the_family_prepares_and_shows(app: Flask, room: Room) -> None:
    conference = open_round(room.school_id, [room.class_id], room.teacher, form=Format.STUDENT_LED)
    student, family, teacher = (
        browser(app, principal_of(room.school_id, who))
        for who in (room.child, room.guardian, room.teacher)
    )
    assert "has not booked yet" in text(student, "/own")
    words = {"invitation": "Come and see my river!", "proud": "My map", "next_step": "Fractions"}
    assert send(student, f"/own/{conference.id}", **words) == 303
    assert "Come and see my river!" in text(student, f"/own/{conference.id}")
    assert "Come and see my river!" in text(family, f"/c/{conference.id}")
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    assert "My map" in text(family, f"/b/{talk.slot_id}")
    assert "Fractions" in text(teacher, f"/s/{room.school_id}/talks/{talk.id}")
    assert "has not booked yet" not in text(student, "/own")
    assert "river" not in everything_recorded()


def test_a_talk_that_the_family_leads_is_no_students_page(app: Flask, room: Room) -> None:
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    student = browser(app, principal_of(room.school_id, room.child))
    assert "No conference to lead now" in text(student, "/own")
    assert send(student, f"/own/{conference.id}", proud="x") == 404
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert send(family, f"/own/{conference.id}", proud="x") == 403


@pytest.mark.row("R10")
def test_a_classmate_sees_nothing_of_it(app: Flask, room: Room) -> None:
    conference = open_round(room.school_id, [room.class_id], room.teacher, form=Format.STUDENT_LED)
    mate = room.world.make_child(room.school_id, room.class_id, given_name="Tama")
    student, other = (browser(app, principal_of(room.school_id, who)) for who in (room.child, mate))
    send(student, f"/own/{conference.id}", proud="My map")
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    assert "My map" not in text(other, f"/own/{conference.id}")
    assert str(talk.slot_id) not in text(other, "/own")
    assert other.get(f"{HERE}/b/{talk.slot_id}").status_code == 404
