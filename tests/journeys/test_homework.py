"""Homework with a turn for the family: set by a teacher, done at home, told back to school."""

import pytest
from playwright.sync_api import expect

from tests.journeys.announcing import school_day
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import GUARDIAN, STUDENT, TEACHER, Doors

TITLE = "Cook and count: the big pot of the feast"
QUESTION = "Which pot shall we take?"
WORDS = "Na’a ma kuki fakataha — we counted twelve cups"


@pytest.mark.row("S122", "S95", "S103", "S120", "S121", "S123", "S52", "S108", "R6")
def test_a_task_has_a_turn_for_the_family_and_a_way_back(visit: Visit, doors: Doors) -> None:
    teacher, family = visit(width=DESKTOP), visit()
    doors.let_in(teacher, TEACHER)
    _sets_a_task(teacher)
    doors.let_in(family, GUARDIAN)
    family.go("/invitations/homework/")
    family.check_page()
    family.shoot("family-list")
    family.page.get_by_role("link", name=TITLE).first.click()
    _does_its_part(family)
    _teacher_reads(teacher)
    family.page.reload()
    expect(family.page.locator("main")).to_contain_text("You can ask again")


@pytest.mark.row("S102", "S124")
def test_a_class_expects_and_a_student_sees_own_tasks(visit: Visit, doors: Doors) -> None:
    teacher, student = visit(), visit(javascript=False)
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/homework/")
    teacher.page.locator("a[href*='/expectations/']").first.click()
    teacher.page.locator("#minutes").fill("20")
    teacher.page.locator("#amount").fill("Ask and listen, and leave mistakes in.")
    teacher.page.locator("#whom_to_ask").fill("Write to me until 18:00.")
    teacher.check_page()
    teacher.shoot("expects")
    teacher.press("Save")
    expect(teacher.page.locator("#expectations").locator("..")).to_contain_text("20 minutes a day")
    doors.let_in(student, STUDENT)
    student.go("/invitations/homework/")
    expect(student.page.locator("main")).to_contain_text("Your tasks")
    student.check_page()
    student.shoot("student")


def _sets_a_task(teacher: Visitor) -> None:
    teacher.go("/invitations/homework/")
    teacher.check_page()
    teacher.press("New task")
    teacher.page.locator("main form button").last.click()
    expect(teacher.page.locator(".errors")).to_contain_text("Write a title")
    teacher.check_page()
    teacher.page.get_by_role("link", name="Cook something and count").click()
    teacher.page.locator("#title").fill(TITLE)
    teacher.page.locator("input[name=class_ids]").first.check()
    teacher.page.locator("#due_on").fill(school_day(4).isoformat())
    teacher.check_page()
    teacher.shoot("new-task")
    teacher.press("Set this task")
    expect(teacher.page.locator("main [role=status]")).to_contain_text("with their guide")
    teacher.check_page()
    teacher.shoot("task")


def _does_its_part(family: Visitor) -> None:
    expect(family.page.locator("main")).to_contain_text("If you are stuck")
    family.check_page()
    family.shoot("family-task")
    family.page.locator("input[name=way]").first.check()
    family.press("We will try this")
    expect(family.page.locator("#done")).to_contain_text("tell what worked")
    family.page.locator("#question").fill(QUESTION)
    family.press("I need help to help")
    expect(family.page.locator("#done")).to_contain_text("would like help")
    family.page.locator("#took").fill("25")
    family.press("Tell school")
    expect(family.page.locator(".errors")).to_contain_text("Choose how it went")
    family.check_page()
    family.page.locator("input[name=helped][value=well]").check()
    family.page.locator("#words").fill(WORDS)
    family.press("Tell school")
    expect(family.page.locator("#done")).to_contain_text("Thank you")
    family.check_page()
    family.shoot("told")


def _teacher_reads(teacher: Visitor) -> None:
    teacher.go("/")
    expect(teacher.page.locator("main")).to_contain_text("help with homework")
    teacher.go("/invitations/homework/")
    expect(teacher.page.locator("main")).to_contain_text(QUESTION)
    teacher.check_page()
    teacher.shoot("asked")
    teacher.page.locator("#tasks").locator("..").get_by_role("link", name=TITLE).first.click()
    expect(teacher.page.locator("main")).to_contain_text(WORDS)
    teacher.page.get_by_role("button", name="Mark as answered").first.click()
    expect(teacher.page.locator("main")).to_contain_text("Answered by")
    teacher.check_page()
    teacher.shoot("answers")
