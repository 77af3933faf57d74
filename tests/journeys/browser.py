"""A real Chromium for tests: visitors with a width, a language, with or without JavaScript.

``visit`` gives a ``Visitor``; when the test ends each one must have met no complaint of the content
policy and no script error. ``shoot`` keeps a picture under the test's row of product.md.
"""

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    Error,
    Page,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)

from deploy.local.browser import require_browser
from tests import rows_plugin
from tests.waiting import eventually

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests/journeys/vendor/axe-core-4.14.1/axe.min.js"
SCREENSHOTS = ROOT / "build/screenshots"
PHONE = 360
DESKTOP = 1280
HEIGHT = 800
TIMEOUT_MILLISECONDS = 60_000
SEEN_MILLISECONDS = 2_000
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What stands on the home page instead of a part of another service.
LATE_PART = ", ".join(
    f"main p.notice a[href='{path}']"
    for path in (
        "/evaluation/children",
        "/evaluation/district",
        "/invitations/",
        "/invitations/district/",
    )
)
OPEN_ALL = """document.querySelectorAll('main details:not([open])').forEach(
    e => { e.open = true; e.dataset.openedByTest = ''; })"""
OPEN_AS_BEFORE = """document.querySelectorAll('[data-opened-by-test]').forEach(
    e => { e.open = false; delete e.dataset.openedByTest; })"""
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RULES = (*WCAG, "best-practice")


@dataclass(kw_only=True)
class Visitor:
    """Somebody with a browser: a fresh profile, one page, and what the console said."""

    page: Page
    base_url: str
    language: str
    width: int
    row: str
    nodeid: str
    javascript: bool = True
    complaints: list[str] = field(default_factory=list)

    def go(self, address: str) -> Response:
        """Open a path of ours, or a whole address such as a link from a mail; the answer."""
        url = address if "://" in address else f"{self.base_url}{address}"
        answer = self.page.goto(url)
        assert answer is not None, f"{address} is the page already open"
        return answer

    def go_home(self) -> None:
        """Open the home page with all of its parts."""
        self.go("/")
        self.wait_for_all_parts()

    def wait_for_all_parts(self) -> None:
        """The home page leaves out a part that is late, as on a machine that has just started."""
        if self.page.locator(LATE_PART).count():
            eventually(self._has_all_parts, what=f"every part of {self.page.url}")

    def _has_all_parts(self) -> bool:
        self.page.reload()
        return self.page.locator(LATE_PART).count() == 0

    def press(self, name: str) -> None:
        """Press the button or follow the link of this name and wait for what comes."""
        control = self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        )
        control.first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def speak(self, language: str) -> None:
        """Choose the language in the page's own menu."""
        self.page.locator("details.menu > summary").first.click()
        self.page.locator(f'details.menu a[hreflang="{language}"]').click()
        self.language = language

    def shoot(self, name: str) -> Path:
        """Keep a picture of the whole page as ``<row>-<name>-<language>-<width>.png``."""
        path = SCREENSHOTS / f"{self.row}-{name}-{self.language}-{self.width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        # The tab bar stands at the foot of the window: make the window as high as the page.
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size(_size(self.width, max(height, HEIGHT)))
        self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size(_size(self.width, HEIGHT))
        rows_plugin.keep_screenshot(self.nodeid, path)
        return path

    def check_page(self) -> None:
        """Pass when the page is accessible with every disclosure open, and fits the window.

        Without JavaScript axe cannot run: then only whether it fits is looked at.
        """
        self.page.evaluate(OPEN_ALL)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide), f"{self.page.url} is wider than {self.width} px"
        if self.javascript:
            assert accessibility_faults(self.page) == []
        self.page.evaluate(OPEN_AS_BEFORE)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a visitor's browser is like."""

    width: int = PHONE
    language: str = "en"
    javascript: bool = True
    dark: bool = False


Visit = Callable[..., Visitor]
VISITORS = pytest.StashKey[list[Visitor]]()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, found on this machine or installed; without one the test fails."""
    path = require_browser(lambda _: None)
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, base_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Send somebody to ``base_url``: ``visit(width=360, language="mi", javascript=False)``."""
    visitors: list[Visitor] = []

    def sent(**wishes: Any) -> Visitor:
        visitor = _visitor(chromium, base_url, request.node, Wishes(**wishes))
        visitors.append(visitor)
        return visitor

    request.node.stash[VISITORS] = visitors
    yield sent
    complaints = [line for visitor in visitors for line in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert complaints == [], "the browser complained"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say below a failure what each visitor saw then; what cannot be read any more is said too."""
    report = yield
    if report.when == "call" and report.failed:
        for number, visitor in enumerate(item.stash.get(VISITORS, []), start=1):
            report.sections.append((f"visitor {number} at {visitor.page.url}", _seen(visitor)))
    return report


def accessibility_faults(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds on the page by rules with these tags, one line each."""
    page.evaluate(f"{AXE.read_text(encoding='utf-8')};0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", list(rules))
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def _seen(visitor: Visitor) -> str:
    visitor.page.set_default_timeout(SEEN_MILLISECONDS)
    try:
        return visitor.page.locator("body").aria_snapshot()
    except Error as error:
        return f"The page does not answer: {error}"


def _visitor(chromium: Browser, base_url: str, item: pytest.Item, wishes: Wishes) -> Visitor:
    context = chromium.new_context(
        viewport=_size(wishes.width, HEIGHT),
        # As browsers are bought here: dates read day first.
        locale="en-NZ" if wishes.language == "en" else wishes.language,
        java_script_enabled=wishes.javascript,
        color_scheme="dark" if wishes.dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    visitor = Visitor(
        page=context.new_page(),
        base_url=base_url,
        language=wishes.language,
        width=wishes.width,
        row=rows_plugin.first_row(item) or _slug(item.name),
        nodeid=item.nodeid,
        javascript=wishes.javascript,
    )
    _listen(visitor)
    return visitor


def _listen(visitor: Visitor) -> None:
    def on_console(message: Any) -> None:
        if "Content Security Policy" in message.text:
            visitor.complaints.append(f"{visitor.page.url}: {message.text}")

    def on_error(error: Any) -> None:
        visitor.complaints.append(f"{visitor.page.url}: {error}")

    visitor.page.on("console", on_console)
    visitor.page.on("pageerror", on_error)


def _size(width: int, height: int) -> ViewportSize:
    return {"width": width, "height": height}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
