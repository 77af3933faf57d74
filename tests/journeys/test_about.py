"""The public pages in every foot: who sees what, and the accessibility statement."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESKTOP, PHONE, Visit

PAGES = ("who-sees-what", "accessibility")


@pytest.mark.row("X25", "X22")
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("language", ["en", "mi", "ar"])
def test_the_foot_leads_to_pages_that_everybody_can_read(
    visit: Visit, language: str, width: int
) -> None:
    stranger = visit(width=width, language=language)
    for name in PAGES:
        stranger.go("/")
        stranger.page.locator(f'footer a[href="/about/{name}"]').click()
        expect(stranger.page.locator("h1")).to_have_count(1)
        stranger.check_page()
        stranger.shoot(f"about-{name}")
        stranger.page.emulate_media(color_scheme="dark")
        stranger.check_page()
        stranger.page.emulate_media(color_scheme="light")


@pytest.mark.row("X22")
def test_without_javascript_it_is_the_same(visit: Visit) -> None:
    stranger = visit(javascript=False)
    stranger.go("/about/who-sees-what")
    expect(stranger.page.locator("main")).to_contain_text("it sees numbers only")
    stranger.check_page()
