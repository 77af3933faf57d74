"""One coordinator per school: appointed by its leader from its staff."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from services.evaluation.app import create_app
from services.evaluation.feeds.cli import run_import
from services.evaluation.roster.identity import Ids
from services.evaluation.service import SERVICE
from services.evaluation.team.queries import coordinator_of, staff_of
from services.evaluation.team.use_cases import appoint_coordinator, end_coordinator
from shared import store
from shared.envelope import read_envelope
from shared.errors import Conflict, Invalid
from shared.settings import Settings
from shared.tenancy import scope_of
from shared.web import catalogues
from tests import bundles
from tests.web_client import Browser, browser, make_principal, with_signing_key

DAY = date(2026, 11, 23)


@pytest.fixture
def ids(evaluation_store: Settings, tmp_path: Path) -> Ids:
    run_import(
        SERVICE, bundles.write_package(tmp_path / "p.zip", bundles.make_files()), source="sis"
    )
    store.database()["outbox"].delete_many({})
    return Ids(evaluation_store.district_id, "sis")


@pytest.fixture
def north(ids: Ids) -> str:
    return ids.org(bundles.NORTH)


@pytest.fixture
def sign_in(ids: Ids, evaluation_store: Settings, tmp_path: Path) -> Callable[[str], Browser]:
    catalogues.compile_stale()
    app: Flask = create_app(with_signing_key(evaluation_store, tmp_path))

    def signed_in(user: str) -> Browser:
        schools = (ids.org(bundles.NORTH), ids.org(bundles.SOUTH))
        return browser(app, make_principal(person_ids=(ids.person(user),), schools=schools))

    return signed_in


def told() -> list[tuple[str, int, str]]:
    rows = [
        read_envelope(row["headers"], row["value"]) for row in store.database()["outbox"].find()
    ]
    return sorted(
        (one.type.split(".")[4], one.version, (data or {})["person_id"]) for one, data in rows
    )


def test_a_member_of_staff_is_appointed(north: str, ids: Ids) -> None:
    person = ids.person("teacher-north")
    with scope_of(north):
        appoint_coordinator(north, person, starts_on=DAY)
        found = coordinator_of(north)

    assert found is not None
    assert (found.person_id, found.name) == (person, "Teacher-North Tester")
    assert found.starts_on == DAY
    assert told() == [("appointed", 1, person)]


def test_another_one_takes_the_office_over(north: str, ids: Ids) -> None:
    first, second = ids.person("teacher-north"), ids.person("leader-north")
    with scope_of(north):
        appoint_coordinator(north, first, starts_on=DAY)
        appoint_coordinator(north, second, starts_on=DAY)
        found = coordinator_of(north)

    assert found is not None
    assert found.person_id == second
    assert told() == [("appointed", 1, first), ("appointed", 3, second), ("left", 2, first)]


def test_appointing_who_holds_the_office_changes_nothing(north: str, ids: Ids) -> None:
    with scope_of(north):
        for _ in range(2):
            appoint_coordinator(north, ids.person("teacher-north"), starts_on=DAY)

    assert len(told()) == 1


@pytest.mark.parametrize("user", ["ana", "ben", "teacher-south", "nobody"])
def test_families_students_and_other_schools_are_not_appointed(
    user: str, north: str, ids: Ids
) -> None:
    with scope_of(north), pytest.raises(Invalid):
        appoint_coordinator(north, ids.person(user), starts_on=DAY)

    assert told() == []


def test_the_office_is_left_vacant(north: str, ids: Ids) -> None:
    with scope_of(north):
        appoint_coordinator(north, ids.person("teacher-north"), starts_on=DAY)
        end_coordinator(north, ended_on=DAY)
        found = coordinator_of(north)
        with pytest.raises(Conflict):
            end_coordinator(north, ended_on=DAY)

    assert found is None
    assert [fact for fact, _, _ in told()] == ["appointed", "left"]


def test_the_staff_of_a_school_is_its_own(north: str) -> None:
    with scope_of(north):
        assert [name for _, name in staff_of(north)] == [
            "Leader-North Tester",
            "Teacher-North Tester",
        ]


def test_a_leader_appoints_on_the_page(
    north: str, ids: Ids, sign_in: Callable[[str], Browser]
) -> None:
    leader = sign_in("leader-north")
    page = leader.get(f"/evaluation/s/{north}/team").get_data(as_text=True)
    assert "Nobody holds this office" in page

    answer = leader.post(
        f"/evaluation/s/{north}/team/coordinator",
        data={"person_id": ids.person("teacher-north"), "idempotency_key": "one"},
    )

    assert answer.status_code == 303
    page = leader.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Teacher-North Tester" in page
    assert "Since" in page


def test_a_choice_of_nobody_is_shown_again(north: str, sign_in: Callable[[str], Browser]) -> None:
    answer = sign_in("leader-north").post(f"/evaluation/s/{north}/team/coordinator", data={})

    assert answer.status_code == 422
    assert "Fill this in" in answer.get_data(as_text=True)


def test_only_the_schools_own_leader_has_the_page(
    ids: Ids, north: str, sign_in: Callable[[str], Browser]
) -> None:
    south = ids.org(bundles.SOUTH)
    assert sign_in("teacher-north").get(f"/evaluation/s/{north}/team").status_code == 403
    assert sign_in("ana").get(f"/evaluation/s/{north}/team").status_code == 403
    assert sign_in("leader-north").get(f"/evaluation/s/{south}/team").status_code == 403
