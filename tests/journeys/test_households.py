"""A leader says which guardians share a household, after asking the family."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import LEADER, Doors

CHILD = "Jack Ashcroft"


@pytest.mark.row("R10", "X19")
def test_a_household_is_confirmed_and_told_apart_again(visit: Visit, doors: Doors) -> None:
    moana = visit()
    doors.let_in(moana, LEADER)
    moana.press("Households")
    moana.check_page()
    moana.shoot("find")
    moana.page.locator("#name").fill("Ashcroft")
    moana.press("Search")
    moana.check_page()
    moana.shoot("found")
    moana.page.get_by_role("link", name=CHILD).click()
    expect(moana.page.locator("h1")).to_have_text(CHILD)
    _tell_apart_what_the_register_says(moana)
    for box in moana.page.locator("input[name=guardian_ids]").all():
        box.check()
    moana.check_page()
    moana.shoot("child")
    moana.page.locator("main").get_by_role("button", name="They share a household").click()
    expect(moana.page.locator("main")).to_contain_text("Confirmed by the school")
    moana.check_page()
    moana.shoot("confirmed")
    moana.page.set_viewport_size({"width": DESKTOP, "height": 800})
    moana.page.locator("main summary").first.click()
    moana.page.get_by_role("button", name="Tell them apart").click()
    expect(moana.page.locator("main")).to_contain_text("Each guardian answers alone")


def _tell_apart_what_the_register_says(moana: Visitor) -> None:
    """As an earlier journey or the demo's files may have left it."""
    if moana.page.locator("main details").count():
        moana.page.locator("main summary").first.click()
        moana.page.get_by_role("button", name="Tell them apart").click()
        expect(moana.page.locator("main")).to_contain_text("Each guardian answers alone")
