"""Lists of people and of things, and parts of a line, as each language joins them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from markupsafe import Markup

from shared.web import lists
from shared.web.filters import isolated
from shared.web.languages import speaking

NAMES = ("Sione", "Ana", "Tama")


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("language", "joined"),
    [
        ("en", ("", "Sione", "Sione and Ana", "Sione, Ana and Tama")),
        ("mi", ("", "Sione", "Sione rāua ko Ana", "Sione, rātou ko Ana, ko Tama")),
        ("ar", ("", "Sione", "Sione وAna", "Sione وAna وTama")),
    ],
)
def test_people_are_named_as_the_language_does(language: str, joined: tuple[str, ...]) -> None:
    with speaking(language):
        assert [lists.names_in_text(NAMES[:count]) for count in range(4)] == list(joined)


@pytest.mark.parametrize(
    ("language", "joined"),
    [
        ("en", ("", "food", "food and care", "food, care and a ride")),
        ("mi", ("", "food", "food me care", "food, care me a ride")),
        ("ar", ("", "food", "food وcare", "food وcare وa ride")),
    ],
)
def test_things_are_listed_as_the_language_does(language: str, joined: tuple[str, ...]) -> None:
    listed = ("food", "care", "a ride")
    with speaking(language):
        assert [lists.things_in_text(listed[:count]) for count in range(4)] == list(joined)


def test_on_a_page_each_is_set_apart_and_harmless() -> None:
    with speaking("mi"):
        assert lists.names(["Ana", "<b>"]) == "<bdi>Ana</bdi> rāua ko <bdi>&lt;b&gt;</bdi>"
    with speaking("en"):
        assert lists.things(["{0}", "%s"]) == "<bdi>{0}</bdi> and <bdi>%s</bdi>"


@pytest.mark.parametrize(("language", "comma"), [("en", ", "), ("mi", ", "), ("ar", "، ")])
def test_the_parts_of_a_line_that_are_there_stand_apart(language: str, comma: str) -> None:
    with speaking(language):
        assert lists.in_line(["Friday", "", None, Markup("<b>Hall</b>"), "<i>"]) == (
            f"Friday{comma}<b>Hall</b>{comma}&lt;i&gt;"
        )
        assert lists.in_line([]) == ""
        assert lists.in_line(["100 %"]) == "100 %"


def test_where_no_marks_can_stand_a_right_to_left_text_sets_names_apart() -> None:
    with speaking("ar"):
        assert isolated("Room 7") == "\u2068Room 7\u2069"
    with speaking("mi"):
        assert isolated("Room 7") == "Room 7"
