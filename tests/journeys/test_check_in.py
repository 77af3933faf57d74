"""At the door with a phone that loses its connection, and with the code of a family."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.announcing import Plan, announce
from tests.journeys.answering import Reply, open_letter, reply_with
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import LEADER, TEACHER, Doors
from tests.journeys.mailbox import Mailbox

OFFLINE_PLAN = Plan(
    title="Stone soup behind the hall",
    relevance="Measuring for a big pot is maths that everybody tastes.",
)
CODE_PLAN = Plan(
    title="Kites from newspaper",
    relevance="Building and trying again is how scientists learn.",
)
SHARED_PLAN = Plan(
    title="Shadow theatre after dark",
    relevance="Telling a story with light shows how shadows grow and shrink.",
)
OLD_PLAN = Plan(
    title="Lanterns along the fence",
    relevance="Cutting and folding to a plan is geometry in the hand.",
)
KEPT = "[data-door-kept]"
# Two taps as they were kept before each reader had a shelf of their own.
KEEP_AS_BEFORE = """(taps) => {
  const shelf = "tuhono-door-" + document.querySelector("[data-door]").dataset.door;
  const made = { kind: "invitation", present: true, mode: "in-person", adults: 1, children: 1 };
  const kept = taps.map((target_id) => ({ ...made, target_id, key: target_id, at: Date.now() }));
  localStorage.setItem(shelf, JSON.stringify(kept));
}"""
SHELVES = "Object.keys(localStorage).filter((key) => key.startsWith('tuhono-door-')).length"


@pytest.mark.row("S36")
def test_a_phone_without_connection_counts_nobody_twice(visit: Visit, doors: Doors) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    activity = announce(teacher, OFFLINE_PLAN)
    teacher.go(f"{activity}/check-in/")
    other = visit()
    doors.let_in(other, TEACHER)
    other.go(f"{activity}/check-in/")

    _loses_its_connection(teacher)
    _tick(other, 0)  # the same family at the other door, with a connection
    expect(other.page.locator("main")).to_contain_text("1 family is here")
    teacher.page.context.set_offline(False)
    expect(teacher.page.locator(KEPT)).to_be_hidden(timeout=30_000)
    expect(teacher.page.locator("main")).to_contain_text("3 families are here")
    teacher.shoot("sent")
    other.page.reload()
    expect(other.page.locator("main")).to_contain_text("3 families are here")
    other.go(f"{activity}/check-in/history")
    other.check_page()
    other.shoot("history")


@pytest.mark.row("S36")
def test_on_a_shared_phone_nobody_sends_what_another_ticked(visit: Visit, doors: Doors) -> None:
    phone = visit()
    doors.let_in(phone, TEACHER)
    activity = announce(phone, SHARED_PLAN)
    phone.go(f"{activity}/check-in/")
    phone.page.context.set_offline(True)
    _tick(phone, 0)
    expect(phone.page.locator(KEPT)).to_contain_text("Not sent yet: 1")
    phone.page.context.clear_cookies(name="session")
    phone.page.context.set_offline(False)
    doors.let_in(phone, LEADER)
    phone.go(f"{activity}/check-in/")
    expect(phone.page.locator("[data-door-count=families]")).to_have_text("0")
    assert phone.page.evaluate(SHELVES) == 0
    _tick(phone, 1)
    expect(phone.page.locator("main")).to_contain_text("1 family is here")


@pytest.mark.row("S36")
def test_taps_of_an_older_page_are_sent_and_families_elsewhere_are_no_walk_ins(
    visit: Visit, doors: Doors
) -> None:
    phone = visit()
    doors.let_in(phone, TEACHER)
    phone.go(f"{announce(phone, OLD_PLAN)}/check-in/")
    line = phone.page.locator("[data-door-family]").first
    here, elsewhere = line.get_attribute("data-target"), "0" * 8 + "-0000-7000-8000-" + "0" * 12
    phone.page.evaluate(KEEP_AS_BEFORE, [here, elsewhere])
    phone.page.route("**/door/taps", lambda sent: sent.abort())
    phone.page.reload()
    expect(phone.page.locator(KEPT)).to_contain_text("Not sent yet: 2")
    expect(line.get_by_role("button", name="Undo")).to_be_visible()
    expect(phone.page.locator("[data-door-walk-in]")).to_have_count(0)
    phone.page.unroute("**/door/taps")
    phone.page.get_by_role("button", name="Send now").click()
    expect(phone.page.locator(KEPT)).to_be_hidden()
    expect(phone.page.locator("main")).to_contain_text("1 family is here")


@pytest.mark.row("S36", "X25")
def test_a_family_shows_its_code(visit: Visit, doors: Doors, mailbox: Mailbox) -> None:
    teacher = visit(javascript=False)
    doors.let_in(teacher, TEACHER)
    activity = announce(teacher, CODE_PLAN)
    family = visit()
    letter = mailbox.newest("grace.okoro@families.example", CODE_PLAN.title)
    open_letter(family, letter)
    reply_with(family, Reply(answer="yes", adults=1, children=1))
    family.go(f"{family.page.url.partition('?')[0].partition('#')[0]}/pass")
    code = family.page.locator(".paper .code").inner_text().strip().splitlines()[-1]
    family.check_page()
    family.shoot("pass")

    teacher.go(f"{activity}/check-in/")
    teacher.page.locator("#code").fill(code.lower())
    teacher.press("Find the family")
    expect(teacher.page).to_have_url(re.compile("/check-in/code/"))
    teacher.check_page()
    teacher.shoot("code")
    teacher.press("Here")
    expect(teacher.page.locator("main")).to_contain_text("1 family is here")
    teacher.check_page()
    teacher.shoot("without-javascript")


def _loses_its_connection(teacher: Visitor) -> None:
    """Three families come meanwhile, one of them uninvited; no name is kept on the phone."""
    teacher.page.context.set_offline(True)
    _tick(teacher, 0)
    _tick(teacher, 1)
    teacher.page.locator("#adults").fill("2")
    teacher.page.locator("#children").fill("1")
    teacher.page.get_by_role("button", name="Add them").click()
    expect(teacher.page.locator(KEPT)).to_contain_text("Not sent yet: 3")
    expect(teacher.page.locator("[data-door-count=families]")).to_have_text("3")
    teacher.check_page()
    teacher.shoot("not-sent-yet")
    assert "Fifita" not in teacher.page.evaluate("JSON.stringify(localStorage)")


def _tick(visitor: Visitor, number: int) -> None:
    line = visitor.page.locator("[data-door-family]").nth(number)
    line.get_by_role("button", name="Here", exact=True).click()
    expect(line.get_by_role("button", name="Undo")).to_be_visible()
