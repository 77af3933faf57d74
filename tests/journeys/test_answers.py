"""After the answer: the kept place, another way to take part, and what staff see and do."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors
from tests.waiting import eventually

SMALL = Plan(
    title="A loom for two",
    relevance="Who weaves, counts: patterns are the beginning of algebra.",
    capacity=1,
)
OPEN = Plan(
    title="Shadows on the wall",
    relevance="Explaining where a shadow comes from is how light is understood.",
    supports=("interpreter", "food"),
)


@pytest.mark.row("X12", "S103", "S117", "R9")
def test_a_place_from_the_waiting_list_is_kept_until_the_family_says_yes(
    visit: Visit, doors: Doors
) -> None:
    teacher, grace = visit(), visit()
    doors.let_in(teacher, TEACHER)
    activity = announcing.announce(teacher, SMALL)
    _enter_for_wiremu(teacher, activity, "yes")
    doors.let_in(grace, GUARDIAN, "Grace Okoro")
    _comes_alone(grace)
    expect(grace.page.locator("main")).to_contain_text("You are the next.")
    grace.check_page()
    grace.shoot("on-the-waiting-list")
    _enter_for_wiremu(teacher, activity, "no")
    grace.page.reload()
    expect(grace.page.locator("main")).to_contain_text("There is room for you now, Grace.")
    grace.check_page()
    grace.shoot("place-kept")
    grace.press("Yes, we are coming")
    expect(grace.page.locator("main")).to_contain_text("You are coming. Thank you, Grace.")


@pytest.mark.row("S119", "S29", "X20", "X14", "S103", "R3", "R4")
def test_a_no_opens_another_way_and_staff_see_who_stands_where(visit: Visit, doors: Doors) -> None:
    teacher, grace, desk = visit(), visit(), visit(width=DESKTOP)
    doors.let_in(teacher, TEACHER)
    activity = announcing.announce(teacher, OPEN)
    doors.let_in(grace, GUARDIAN, "Grace Okoro")
    grace.go("/invitations/")
    _card(grace, OPEN).get_by_role("button", name="Not this time").click()
    expect(grace.page.locator("main")).to_contain_text("Take part another way")
    grace.check_page()
    grace.shoot("another-way")
    grace.press("A ride")
    grace.press("A phone call")
    expect(grace.page.locator("main")).to_contain_text("You take part another way.")
    grace.check_page()
    grace.shoot("takes-part-by-phone")
    doors.let_in(desk, TEACHER)
    for staff in (teacher, desk):
        staff.go(f"{activity}/families")
        staff.check_page()
        staff.shoot("families")
    _staff_find_and_remind(teacher)


def _staff_find_and_remind(teacher: Visitor) -> None:
    teacher.page.get_by_role("link", name="Another way").click()
    listed = teacher.page.locator("#families ~ ul")
    expect(listed.locator("li")).to_have_count(1)
    expect(listed).to_contain_text("A phone call")
    expect(listed).to_contain_text("A ride")
    teacher.page.locator("#name").fill("okoro")
    teacher.press("Search")
    expect(listed).to_contain_text("Grace Okoro")
    teacher.page.locator("main form[action$='/remind'] button").click()
    expect(teacher.page.locator("main")).to_contain_text("Families were reminded today already")
    eventually(lambda: _is_reminded(teacher), what="the reminders are out")
    teacher.check_page()
    teacher.shoot("reminded")


def _is_reminded(teacher: Visitor) -> bool:
    teacher.page.reload()
    return teacher.page.get_by_text("Last reminder:").count() > 0


def _enter_for_wiremu(teacher: Visitor, activity: str, answer: str) -> None:
    """Enter what a family without mail or phone said on paper."""
    teacher.go(f"{activity}/families?name=rawiri")
    teacher.page.locator("#families ~ ul a.btn").click()
    teacher.page.locator("input[name=channel][value=paper]").check()
    teacher.page.locator(f"input[name=answer][value={answer}]").check()
    teacher.page.locator("input[name=adults]").fill("1")
    teacher.page.locator("input[name=children]").fill("0")
    teacher.press("Keep this answer")


def _comes_alone(guardian: Visitor) -> None:
    guardian.go("/invitations/")
    _card(guardian, SMALL).locator("h3 a").click()
    guardian.page.locator("input[name=answer][value=yes]").check()
    guardian.page.locator("input[name=adults]").fill("1")
    guardian.page.locator("input[name=children]").fill("0")
    guardian.press("Send my answer")


def _card(guardian: Visitor, plan: Plan) -> Locator:
    return guardian.page.locator("main li.card", has_text=plan.title).first
