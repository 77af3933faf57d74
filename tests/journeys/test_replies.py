"""A family with a phone and no mailbox answers with a digit, and hears what became of it."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import TEACHER, Doors
from tests.waiting import eventually

PLAN = Plan(title="Seeds by text", relevance="Counting what grows makes numbers real.")
PHONES = "/messages/demo-phone"


@pytest.mark.row("R9", "R1", "X2", "S26")
def test_a_digit_from_a_phone_answers_the_invitation(visit: Visit, doors: Doors) -> None:
    teacher, phone = visit(), visit()
    doors.let_in(teacher, TEACHER)
    announcing.announce(teacher, PLAN)
    number = eventually(lambda: _phone_with(phone, PLAN.title), what="a text about the activity")
    phone.check_page()
    phone.shoot("demo-phones")
    phone.go(f"{PHONES}/{number}")
    talk = phone.page.locator("main .thread")
    expect(talk).to_contain_text("Send 1 for yes")
    phone.page.get_by_role("button", name="1", exact=True).click()
    eventually(lambda: _says(phone, number, "You are coming"), what="the answer to the answer")
    phone.check_page()
    phone.shoot("demo-phone")
    phone.page.locator("#text").fill("Who is this?")
    phone.page.get_by_role("button", name="Send").click()
    eventually(lambda: _says(phone, number, "could not read"), what="a question what was meant")


def _phone_with(visitor: Visitor, words: str) -> str:
    visitor.go(PHONES)
    found = visitor.page.locator("main a.item", has_text=words)
    return found.first.locator("b").inner_text() if found.count() else ""


def _says(visitor: Visitor, number: str, words: str) -> bool:
    visitor.go(f"{PHONES}/{number}")
    return words in visitor.page.locator("main .thread").inner_text()
