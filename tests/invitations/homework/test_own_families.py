"""What a teacher notes of a family's homework: for families taught, and never over their words."""

import pytest
from flask import Flask

from services.invitations.homework.models import HelpRequest, HomeworkReply
from services.invitations.homework.rules import is_count_shown
from shared.events.evaluation import EnrollmentRole, Role
from shared.events.homework import HelpAsked
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.homework.conftest import SetTask, home_path, staff_path, text, told_form
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser


@pytest.mark.row("R9")
def test_a_guardians_own_words_stay_when_staff_enter_none(
    guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    guardian.post(home_path(task, "/reply"), data=told_form())
    path = staff_path(room, f"/{task}/for/{room.child}/{room.guardian}")
    told = told_form(channel="paper", words="", helped="partly")
    assert teacher.post(path, data=told).status_code == 303
    with scope_of(room.school_id):
        kept = HomeworkReply.objects.get(homework_id=task)
    assert (kept.helped, kept.words) == ("partly", "Na’a ma kuki")


@pytest.mark.row("S123")
def test_a_request_for_help_is_answered_by_who_teaches_the_child(
    app: Flask, guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    other_class, colleague = room.world.make_class(room.school_id, "Room 8")
    room.world.enroll(room.school_id, other_class, room.teacher, EnrollmentRole.TEACHER)
    task = set_task(class_ids=[room.class_id, other_class])
    guardian.post(home_path(task, "/help"), data={"question": "Which pot?"})
    [asked] = recorded(HelpAsked)
    path = staff_path(room, f"/{task}/help/{asked.request_id}")
    stranger = browser(app, principal_of(room.school_id, colleague))
    assert stranger.get(staff_path(room, f"/{task}")).status_code == 200
    assert stranger.post(path).status_code == 404
    with scope_of(room.school_id):
        assert HelpRequest.objects.get(id=asked.request_id).is_open
    assert teacher.post(path).status_code == 303


@pytest.mark.row("R11")
def test_when_a_link_ends_its_replies_are_shown_to_nobody(
    guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    guardian.post(home_path(task, "/reply"), data=told_form())
    assert "Na’a ma kuki" in text(teacher, staff_path(room, f"/{task}"))
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert "Na’a ma kuki" not in text(teacher, staff_path(room, f"/{task}"))


@pytest.mark.row("R7")
def test_who_leads_sees_no_small_number_of_families_that_told(
    app: Flask, guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    guardian.post(home_path(task, "/reply"), data=told_form())
    leader = browser(
        app,
        principal_of(room.school_id, room.world.make_person(room.school_id, Role.PRINCIPAL)),
    )
    for path in (staff_path(room), staff_path(room, f"/{task}")):
        assert "Some families told how it went" in text(leader, path)
        assert "1 family told" not in text(leader, path)
    assert "1 family told how it went" in text(teacher, staff_path(room)), "its own class"


@pytest.mark.row("R7")
def test_of_two_classes_who_teaches_one_cannot_work_out_the_other(
    app: Flask, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    other_class, colleague = room.world.make_class(room.school_id, "Room 8")
    room.world.enroll(room.school_id, other_class, room.teacher, EnrollmentRole.TEACHER)
    task = set_task(class_ids=[room.class_id, other_class])
    stranger = browser(app, principal_of(room.school_id, colleague))
    assert "0 families told how it went" in text(stranger, staff_path(room))
    guardian.post(home_path(task, "/reply"), data=told_form())
    assert "Some families told how it went" in text(stranger, staff_path(room))


@pytest.mark.parametrize(
    ("told", "members", "shown"),
    [(0, 3, True), (9, 30, False), (10, 30, True), (21, 30, False), (30, 30, True), (9, 9, False)],
)
def test_a_small_group_and_a_small_rest_are_not_shown(told: int, members: int, shown: bool) -> None:
    assert is_count_shown(told, members) is shown
