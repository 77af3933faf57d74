"""What the browser is told, and requests that other sites started."""

import pytest
from flask import Flask

from shared.web.security import CONTENT_POLICY
from tests.web_client import Browser, browser, make_principal, problem


@pytest.mark.parametrize("path", ["/form", "/nowhere", "/health/sample/live", "/fail/bug"])
def test_every_answer_carries_the_content_policy(stranger: Browser, path: str) -> None:
    headers = stranger.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": None},
        {"Sec-Fetch-Site": None, "Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": None, "Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_a_post_from_another_site_is_refused(app: Flask, headers: dict[str, str | None]) -> None:
    answer = browser(app, make_principal()).post(
        "/form", data={"adults": "1"}, headers={**headers, "Accept": "application/json"}
    )
    assert answer.status_code == 403
    assert problem(answer)["type"] == "urn:tuhono:problem:cross-site"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": None, "Origin": "http://localhost"},
    ],
)
def test_a_post_from_our_own_page_is_taken(
    stranger: Browser, headers: dict[str, str | None]
) -> None:
    assert stranger.post("/form", data={"adults": "1"}, headers=headers).status_code == 303


def test_an_authorization_header_does_not_open_the_door_to_a_cookie(app: Flask) -> None:
    """Browsers send a name and password from a form's address along with the cookie."""
    headers = {"Sec-Fetch-Site": "cross-site", "Authorization": "Basic eDp5"}
    signed_in = browser(app, make_principal())
    assert signed_in.post("/form", data={"adults": "1"}, headers=headers).status_code == 403


def test_a_page_may_be_opened_from_anywhere(stranger: Browser) -> None:
    assert stranger.get("/form", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_pages_hold_nothing_inline(stranger: Browser) -> None:
    text = stranger.get("/guide").text
    for inline in ("style=", "onclick=", "hx-on", "javascript:", "<style"):
        assert inline not in text


@pytest.mark.parametrize(
    ("name", "lasting"),
    [("tuhono.css?v=1", True), ("vendor/htmx-4.0.1/htmx.min.js", True), ("tuhono.css", False)],
)
def test_own_files_are_kept_by_their_content_and_vendored_ones_by_version(
    stranger: Browser, name: str, lasting: bool
) -> None:
    with stranger.get(f"/static/{name}") as answer:
        assert ("immutable" in answer.headers["Cache-Control"]) is lasting
