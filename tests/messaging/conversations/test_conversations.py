"""A guardian and a teacher write to each other about a child; nobody else reads or writes."""

import pytest

from shared import ids
from tests.messaging.conversations.room import Room, SignedIn, messages, write
from tests.messaging.mailboxes import Mailboxes, html_of, link_in, send, text_of
from tests.web_client import Browser


@pytest.mark.row("S26")
def test_a_guardian_writes_from_the_childs_page_and_the_teacher_answers_in_the_same_thread(
    room: Room, signed_in: SignedIn, mailboxes: Mailboxes
) -> None:
    guardian, teacher = signed_in(room.family.guardian_id), signed_in(room.teacher_id)
    page = guardian.get(room.way_in).get_data(as_text=True)
    assert "Aroha Parata" in page
    assert "Room 7" in page
    thread = write(guardian, room, "Sione was sick, sorry.")
    answer = teacher.post(thread, data={"text": "Thank you!", "idempotency_key": ids.new_id()})
    assert answer.status_code == 303
    read = guardian.get(thread).get_data(as_text=True)
    assert read.index("Sione was sick, sorry.") < read.index("Thank you!")
    assert [one.about for one in messages(room)] == ["result/r1", None]
    send()
    for address, author in (
        (room.teacher_address, "Mele Fifita"),
        (room.family.address, "Aroha Parata"),
    ):
        mail = mailboxes.only(address)
        assert mail["Subject"] == "A message for you from Kōwhai Street School"
        for part in (text_of(mail), html_of(mail)):
            assert author in part
            assert "sick" not in part
            assert "Thank you!" not in part


@pytest.mark.row("S26")
def test_the_mails_link_opens_the_thread_without_a_password_and_nothing_else(
    room: Room, signed_in: SignedIn, mailboxes: Mailboxes, phone: Browser
) -> None:
    thread = write(signed_in(room.family.guardian_id), room)
    send()
    path = link_in(mailboxes.only(room.teacher_address))
    assert phone.get(path).status_code == 200
    opened = phone.post(path)
    assert opened.headers["Location"].endswith(thread)
    assert "Kia ora" in phone.get(thread).get_data(as_text=True)
    sent = phone.post(thread, data={"text": "Got it", "idempotency_key": ids.new_id()})
    assert sent.status_code == 303
    assert phone.get("/messages/").status_code == 403
    assert [one.text for one in messages(room)] == ["Kia ora", "Got it"]


def test_a_double_tap_writes_once(room: Room, signed_in: SignedIn) -> None:
    guardian, key = signed_in(room.family.guardian_id), ids.new_id()
    first = write(guardian, room, idempotency_key=key)
    assert write(guardian, room, idempotency_key=key) == first
    assert len(messages(room)) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_nothing_or_too_much_is_said_at_the_field_and_kept(
    room: Room, signed_in: SignedIn, text: str
) -> None:
    guardian = signed_in(room.family.guardian_id)
    data = {"to": room.teacher_id, "text": text, "idempotency_key": ids.new_id()}
    answer = guardian.post(f"/messages/write/{room.family.child_id}", data=data)
    assert answer.status_code == 422
    assert text.strip() in answer.get_data(as_text=True)
    assert messages(room) == []


def test_what_a_message_is_about_cannot_be_just_anything(room: Room, signed_in: SignedIn) -> None:
    write(signed_in(room.family.guardian_id), room, about="<script>")
    assert [one.about for one in messages(room)] == [None]


@pytest.mark.row("S26")
def test_the_teacher_sees_that_the_message_is_about_a_result(
    room: Room, signed_in: SignedIn
) -> None:
    guardian, teacher = signed_in(room.family.guardian_id), signed_in(room.teacher_id)
    assert "About a result" in guardian.get(room.way_in).get_data(as_text=True)
    thread = write(guardian, room)
    assert "About a result" in teacher.get(thread).get_data(as_text=True)


def test_who_has_no_messages_yet_is_told_how_they_begin(room: Room, signed_in: SignedIn) -> None:
    family, teacher = (
        signed_in(one).get("/messages/").get_data(as_text=True)
        for one in (room.family.guardian_id, room.teacher_id)
    )
    assert "a button beside the teacher’s name" in family
    assert "When a family writes to you" in teacher
