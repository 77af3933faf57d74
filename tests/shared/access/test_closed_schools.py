"""A suspended school is closed to everybody; who belongs to another one too goes on there."""

from collections.abc import Iterator

import pytest
from flask import Flask

from shared import closed
from shared.access import AppRole
from shared.closed import SchoolState, note_state
from shared.tenancy import platform_collection
from tests.shared.access import gate
from tests.waiting import eventually
from tests.web_client import Browser, browser, make_principal

A, B = "school-a", "school-b"
TEACHER = frozenset({AppRole.TEACHER})


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    closed.forget_kept()
    yield
    closed.forget_kept()


@pytest.fixture
def guardian(app: Flask) -> Browser:
    """A guardian with a child at each of two schools."""
    return browser(app, make_principal(schools=(A, B)))


def decide(school_id: str, state: SchoolState, version: int) -> None:
    note_state(school_id, state, version)
    closed.forget_kept()


def read_by(somebody: Browser) -> list[str]:
    """The schools that a page may read for this person."""
    answer = somebody.get("/mine")
    assert answer.status_code == 200
    assert answer.json is not None
    return list(answer.json["read"])


@pytest.mark.parametrize("state", [SchoolState.SUSPENDED, SchoolState.REMOVED])
def test_a_guardian_of_two_schools_reads_the_one_that_is_open(
    guardian: Browser, state: SchoolState
) -> None:
    assert read_by(guardian) == [A, B]
    decide(A, state, 1)
    assert read_by(guardian) == [B]


def test_when_the_school_is_resumed_both_are_there_again(guardian: Browser) -> None:
    decide(A, SchoolState.SUSPENDED, 1)
    decide(A, SchoolState.OPEN, 2)
    assert read_by(guardian) == [A, B]


def test_who_has_no_other_school_stays_signed_in_and_reads_nothing(app: Flask) -> None:
    only_here = browser(app, make_principal(schools=(A,)))
    decide(A, SchoolState.SUSPENDED, 1)
    assert read_by(only_here) == []


def test_staff_act_at_the_other_school_only(app: Flask) -> None:
    principal = make_principal(schools=(A, B))
    gate.roles_of_account[principal.account_id] = {A: TEACHER, B: TEACHER}
    teacher = browser(app, principal)
    decide(A, SchoolState.SUSPENDED, 1)
    assert teacher.get(f"/s/{A}/classes").status_code == 403
    assert teacher.post(f"/s/{A}/classes").status_code == 403
    assert teacher.get(f"/s/{B}/classes").status_code == 200


def test_what_another_process_decided_holds_within_seconds(guardian: Browser) -> None:
    assert read_by(guardian) == [A, B]
    row = {"_id": A, "state": SchoolState.SUSPENDED.value, "version": 1}
    platform_collection(closed.COLLECTION).insert_one(row)
    eventually(lambda: read_by(guardian) == [B], seconds=closed.FRESH_SECONDS + 2)
