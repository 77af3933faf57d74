"""A teacher asks for a hand, a family takes it from its invitation, everybody sees how many."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors

PLAN = Plan(
    title="Garden morning with a long table",
    relevance="Children measure, count and write labels for what they plant.",
    kind="partnership",
)


@pytest.mark.row("X16", "R9", "R10")
def test_a_family_takes_a_slot_and_gives_it_back(visit: Visit, doors: Doors) -> None:
    teacher, mele = visit(), visit()
    doors.let_in(teacher, TEACHER)
    address = announcing.announce(teacher, PLAN)
    _ask(teacher, "volunteer", "Two hands to dig, 9 to 10", "2")
    _ask(teacher, "item", "Bring a salad", "3")
    teacher.check_page()
    doors.let_in(mele, GUARDIAN)
    mele.go("/invitations/")
    mele.page.get_by_role("link", name=PLAN.title).first.click()
    _take(mele)
    teacher.go(f"{address}/sign-ups/")
    expect(teacher.page.locator("main")).to_contain_text("Mele Fifita")
    expect(teacher.page.locator("main")).to_contain_text("with taro leaves")
    teacher.check_page()
    teacher.shoot("who-helps")
    mele.page.locator("#sign-ups").get_by_role("button", name="Give it back").click()
    expect(mele.page.locator("#sign-ups")).not_to_contain_text("You bring")


def _ask(teacher: Visitor, kind: str, title: str, needed: str) -> None:
    if not teacher.page.url.rstrip("/").endswith("/sign-ups"):
        teacher.press("Ask for help, see who helps")
    form = teacher.page.locator("form", has=teacher.page.locator("#title"))
    form.locator(f"input[name=kind][value={kind}]").check()
    form.locator("#title").fill(title)
    form.locator("#needed").fill(needed)
    form.locator("button").click()
    expect(teacher.page.locator("main h2", has_text=title)).to_be_visible()


def _take(mele: Visitor) -> None:
    salad = mele.page.locator("#sign-ups li", has_text="Bring a salad")
    expect(salad).to_contain_text("0 of 3 taken")
    mele.check_page()
    salad.locator("input[name=quantity]").fill("4")
    salad.get_by_role("button", name="Sign up").click()
    # The browser itself says that three is the most; nothing was sent.
    expect(salad).to_contain_text("0 of 3 taken")
    salad.locator("input[name=quantity]").fill("2")
    salad.locator("input[name=note]").fill("one with taro leaves")
    salad.get_by_role("button", name="Sign up").click()
    expect(salad).to_contain_text("You bring 2")
    mele.check_page()
    mele.shoot("signed-up")
