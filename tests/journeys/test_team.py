"""A school has one named coordinator, whom its leader appoints."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESKTOP, Visit
from tests.journeys.doors import CAST, COORDINATOR, LEADER, Doors
from tests.waiting import eventually


@pytest.mark.row("S32")
def test_the_leader_appoints_the_coordinator(visit: Visit, doors: Doors) -> None:
    leader = visit(width=DESKTOP)
    doors.let_in(leader, LEADER)
    school = leader.page.locator("a[href*='/evaluation/s/']").first.get_attribute("href")
    assert school
    leader.go(school.replace("/report", "/team"))
    leader.check_page()
    leader.shoot("team")
    leader.press("End from today")
    expect(leader.page.locator("main")).to_contain_text("Nobody holds this office")
    leader.check_page()
    leader.shoot("team-vacant")
    leader.page.locator("#person_id").select_option(label=CAST[COORDINATOR])
    leader.press("Appoint")
    expect(leader.page.locator("main .media")).to_contain_text(CAST[COORDINATOR])

    coordinator = visit()

    def is_back_in_office() -> bool:
        doors.let_in(coordinator, COORDINATOR)
        return coordinator.page.locator("a[href='/evaluation/report']").count() > 0

    eventually(is_back_in_office, what="the new coordinator sees the school's report")
