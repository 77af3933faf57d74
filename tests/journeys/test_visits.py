"""A home visit from the first question to what was learnt, and a family that asks for one."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.announcing import school_day
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import GUARDIAN, LEADER, TEACHER, Doors
from tests.journeys.mailbox import Mailbox

MELE = "mele.fifita@families.example"
WORDS = "Sione tells us so much about your garden. We would love to see how you learn there."


@pytest.mark.row("S84", "S12", "R7", "R10")
def test_a_family_is_asked_and_chooses_the_place(
    visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    _ask(teacher)
    teacher.shoot("asked")
    family = visit()
    doors.let_in(family, GUARDIAN)
    _answer(family)
    phone = visit()
    phone.go(mailbox.newest(MELE, "A visit is agreed").link)
    phone.page.locator("main form button").click()
    expect(phone.page.locator("main")).to_contain_text("Karori library")
    phone.check_page()
    phone.shoot("from-the-mail")
    teacher.page.reload()
    expect(teacher.page.locator("main")).to_contain_text("Karori library")
    teacher.check_page()
    teacher.shoot("agreed-staff")
    leader = visit(width=DESKTOP)
    doors.let_in(leader, LEADER)
    leader.go(teacher.page.url.rpartition("/")[0])
    expect(leader.page.locator("main")).to_contain_text("Families visited this year")
    leader.check_page()
    leader.shoot("leader")


@pytest.mark.row("S84", "X25")
def test_a_family_asks_for_a_visit_without_javascript(visit: Visit, doors: Doors) -> None:
    family = visit(javascript=False)
    doors.let_in(family, GUARDIAN)
    family.go("/invitations/visits/ask")
    page = family.page
    page.locator("input[name=whom]").first.check()
    page.locator("input[name=place_kind][value=park]").check()
    page.locator("#place_words").fill("Playground at the river")
    page.locator("#day").fill(school_day(12).isoformat())
    page.locator("#begins").fill("15:30")
    family.check_page()
    family.shoot("ask")
    family.press("Ask for this visit")
    expect(page.locator("main")).to_contain_text("You named this time and place")
    family.check_page()
    family.shoot("asked-by-family")


def _answer(family: Visitor) -> None:
    """Forget to say which library, then say it."""
    page = family.page
    family.go("/invitations/")
    family.press("Visits")
    family.check_page()
    page.locator("main li.card", has_text="Needs your answer").first.locator("a").click()
    expect(page.locator("main")).to_contain_text(WORDS)
    family.check_page()
    family.shoot("question")
    page.locator("input[name=choice][value='0']").check()
    page.locator("input[name=place_kind][value=library]").check()
    family.press("Send my answer")
    expect(page.locator(".errors")).to_contain_text("Say which place")
    page.locator("#place_words").fill("Karori library, the couches upstairs")
    page.locator("input[name=needs][value=interpreter]").check()
    family.press("Send my answer")
    expect(page.locator("main")).to_contain_text("It is agreed")
    family.check_page()
    family.shoot("agreed")


def _free_time() -> str:
    """A time of day of this run's own: in the same system the hosts' last visit may stand yet."""
    minute = int(time.time() * 7) % 600
    return f"{8 + minute // 60:02}:{minute % 60:02}"


def _ask(teacher: Visitor) -> None:
    page = teacher.page
    teacher.go("/invitations/visits/schools")
    teacher.press("Ask a family")
    teacher.press("Ask the family")
    expect(page.locator(".errors")).to_be_visible()
    teacher.check_page()
    teacher.shoot("ask-errors")
    family = page.locator("#guardian_id option", has_text="Mele Fifita").first
    page.locator("#guardian_id").select_option(family.get_attribute("value"))
    page.locator("input[name=purpose][value=learn-from-family]").check()
    page.locator("#words").fill(WORDS)
    page.locator("#day_1").fill(school_day(9).isoformat())
    page.locator("#begins_1").fill(_free_time())
    page.locator("#day_2").fill(school_day(10).isoformat())
    page.locator("#begins_2").fill("16:00")
    page.locator("#company").select_option("liaison")
    page.locator("#company_name").fill("Losa Tuilagi")
    teacher.press("Ask the family")
    expect(page.locator("main")).to_contain_text("You offered:")
    teacher.check_page()
