"""Bringing a feed in as district staff do: by the page, with what came of it."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import packages
from tests.journeys.browser import Visitor

CHECK, LOAD = "Check the file", "Load it now, without a check"


def upload(
    district: Visitor,
    package: Path,
    how: str,
    source: str = packages.SOURCE,
    *,
    is_new: bool = False,
) -> None:
    """Send the file from the page of feeds and press the button of that name."""
    district.go("/evaluation/feeds")
    page = district.page
    page.locator("#file").set_input_files(package)
    if is_new:
        page.get_by_text("A new source", exact=True).click()
        page.locator("#new_source").fill(source)
    else:
        page.locator("#source").select_option(source)
    if how == LOAD:
        page.get_by_text("Other ways to load it").click()
    district.press(how)


def wait_for_end(district: Visitor) -> None:
    """The page follows the run by itself; what it says of the end stands in its head."""
    expect(district.page.locator("main .head .tag")).to_be_visible(timeout=120_000)
    expect(district.page.locator("main progress")).to_have_count(0, timeout=120_000)
