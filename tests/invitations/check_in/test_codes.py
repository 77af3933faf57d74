"""A family's code: it says nothing about anybody, and works at its activity for its people only."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from services.invitations.activities.models import Activity
from services.invitations.check_in.rules import (
    ALPHABET,
    door_code,
    pass_token,
    read_pass_token,
    spoken_code,
    typed_code,
)
from shared import clock, ids
from shared.access import Purpose
from shared.events.invitations import AttendanceRecorded
from tests.invitations.check_in.test_check_in import door
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser, make_principal

pytestmark = pytest.mark.row("S36")


def code_of(activity: Activity, guardian: str) -> str:
    return door_code(activity.id, invitation_of(activity, guardian).family_key)


@given(st.uuids(), st.text(ALPHABET, min_size=8, max_size=8))
def test_a_pass_is_read_as_it_was_made(activity_id: object, code: str) -> None:
    token = pass_token(str(activity_id), code)
    assert read_pass_token(token) == (str(activity_id), code)
    assert len(token) == 28


@given(st.text(max_size=40))
def test_what_is_no_pass_is_read_as_none(text: str) -> None:
    found = read_pass_token(text)
    assert found is None or pass_token(*found) == text


def test_a_code_is_typed_as_people_type() -> None:
    assert typed_code(" k7qf-2m9o ") == "K7QF2M90"
    assert typed_code("il-IL") == "1111"


def test_a_family_shows_its_code_with_a_link_from_its_mail(
    app: Flask, room: Room, activity: Activity
) -> None:
    invitation = invitation_of(activity, room.guardian)
    limited = make_principal(
        person_ids=(room.guardian,),
        schools=(room.school_id,),
        purpose=Purpose(action="answer", subject=f"invitation/{invitation.id}"),
    )
    answer = browser(app, limited).get(f"/invitations/i/{invitation.id}/pass")
    page = answer.get_data(as_text=True)
    assert spoken_code(code_of(activity, room.guardian)) in page
    assert "<svg" in page
    assert "style=" not in page
    other = browser(app, principal_of(room.school_id, room.teacher))
    assert other.get(f"/invitations/i/{invitation.id}/pass").status_code == 404


def test_a_scan_leads_staff_to_the_family_and_changes_nothing(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    token = pass_token(activity.id, code_of(activity, room.guardian))
    answer = teacher.get(f"/invitations/d/{token}", follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert "Mele Fifita" in page
    assert recorded(AttendanceRecorded) == []
    [action] = re.findall(r'action="([^"]*/invited/[^"]*)"', page)
    form = {"mode": "in-person", "adults": "1", "children": "1", "idempotency_key": ids.new_id()}
    assert teacher.post(action, data=form).status_code == 303
    again = teacher.get(f"/invitations/d/{token}", follow_redirects=True)
    assert "ticked already" in again.get_data(as_text=True)
    _, stranger = room.world.make_class(room.school_id, "Room 8")
    for_stranger = browser(app, principal_of(room.school_id, stranger))
    assert for_stranger.get(f"/invitations/d/{token}", follow_redirects=True).status_code == 404
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.get(f"/invitations/d/{token}").status_code == 403
    assert browser(app).get(f"/invitations/d/{token}").status_code == 303  # to the sign-in


def test_a_typed_code_finds_its_family_and_no_other(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    code = code_of(activity, room.guardian)
    typed = spoken_code(code).lower()
    answer = teacher.post(door(activity, "/code"), data={"code": typed})
    assert answer.location.endswith(f"/code/{code}")
    other = announce(room.school_id, room.class_id, room.teacher)
    assert code_of(other, room.guardian) != code
    wrong = teacher.post(door(other, "/code"), data={"code": typed})
    assert wrong.status_code == 422
    assert "No invited family has this code" in wrong.get_data(as_text=True)
    assert teacher.get(door(activity, "/code/ABCD")).status_code == 404


def test_who_said_yes_and_did_not_come_is_named_without_blame_after_the_end(
    app: Flask, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    activity = announce(
        room.school_id,
        room.class_id,
        room.teacher,
        starts_at=now + timedelta(hours=2),
        ends_at=now + timedelta(hours=3),
        answer_by=now + timedelta(hours=1),
    )
    family = browser(app, principal_of(room.school_id, room.guardian))
    path = f"/invitations/i/{invitation_of(activity, room.guardian).id}"
    family.post(path, data={"answer": "yes", "adults": "1", "children": "1"})
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert "did not come" not in teacher.get(door(activity)).get_data(as_text=True)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=4))
    later = browser(app, principal_of(room.school_id, room.teacher))
    page = later.get(door(activity)).get_data(as_text=True)
    assert "Said yes and did not come" in page
    assert recorded(AttendanceRecorded) == []
