"""Who may begin a conversation, read it and go on with it."""

from datetime import timedelta

import pytest
from flask import Flask

from shared import clock, ids
from shared.access import Purpose
from shared.events.evaluation import Role
from tests.messaging.conversations.room import Room, SignedIn, messages, write
from tests.messaging.world import World


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
