"""Choosing whom an activity is for in a browser without JavaScript."""

from typing import Any

import pytest
from flask import Flask

from services.invitations.participation.rules import Part, Seen
from shared import ids
from shared.events.evaluation import Role
from shared.events.invitations import ActivityAnnounced, InvitationIssued
from tests.invitations.activities.test_pages import form, new
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.participation.telling import rest, tell
from tests.invitations.world import principal_of, run_jobs
from tests.web_client import Browser, browser


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def leader(app: Flask, room: Room) -> Browser:
    person = room.world.make_person(room.school_id, Role.PRINCIPAL)
    return browser(app, principal_of(room.school_id, person))


def looked(client: Browser, room: Room, **values: Any) -> str:
    """The form after a button that only looks something up."""
    answer = client.post(new(room), data=form(room, look="child", **values))
    assert answer.status_code == 200
    assert recorded(ActivityAnnounced) == []
    return answer.text


@pytest.mark.row("X20")
def test_a_child_is_found_by_some_letters_and_nothing_typed_is_lost(
    teacher: Browser, room: Room
) -> None:
    maia = room.world.make_child(
        room.school_id, room.class_id, room.guardian, given_name="Māia", family_name="Te Rangi"
    )
    for asked in ("mai", "MĀIA", "te ran", "rangi maia"):
        page = looked(teacher, room, child=asked, class_ids=[], title="Kept title")
        assert f'name="student_ids" value="{maia}"' in page, asked
        assert f'name="student_ids" value="{room.child}"' not in page
        assert "Kept title" in page
    page = looked(teacher, room, child="zzz", student_ids=[maia])
    assert f'value="{maia}" id="student_ids" checked' in page, "what is ticked stays"
    assert "No child of that name" in looked(teacher, room, child="zzz")


@pytest.mark.row("X20")
def test_a_teacher_finds_own_students_and_a_leader_all(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 9")
    _, child = room.world.make_family(room.school_id, other)
    assert f'name="student_ids" value="{child}"' not in looked(teacher, room, child="Sione")
    assert f'name="student_ids" value="{child}"' in looked(leader, room, child="Sione")
    elsewhere = room.world.make_school("Elsewhere")
    foreign_class, _ = room.world.make_class(elsewhere)
    _, foreign = room.world.make_family(elsewhere, foreign_class)
    assert foreign not in looked(leader, room, child="Sione")


def test_it_counts_whom_all_that_is_ticked_reaches_before_sending(
    teacher: Browser, room: Room
) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id, languages=("ar",))
    rest(room, guardian_id=other)
    page = looked(teacher, room, class_ids=[room.class_id])
    assert "<strong>2 families</strong>, 2 children" in page
    assert "They read best in 2 languages" in page
    assert "1 guardian said “not now”" in page
    assert "press “Count whom this reaches”" in looked(teacher, room, class_ids=[])


@pytest.mark.row("S112")
def test_interests_that_families_told_are_offered_as_an_audience(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    tell(room, Part.INTERESTS, "music", "cooking", seen=Seen.TEACHERS)
    assert 'name="interests" value="music"' in looked(teacher, room)
    assert 'name="interests" value="sport"' not in looked(teacher, room)
    assert 'name="interests"' not in looked(leader, room), "it was told to teachers alone"
    values = form(room, class_ids=[], interests=["music"], idempotency_key=ids.new_id())
    assert teacher.post(new(room), data=values).status_code == 303
    run_jobs()
    assert [one.guardian_id for one in recorded(InvitationIssued)] == [room.guardian]


@pytest.mark.row("S104")
def test_it_says_how_many_like_other_ways_than_coming_if_that_is_for_the_reader(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 12)
    for number, guardian in enumerate(guardians):
        also = ["at-school"] if number == 0 else []
        tell(room, Part.WAYS, "by-phone", *also, guardian_id=guardian)
    said = "11 guardians like to take part at home, by video or by phone"
    assert said in looked(teacher, room, class_ids=[room.class_id])
    assert "guardians like to take part" not in looked(leader, room, class_ids=[room.class_id])


def test_a_leader_chooses_years_and_the_school_and_a_teacher_does_not(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    names = ('name="grades" value="4"', 'name="everyone"')
    assert [name in looked(leader, room) for name in names] == [True, True]
    assert [name in looked(teacher, room) for name in names] == [False, False]
    forged = form(room, class_ids=[], everyone="1")
    assert teacher.post(new(room), data=forged).status_code == 403
    assert leader.post(new(room), data=forged | {"idempotency_key": "k2"}).status_code == 303


def test_nobody_chosen_is_said_at_the_field(teacher: Browser, room: Room) -> None:
    answer = teacher.post(new(room), data=form(room, class_ids=[], title=""))
    assert answer.status_code == 422
    assert "2 things to fix" in answer.text
    assert "Choose whom you invite" in answer.text
    assert 'href="#class_ids"' in answer.text
