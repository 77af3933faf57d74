"""Who reads a child's page in these tests, and the words they find there."""

import re
from datetime import UTC, datetime
from html import unescape

from flask import Flask

from tests.web_client import Browser, browser, make_principal

# Monday evening in Auckland.
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
KOWHAI, COLLEGE = "school-kowhai", "school-college"
PAGE = "/evaluation/children/sione"


def sign_in(app: Flask, person_id: str, *schools: str, language: str = "en") -> Browser:
    principal = make_principal(
        person_ids=(person_id,), schools=schools or (KOWHAI,), language=language
    )
    return browser(app, principal)


def read(reader: Browser, path: str = PAGE) -> str:
    """The page's words, without tags, spaces put in order."""
    answer = reader.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    text = re.sub(r"</?bdi[^>]*>", "", answer.get_data(as_text=True))
    text = re.sub(r"<[^>]+>", " ", text)
    return " ".join(unescape(text).split())
