"""What staff meet: timetables on every kind of paper, booking for a family, the sheet, who came."""

import re

import pytest
from flask import Flask

from services.invitations.conferences import files
from services.invitations.conferences.models import Conference
from shared import store
from shared.events.conferences import SlotReleased
from tests.invitations.conferences.rounds import (
    needs,
    open_round,
    slots,
    take,
    talks,
)
from tests.invitations.conferences.staff import HERE, at, send, text
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser


@pytest.mark.row("R10")
def test_a_teacher_sees_own_times_and_a_leader_all(
    app: Flask, teacher: Browser, leader: Browser, room: Room
) -> None:
    class_id, colleague = room.world.make_class(room.school_id, "Room 8")
    conference = open_round(room.school_id, [room.class_id, class_id], colleague)
    [talk] = take(conference, room.guardian, [slots(conference, room.teacher)[0]])
    own, others = at(conference, f"/t/{room.teacher}"), at(conference, f"/t/{colleague}")
    for path in (own, f"{own}/timetable.ics"):
        assert "Mele Fifita" in text(teacher, path)
    text(teacher, others, 404)
    text(teacher, f"{others}/timetable.ics", 404)
    assert "Mele Fifita" in text(leader, own)
    text(leader, others)
    sheet = f"{HERE}/s/{room.school_id}/talks/{talk.id}"
    text(teacher, sheet)
    text(leader, sheet, 404)
    outsider = room.world.make_class(room.school_id, "Room 9")[1]
    stranger = browser(app, principal_of(room.school_id, outsider))
    for path in (at(conference), own, sheet, at(conference, "/families")):
        text(stranger, path, 404)


@pytest.mark.row("X15", "S90")
def test_a_timetable_is_a_calendar_and_a_pdf(
    teacher: Browser, room: Room, conference: Conference
) -> None:
    take(conference, room.guardian, [slots(conference)[0]])
    path = at(conference, f"/t/{room.teacher}")
    calendar = text(teacher, f"{path}/timetable.ics")
    assert "Mele Fifita" in calendar
    assert calendar.count("BEGIN:VEVENT") == 1
    # A plain machine may lack Pango, with which it is drawn: then no page offers it.
    assert ("timetable.pdf" in text(teacher, path)) == files.makes_pdf()
    answer = teacher.get(f"{path}/timetable.pdf")
    drawn = (answer.mimetype, answer.get_data()[:5]) == ("application/pdf", b"%PDF-")
    assert drawn == files.makes_pdf()


def test_where_no_pdf_can_be_made_none_is_offered(
    teacher: Browser, room: Room, conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.invitations.conferences.files.makes_pdf", lambda: False)
    path = at(conference, f"/t/{room.teacher}")
    assert "timetable.pdf" not in text(teacher, path)
    text(teacher, f"{path}/timetable.pdf", 404)


@pytest.mark.row("R9")
def test_staff_book_for_a_family_that_phones(
    teacher: Browser, room: Room, conference: Conference
) -> None:
    page = text(teacher, at(conference, "/families"))
    assert "Sione Fifita" in page
    path = at(conference, f"/for/{room.guardian}")
    [need] = needs(conference, room.guardian)
    value = f"{need.key}/{slots(conference)[0].id}"
    assert send(teacher, f"{path}/book", slots=value).status_code == 422
    assert send(teacher, f"{path}/book", slots=value, channel="phone").status_code == 303
    [talk] = talks(conference)
    assert (talk.channel, talk.entered_by, talk.is_booked) == ("phone", room.teacher, True)
    assert "entered by" in text(teacher, at(conference, f"/t/{room.teacher}"))
    send(teacher, f"{path}/release/{talk.id}", channel="phone")
    assert recorded(SlotReleased)[0].reason == "staff"
    send(teacher, f"{path}/without", need=need.key, answer="phone", channel="paper", note="Monday")
    assert "Monday" in text(teacher, at(conference, f"/t/{room.teacher}"))
    actions = store.database()["audit"].distinct("action")
    assert {"slot.booked-on-behalf", "slot.released-on-behalf"} <= set(actions)
    text(teacher, at(conference, "/for/nobody"), 404)


@pytest.mark.row("S85", "S90")
def test_the_sheet_begins_with_the_familys_hopes_and_keeps_what_was_agreed(
    teacher: Browser, room: Room, conference: Conference
) -> None:
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    sheet = f"{HERE}/s/{room.school_id}/talks/{talk.id}"
    assert "begin the talk with this question" in text(teacher, sheet)
    assert send(teacher, f"{sheet}/items", items="Reading\nFriends").status_code == 303
    assert send(teacher, f"{sheet}/notes", notes="").status_code == 422
    values = {"notes": "He explains well.", "who_1": "family", "what_1": "Count the stairs"}
    assert send(teacher, f"{sheet}/notes", **values).status_code == 303
    assert "Waits for the family" in text(teacher, sheet)
    send(teacher, f"{sheet}/confirm", agrees="1", channel="phone")
    [kept] = talks(conference)
    assert kept.confirmations[0]["entered_by"] == room.teacher
    send(teacher, f"{sheet}/notes", **{**values, "notes": "He explains very well."})
    assert talks(conference)[0].confirmations == []


@pytest.mark.row("S90", "S93")
def test_who_came_and_who_did_not_is_ticked_and_taken_back(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    from services.invitations.conferences.rules import Format

    conference = open_round(room.school_id, [room.class_id], room.teacher, form=Format.STUDENT_LED)
    [talk] = take(conference, room.guardian, [slots(conference)[0]])
    timetable = at(conference, f"/t/{room.teacher}")
    came = f"{timetable}/came/{talk.id}"
    send(teacher, came, came="no")
    assert "Booked, did not come" in text(teacher, timetable)
    send(teacher, came, came="")
    send(teacher, came, came="yes", led="true")
    assert "The student led" in text(teacher, timetable)
    page = re.sub(r"\s+", " ", text(leader, f"{HERE}/staff"))
    assert "Talks led by students" in page
    assert "of 1 talk that took place" in page
    assert "Talks led by students" not in text(teacher, f"{HERE}/staff")
