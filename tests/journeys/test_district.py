"""The district announces one activity; each school invites its own families and runs its part."""

import pytest
from playwright.sync_api import expect

from tests.journeys.announcing import school_day
from tests.journeys.answering import open_letter
from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import DISTRICT, LEADER, Doors
from tests.journeys.mailbox import Mailbox
from tests.waiting import eventually

TITLE = "A morning of science for everybody"
COLLEGE, KOWHAI = "Awanui Valley College", "Kōwhai Street School"
MELE = "mele.fifita@families.example"


@pytest.mark.row("S29")
def test_one_activity_goes_to_the_families_of_each_school(
    visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    wei = visit(width=DESKTOP)
    doors.let_in(wei, DISTRICT)
    wei.press("How they stand in the schools")
    wei.press("New activity")
    wei.press("Send the invitations")
    expect(wei.page.locator(".errors")).to_contain_text("Nothing you wrote is lost")
    wei.check_page()
    _fill_in(wei)
    wei.shoot("district-new")
    wei.press("Send the invitations")
    expect(wei.page.locator("main")).to_contain_text("The schools")
    wei.check_page()
    eventually(lambda: _all_sent(wei), what="each school has sent its invitations")
    wei.check_page()
    wei.shoot("district-sent")
    mele = visit()
    open_letter(mele, mailbox.newest(MELE, TITLE))
    expect(mele.page.locator("h1")).to_contain_text(TITLE)
    mele.check_page()
    moana = visit()
    doors.let_in(moana, LEADER)
    _school_runs_its_part(moana)


def _school_runs_its_part(moana: Visitor) -> None:
    moana.go("/invitations/activities")
    moana.press(TITLE)
    expect(moana.page.locator("main")).to_contain_text("The district announced it to its schools")
    moana.check_page()
    moana.shoot("district-at-school")


def _fill_in(wei: Visitor) -> None:
    page = wei.page
    page.locator("#title").fill(TITLE)
    page.locator("#relevance").fill("Asking why, and trying it out, is how science begins.")
    page.locator("input[name=kind][value=collaboration]").check()
    page.locator("input[name=focus][value=learning]").check()
    # Later than what other journeys announce: home pages show what comes next.
    page.locator("#day").fill(school_day(20).isoformat())
    page.locator("#begins").fill("09:30")
    page.locator("#ends").fill("11:30")
    page.locator("#place").fill("The hall")
    page.locator("#answer_by").fill(school_day(10).isoformat())
    page.locator("input[name=whom][value=some]").check()
    for school in (COLLEGE, KOWHAI):
        page.get_by_label(school).check()


def _all_sent(wei: Visitor) -> bool:
    wei.page.reload()
    schools = wei.page.locator("section[aria-labelledby=schools] li")
    return schools.count() == 2 and schools.filter(has_text="invitations sent").count() == 2
