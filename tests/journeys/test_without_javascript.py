"""The answering story with JavaScript off, in te reo Māori, from the teacher to the family."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan, numbers_when
from tests.journeys.answering import FORM, Reply, change_mind, open_letter, reply_with
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import TEACHER, Doors
from tests.journeys.mailbox import Mailbox

PLAN = Plan(
    title="Pānui tahi, kōrero tahi",
    relevance="Ka piki te reo o te tamaiti ina pānui tahi koutou i te kāinga.",
    place="Rūma 7",
    language="mi",
    supports=("child-care",),
)


@pytest.mark.row("X25", "S9", "R4", "X2")
def test_a_family_answers_in_maori_without_javascript(
    visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    teacher = visit(language="mi", javascript=False)
    doors.let_in(teacher, TEACHER)
    expect(teacher.page.locator("html")).to_have_attribute("lang", "mi")
    activity = announcing.announce(teacher, PLAN)

    letter = mailbox.some_in("mi", PLAN.title)
    reader = visit(language="mi")
    open_letter(reader, letter)
    reader.check_page()
    parent = visit(language="mi", javascript=False)
    open_letter(parent, letter)
    expect(parent.page.locator("html")).to_have_attribute("lang", "mi")
    parent.check_page()
    parent.shoot("invitation")

    _forgets_the_number(parent)
    reply_with(parent, Reply(answer="yes", adults=1, children=2, needs=("child-care",)))
    parent.check_page()
    parent.shoot("answered")
    change_mind(parent, Reply(answer="maybe"))
    parent.shoot("answered-maybe")
    found = numbers_when(teacher, activity, _name_of_answered(teacher), 1)
    assert found
    teacher.check_page()
    teacher.shoot("activity")


def _name_of_answered(teacher: Visitor) -> str:
    """The third number is that of the families that answered."""
    return list(announcing.numbers(teacher))[2]


def _forgets_the_number(parent: Visitor) -> None:
    """The page comes back with what is wrong and everything that was written."""
    form = parent.page.locator(FORM)
    form.locator("input[name=answer][value=yes]").check()
    form.locator("input[name=adults]").fill("0")
    form.locator("input[name=children]").fill("0")
    form.locator("textarea[name=note]").fill("He pātai tāku")
    form.locator("button").click()
    expect(parent.page.locator(".errors")).to_be_visible()
    expect(parent.page.locator("textarea[name=note]")).to_have_value("He pātai tāku")
    parent.check_page()
    parent.shoot("invitation-errors")
