"""A family whom nothing reaches gets a sheet in its language; the office keys the answer in."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import TEACHER, Doors
from tests.waiting import eventually

# A run that is kept up has the sheets of the last time.
PLAN = Plan(
    title=f"Paper boats {secrets.token_hex(2)}", relevance="Folding is fractions you can hold."
)
ANSWERS = "/messages/paper/answer"


@pytest.mark.row("X17", "R9")
def test_a_sheet_goes_home_and_its_answer_is_keyed_in(visit: Visit, doors: Doors) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    announcing.announce(teacher, PLAN)
    eventually(lambda: _is_listed(teacher), what="the activity among those to print")
    teacher.check_page()
    teacher.shoot("paper")
    row = teacher.page.locator("main a.item", has_text=PLAN.title)
    row.first.click()
    eventually(lambda: _is_lost(teacher, "Wiremu"), what="the family nothing reaches")
    teacher.check_page()
    teacher.shoot("paper-families")
    teacher.page.get_by_role("button", name="Make the sheets").click()
    sheet = teacher.page.locator("article.paper", has_text="Wiremu")
    expect(sheet).to_have_attribute("lang", "mi")
    expect(sheet.locator("svg.qr")).to_be_visible()
    teacher.check_page()
    teacher.shoot("paper-sheets")
    _key_in(teacher, sheet.locator(".code").inner_text())
    eventually(lambda: _is_noted(teacher), what="the answer is noted")
    teacher.check_page()
    teacher.shoot("paper-answer")


def _key_in(teacher: Visitor, code: str) -> None:
    teacher.go(ANSWERS)
    teacher.page.locator("#code").fill(code.lower())
    teacher.page.locator("input[name=answer][value=yes]").check()
    teacher.page.locator("#adults").fill("2")
    teacher.page.get_by_role("button", name="Keep this answer").click()


def _is_listed(teacher: Visitor) -> bool:
    teacher.go("/messages/paper")
    return bool(teacher.page.locator("main a.item", has_text=PLAN.title).count())


def _is_lost(teacher: Visitor, name: str) -> bool:
    teacher.page.reload()
    chosen = teacher.page.locator("main label.choice", has_text=name)
    return bool(chosen.count()) and chosen.first.locator("input").is_checked()


def _is_noted(teacher: Visitor) -> bool:
    teacher.go(ANSWERS)
    row = teacher.page.locator("main .rows li", has_text=PLAN.title)
    return bool(row.count()) and "Noted" in row.first.inner_text()
