"""The district asks about a person, after making sure who asks; services answer."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from services.evaluation.privacy.rules import State, state_of, usual_due_on
from services.evaluation.roster.identity import Ids
from shared import clock, store
from shared.events.privacy import (
    LegalHoldLifted,
    LegalHoldPlaced,
    PrivacyKind,
    PrivacyOutcome,
    PrivacyRequested,
)
from tests import bundles
from tests.evaluation.privacy.conftest import HOME, SignIn, answer, audited, recorded
from tests.web_client import Browser


@pytest.fixture
def ana(ids: Ids) -> str:
    return ids.person("ana")


def at(person_id: str, rest: str = "") -> str:
    return f"{HOME}p/{person_id}{rest}"


def wish(kind: str = "erase", **changes: Any) -> dict[str, Any]:
    values = {
        "kind": kind,
        "asker": "self",
        "identity": "in-person",
        "due_on": (clock.now() + timedelta(days=28)).date().isoformat(),
        "idempotency_key": f"{kind}-{clock.now().timestamp()}",
    }
    return {**values, **changes}


def asked(staff: Browser, person_id: str, kind: str = "erase", **changes: Any) -> str:
    """Ask; the request's address."""
    done = staff.post(at(person_id), data=wish(kind, read="yes", **changes))
    assert done.status_code == 303, done.get_data(as_text=True)
    return str(done.headers["Location"])


def page(client: Browser, path: str) -> str:
    found = client.get(path)
    assert found.status_code == 200, found.status
    return str(found.get_data(as_text=True))


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [("2026-11-23", "2026-12-21"), ("2026-11-21", "2026-12-18"), ("2026-05-01", "2026-05-29")],
)
def test_twenty_working_days(asked_on: str, due_on: str) -> None:
    assert usual_due_on(date.fromisoformat(asked_on)) == date.fromisoformat(due_on)


@pytest.mark.parametrize(
    ("answers", "is_late", "state"),
    [
        ({"a": None}, False, State.WAITING),
        ({"a": "done", "b": None}, True, State.LATE),
        ({"a": "done", "b": "done"}, True, State.DONE),
        ({"a": "done", "b": "held"}, False, State.HELD),
        ({}, False, State.DONE),
    ],
)
def test_how_a_request_stands(answers: dict[str, str | None], is_late: bool, state: State) -> None:
    assert state_of(answers, is_late=is_late) is state


def test_a_person_is_found_by_name(staff: Browser, ana: str) -> None:
    found = page(staff, f"{HOME}?name=an+test")
    assert at(ana) in found
    assert "North School" in found
    assert "South School" in found
    assert "No guardian or student" in page(staff, f"{HOME}?name=Leader")


def test_what_goes_and_what_stays_is_said_before_anything_is_asked(
    staff: Browser, ana: str
) -> None:
    told = staff.post(at(ana, "/check"), data=wish()).get_data(as_text=True)
    assert "Photos and recordings" in told
    assert "they come from the school’s own system" in told
    assert "they go by the rule for keeping them" in told
    assert recorded(PrivacyRequested) == []
    unread = staff.post(at(ana), data=wish())
    assert unread.status_code == 422
    assert "Tick that it cannot be undone" in unread.get_data(as_text=True)
    assert recorded(PrivacyRequested) == []


def test_each_school_of_the_person_is_asked(staff: Browser, ana: str, ids: Ids) -> None:
    asked(staff, ana)
    told = recorded(PrivacyRequested)
    assert {school for school, _ in told} == {ids.org(bundles.NORTH), ids.org(bundles.SOUTH)}
    assert {(one.person_id, one.kind) for _, one in told} == {(ana, PrivacyKind.ERASE)}
    assert len({one.request_id for _, one in told}) == 1
    [noted] = audited("privacy.requested")
    assert noted["about"] == f"person/{ana}"
    assert noted["actor"] == ids.person("leader-district")


def test_it_is_done_when_all_have_answered(staff: Browser, ana: str, ids: Ids) -> None:
    path = asked(staff, ana)
    request_id = path.rpartition("/")[2]
    assert "Not answered yet" in page(staff, path)
    answer(ids.org(bundles.NORTH), request_id, ana, invitations=7)
    half = page(staff, path)
    assert "Waiting" in half
    assert "Invitations and answers" in half
    assert audited("privacy.done") == []
    answer(ids.org(bundles.SOUTH), request_id, ana)
    whole = page(staff, path)
    assert "Done" in whole
    assert "There was nothing about this person." in whole
    assert len(audited("privacy.done")) == 1
    assert "Done" in page(staff, HOME)


def test_what_each_school_answered_has_a_name_of_its_own(
    staff: Browser, ana: str, ids: Ids
) -> None:
    path = asked(staff, ana)
    for school in (bundles.NORTH, bundles.SOUTH):
        answer(ids.org(school), path.rpartition("/")[2], ana, invitations=7)
    names = re.findall(r'role="region" aria-label="([^"]+)"', page(staff, path))
    assert sorted(names) == [
        "Records, North School, Invitations",
        "Records, South School, Invitations",
    ]


def test_a_day_that_is_over_shows_as_late(staff: Browser, ana: str) -> None:
    path = asked(staff, ana)
    past = {"due_by": clock.now() - timedelta(days=1)}
    store.database()["privacy_requests"].update_many({}, {"$set": past})
    assert "Late" in page(staff, HOME)
    assert "Ask the operator" in page(staff, path)


def test_the_same_is_not_asked_twice_while_it_waits(staff: Browser, ana: str) -> None:
    asked(staff, ana)
    again = staff.post(at(ana), data=wish(read="yes", idempotency_key="again"))
    assert again.status_code == 409
    asked(staff, ana, "export")


def test_while_a_hold_is_in_force_nobody_is_asked_to_erase(staff: Browser, ana: str) -> None:
    staff.post(at(ana, "/hold"), data={"because": "court", "idempotency_key": "h1"})
    told = recorded(LegalHoldPlaced)
    assert [one.person_id for _, one in told] == [ana, ana]
    assert "A legal hold is in force" in page(staff, at(ana))
    path = asked(staff, ana)
    assert recorded(PrivacyRequested) == []
    assert "Refused: legal hold" in page(staff, path)
    assert len(audited("privacy.refused-held")) == 1

    staff.post(at(ana, "/hold/lift"), data={"idempotency_key": "h2"})
    assert len(recorded(LegalHoldLifted)) == 2
    asked(staff, ana, idempotency_key="h3")
    assert len(recorded(PrivacyRequested)) == 2
    assert [len(audited(f"legal-hold.{what}")) for what in ("placed", "lifted")] == [1, 1]


def test_a_hold_may_be_placed_again(staff: Browser, ana: str) -> None:
    for key, rest in (("1", "/hold"), ("2", "/hold/lift"), ("3", "/hold")):
        staff.post(at(ana, rest), data={"because": "complaint", "idempotency_key": key})
    versions = [row["version"] for row in store.database()["outbox"].find().sort("_id", 1)]
    assert versions == [1, 1, 2, 2, 3, 3]


def test_a_hold_that_comes_in_between_is_told(staff: Browser, ana: str, ids: Ids) -> None:
    path = asked(staff, ana)
    request_id = path.rpartition("/")[2]
    answer(ids.org(bundles.NORTH), request_id, ana, outcome=PrivacyOutcome.HELD)
    assert "A legal hold came in between" in page(staff, path)


def test_a_copy_is_asked_for_without_a_box_to_tick(staff: Browser, ana: str, ids: Ids) -> None:
    told = staff.post(at(ana, "/check"), data=wish("export")).get_data(as_text=True)
    assert "download it" in told
    done = staff.post(at(ana), data=wish("export"))
    assert done.status_code == 303
    assert {one.kind for _, one in recorded(PrivacyRequested)} == {PrivacyKind.EXPORT}


def test_a_form_with_nothing_in_it_says_what_is_missing(staff: Browser, ana: str) -> None:
    empty = staff.post(at(ana, "/check"), data={})
    assert empty.status_code == 422
    assert "4 things to fix" in empty.get_data(as_text=True)
    past = staff.post(at(ana), data=wish(read="yes", due_on="2020-01-01"))
    assert past.status_code == 422
    assert "Choose today or a day to come" in past.get_data(as_text=True)


def test_only_the_district_asks(sign_in: SignIn, ana: str, staff: Browser) -> None:
    path = asked(staff, ana)
    for user in ("leader-north", "teacher-north", "ana"):
        client = sign_in(user)
        for address in (HOME, at(ana), path):
            assert client.get(address).status_code == 403, (user, address)
        assert client.post(at(ana), data=wish(read="yes")).status_code == 403


def test_staff_and_nobody_are_not_found(staff: Browser, ids: Ids) -> None:
    for person in (ids.person("teacher-north"), "nobody"):
        assert staff.get(at(person)).status_code == 404
    assert staff.get(f"{HOME}r/none").status_code == 404


def test_looking_is_audited_where_the_person_is(staff: Browser, ana: str, ids: Ids) -> None:
    page(staff, f"{HOME}?name=ana")
    [searched] = audited("privacy.searched")
    assert searched["details"] == {"found": 1}
    page(staff, at(ana))
    looked = audited("privacy.looked-at")
    assert {one["about"] for one in looked} == {f"person/{ana}"}
    assert {one["school_id"] for one in looked} == {
        ids.org(bundles.NORTH),
        ids.org(bundles.SOUTH),
    }


def test_an_answer_to_no_request_changes_nothing(staff: Browser, ana: str, ids: Ids) -> None:
    answer(ids.org(bundles.NORTH), "unknown", ana)
    assert store.database()["privacy_requests"].count_documents({}) == 0
    assert "Nobody asked yet." in page(staff, HOME)


def test_the_district_finds_it_from_the_home_page(staff: Browser) -> None:
    assert HOME in page(staff, "/evaluation/fragments/home")
