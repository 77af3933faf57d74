"""What no program may send is refused in its place, before anything is read or written."""

import json
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from shared import ids
from shared.events.invitations import InvitationAnswered
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser, problem

JSON = "application/json"


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


@pytest.fixture
def program(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


@pytest.fixture
def answer_path(room: Room, activity: Activity) -> str:
    return f"/api/invitations/invitations/{invitation_of(activity, room.guardian).id}/answer"


def put(program: Browser, path: str, body: bytes | str, content_type: str = JSON) -> Any:
    headers = {"Idempotency-Key": ids.new_id(), "Accept": JSON}
    return program.put(path, data=body, content_type=content_type, headers=headers)


def yes(**changes: Any) -> str:
    return json.dumps({"answer": "yes", "adults": 1, **changes})


@pytest.mark.parametrize(
    ("body", "status", "content_type"),
    [
        (yes(), 415, "text/plain"),
        (yes(), 415, "application/x-www-form-urlencoded"),
        (yes(), 415, ""),
        ("", 400, JSON),
        ("{", 400, JSON),
        (b'{"note": "\xff"}', 400, JSON),
        ('{"adults": ' + "1" * 5000 + "}", 400, JSON),
        ("[" * 100_000, 400, JSON),
        ("[]", 422, JSON),
        ("null", 422, JSON),
        (yes(note="one\0two"), 422, JSON),
        (yes(note="\ud83d"), 422, JSON),
        (yes(**{"\ud83d": 1}), 422, JSON),
        (yes(adults="1"), 422, JSON),
        (yes(adults=True), 422, JSON),
        (yes(adults=1.5), 422, JSON),
        (yes(adults=10**400), 422, JSON),
        (yes(needs=["food", "gold"]), 422, JSON),
        (yes(more="than is asked"), 422, JSON),
        (yes(note="x" * 300_000), 413, JSON),
    ],
    ids=range(20),
)
def test_what_is_not_described_changes_nothing(
    program: Browser, answer_path: str, body: bytes | str, status: int, content_type: str
) -> None:
    answer = put(program, answer_path, body, content_type)
    assert (answer.status_code, problem(answer)["status"]) == (status, status)
    assert recorded(InvitationAnswered) == []


def test_an_error_points_to_its_place(program: Browser, answer_path: str) -> None:
    told = problem(put(program, answer_path, yes(**{"a/b~c": 1, "needs": ["food", "gold"]})))
    assert sorted(one["pointer"] for one in told["errors"]) == ["#/a~1b~0c", "#/needs/1"]


def test_what_is_written_with_marks_is_kept(program: Browser, answer_path: str) -> None:
    note = "Ka pai! 👍🏽 Fakafetai, ‘ofa atu"
    assert put(program, answer_path, yes(note=f"  {note}\n")).get_json()["note"] == note


@pytest.mark.parametrize("asked", ["name=%00", "state=none", "page=0", "page=x", "page_size=101"])
def test_an_address_that_asks_wrongly_is_refused(
    app: Flask, room: Room, activity: Activity, asked: str
) -> None:
    staff = browser(app, principal_of(room.school_id, room.teacher))
    path = f"/api/invitations/activities/s/{room.school_id}/{activity.id}/families"
    assert problem(staff.get(f"{path}?{asked}"))["status"] == 422
    assert staff.get(f"{path}?page=1").status_code == 200


@pytest.mark.parametrize("page", [10**6, 2**63, 10**40])
def test_a_page_far_behind_the_last_one_is_refused_or_empty(
    app: Flask, room: Room, activity: Activity, page: int
) -> None:
    staff = browser(app, principal_of(room.school_id, room.teacher))
    families = f"/api/invitations/activities/s/{room.school_id}/{activity.id}/families"
    for path in (families, "/api/invitations/activities/"):
        answer = staff.get(f"{path}?page={page}")
        assert answer.status_code == 422 or answer.get_json() == []
