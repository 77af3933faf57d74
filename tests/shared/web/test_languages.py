"""The language of a page: the reader's choice, the person's, the browser's, the default."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from shared import clock
from shared.web import formats
from shared.web.languages import speaking
from tests.web_client import Browser, browser, make_principal

AUCKLAND = "Pacific/Auckland"
STARTS_AT = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)


def language_of(client: Browser, **headers: str) -> str:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    text = client.get("/form", headers=names).text
    return text.split('<html lang="')[1].split('"')[0]


def test_the_default_is_spoken_to_a_stranger(stranger: Browser) -> None:
    assert language_of(stranger) == "en"
    assert language_of(stranger, Accept_Language="fr, de;q=0.5") == "en"


def test_a_browser_may_ask_for_a_language(stranger: Browser) -> None:
    assert language_of(stranger, Accept_Language="fr, ar;q=0.8, en;q=0.5") == "ar"


def test_a_persons_language_goes_before_the_browsers(app: Flask) -> None:
    client = browser(app, make_principal(language="mi"))
    assert language_of(client, Accept_Language="ar") == "mi"


def test_a_persons_language_that_is_not_offered_falls_back(app: Flask) -> None:
    client = browser(app, make_principal(language="to"))
    assert language_of(client, Accept_Language="ar") == "ar"


def test_the_menu_remembers_the_choice_and_leaves_the_address_clean(app: Flask) -> None:
    client = browser(app, make_principal(language="mi"))
    answer = client.get("/form?lang=ar&sent=1")
    assert (answer.status_code, answer.location) == (303, "/form?sent=1")
    cookie = answer.headers["Set-Cookie"]
    assert "lang=ar" in cookie
    assert "HttpOnly" in cookie
    assert language_of(client) == "ar"


def test_a_language_nobody_offers_is_ignored(stranger: Browser) -> None:
    answer = stranger.get("/form?lang=xx")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_draft_says_so(stranger: Browser) -> None:
    stranger.set_cookie("lang", "mi")
    assert "kāore anō kia arotakea" in stranger.get("/form").text


@pytest.mark.parametrize(
    ("language", "day", "time", "span"),
    [
        ("en", "Tuesday 1 December", "5:30 pm", "5:30 pm to 6:15 pm"),
        ("mi", "Rātū 1 Tīhema", "5:30 pm", "5:30 pm ki te 6:15 pm"),
        ("ar", "الثلاثاء 1 ديسمبر", "5:30\u00a0م", "من 5:30\u00a0م إلى 6:15\u00a0م"),
    ],
)
def test_days_and_times_are_the_schools_and_the_readers(
    app: Flask, language: str, day: str, time: str, span: str
) -> None:
    ends_at = STARTS_AT + timedelta(minutes=45)
    with app.app_context(), speaking(language):
        assert formats.day(STARTS_AT, AUCKLAND) == day
        assert formats.time_of_day(STARTS_AT, AUCKLAND) == time
        assert formats.time_span(STARTS_AT, ends_at, AUCKLAND) == span


def test_a_span_over_several_days_names_the_last(app: Flask) -> None:
    ends_at = STARTS_AT + timedelta(days=2, minutes=45)
    with app.app_context(), speaking("en"):
        span = formats.time_span(STARTS_AT, ends_at, AUCKLAND)
    assert span == "5:30 pm to Thursday 3 December, 6:15 pm"


def test_a_day_needs_a_zone_only_when_it_is_an_instant(app: Flask) -> None:
    with app.app_context(), speaking("en"):
        assert formats.day(date(2026, 12, 1), year=True) == "Tuesday 1 December 2026"
        with pytest.raises(TypeError):
            formats.day(STARTS_AT)


def test_how_long_ago(app: Flask) -> None:
    now = clock.now()
    with app.app_context(), speaking("en"):
        assert formats.ago(now, AUCKLAND) == "just now"
        assert formats.ago(now - timedelta(minutes=1, seconds=5), AUCKLAND) == "1 minute ago"
        assert formats.ago(now - timedelta(minutes=5, seconds=5), AUCKLAND) == "5 minutes ago"
        assert "yesterday at" in formats.ago(now - timedelta(hours=24), AUCKLAND)
    with app.app_context(), speaking("ar"):
        two = formats.ago(now - timedelta(minutes=2, seconds=5), AUCKLAND)
        five = formats.ago(now - timedelta(minutes=5, seconds=5), AUCKLAND)
        assert two == "قبل دقيقتين"
        assert five == "قبل 5 دقائق"
