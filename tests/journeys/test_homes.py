"""The first page of each role, of three services' parts: in three languages, wide and dark."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import DESKTOP, PHONE, Visit, Visitor
from tests.journeys.doors import (
    COORDINATOR,
    DISTRICT,
    GUARDIAN,
    LEADER,
    STUDENT,
    TEACHER,
    Doors,
)

FIRST_VISIT_BYTES = 60 * 1024
# What is there for the role: a link that only its own page has.
LEADS_TO = {
    GUARDIAN: "/invitations/home-learning/",
    TEACHER: "/choose",
    COORDINATOR: "/report",
    LEADER: "/report",
    DISTRICT: "/evaluation/feeds",
    STUDENT: "/account",
}


@pytest.mark.row("X18", "X25")
@pytest.mark.parametrize("role", list(LEADS_TO))
def test_the_home_page_of(role: str, visit: Visit, doors: Doors) -> None:
    visitor = visit()
    doors.let_in(visitor, role)
    expect(visitor.page.locator(f"a[href*='{LEADS_TO[role]}']").first).to_be_attached()
    assert "<!--#" not in visitor.page.content(), "the front door put nothing in"
    assert _bytes_of_first_visit(visitor) <= FIRST_VISIT_BYTES
    for language in ("en", "mi", "ar"):
        _speak(visitor, language)
        for width in (PHONE, DESKTOP):
            visitor.width = width
            visitor.page.set_viewport_size({"width": width, "height": 800})
            _looks_right(visitor, role)


@pytest.mark.row("X18", "X2")
def test_a_guardian_sees_the_children_of_both_schools(visit: Visit, doors: Doors) -> None:
    mele = visit()
    doors.let_in(mele, GUARDIAN)
    children = mele.page.locator("section[aria-labelledby=learning]")
    expect(children.locator("li", has_text="Sione")).to_contain_text("Kōwhai Street School")
    expect(children.locator("li", has_text="Ana")).to_contain_text("Awanui Valley College")


@pytest.mark.row("X18")
def test_a_stranger_is_told_what_this_is(visit: Visit) -> None:
    stranger = visit()
    stranger.go("/")
    expect(stranger.page.locator("h1")).to_have_text("Home and school, together")
    stranger.check_page()
    stranger.shoot("start")
    stranger.page.locator("main").get_by_role("link", name="Sign in").click()
    expect(stranger.page.locator("h1")).to_have_text("Sign in")


def _speak(visitor: Visitor, language: str) -> None:
    visitor.page.context.add_cookies([{"name": "lang", "value": language, "url": visitor.base_url}])
    visitor.language = language
    visitor.go("/account")
    visitor.go("/")


def _looks_right(visitor: Visitor, role: str) -> None:
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        visitor.check_page()
        if scheme == "light":
            visitor.shoot(f"home-{role}")
        elif visitor.language == "en":
            visitor.shoot(f"home-{role}-dark")


def _bytes_of_first_visit(visitor: Visitor) -> int:
    """What travels when nothing is in the browser's cache."""
    wire = visitor.page.context.new_cdp_session(visitor.page)
    sizes: list[int] = []

    def note(loaded: dict[str, Any]) -> None:
        sizes.append(int(loaded["encodedDataLength"]))

    wire.on("Network.loadingFinished", note)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    visitor.page.reload(wait_until="networkidle")
    wire.detach()
    assert len(sizes) > 2, "the style sheet and the pictures were not counted"
    return sum(sizes)
