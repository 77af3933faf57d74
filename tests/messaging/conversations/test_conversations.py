"""A guardian and a teacher write to each other about a child; nobody else reads or writes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask

from services.messaging.conversations.models import Message
from shared import clock, ids
from shared.access import Purpose
from shared.events.evaluation import ClassChanged, EnrollmentChanged, EnrollmentRole, Role
from shared.tenancy import scope_of
from tests.messaging.mailboxes import Mailboxes, html_of, new_address, send, text_of
from tests.messaging.world import Family, World
from tests.web_client import Browser, browser, make_principal

LINK = re.compile(r"http://localhost(/go/[\w-]+)")


@dataclass(frozen=True, kw_only=True)
class Room:
    """A family's child in the class of a teacher whom mail reaches."""

    family: Family
    teacher_id: str
    class_id: str
    teacher_address: str
    place_id: str

    def seat(self, **changes: object) -> None:
        """The child's place in the class; changes are those of the roster's record."""
        values: dict[str, object] = {
            "enrollment_id": self.place_id,
            "class_id": self.class_id,
            "person_id": self.family.child_id,
            "role": EnrollmentRole.STUDENT,
            "primary": False,
            "active": True,
        }
        event = EnrollmentChanged(**{**values, **changes})  # type: ignore[arg-type]
        self.family.world.tell(self.family.school_id, event)

    @property
    def way_in(self) -> str:
        return f"/messages/write/{self.family.child_id}?to={self.teacher_id}&about=result/r1"


@pytest.fixture
def room(family: Family) -> Room:
    return make_room(family)


def make_room(family: Family) -> Room:
    world, school_id = family.world, family.school_id
    teacher_id = world.make_person(
        school_id, Role.TEACHER, given_name="Aroha", family_name="Parata"
    )
    address = new_address()
    world.reach(school_id, teacher_id, address)
    class_id = ids.new_id()
    world.tell(
        school_id,
        ClassChanged(class_id=class_id, title="Room 7", grades=("04",), active=True),
        EnrollmentChanged(
            enrollment_id=ids.new_id(),
            class_id=class_id,
            person_id=teacher_id,
            role=EnrollmentRole.TEACHER,
            primary=True,
            active=True,
        ),
    )
    made = Room(
        family=family,
        teacher_id=teacher_id,
        class_id=class_id,
        teacher_address=address,
        place_id=ids.new_id(),
    )
    made.seat()
    return made


SignedIn = Callable[..., Browser]


@pytest.fixture
def signed_in(app: Flask, family: Family) -> SignedIn:
    def as_person(person_id: str, school_id: str = family.school_id, **changes: object) -> Browser:
        values = {"person_ids": (person_id,), "schools": (school_id,), **changes}
        return browser(app, make_principal(**values))

    return as_person


def write(phone: Browser, room: Room, text: str = "Kia ora", **fields: str) -> str:
    values = {"to": room.teacher_id, "about": "result/r1"}
    data = {**values, "text": text, "idempotency_key": ids.new_id(), **fields}
    answer = phone.post(f"/messages/write/{room.family.child_id}", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).partition("?")[0]


def messages(room: Room) -> list[Message]:
    with scope_of(room.family.school_id):
        return list(Message.objects.order_by("number"))


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
    [path] = set(LINK.findall(text_of(mailboxes.only(room.teacher_address))))
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


@pytest.mark.row("R11")
def test_when_the_family_link_ends_the_guardian_neither_reads_nor_writes(
    room: Room, signed_in: SignedIn
) -> None:
    guardian, family = signed_in(room.family.guardian_id), room.family
    thread = write(guardian, room)
    family.world.make_guardian_link(
        family.school_id, family.guardian_id, family.child_id, data_access=False
    )
    assert guardian.get(thread).status_code == 404
    assert guardian.get(room.way_in).status_code == 404
    more = guardian.post(thread, data={"text": "More", "idempotency_key": ids.new_id()})
    assert more.status_code == 404
    assert "Aroha" not in guardian.get("/messages/").get_data(as_text=True)


def test_when_the_class_ends_both_still_read_and_nobody_writes(
    room: Room, signed_in: SignedIn
) -> None:
    guardian, teacher = signed_in(room.family.guardian_id), signed_in(room.teacher_id)
    thread = write(guardian, room)
    room.seat(ends_on=clock.now().date() - timedelta(days=1))
    for reader in (guardian, teacher):
        assert "Kia ora" in reader.get(thread).get_data(as_text=True)
        more = reader.post(thread, data={"text": "More", "idempotency_key": ids.new_id()})
        assert more.status_code == 403
    assert len(messages(room)) == 1


def test_nobody_else_reads_it(room: Room, world: World, signed_in: SignedIn) -> None:
    thread = write(signed_in(room.family.guardian_id), room)
    school_id = room.family.school_id
    other_parent = world.make_person(school_id, Role.GUARDIAN, given_name="Sam")
    world.make_guardian_link(school_id, other_parent, room.family.child_id)
    other_teacher = world.make_person(school_id, Role.TEACHER)
    principal = world.make_person(school_id, Role.PRINCIPAL)
    for person in (other_parent, other_teacher, principal):
        assert signed_in(person).get(thread).status_code == 404


def test_a_stranger_or_another_school_cannot_write(
    room: Room, world: World, signed_in: SignedIn
) -> None:
    other_school = world.make_school("Elsewhere")
    stranger = world.make_guardian(other_school)
    assert signed_in(stranger, other_school).get(room.way_in).status_code == 404
    other_teacher = world.make_person(room.family.school_id, Role.TEACHER)
    guardian = signed_in(room.family.guardian_id)
    path = f"/messages/write/{room.family.child_id}?to={other_teacher}"
    assert guardian.get(path).status_code == 404


def test_everybody_may_turn_to_the_schools_leader(
    room: Room, world: World, signed_in: SignedIn
) -> None:
    leader = world.make_person(room.family.school_id, Role.PRINCIPAL, given_name="Hine")
    guardian = signed_in(room.family.guardian_id)
    path = f"/messages/write/{room.family.child_id}?to={leader}"
    assert "Hine" in guardian.get(path).get_data(as_text=True)


@pytest.mark.row("S26")
def test_who_came_by_a_mail_to_the_childs_page_writes_from_there_about_this_child_only(
    room: Room, signed_in: SignedIn
) -> None:
    child_id = room.family.child_id
    came = Purpose(action="read", subject=f"child/{child_id}")
    guardian = signed_in(room.family.guardian_id, purpose=came)
    thread = write(guardian, room)
    assert thread == f"/messages/write/{child_id}"
    assert [one.text for one in messages(room)] == ["Kia ora"]
    elsewhere = Purpose(action="read", subject=f"child/{ids.new_id()}")
    assert signed_in(room.family.guardian_id, purpose=elsewhere).get(room.way_in).status_code == 403


@pytest.mark.row("S26")
def test_who_came_by_a_mail_to_the_childs_page_reads_nothing_that_was_written_before(
    room: Room, signed_in: SignedIn
) -> None:
    guardian, teacher = signed_in(room.family.guardian_id), signed_in(room.teacher_id)
    thread = write(guardian, room, "He is unwell")
    teacher.post(thread, data={"text": "Get well soon", "idempotency_key": ids.new_id()})
    came = Purpose(action="read", subject=f"child/{room.family.child_id}")
    held = signed_in(room.family.guardian_id, purpose=came)
    data = {"to": room.teacher_id, "text": "One more", "idempotency_key": ids.new_id()}
    sent = held.post(f"/messages/write/{room.family.child_id}", data=data)
    empty = {**data, "text": "", "idempotency_key": ids.new_id()}
    pages = [
        held.get(room.way_in),
        held.get(sent.headers["Location"]),
        held.post(f"/messages/write/{room.family.child_id}", data=empty),
    ]
    for page in [one.get_data(as_text=True) for one in pages]:
        assert 'name="text"' in page
        for text in ("He is unwell", "Get well soon", "One more"):
            assert text not in page
    assert "Sent." in pages[1].get_data(as_text=True)
    assert held.get(thread).status_code == 403
    assert len(messages(room)) == 3


def test_a_link_for_one_conversation_opens_no_other(
    room: Room, signed_in: SignedIn, app: Flask
) -> None:
    thread = write(signed_in(room.family.guardian_id), room)
    elsewhere = Purpose(action="answer", subject=f"conversation/{ids.new_id()}")
    held = signed_in(room.family.guardian_id, purpose=elsewhere)
    assert held.get(thread).status_code == 403


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
