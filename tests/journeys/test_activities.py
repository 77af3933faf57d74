"""Beginning, taking back, changing and cancelling an activity, as teacher and family see it."""

import pytest
from playwright.sync_api import expect

from tests.journeys import announcing
from tests.journeys.answering import open_letter
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import TEACHER, Doors
from tests.journeys.mailbox import Mailbox

MELE = "mele.fifita@families.example"
STAGE = "Kapa haka on the big stage"


@pytest.mark.row(
    *("S2", "S3", "S10", "S51", "S52", "S62", "S63", "S94", "S108", "S113", "S115", "S116")
)
def test_begin_with_reading_and_take_it_back_in_time(visit: Visit, doors: Doors) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/activities")
    teacher.check_page()
    teacher.press("New activity")
    expect(teacher.page.locator("main ul h3").first).to_contain_text("Reading together")
    teacher.check_page()
    teacher.shoot("choose")
    teacher.press("Reading together")
    assert "read" in teacher.page.locator("#relevance").input_value()
    assert teacher.page.locator("#times").input_value() == "6"
    _fill_in_all(teacher)
    teacher.press("Send the invitations")
    main = teacher.page.locator("main")
    expect(main).to_contain_text("Until then no family has heard of it.")
    expect(main).to_contain_text("1 of 6, every week")
    expect(main).to_contain_text("Signed by")
    teacher.check_page()
    teacher.shoot("held")
    _take_back(teacher)


@pytest.mark.row("S111", "R4", "S114", "S117", "S119", "X8")
def test_a_performance_names_the_child_changes_and_is_cancelled(
    visit: Visit, doors: Doors, mailbox: Mailbox
) -> None:
    teacher = visit()
    doors.let_in(teacher, TEACHER)
    teacher.go("/invitations/activities")
    announcing.begin(teacher, "Performance")
    teacher.page.locator("#title").fill(STAGE)
    _when(teacher)
    teacher.page.locator("input[name=class_ids]").first.check()
    address = announcing.send(teacher)
    mele = visit()
    open_letter(mele, mailbox.newest(MELE, STAGE))
    expect(mele.page.locator("main")).to_contain_text("Come and see Sione on stage.")
    mele.check_page()
    mele.shoot("performance")
    _change(teacher, address)
    mele.page.reload()
    expect(mele.page.locator("main")).to_contain_text("the place")
    expect(mele.page.locator("main")).to_contain_text("The big hall")
    mele.check_page()
    mele.shoot("changed")
    _cancel(teacher, address)
    mele.page.reload()
    expect(mele.page.locator("main")).to_contain_text("This does not take place")
    expect(mele.page.locator("main")).to_contain_text("The hall is closed after the storm.")
    mele.check_page()
    mele.shoot("cancelled")


def _fill_in_all(teacher: Visitor) -> None:
    _when(teacher)
    teacher.page.locator("input[name=class_ids]").first.check()
    teacher.press("Count whom this reaches")
    _open_all(teacher)
    teacher.page.locator("input[name=ambassador_ids]").first.check()
    teacher.page.locator("#partner_1").fill("Town library")
    teacher.page.locator("#brings_1").fill("Picture books in six languages")
    teacher.page.locator("#send_on").fill(announcing.school_day(1).isoformat())
    teacher.check_page()
    teacher.shoot("form")


def _take_back(teacher: Visitor) -> None:
    main = teacher.page.locator("main")
    teacher.page.locator("input[name=later_too]").check()
    teacher.press("Undo: back to a draft")
    expect(main).to_contain_text("no family has heard of it")
    assert teacher.page.locator("#times").input_value() == "6"
    assert teacher.page.locator("#partner_1").input_value() == "Town library"
    teacher.check_page()
    teacher.shoot("draft")
    teacher.go("/invitations/activities/?show=drafts")
    expect(main).to_contain_text("taken back before families heard of it")
    teacher.check_page()
    teacher.shoot("drafts")
    teacher.press("Throw away")


def _when(teacher: Visitor) -> None:
    page = teacher.page
    page.locator("#day").fill(announcing.school_day(9).isoformat())
    page.locator("#begins").fill("17:30")
    page.locator("#ends").fill("18:15")
    page.locator("#place").fill("Room 7")
    page.locator("#answer_by").fill(announcing.school_day(4).isoformat())


def _open_all(teacher: Visitor) -> None:
    teacher.page.evaluate("document.querySelectorAll('main details').forEach(e => e.open = true)")


def _change(teacher: Visitor, address: str) -> None:
    teacher.go(address)
    teacher.shoot("activity")
    teacher.press("Change")
    teacher.page.locator("#place").fill("The big hall")
    teacher.check_page()
    teacher.shoot("change")
    teacher.press("Change it and tell families")
    expect(teacher.page.locator("main")).to_contain_text("the place")


def _cancel(teacher: Visitor, address: str) -> None:
    teacher.press("Cancel it")
    teacher.press("Cancel it and tell families")
    expect(teacher.page.locator(".errors")).to_contain_text("Tell families why")
    teacher.page.locator("#reason").fill("The hall is closed after the storm.")
    teacher.check_page()
    teacher.shoot("cancel")
    teacher.press("Cancel it and tell families")
    expect(teacher.page.locator("main")).to_contain_text("This does not take place")
    teacher.check_page()
    teacher.shoot("cancelled-for-staff")
    teacher.go("/invitations/activities/?show=cancelled")
    expect(teacher.page.locator("main")).to_contain_text(STAGE)
