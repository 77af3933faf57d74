"""A child's page is for the family, today's teachers and leaders, and nobody else."""

import re
from datetime import datetime

import pytest
from flask import Flask

from shared.audit import AuditEntry
from shared.tenancy import scope, scope_of
from tests.evaluation.progress import school
from tests.evaluation.progress.pages.reading import COLLEGE, KOWHAI, PAGE, read, sign_in


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


def _without_ids(page: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{20,}", "", page)
