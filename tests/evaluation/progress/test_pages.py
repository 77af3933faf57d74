"""A child's page: who may see it, and what it says of work and days."""

import re
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from services.evaluation.app import create_app
from shared import clock
from shared.audit import AuditEntry
from shared.settings import Settings
from shared.tenancy import scope, scope_of
from shared.web import catalogues
from tests.evaluation.progress import school
from tests.web_client import Browser, browser, make_principal, with_signing_key

# Monday evening in Auckland.
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
KOWHAI, COLLEGE = "school-kowhai", "school-college"
PAGE = "/evaluation/children/sione"


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture(autouse=True)
def the_day_of_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def app(evaluation_store: Settings, tmp_path: Path) -> Flask:
    """Sione in Room 7 with his mother Mele, two teachers of his and one who is not, a leader."""
    with scope_of(KOWHAI):
        school.add_school(KOWHAI)
        school.add_person(KOWHAI, "sione", "student", "Sione Fifita")
        school.add_person(KOWHAI, "mele", "parent", "Mele Fifita")
        school.add_person(KOWHAI, "neighbour", "parent", "Nan Porter")
        school.add_person(KOWHAI, "parata", "teacher", "Aroha Parata")
        school.add_person(KOWHAI, "dsouza", "teacher", "Melvin D’Souza")
        school.add_person(KOWHAI, "haddon", "teacher", "Beth Haddon")
        school.add_person(KOWHAI, "kereama", "principal", "Moana Kereama")
        school.add_person(KOWHAI, "tuilagi", "aide", "Losa Tuilagi")
        school.add_class(KOWHAI, "room-7", "Room 7", teachers={"dsouza": False, "parata": True})
        school.add_class(KOWHAI, "room-2", "Room 2", teachers={"haddon": True})
        school.enroll(KOWHAI, "room-7", "sione")
        school.add_link(KOWHAI, "mele", "sione")
    with scope_of(COLLEGE):
        school.add_school(COLLEGE, "Awanui Valley College")
        school.add_person(COLLEGE, "ana", "student", "Ana Zqkanari")
        school.add_person(COLLEGE, "lindqvist", "principal", "Per Lindqvist")
        school.add_class(COLLEGE, "9n", "9N", teachers={})
        school.enroll(COLLEGE, "9n", "ana")
    with scope_of(evaluation_store.district_id):
        school.add_person(evaluation_store.district_id, "zhang", "districtAdministrator")
    return create_app(with_signing_key(evaluation_store, tmp_path))


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


@pytest.mark.row("R11", "S24")
@pytest.mark.parametrize("reader", ["mele", "sione"])
def test_the_family_sees_the_page(app: Flask, reader: str) -> None:
    text = read(sign_in(app, reader))
    assert "Sione Fifita" in text
    assert "Kōwhai Street School · Year 4 · Room 7" in text


@pytest.mark.row("R11")
@pytest.mark.parametrize("reader", ["parata", "dsouza", "kereama"])
def test_todays_teachers_and_leaders_see_it_in_their_school(app: Flask, reader: str) -> None:
    text = read(sign_in(app, reader), f"/evaluation/s/{KOWHAI}/children/sione")
    assert "as the family sees it" in text
    assert "Write to" not in text


@pytest.mark.row("R11", "R10")
@pytest.mark.parametrize("reader", ["neighbour", "haddon", "kereama", "tuilagi", "nobody"])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/at/{KOWHAI}", f"{PAGE}/at/{COLLEGE}"])
def test_nobody_elses_child_is_found_nor_one_that_is_not_there(
    app: Flask, reader: str, path: str
) -> None:
    them = sign_in(app, reader)
    answer, unknown = them.get(path), them.get(path.replace("sione", "no-such-child"))
    assert (answer.status_code, unknown.status_code) == (404, 404)
    assert _without_ids(answer.get_data(as_text=True)) == _without_ids(
        unknown.get_data(as_text=True).replace("no-such-child", "sione")
    )
    assert "Fifita" not in answer.get_data(as_text=True).replace("Mele Fifita", "")


@pytest.mark.row("R11", "R10")
@pytest.mark.parametrize(
    ("reader", "status"), [("haddon", 404), ("mele", 403), ("tuilagi", 404), ("zhang", 403)]
)
def test_staff_without_the_relation_do_not_see_it(app: Flask, reader: str, status: int) -> None:
    answer = sign_in(app, reader).get(f"/evaluation/s/{KOWHAI}/children/sione")
    assert answer.status_code == status


@pytest.mark.row("R10")
def test_another_schools_leader_does_not_see_it(app: Flask) -> None:
    leader = sign_in(app, "lindqvist", COLLEGE)
    assert leader.get(f"/evaluation/s/{KOWHAI}/children/sione").status_code == 403
    assert leader.get(f"/evaluation/s/{COLLEGE}/children/sione").status_code == 404


@pytest.mark.row("R10")
def test_another_schools_child_is_nowhere_on_the_familys_pages(app: Flask) -> None:
    mele = sign_in(app, "mele")
    assert "Zqkanari" not in read(mele, PAGE)
    assert mele.get("/evaluation/children/ana").status_code == 404


@pytest.mark.row("R11")
@pytest.mark.parametrize(
    "ended",
    [
        {"active": False},
        {"data_access": False},
        {"valid_to": datetime(2026, 11, 23)},  # noqa: DTZ001 - a day
        {"valid_from": datetime(2026, 11, 24)},  # noqa: DTZ001 - a day
    ],
)
def test_a_link_that_does_not_hold_today_closes_the_page(
    app: Flask, ended: dict[str, object]
) -> None:
    mele = sign_in(app, "mele")
    assert mele.get(PAGE).status_code == 200
    with scope_of(KOWHAI):
        school.change_link(KOWHAI, "mele", "sione", **ended)
    assert mele.get(PAGE).status_code == 404
    assert "Sione" not in read(mele, "/evaluation/children")


@pytest.mark.row("R11")
def test_a_teacher_whose_place_in_the_class_ended_does_not_see_it(app: Flask) -> None:
    with scope_of(KOWHAI):
        school.add_person(KOWHAI, "former", "teacher")
        school.enroll(
            KOWHAI,
            "room-7",
            "former",
            role="teacher",
            ends_on=datetime(2026, 11, 23),  # noqa: DTZ001 - a day
        )
    former = sign_in(app, "former")
    assert former.get(f"/evaluation/s/{KOWHAI}/children/sione").status_code == 404


def test_every_view_is_noted(app: Flask) -> None:
    sign_in(app, "mele").get(PAGE)
    sign_in(app, "neighbour").get(PAGE)
    sign_in(app, "parata").get(f"/evaluation/s/{KOWHAI}/children/sione")
    with scope(read=[KOWHAI]):
        noted = AuditEntry.objects(about="person/sione")
        assert sorted((one.actor, one.action, one.details) for one in noted) == [
            ("mele", "child.viewed", {"as": "guardian"}),
            ("parata", "child.viewed", {"as": "teacher"}),
        ]


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


def _without_ids(page: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{20,}", "", page)
