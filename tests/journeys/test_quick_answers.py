"""One tap on the home page answers an invitation; "something would help" asks what."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.announcing import Plan
from tests.journeys.browser import DESKTOP, PHONE, Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors

# Sooner than what other journeys announce: the home page shows the next three.
PLAN = Plan(
    title="Build a bridge",
    relevance="Trying, failing and trying again is how we learn.",
    days=5,
)


@pytest.mark.row("S117", "S116", "R4", "X11", "X12")
def test_a_guardian_answers_with_one_tap(visit: Visit, doors: Doors) -> None:
    teacher, mele = visit(), visit()
    doors.let_in(teacher, TEACHER)
    announcing.announce(teacher, PLAN)
    doors.let_in(mele, GUARDIAN)
    card = mele.page.locator("main li.card", has_text=PLAN.title).first
    expect(card).to_contain_text(PLAN.relevance)
    expect(card.get_by_role("button")).to_have_text(
        ["Yes", "Maybe", "Something would help", "Not this time"]
    )
    for language in ("mi", "ar", "en"):
        _looks_right(mele, language)
    card.get_by_role("button", name="Something would help").click()
    expect(mele.page.locator("input[name=answer][value=help]")).to_be_checked()
    mele.go_home()
    card.get_by_role("button", name="Maybe").click()
    expect(mele.page.locator("main")).to_contain_text("Maybe is fine, Mele.")


def _looks_right(mele: Visitor, language: str) -> None:
    mele.page.context.add_cookies([{"name": "lang", "value": language, "url": mele.base_url}])
    mele.language = language
    for mele.width in (PHONE, DESKTOP):
        mele.page.set_viewport_size({"width": mele.width, "height": 800})
        mele.page.reload()
        mele.check_page()
        mele.shoot("home-guardian")
