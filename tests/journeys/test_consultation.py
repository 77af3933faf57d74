"""Families are asked about a rule before it is decided, and the school reads what they said."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.answering import Reply, open_letter, reply_with
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import TEACHER, Doors
from tests.journeys.mailbox import Mailbox

MELE = "mele.fifita@families.example"
TITLE = "Before we decide: how much homework?"
THOUGHT = "Not on Wednesdays, please: that is choir."


@pytest.mark.row("S19", "S52", "S111")
def test_families_say_what_they_think_before_the_school_decides(
    visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/activities")
    announcing.begin(teacher, "Policy consultation")
    _fill_in(teacher)
    teacher.check_page()
    teacher.shoot("form")
    address = announcing.send(teacher)

    mele = visit()
    open_letter(mele, mailbox.newest(MELE, TITLE))
    mele.check_page()
    mele.shoot("asked")
    reply_with(mele, Reply(answer="maybe", note=THOUGHT))
    teacher.go(f"{address}/families")
    expect(teacher.page.locator("main")).to_contain_text(THOUGHT)
    teacher.check_page()
    teacher.shoot("what-families-think")


def _fill_in(teacher: Visitor) -> None:
    page = teacher.page
    assert page.locator("input[name=kind][value=partnership]").is_checked()
    page.locator("#title").fill(TITLE)
    page.locator("#relevance").fill("Time at home is the children's. How much of it is still open.")
    page.locator("#day").fill(announcing.school_day(10).isoformat())
    page.locator("#begins").fill("18:00")
    page.locator("#ends").fill("19:00")
    page.locator("#place").fill("Library")
    page.locator("#answer_by").fill(announcing.school_day(6).isoformat())
    page.locator("input[name=class_ids]").first.check()
