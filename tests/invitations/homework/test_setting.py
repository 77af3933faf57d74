"""A teacher sets tasks for own classes, corrects them, states expectations; reviewers flag."""

import pytest
from flask import Flask

from shared.events.evaluation import EnrollmentRole, Role
from shared.events.homework import HomeworkSet
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.homework.conftest import SetTask, home_path, staff_path, task_form, text
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser


@pytest.mark.row("S120", "S121", "S122")
def test_a_task_is_told_once_by_its_title_only(
    teacher: Browser, room: Room, set_task: SetTask
) -> None:
    values = task_form(room)
    for _ in range(2):
        assert teacher.post(staff_path(room, "/new"), data=values).status_code == 303
    [told] = recorded(HomeworkSet)
    assert (told.class_ids, told.kind, told.level) == ((room.class_id,), "interactive", "together")
    assert (told.author_id, told.minutes) == (room.teacher, 20)
    assert "Count spoons" not in everything_recorded()
    page = text(teacher, staff_path(room))
    assert "Cook something and count" in page
    assert "0 families told how it went" in page


@pytest.mark.row("R6")
def test_what_is_missing_is_said_at_its_field_and_nothing_is_set(
    teacher: Browser, room: Room
) -> None:
    values = task_form(room, family_guide="", if_stuck="", prompts="", ways=["do-together"])
    answer = teacher.post(staff_path(room, "/new"), data=values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for name in ("family_guide", "if_stuck", "prompts", "ways"):
        assert f'href="#{name}"' in page
    assert "You are the cook who knows how." in page
    assert recorded(HomeworkSet) == []


@pytest.mark.row("R6", "S120")
def test_a_task_alone_says_so_to_the_family(guardian: Browser, set_task: SetTask) -> None:
    empty = {"family_guide": "", "family_role": "", "if_stuck": "", "prompts": ""}
    task = set_task(kind="student-alone", ways=["routine", "materials"], **empty)
    page = text(guardian, home_path(task))
    assert "for the student alone" in page
    assert "We keep a time for it" in page
    assert "Your part" not in page
    assert "Do none of the task yourself" in page
    assert recorded(HomeworkSet)[-1].level == "space"


@pytest.mark.row("S124")
def test_older_classes_get_less_help_offered_and_accepted(room: Room, app: Flask) -> None:
    from shared.events.evaluation import ClassChanged

    room.world.tell(
        room.school_id,
        ClassChanged(class_id=room.class_id, title="Room 7", grades=("10",), active=True),
    )
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    page = text(teacher, staff_path(room, "/new?template=cooking"))
    assert 'value="space"' in page
    assert 'value="together"' not in page
    answer = teacher.post(staff_path(room, "/new"), data=task_form(room))
    assert answer.status_code == 422
    assert "too old for so much help" in answer.get_data(as_text=True)
    fine = task_form(room, level="space", ways=["routine", "materials"])
    assert teacher.post(staff_path(room, "/new"), data=fine).status_code == 303


@pytest.mark.row("S52")
@pytest.mark.parametrize("slug", ["cooking", "stories", "shopping", "building", "work", "project"])
def test_a_starter_makes_a_whole_task(teacher: Browser, room: Room, slug: str) -> None:
    from services.invitations.homework.rules import faults
    from services.invitations.homework.schemas import TaskForm, task_of
    from services.invitations.homework.starters import first_values
    from shared.events.homework import HelpLevel

    page = text(teacher, staff_path(room, f"/new?template={slug}"))
    assert f'name="template" value="{slug}"' in page
    for level in HelpLevel:
        with teacher.application.test_request_context("/"):
            first = first_values(slug, level)
        values = TaskForm().load({**task_form(room), **first, "level": level.value})
        task = task_of(values)
        assert faults(task, task.due_on, level) == {}


def test_only_own_classes(app: Flask, teacher: Browser, room: Room, set_task: SetTask) -> None:
    other_class, other_teacher = room.world.make_class(room.school_id, "Room 8")
    values = task_form(room, class_ids=[other_class])
    assert teacher.post(staff_path(room, "/new"), data=values).status_code == 403
    task = set_task()
    other = browser(app, principal_of(room.school_id, other_teacher))
    assert other.get(staff_path(room, f"/{task}")).status_code == 404
    assert "Cook something" not in text(other, staff_path(room))
    assert other.get(staff_path(room, f"/{task}/change")).status_code == 404


def test_a_correction_shows_with_its_time_and_sends_nothing_anew(
    teacher: Browser, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    page = text(teacher, staff_path(room, f"/{task}/change"))
    assert "Count spoons instead." in page
    values = task_form(room, title="Bake and count", minutes="30")
    assert teacher.post(staff_path(room, f"/{task}/change"), data=values).status_code == 303
    page = text(guardian, home_path(task))
    assert "Bake and count" in page
    assert "about 30 minutes" in page
    assert "Last changed" in page
    assert len(recorded(HomeworkSet)) == 1
    assert (
        teacher.post(
            staff_path(room, f"/{task}/change"), data=task_form(room, family_role="")
        ).status_code
        == 422
    )


@pytest.mark.row("S102")
def test_what_a_class_expects_is_written_once_and_shown_on_each_task(
    teacher: Browser, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    path = staff_path(room, f"/expectations/{room.class_id}")
    said = {
        "language": "en",
        "minutes": "20",
        "amount": "Ask, and leave mistakes in.",
        "whom_to_ask": "Write to me until six.",
    }
    assert teacher.post(path, data={**said, "amount": ""}).status_code == 422
    assert teacher.post(path, data=said).status_code == 303
    for task in (set_task(), set_task(title="Another")):
        page = text(guardian, home_path(task))
        assert "20 minutes a day" in page
        assert "Write to me until six." in page
    assert "Ask, and leave mistakes in." in text(teacher, path)
    other_class, _ = room.world.make_class(room.school_id, "Room 8")
    path = staff_path(room, f"/expectations/{other_class}")
    assert teacher.get(path).status_code == 404
    assert teacher.post(path, data=said).status_code == 403


@pytest.mark.row("S52")
def test_a_flag_is_seen_by_author_coordinator_and_its_reviewer_only(
    app: Flask, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    world, task = room.world, set_task()
    colleague = world.make_person(room.school_id, Role.TEACHER, given_name="Tama")
    third = world.make_person(room.school_id, Role.TEACHER, given_name="Ihaia")
    for one in (colleague, third):
        world.enroll(room.school_id, room.class_id, one, EnrollmentRole.TEACHER)
    coordinator = world.make_person(room.school_id, Role.COUNSELOR)
    world.appoint(room.school_id, coordinator)
    leader = world.make_person(room.school_id, Role.PRINCIPAL)
    reader = {
        one: browser(app, principal_of(room.school_id, one))
        for one in (colleague, third, coordinator, leader)
    }
    path, words = staff_path(room, f"/{task}"), "This is a worksheet"
    assert reader[colleague].post(f"{path}/flag", data={"note": words}).status_code == 303
    seen = {one: words in text(client, path) for one, client in reader.items()}
    assert seen == {colleague: True, third: False, coordinator: True, leader: False}
    assert words in text(teacher, path)
    assert teacher.post(f"{path}/flag", data={}).status_code == 403
    assert reader[colleague].post(f"{path}/flag", data={"take_back": "1"}).status_code == 303
    assert words not in text(teacher, path)
