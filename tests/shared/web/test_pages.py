"""The design system in a real browser: accessible, in three languages, without JavaScript."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from shared.access.current import COOKIE
from tests.journeys.browser import DESKTOP, PHONE, Visit
from tests.web_client import make_principal, token_for

NARROW = 320


@pytest.fixture
def base_url(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.row("X25")
@pytest.mark.parametrize("language", ["en", "mi", "ar"])
@pytest.mark.parametrize("width", [NARROW, DESKTOP])
def test_every_part_of_the_design_system_is_accessible(
    visit: Visit, language: str, width: int
) -> None:
    visitor = visit(width=width, language=language)
    visitor.go("/guide")
    visitor.check_page()
    visitor.page.emulate_media(color_scheme="dark")
    visitor.check_page()


@pytest.mark.row("X25")
@pytest.mark.parametrize("language", ["en", "mi", "ar"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_design_system_looks_like_the_reference(
    app: Flask, visit: Visit, base_url: str, language: str, width: int
) -> None:
    visitor = visit(width=width, language=language)
    token = token_for(app, make_principal(language=language))
    visitor.page.context.add_cookies([{"name": COOKIE, "value": token, "url": base_url}])
    visitor.go("/guide")
    assert visitor.page.locator("html").get_attribute("lang") == language
    visitor.shoot("guide")
    visitor.go("/nowhere")
    visitor.shoot("not-found")


@pytest.mark.row("X25")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_form_at_fault_is_corrected_with_and_without_script(
    visit: Visit, javascript: bool
) -> None:
    visitor = visit(javascript=javascript)
    visitor.go("/form")
    visitor.page.locator("#adults").fill("")
    visitor.press("Today")
    visitor.page.get_by_role("link", name="Fill this in").click()
    assert visitor.page.locator("#adults").evaluate("e => e === document.activeElement")
    visitor.page.locator("#adults").fill("3")
    visitor.press("Today")
    assert visitor.page.url.endswith("/form?sent=1")


def test_a_first_visit_is_small(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/form")
    visitor.page.wait_for_load_state("load")
    sizes = visitor.page.evaluate(
        "performance.getEntries().flatMap(e => e.decodedBodySize === undefined"
        " ? [] : [[new URL(e.name).pathname, e.decodedBodySize]])"
    )
    fetched = dict(sizes)
    assert fetched["/form"] > 0
    assert fetched["/static/tuhono.css"] > 0
    assert sum(fetched.values()) <= 60_000


def test_the_menu_of_languages_changes_the_page(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/form")
    visitor.speak("ar")
    visitor.page.wait_for_selector('html[lang="ar"][dir="rtl"]')
