"""The home page's part for each role."""

from flask import Flask

from shared.events.evaluation import Role
from shared.events.invitations import ActivityKind
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import browser

PATH = "/invitations/fragments/home"


def fragment(app: Flask, school_id: str, person_id: str) -> str:
    answer = browser(app, principal_of(school_id, person_id)).get(PATH)
    assert answer.status_code == 200
    page = str(answer.get_data(as_text=True))
    assert "<html" not in page
    return page


def test_a_family_answers_from_the_home_page(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    page = fragment(app, room.school_id, room.guardian)
    own = invitation_of(activity, room.guardian).id
    assert f'action="/invitations/i/{own}/quick"' in page
    for choice in ("yes", "maybe", "help", "no"):
        assert f'name="answer" value="{choice}"' in page


def test_a_teacher_sees_how_the_answers_stand(app: Flask, room: Room) -> None:
    announce(room.school_id, room.class_id, room.teacher)
    page = fragment(app, room.school_id, room.teacher)
    assert "Reached 0 of 1 families, 0 answered" in page


def test_a_leader_and_a_coordinator_see_the_mix_of_kinds(app: Flask, room: Room) -> None:
    for kind in (ActivityKind.PARTNERSHIP, ActivityKind.COLLABORATION, ActivityKind.COLLABORATION):
        announce(room.school_id, room.class_id, room.teacher, kind=kind)
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL)
    coordinator = room.world.make_person(room.school_id, Role.COUNSELOR)
    room.world.appoint(room.school_id, coordinator)
    for person in (leader, coordinator):
        page = fragment(app, room.school_id, person)
        assert page.index("Partnership") < page.index('<td class="num">1</td>')
        assert '<td class="num">2</td>' in page
        assert "Mele" not in page


def test_a_student_sees_the_class_activities_and_no_answers(app: Flask, room: Room) -> None:
    announce(room.school_id, room.class_id, room.teacher)
    page = fragment(app, room.school_id, room.child)
    assert "Your child teaches you a number game" in page
    assert "<form" not in page
    assert "answered" not in page


def test_strangers_get_nothing(app: Flask) -> None:
    assert browser(app).get(PATH).status_code == 401
