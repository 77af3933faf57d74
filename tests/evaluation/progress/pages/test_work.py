"""What a child's page says of assignments and results."""

import re
from datetime import date

import pytest
from flask import Flask

from shared.tenancy import scope_of
from tests.evaluation.progress import school
from tests.evaluation.progress.pages.reading import KOWHAI, NOW, read, sign_in


@pytest.mark.row("S25")
@pytest.mark.parametrize(
    ("result", "says"),
    [
        ({"score": 18.0}, ["18 of 20", "What “18 of 20” means"]),
        ({"score": 0.0}, ["0 of 20"]),
        ({"score": 23.0}, ["23 of 20", "extra work to choose"]),
        ({"score": 4.0, "scale": "Proficient"}, ["4 of 20 Proficient", "What “Proficient” means"]),
        ({"score": None, "text_score": "Tino pai"}, ["Tino pai", "This is the school’s own word"]),
        ({"comment": "Kei runga noa atu"}, ["Kei runga noa atu"]),
        ({"late": True, "incomplete": True}, ["18 of 20 Handed in late Not finished"]),
        (
            {"status": "exempt", "score": None, "is_posted": False},
            ["Did not have to do this", "it is not a zero"],
        ),
        (
            {"status": "not submitted", "score": None, "missing": True, "is_posted": False},
            ["Missing What is this", "Ask Sione what is in the way"],
        ),
        ({"status": "partially graded", "is_posted": False}, ["No result yet", "Being looked at"]),
        ({"status": "submitted", "score": None, "is_posted": False}, ["Handed in"]),
    ],
)
def test_a_result_is_told_in_fair_words(
    app: Flask, result: dict[str, object], says: list[str]
) -> None:
    with scope_of(KOWHAI):
        school.add_assignment(KOWHAI, "room-7", "times-tables", due_on=date(2026, 11, 18))
        school.add_result(KOWHAI, "room-7", "times-tables", "sione", **result)
    text = read(sign_in(app, "mele"))
    for words in ("Times Tables", *says):
        assert words in text


@pytest.mark.row("S25", "R12")
def test_a_held_result_shows_that_it_waits_and_nothing_else(app: Flask) -> None:
    with scope_of(KOWHAI):
        school.add_assignment(KOWHAI, "room-7", "reading-aloud", due_on=date(2026, 11, 18))
        school.add_result(
            KOWHAI,
            "room-7",
            "reading-aloud",
            "sione",
            scale="Developing",
            comment="Zqsecret",
            late=True,
            hold={"by": "parata", "at": NOW, "of": "result"},
        )
    for reader in ("mele", "sione"):
        text = read(sign_in(app, reader))
        assert "Reading Aloud: result pending" in text
        assert not {"Developing", "Zqsecret", "18 of 20", "Handed in late"} & set(
            re.findall(r"Developing|Zqsecret|18 of 20|Handed in late", text)
        )
    assert "Aroha Parata would like to talk with you first" in read(sign_in(app, "mele"))


@pytest.mark.row("S25", "R12")
def test_a_partly_graded_mark_is_not_told(app: Flask) -> None:
    with scope_of(KOWHAI):
        school.add_assignment(KOWHAI, "room-7", "speech", due_on=date(2026, 11, 18))
        school.add_result(
            KOWHAI, "room-7", "speech", "sione", status="partially graded", is_posted=False
        )
    assert "18 of 20" not in read(sign_in(app, "mele"))


@pytest.mark.row("S100")
def test_work_to_come_stands_first_with_what_when_and_what_to_do(app: Flask) -> None:
    with scope_of(KOWHAI):
        for name, due_on in (("later", 30), ("sooner", 24), ("past", 18)):
            school.add_assignment(KOWHAI, "room-7", name, due_on=date(2026, 11, due_on))
        school.add_result(
            KOWHAI, "room-7", "past", "sione", status="not submitted", score=None, is_posted=False
        )
    text = read(sign_in(app, "mele"))
    assert text.index("Sooner") < text.index("Later") < text.index("Past")
    assert "When By Tuesday 24 November" in text
    assert "Not handed in yet" in text
    assert "What do I do Ask Sione to tell you about it." in text
    assert "Do it and hand it in." in read(sign_in(app, "sione"))
