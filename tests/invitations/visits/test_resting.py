"""A visit may be asked for although a family said "not now": the teacher knows that some did."""

import pytest
from flask import Flask

from tests.invitations.participation.telling import rest
from tests.invitations.visits.conftest import Staffroom
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("S84", "S21")


@pytest.fixture
def teacher(app: Flask, staffroom: Staffroom) -> Browser:
    return browser(app, principal_of(staffroom.room.school_id, staffroom.room.teacher))


def test_a_teacher_reads_how_many_families_rest_and_not_who(
    teacher: Browser, staffroom: Staffroom
) -> None:
    room = staffroom.room
    path = f"/invitations/visits/s/{room.school_id}/new"
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Ravi")
    before = teacher.get(path).get_data(as_text=True)
    assert "not now" not in before
    rest(room)
    page = teacher.get(path).get_data(as_text=True)
    assert "1 of these guardians said “not now”" in page
    assert [one in page for one in (room.guardian, other)] == [True, True], "both can be asked"
    options = [text.split('name="guardian_id"')[1].split("</select>")[0] for text in (before, page)]
    assert options[0] == options[1], "nothing beside a name tells who"
