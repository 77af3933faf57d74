"""Who left a school is asked there as well, and a hold goes where the person goes."""

import pytest

from services.evaluation.privacy.jobs import tell_holds
from services.evaluation.privacy.queries import MOST_FOUND, find_people
from services.evaluation.roster.identity import Ids
from shared import store
from shared.events.privacy import LegalHoldLifted, LegalHoldPlaced, PrivacyRequested
from shared.settings import Settings
from tests import bundles
from tests.evaluation.privacy.conftest import (
    HOME,
    arrive,
    audited,
    leave,
    link,
    recorded,
)
from tests.evaluation.privacy.test_requests import asked, at, page
from tests.web_client import Browser


@pytest.fixture
def ana(ids: Ids) -> str:
    return ids.person("ana")


@pytest.fixture
def north(ids: Ids) -> str:
    return ids.org(bundles.NORTH)


@pytest.fixture
def south(ids: Ids) -> str:
    return ids.org(bundles.SOUTH)


def hold(staff: Browser, person_id: str, rest: str = "/hold") -> None:
    done = staff.post(at(person_id, rest), data={"because": "court", "idempotency_key": rest})
    assert done.status_code == 303, done.status


def test_a_school_that_a_family_left_is_asked_too(
    staff: Browser, ana: str, north: str, south: str
) -> None:
    leave(ana, south)
    asked(staff, ana)
    assert {school for school, _ in recorded(PrivacyRequested)} == {north, south}


def test_who_left_every_school_is_found_and_asked_about(
    staff: Browser, ana: str, ids: Ids, north: str, south: str
) -> None:
    link(north, ana, ids.person("child"))
    leave(ana, north, south)
    assert at(ana) in page(staff, f"{HOME}?name=ana")
    asked(staff, ana)
    assert {school for school, _ in recorded(PrivacyRequested)} == {north, south}


def test_staff_who_left_are_no_family(staff: Browser, ids: Ids, north: str) -> None:
    teacher = ids.person("teacher-north")
    leave(teacher, north)
    assert staff.get(at(teacher)).status_code == 404
    assert "No guardian or student" in page(staff, f"{HOME}?name=teacher")


def test_a_hold_on_who_left_is_lifted_where_it_was_told(
    staff: Browser, ana: str, north: str, south: str
) -> None:
    hold(staff, ana)
    store.database()["roster_people"].delete_one({"_id": f"{south}/{ana}"})
    leave(ana, north)
    hold(staff, ana, "/hold/lift")
    assert {school for school, _ in recorded(LegalHoldLifted)} == {north, south}


def test_a_new_school_is_told_of_a_hold_once(
    staff: Browser, ana: str, evaluation_store: Settings, north: str, south: str
) -> None:
    hold(staff, ana)
    tell_holds.function()
    assert len(recorded(LegalHoldPlaced)) == 2
    arrive(ana, evaluation_store.district_id)
    for _ in range(2):
        tell_holds.function()
    told = [school for school, _ in recorded(LegalHoldPlaced)]
    assert sorted(told) == sorted([north, south, evaluation_store.district_id])
    hold(staff, ana, "/hold/lift")
    assert len(recorded(LegalHoldLifted)) == 3
    assert len(audited("legal-hold.told")) == 1


def test_a_lifted_hold_is_told_to_no_new_school(
    staff: Browser, ana: str, evaluation_store: Settings
) -> None:
    hold(staff, ana)
    hold(staff, ana, "/hold/lift")
    arrive(ana, evaluation_store.district_id)
    tell_holds.function()
    assert len(recorded(LegalHoldPlaced)) == 2


def test_nobody_is_found_by_one_letter_and_no_more_than_fit_a_page(ids: Ids, north: str) -> None:
    assert find_people("a") == []
    rows = [
        {"_id": f"{north}/many-{number}", "school_id": north, "person_id": f"many-{number}"}
        | {"given_name": "Mele", "family_name": f"Fifita {number:03}", "roles": ["guardian"]}
        | {"version": 1, "digest": "d", "active": True}
        for number in range(MOST_FOUND + 5)
    ]
    store.database()["roster_people"].insert_many(rows)
    found = find_people("Me fif")
    assert len(found) == MOST_FOUND
    assert found[0].name == "Mele Fifita 000"


def test_looking_at_a_request_is_audited_as_looking_at_the_person(
    staff: Browser, ana: str, north: str, south: str
) -> None:
    path = asked(staff, ana)
    store.database()["audit"].delete_many({"action": "privacy.looked-at"})
    page(staff, path)
    assert {one["school_id"] for one in audited("privacy.looked-at")} == {north, south}
