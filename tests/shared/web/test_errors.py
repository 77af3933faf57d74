"""Every error is a problem for programs and a page in the reader's language for people."""

from dataclasses import replace

import pytest
from flask import Flask
from marshmallow import fields, validate

from shared import store
from shared.web.forms import PLAIN_MESSAGES
from tests.web_client import Browser, browser, make_principal, problem

PROGRAM = {"Accept": "application/json"}


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("/nowhere", 404, "not-found"),
        ("/fail/missing", 404, "no-activity"),
        ("/fail/bug", 500, "unexpected"),
        ("/fail/store", 503, "unavailable"),
        ("/fail/keys", 503, "unavailable"),
        ("/teachers", 401, "signed-out"),
    ],
)
def test_a_program_gets_a_problem_with_a_stable_type(
    stranger: Browser, path: str, status: int, name: str
) -> None:
    answer = stranger.get(path, headers=PROGRAM)
    body = problem(answer)
    assert (answer.status_code, body["status"]) == (status, status)
    assert body["type"] == f"urn:tuhono:problem:{name}"
    assert body["instance"] == f"urn:tuhono:request:{answer.headers['X-Request-Id']}"


def test_a_path_for_programs_answers_problems_whatever_is_accepted(stranger: Browser) -> None:
    assert problem(stranger.get("/api/sample/nowhere"))["status"] == 404


@pytest.mark.parametrize(
    ("language", "direction", "title"),
    [
        ("en", "ltr", "We cannot find that page"),
        ("mi", "ltr", "Kāore i kitea tērā whārangi"),
        ("ar", "rtl", "لم نجد هذه الصفحة"),
    ],
)
def test_a_person_gets_a_page_in_their_language(
    stranger: Browser, language: str, direction: str, title: str
) -> None:
    stranger.set_cookie("lang", language)
    page = stranger.get("/nowhere")
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert f"<h1>{title}</h1>" in page.text


def test_a_fragment_at_fault_puts_no_page_into_a_page(stranger: Browser) -> None:
    answer = stranger.get("/sample/fragments/home")
    assert (answer.status_code, answer.text) == (404, "")


def test_nothing_internal_leaks(stranger: Browser) -> None:
    for path in ("/fail/bug", "/fail/store", "/fail/keys"):
        for headers in (PROGRAM, {}):
            text = stranger.get(path, headers=headers).text
            assert "secret" not in text
            assert "mongo" not in text.lower()
            assert "Traceback" not in text


def test_an_outage_of_the_store_is_said_in_a_page(app: Flask) -> None:
    client = browser(app, make_principal(language="mi"))
    store.connect(
        replace(
            app.config["SETTINGS"],
            mongodb_uri="mongodb://127.0.0.1:9/?directConnection=true",
            mongodb_timeout_ms=200,
        )
    )
    page = client.get("/teachers", headers={"Accept-Language": "mi"})
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "10"
    assert "Kāore mātou e taea" in page.text


@pytest.mark.parametrize("beginning", PLAIN_MESSAGES)
def test_a_plain_message_stands_for_one_of_the_librarys(beginning: str) -> None:
    declared = [fields.Integer(), fields.Float(), fields.Date(), fields.Time(), fields.Email()]
    theirs = [
        str(text).replace("{obj_type}", getattr(field, "OBJ_TYPE", ""))
        for field in declared
        for text in field.error_messages.values()
    ]
    assert any(text.startswith(beginning) for text in [*theirs, validate.OneOf.default_message])


def test_a_form_at_fault_is_shown_again_with_what_was_typed(stranger: Browser) -> None:
    page = stranger.post("/form", data={"adults": "12", "words": "<b>aroha</b>"})
    assert page.status_code == 422
    assert "<title>Error: " in page.text
    assert 'href="#adults"' in page.text
    assert "Choose 0 to 9" in page.text
    assert "&lt;b&gt;aroha&lt;/b&gt;" in page.text
    assert 'aria-describedby="adults-error" aria-invalid="true"' in page.text


def test_a_message_of_the_library_is_said_plainly(stranger: Browser) -> None:
    stranger.set_cookie("lang", "mi")
    page = stranger.post("/form", data={"adults": "many"})
    assert "Not a valid integer" not in page.text
    assert "Tuhia he tau tōpū" in page.text


def test_a_rule_of_the_use_case_is_shown_at_its_field(stranger: Browser) -> None:
    page = stranger.post("/form", data={"adults": "7"})
    assert page.status_code == 422
    assert page.text.count("Seven is too many today") == 2


def test_a_program_gets_the_fields_as_pointers(stranger: Browser) -> None:
    headers = {**PROGRAM, "Idempotency-Key": "0190-aaaa"}
    answer = stranger.post("/api/sample/answers", json={"adults": "x"}, headers=headers)
    assert answer.status_code == 422
    assert [error["pointer"] for error in problem(answer)["errors"]] == ["#/adults"]


def test_a_body_over_the_limit_is_refused(stranger: Browser) -> None:
    page = stranger.post("/form", data={"words": "x" * 300_000})
    assert page.status_code == 413
    assert "That is too big" in page.text
