"""A family tells of home with a photo and its voice; the teacher thanks; the family takes back."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests.invitations.home_practice.pictures import photo
from tests.journeys.browser import Visit, Visitor
from tests.journeys.doors import GUARDIAN, TEACHER, Doors

WORDS = "Fakafeta’i — we gave thanks and sang before the meal"
WRITTEN = "They mended the net together at the wharf"
THANKS = "Mālō! May Sione tell the class?"
SOUND = b"\x1aE\xdf\xa3" + b"\x00" * 400


@pytest.mark.row("S45", "S46", "R9")
def test_told_with_photo_and_voice_thanked_and_taken_back(visit: Visit, doors: Doors) -> None:
    family, teacher = visit(), visit()
    doors.let_in(family, GUARDIAN)
    _tells(family)
    doors.let_in(teacher, TEACHER)
    _thanks(teacher)
    _writes_down(teacher)
    family.go("/invitations/home-learning/")
    expect(family.page.locator("main")).to_contain_text(THANKS)
    expect(family.page.locator("main")).to_contain_text("because you agreed")
    family.check_page()
    family.shoot("thanked")
    _takes_back(family)


def _tells(family: Visitor) -> None:
    family.go("/invitations/home-learning/")
    page = family.page
    page.get_by_role("radio", name="Sione").check()
    page.get_by_text("More of what families do").click()
    page.locator("input[name=kind][value=faith]").check()
    page.locator("#words").fill(WORDS)
    family.check_page()
    family.shoot("tell")
    picture = photo(size=(900, 600))
    page.locator("#photo").set_input_files(
        FilePayload(name="p.jpg", mimeType="image/jpeg", buffer=picture)
    )
    page.locator("#voice").set_input_files(
        FilePayload(name="v.webm", mimeType="audio/webm", buffer=SOUND)
    )
    family.press("Tell school")
    expect(page.locator("main [role=status]")).to_contain_text("Thank you")
    image = page.locator("main img[src*='/photo']").first
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("naturalWidth", 600)
    family.check_page()
    family.shoot("told")


def _thanks(teacher: Visitor) -> None:
    page = teacher.page
    page.locator("a[href*='/home-learning/s/']").first.click()
    item = page.locator("#told ~ ul > li").filter(has_text=WORDS).first
    item.get_by_text("Add a word of your own").click()
    item.locator("textarea").fill(THANKS)
    teacher.check_page()
    teacher.shoot("teacher")
    item.get_by_role("button", name="Thank the family").click()
    expect(page.locator("main [role=status]")).to_contain_text("sees your thanks")


def _writes_down(teacher: Visitor) -> None:
    page = teacher.page
    page.get_by_text("Choose the family").click()
    page.get_by_role("link", name="Mele Fifita").first.click()
    page.locator("input[name=kind][value=making]").check()
    page.locator("#words").fill(WRITTEN)
    teacher.press("Write it down")
    expect(page.locator(".errors")).to_contain_text("Choose how the family agreed")
    teacher.check_page()
    page.locator("input[name=agreed][value=spoken]").check()
    teacher.shoot("on-behalf")
    teacher.press("Write it down")
    expect(page.locator("main [role=status]")).to_contain_text("can take it back")


def _takes_back(family: Visitor) -> None:
    page = family.page
    item = page.locator("#told ~ ul > li").filter(has_text=WRITTEN).first
    item.get_by_role("link").last.click()
    family.check_page()
    family.shoot("change")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("main [role=status]")).to_contain_text("Taken back")
    expect(page.locator("main")).not_to_contain_text(WRITTEN)
