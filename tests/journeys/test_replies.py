"""A family with a phone and no mailbox answers with a digit, and hears what became of it."""

import pytest

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
    number = eventually(lambda: _asked_in_english(phone), what="a text about the activity")
    phone.go(PHONES)
    phone.check_page()
    phone.shoot("demo-phones")
    phone.go(f"{PHONES}/{number}")
    phone.page.get_by_role("button", name="1", exact=True).click()
    eventually(lambda: _says(phone, number, "You are coming"), what="the answer to the answer")
    phone.check_page()
    phone.shoot("demo-phone")
    phone.page.locator("#text").fill("Who is this?")
    phone.page.get_by_role("button", name="Send").click()
    eventually(lambda: _says(phone, number, "could not read"), what="a question what was meant")


def _asked_in_english(visitor: Visitor) -> str:
    """The number of a phone that was asked in English: which one is the newest is chance."""
    visitor.go(PHONES)
    about = visitor.page.locator("main a.item", has_text=PLAN.title).locator("b")
    numbers = about.all_inner_texts()
    return next((one for one in numbers if _says(visitor, one, "Send 1 for yes")), "")


def _says(visitor: Visitor, number: str, words: str) -> bool:
    visitor.go(f"{PHONES}/{number}")
    return words in visitor.page.locator("main .thread").inner_text()
