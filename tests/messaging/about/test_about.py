"""The public pages about these pages: who sees what, and how usable they are."""

from dataclasses import replace

import pytest

from services.messaging.about.wording import KEPT
from services.messaging.app import create_app
from shared.settings import Settings
from tests.web_client import Browser, browser

PAGES = ("/about/who-sees-what", "/about/accessibility")


@pytest.mark.row("X22", "X25")
@pytest.mark.parametrize("path", PAGES)
def test_strangers_may_read_it_in_every_language(phone: Browser, path: str) -> None:
    titles = set()
    for language in ("en", "mi", "ar"):
        phone.set_cookie("lang", language)
        answer = phone.get(path)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        titles.add(answer.text.split("<title>")[1].split("</title>")[0])
    assert len(titles) == 3


@pytest.mark.row("X25")
@pytest.mark.parametrize("path", ["/", "/account/sign-in", "/nowhere", *PAGES])
def test_every_foot_leads_to_both(phone: Browser, path: str) -> None:
    foot = phone.get(path).text.split("<footer")[1]
    for page in PAGES:
        assert f'href="{page}"' in foot


@pytest.mark.row("X22")
def test_each_kind_of_data_says_who_sees_it_and_who_does_not(phone: Browser) -> None:
    main = phone.get("/about/who-sees-what").text.split("<main")[1].split("</main>")[0]
    for one in KEPT:
        card = main.split(f'<h2 id="{one.name}">')[1].split("</section>")[0]
        assert "Who sees it</dt><dd>" in card
        assert "Who does not</dt><dd>" in card
    assert "coordinators" in main


@pytest.mark.row("X25")
def test_the_statement_names_the_standard_its_gaps_and_whom_to_tell(settings: Settings) -> None:
    nobody = browser(create_app(settings)).get("/about/accessibility").text
    for said in ("WCAG 2.2, level AA", "What is not good yet", "school office", "district office"):
        assert said in nobody
    assert "mailto:" not in nobody
    named = replace(settings, accessibility_contact="access@awanui.example")
    page = browser(create_app(named)).get("/about/accessibility").text
    assert 'href="mailto:access@awanui.example"' in page
