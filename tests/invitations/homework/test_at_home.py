"""At home: own guide and turn, the way back, help to help; each guardian for themselves."""

import pytest
from flask import Flask

from shared.access import Purpose
from shared.events.evaluation import Role
from shared.events.homework import HelpAsked, HomeworkShared
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.homework.conftest import (
    SetTask,
    home_path,
    staff_path,
    text,
    told_form,
)
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

LIST = "/invitations/homework/"


@pytest.mark.row("S95", "S120", "S121", "S103")
def test_a_family_reads_its_guide_first_then_its_part_and_ways(
    guardian: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    assert f"/invitations/homework/h/{task}" in text(guardian, LIST)
    page = text(guardian, home_path(task))
    order = [
        "Your guide",
        "Your part",
        "Who taught you this dish?",
        "If you are stuck",
        "Measure one",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert page.index("We ask and listen") < page.index("We do it together")
    assert "the most useful first" in page


@pytest.mark.row("S103")
def test_a_chosen_way_is_asked_about_later(guardian: Browser, set_task: SetTask) -> None:
    task = set_task()
    answer = guardian.post(home_path(task, "/way"), data={"way": "ask-and-listen"})
    assert answer.status_code == 303
    assert "How did it go?" in text(guardian, LIST)
    assert 'value="ask-and-listen" selected' in text(guardian, home_path(task))
    assert recorded(HomeworkShared) == []
    wrong = guardian.post(home_path(task, "/way"), data={"way": "routine"})
    assert wrong.status_code == 422


@pytest.mark.row("S122")
def test_what_a_family_tells_reaches_its_teacher_and_no_event_holds_its_words(
    guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    values = told_form()
    for _ in range(2):
        assert guardian.post(home_path(task, "/reply"), data=values).status_code == 303
    [told] = recorded(HomeworkShared)
    assert (told.guardian_id, told.student_id, told.minutes) == (room.guardian, room.child, 25)
    assert (told.helped, told.way, told.on_behalf) == ("well", "do-together", False)
    assert "kuki" not in everything_recorded()
    page = text(teacher, staff_path(room, f"/{task}"))
    assert "kuki" in page
    assert "1 told, of 1 student" in page
    assert "kuki" in text(guardian, home_path(task))
    guardian.post(home_path(task, "/reply"), data=told_form(helped="partly", took=""))
    assert [one.helped for one in recorded(HomeworkShared)] == ["well", "partly"]
    assert recorded(HomeworkShared)[-1].minutes is None


@pytest.mark.row("R10")
def test_two_guardians_answer_apart(
    app: Flask, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    other_id = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Karim")
    room.world.link(room.school_id, other_id, room.child)
    other, task = browser(app, principal_of(room.school_id, other_id)), set_task()
    guardian.post(home_path(task, "/reply"), data=told_form())
    guardian.post(home_path(task, "/help"), data={"question": "Which pot?"})
    page = text(other, home_path(task))
    assert "kuki" not in page
    assert "Which pot" not in page
    assert "You asked" not in page


@pytest.mark.row("R11")
def test_who_stands_for_the_child_no_more_finds_nothing_and_waits_for_nothing(
    guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    guardian.post(home_path(task, "/help"), data={})
    assert "ask for help" in text(teacher, staff_path(room))
    room.world.link(room.school_id, room.guardian, room.child, data_access=False)
    assert guardian.get(home_path(task)).status_code == 404
    for rest in ("/reply", "/way", "/help"):
        data = told_form(way="do-together")
        assert guardian.post(home_path(task, rest), data=data).status_code == 404
    assert "ask for help" not in text(teacher, staff_path(room))
    assert recorded(HomeworkShared) == []


@pytest.mark.row("S123")
def test_a_family_that_needs_help_is_seen_at_once_and_told_once(
    guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    for words in ("Which pot?", ""):
        assert guardian.post(home_path(task, "/help"), data={"question": words}).status_code == 303
    [asked] = recorded(HelpAsked)
    assert (asked.homework_id, asked.guardian_id) == (task, room.guardian)
    page = text(teacher, staff_path(room))
    assert "Which pot?" in page
    assert f"/messages/write/{room.child}?to={room.guardian}" in page
    home = teacher.get("/invitations/fragments/home").get_data(as_text=True)
    assert "1 family asks for help with homework" in home
    done = teacher.post(staff_path(room, f"/{task}/help/{asked.request_id}"))
    assert done.status_code == 303
    assert "Which pot?" not in text(teacher, staff_path(room))
    assert "You can ask again" in text(guardian, home_path(task))
    guardian.post(home_path(task, "/help"), data={"question": "And the spoon?"})
    assert len(recorded(HelpAsked)) == 2
    assert teacher.post(staff_path(room, f"/{task}/help/none")).status_code == 404


def test_another_class_sees_neither_task_nor_answers(
    app: Flask, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    guardian.post(home_path(task, "/reply"), data=told_form())
    other_class, _ = room.world.make_class(room.school_id, "Room 8")
    family, _ = room.world.make_family(room.school_id, other_class)
    stranger = browser(app, principal_of(room.school_id, family))
    assert stranger.get(home_path(task)).status_code == 404
    assert "Cook" not in text(stranger, LIST)
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL)
    page = text(browser(app, principal_of(room.school_id, leader)), staff_path(room, f"/{task}"))
    assert "Some families told how it went" in page
    assert "kuki" not in page


def test_two_children_of_a_class_are_told_apart(
    guardian: Browser, room: Room, set_task: SetTask
) -> None:
    twin = room.world.make_child(room.school_id, room.class_id, room.guardian, given_name="Ana")
    task = set_task()
    assert guardian.post(home_path(task, "/reply"), data=told_form()).status_code == 422
    for child in (twin, room.child):
        data = told_form(student_id=child)
        assert guardian.post(home_path(task, "/reply"), data=data).status_code == 303
    assert {one.student_id for one in recorded(HomeworkShared)} == {twin, room.child}
    strange = told_form(student_id="somebody")
    assert guardian.post(home_path(task, "/reply"), data=strange).status_code == 404


@pytest.mark.row("R9")
def test_what_a_family_said_on_paper_is_entered_with_by_whom(
    guardian: Browser, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    path = staff_path(room, f"/{task}/for/{room.child}/{room.guardian}")
    assert path in text(teacher, staff_path(room, f"/{task}"))
    assert teacher.post(path, data=told_form()).status_code == 422
    assert teacher.post(path, data=told_form(channel="paper")).status_code == 303
    [told] = recorded(HomeworkShared)
    assert (told.on_behalf, told.guardian_id) == (True, room.guardian)
    assert "entered by Hana Parata" in text(teacher, staff_path(room, f"/{task}")).replace(
        "<bdi>", ""
    ).replace("</bdi>", "")
    assert "School wrote down" in text(guardian, home_path(task))
    stranger = room.world.make_person(room.school_id, Role.GUARDIAN)
    wrong = staff_path(room, f"/{task}/for/{room.child}/{stranger}")
    assert teacher.post(wrong, data=told_form(channel="paper")).status_code == 404


def test_a_student_sees_own_tasks_with_the_familys_turn_and_no_answers(
    app: Flask, guardian: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    guardian.post(home_path(task, "/reply"), data=told_form())
    student = browser(app, principal_of(room.school_id, room.child))
    page = text(student, LIST)
    assert "You are the cook who knows how." in page
    assert "Last changed" in page
    page = text(student, home_path(task))
    assert "turn" in page
    assert "kuki" not in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert student.post(home_path(task, "/reply"), data=told_form()).status_code == 404


def test_a_mailed_link_opens_this_task_and_no_other(
    app: Flask, room: Room, set_task: SetTask
) -> None:
    task, another = set_task(), set_task(title="Another")
    purpose = Purpose(action="answer", subject=f"homework/{task}")
    limited = browser(app, principal_of(room.school_id, room.guardian, purpose=purpose))
    assert "Your guide" in text(limited, home_path(task))
    assert limited.post(home_path(task, "/reply"), data=told_form()).status_code == 303
    assert limited.get(home_path(another)).status_code == 403
    assert limited.get(LIST).status_code == 403


@pytest.mark.row("S124")
def test_an_older_child_of_a_mixed_class_reads_what_fits_it(
    guardian: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task(ways=["do-together", "ask-and-listen", "be-the-audience"])
    older = room.world.make_child(
        room.school_id, room.class_id, room.guardian, given_name="Ana", grades=("7",)
    )
    page = text(guardian, home_path(task, f"?child={older}"))
    assert "Ask and listen" in page
    assert "We do it together" not in page
    assert "We do it together" in text(guardian, home_path(task, f"?child={room.child}"))


def test_staff_are_sent_to_their_school(teacher: Browser, room: Room) -> None:
    answer = teacher.get(LIST)
    assert (answer.status_code, answer.headers["Location"]) == (303, staff_path(room))


def test_a_teacher_with_a_familys_link_is_sent_to_staffs_page(
    app: Flask, teacher: Browser, room: Room, set_task: SetTask
) -> None:
    task = set_task()
    answer = teacher.get(home_path(task))
    assert (answer.status_code, answer.headers["Location"]) == (303, staff_path(room, f"/{task}"))
    _, other = room.world.make_class(room.school_id, "Room 8")
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.get(home_path(task)).status_code == 404
