"""A child's page: days, whom to write to, which child at which school, and the glossary."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask

from shared.tenancy import scope_of
from tests.evaluation.progress import school
from tests.evaluation.progress.pages.reading import COLLEGE, KOWHAI, PAGE, read, sign_in
from tests.web_client import browser


@pytest.mark.row("S24")
def test_days_are_told_in_words_with_what_was_put_right(app: Flask) -> None:
    with scope_of(KOWHAI):
        school.add_day(KOWHAI, "sione", date(2026, 11, 17), "absent", is_excused=True)
        school.add_day(
            KOWHAI,
            "sione",
            date(2026, 11, 19),
            "tardy",
            arrived="09:40",
            corrected_at=datetime(2026, 11, 22, 22, 0, tzinfo=UTC),
        )
        school.add_day(KOWHAI, "sione", date(2026, 11, 20), "absent")
        school.close_day(KOWHAI, date(2026, 11, 16), "Teachers’ day")
    text = read(sign_in(app, "mele"))
    assert "2 days away and late once" in text
    assert "The school knows the reason for 1 of the 2 days away." in text
    assert "Came at 9:40 am" in text
    assert "Put right by the school today at 11:00 am: it was noted otherwise before." in text
    assert "Friday 20 November Away No reason known yet Tell the school why" in text
    assert "No school" in text
    assert "Monday 16 November: Teachers’ day" in text


@pytest.mark.row("S26")
def test_the_guardian_writes_to_the_primary_teacher_about_the_very_thing(app: Flask) -> None:
    with scope_of(KOWHAI):
        school.add_assignment(KOWHAI, "room-7", "tables", due_on=date(2026, 11, 18))
        school.add_result(KOWHAI, "room-7", "tables", "sione")
        school.add_day(KOWHAI, "sione", date(2026, 11, 20), "absent")
    page = unescape(sign_in(app, "mele").get(PAGE).get_data(as_text=True))
    assert "Write to <bdi>Aroha Parata</bdi>" in page
    for about in (
        "person%2Fsione",
        "result%2Ftables-sione",
        "attendance%2Fsione-2026-11-20-absent",
    ):
        assert f"/messages/write/sione?to=parata&about={about}" in page
    assert "/messages/write" not in sign_in(app, "sione").get(PAGE).get_data(as_text=True)


def test_a_page_without_anything_says_so(app: Flask) -> None:
    text = read(sign_in(app, "mele"))
    assert "The school does not send assignments here yet." in text
    assert "The school does not send results here yet." in text
    assert "The school does not send attendance here yet." in text
    assert "as of" not in text


def test_several_children_are_a_choice_and_one_is_shown_at_once(app: Flask) -> None:
    mele = sign_in(app, "mele", KOWHAI, COLLEGE)
    assert mele.get("/evaluation/children").headers["Location"] == PAGE
    with scope_of(COLLEGE):
        school.add_person(COLLEGE, "mele", "parent", "Mele Fifita")
        school.add_link(COLLEGE, "mele", "ana")
    text = read(mele, "/evaluation/children")
    assert "Ana Zqkanari Awanui Valley College" in text
    assert "Sione Fifita Kōwhai Street School" in text


def test_a_child_at_two_schools_has_a_page_at_each(app: Flask) -> None:
    with scope_of(COLLEGE):
        school.add_person(COLLEGE, "sione", "student", "Sione Fifita")
        school.add_link(COLLEGE, "mele", "sione")
        school.enroll(COLLEGE, "9n", "sione")
    mele = sign_in(app, "mele", KOWHAI, COLLEGE)
    assert "Choose the school." in read(mele)
    assert "Room 7" in read(mele, f"{PAGE}/at/{KOWHAI}")
    assert "9N" in read(mele, f"{PAGE}/at/{COLLEGE}")


@pytest.mark.row("S88")
def test_the_glossary_explains_every_word_to_anybody(app: Flask) -> None:
    text = read(browser(app), "/evaluation/glossary")
    for word in ("Emerging", "Excellence", "Result pending", "Put right"):
        assert word in text
    assert text.count("Example:") > 20
