"""A teacher's pages: who may look into a class, holding a result back and showing it."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from services.evaluation.app import create_app
from services.evaluation.progress.models import Result
from shared import ids
from shared.settings import Settings
from shared.tenancy import scope, scope_of
from tests.evaluation.progress import school
from tests.evaluation.progress.pages.reading import COLLEGE, KOWHAI, PAGE, read, sign_in
from tests.web_client import Browser, with_signing_key

CLASS = f"/evaluation/s/{KOWHAI}/classes/room-7"
WORK = f"/evaluation/s/{KOWHAI}/assignments/tables"
RESULT = f"/evaluation/s/{KOWHAI}/results/tables-sione"


@pytest.fixture
def app(evaluation_store: Settings, tmp_path: Path) -> Flask:
    """Room 7 with Sione and Yusuf, whose times tables are marked; two other members of staff."""
    with scope_of(KOWHAI):
        school.add_school(KOWHAI)
        for person_id, role, name in (
            ("sione", "student", "Sione Fifita"),
            ("yusuf", "student", "Yusuf Haddad"),
            ("mele", "parent", "Mele Fifita"),
            ("parata", "teacher", "Aroha Parata"),
            ("haddon", "teacher", "Beth Haddon"),
            ("kereama", "principal", "Moana Kereama"),
        ):
            school.add_person(KOWHAI, person_id, role, name)
        school.add_class(KOWHAI, "room-7", "Room 7", teachers={"parata": True})
        school.add_class(KOWHAI, "room-2", "Room 2", teachers={"haddon": True})
        school.add_link(KOWHAI, "mele", "sione")
        school.add_assignment(KOWHAI, "room-7", "tables", due_on=date(2026, 11, 18))
        for student in ("sione", "yusuf"):
            school.enroll(KOWHAI, "room-7", student)
            school.add_result(KOWHAI, "room-7", "tables", student)
    with scope_of(COLLEGE):
        school.add_school(COLLEGE, "Zqkanari College")
        school.add_person(COLLEGE, "nguyen", "teacher", "Minh Nguyen")
        school.add_class(COLLEGE, "9n", "Zqkanari 9N", teachers={"nguyen": True})
    return create_app(with_signing_key(evaluation_store, tmp_path))


def send(reader: Browser, path: str, key: str = "") -> int:
    answer = reader.post(path, data={"idempotency_key": key or ids.new_id()})
    return answer.status_code


def is_held(result_id: str = "tables-sione") -> bool:
    with scope(read=[KOWHAI]):
        return bool(Result.objects.get(id=f"{KOWHAI}/{result_id}").is_held)


def test_a_teacher_sees_the_own_classes_and_a_leader_all(app: Flask) -> None:
    teacher = read(sign_in(app, "parata"), "/evaluation/classes")
    assert "Room 7" in teacher
    assert "Room 2" not in teacher
    leader = read(sign_in(app, "kereama"), "/evaluation/classes")
    assert "Room 7" in leader
    assert "Room 2" in leader
    assert "Zqkanari" not in leader


@pytest.mark.row("R10")
@pytest.mark.parametrize("path", [CLASS, WORK])
@pytest.mark.parametrize(
    ("reader", "schools", "status"),
    [
        ("parata", (KOWHAI,), 200),
        ("kereama", (KOWHAI,), 200),
        ("haddon", (KOWHAI,), 404),
        ("mele", (KOWHAI,), 403),
        ("sione", (KOWHAI,), 403),
        ("nguyen", (COLLEGE,), 403),
    ],
)
def test_only_todays_teachers_and_leaders_look_into_a_class(
    app: Flask, path: str, reader: str, schools: tuple[str, ...], status: int
) -> None:
    assert sign_in(app, reader, *schools).get(path).status_code == status


@pytest.mark.row("S25")
def test_a_class_shows_how_its_results_stand(app: Flask) -> None:
    text = read(sign_in(app, "parata"), CLASS)
    assert "Tables It was due on Wednesday 18 November 2 results shown" in text
    assert "Sione Fifita" in text


@pytest.mark.row("S25", "R12")
def test_a_teacher_holds_a_result_and_home_sees_that_it_waits(app: Flask) -> None:
    teacher, mele = sign_in(app, "parata"), sign_in(app, "mele")
    assert "18 of 20" in read(mele)
    assert send(teacher, f"{RESULT}/hold") == 303
    assert "Home sees: result pending" in read(teacher, WORK)
    assert "1 result shown 1 held for a talk" in read(teacher, CLASS)
    text = read(mele)
    assert "Tables: result pending" in text
    assert "18 of 20" not in text
    assert send(teacher, f"{RESULT}/release") == 303
    assert "18 of 20" in read(mele)
    assert not is_held("tables-yusuf")


@pytest.mark.row("R12")
def test_all_results_of_a_work_are_held_and_those_held_alone_stay(app: Flask) -> None:
    teacher = sign_in(app, "parata")
    assert send(teacher, f"{RESULT}/hold") == 303
    assert send(teacher, f"{WORK}/hold") == 303
    assert is_held("tables-yusuf")
    assert "All results held" in read(teacher, CLASS)
    assert send(teacher, f"{WORK}/release") == 303
    assert not is_held("tables-yusuf")
    assert is_held()


@pytest.mark.row("X4")
def test_the_same_form_sent_twice_holds_once(app: Flask) -> None:
    teacher, key = sign_in(app, "parata"), ids.new_id()
    assert [send(teacher, f"{RESULT}/hold", key) for _ in range(2)] == [303, 303]
    assert send(teacher, f"{RESULT}/hold") == 409


@pytest.mark.row("R10")
@pytest.mark.parametrize(
    ("reader", "schools", "status"),
    [("haddon", (KOWHAI,), 404), ("mele", (KOWHAI,), 403), ("nguyen", (COLLEGE,), 403)],
)
def test_nobody_else_holds_or_releases(
    app: Flask, reader: str, schools: tuple[str, ...], status: int
) -> None:
    them = sign_in(app, reader, *schools)
    for path in (f"{RESULT}/hold", f"{RESULT}/release", f"{WORK}/hold", f"{WORK}/release"):
        assert send(them, path) == status
    assert not is_held()


@pytest.mark.row("S24", "S25")
def test_the_home_page_says_what_is_new(app: Flask) -> None:
    with scope_of(KOWHAI):
        school.add_day(KOWHAI, "sione", date(2026, 11, 23), "tardy", arrived="09:05")
        school.add_assignment(KOWHAI, "room-7", "street", due_on=date(2026, 11, 27))
    for reader in ("mele", "sione"):
        text = read(sign_in(app, reader), "/evaluation/fragments/home")
        assert "Sione Fifita Kōwhai Street School Today: Late Came at 9:05 am" in text
        assert "Tables: 18 of 20 Thursday 19 November" in text
        assert "Next: Street, by Friday 27 November" in text
    assert "Sione" not in read(sign_in(app, "haddon"), "/evaluation/fragments/home")


@pytest.mark.row("S24", "X2")
def test_the_home_page_has_the_children_of_both_schools_while_the_link_holds(app: Flask) -> None:
    with scope_of(COLLEGE):
        school.add_person(COLLEGE, "mele", "parent", "Mele Fifita")
        school.add_person(COLLEGE, "ana", "student", "Ana Fifita")
        school.add_link(COLLEGE, "mele", "ana")
    mele = sign_in(app, "mele", KOWHAI, COLLEGE)
    text = read(mele, "/evaluation/fragments/home")
    assert "Sione Fifita Kōwhai Street School" in text
    assert "Ana Fifita Zqkanari College" in text
    with scope_of(COLLEGE):
        school.change_link(COLLEGE, "mele", "ana", data_access=False)
    assert "Ana" not in read(mele, "/evaluation/fragments/home")


@pytest.mark.row("R12")
def test_the_home_page_reminds_a_teacher_of_what_waits_for_a_talk(app: Flask) -> None:
    teacher = sign_in(app, "parata")
    assert "talk about first" not in read(teacher, "/evaluation/fragments/home")
    send(teacher, f"{RESULT}/hold")
    assert "Tables 1 student" in read(teacher, "/evaluation/fragments/home")
    assert "Tables" not in read(sign_in(app, "haddon"), "/evaluation/fragments/home")
    assert "Result pending" in read(sign_in(app, "mele"), "/evaluation/fragments/home")


def test_a_page_that_is_not_there_is_not_found(app: Flask) -> None:
    teacher = sign_in(app, "parata")
    assert teacher.get(f"{CLASS}x").status_code == 404
    assert teacher.get(f"{WORK}x").status_code == 404
    assert send(teacher, f"{RESULT}x/hold") == 404
    assert sign_in(app, "mele").get(f"{PAGE}x").status_code == 404
