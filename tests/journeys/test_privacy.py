"""A family sees what is kept about it and takes a copy; the district answers who asks for one."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESKTOP, Visit, Visitor
from tests.journeys.doors import DISTRICT, GUARDIAN, Doors
from tests.waiting import eventually


@pytest.mark.row("R10")
def test_a_family_reads_what_is_kept_and_the_district_answers_a_request(
    visit: Visit, doors: Doors
) -> None:
    mele, wei = visit(), visit(width=DESKTOP)
    doors.let_in(mele, GUARDIAN)
    mele.go("/invitations/kept/")
    mele.check_page()
    mele.shoot("kept")
    with mele.page.expect_download() as copied:
        mele.page.locator("main a[href$='copy.zip']").click()
    assert copied.value.suggested_filename == "tuhono-invitations.zip"

    doors.let_in(wei, DISTRICT)
    wei.go("/evaluation/privacy/?name=Fifita")
    wei.check_page()
    wei.shoot("found")
    wei.page.get_by_role("link", name="Mele Fifita").first.click()
    wei.check_page()
    wei.shoot("person")
    _ask_for_a_copy(wei)
    address = wei.page.url
    eventually(lambda: _is_done(wei, address), what="the services answered")
    wei.check_page()
    wei.shoot("answered")


def _ask_for_a_copy(wei: Visitor) -> None:
    for name in ("kind", "asker", "identity"):
        wei.page.locator(f"input[name={name}]").first.check()
    wei.press("Go on")
    expect(wei.page.locator("h1")).to_have_text("Ask for a copy?")
    wei.check_page()
    wei.shoot("check")
    wei.press("Ask for it")


def _is_done(wei: Visitor, address: str) -> bool:
    wei.go(address)
    return "They can download it now" in wei.page.locator("main").inner_text()
