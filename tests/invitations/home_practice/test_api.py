"""Programs tell what was done at home, as the family's page does."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shared import clock, ids
from shared.events.invitations import HomePracticeRecorded
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser, problem

pytestmark = pytest.mark.row("X2")
API = "/api/invitations/home-practice/"


@pytest.fixture
def program(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def send(program: Browser, method: str, path: str = "", **values: Any) -> Any:
    headers = {"Idempotency-Key": ids.new_id()}
    given: dict[str, Any] = {"json": values} if values else {}
    return program.open(f"{API}{path}", method=method, headers=headers, **given)


def told(room: Room, **changes: Any) -> dict[str, Any]:
    yesterday = clock.now().date() - timedelta(days=1)
    values = {"student_id": room.child, "kind": "reading", "words": "Na’a ma lau"}
    return {**values, "practised_on": yesterday.isoformat(), **changes}


def test_it_is_told_corrected_and_taken_back(program: Browser, room: Room) -> None:
    made = send(program, "POST", **told(room))
    one = made.get_json()
    assert (made.status_code, one["child"], one["words"]) == (201, "Sione", "Na’a ma lau")
    assert program.get(API).get_json() == [one]
    better = send(program, "PUT", one["practice_id"], kind="culture").get_json()
    assert (better["kind"], better["words"]) == ("culture", "")
    assert (better["student_id"], better["practised_on"]) == (room.child, one["practised_on"])
    assert program.get(f"{API}{one['practice_id']}").get_json() == better
    assert send(program, "DELETE", one["practice_id"]).status_code == 204
    assert program.get(API).get_json() == []
    assert [one.taken_back for one in recorded(HomePracticeRecorded)] == [False, False, True]
    assert "lau" not in everything_recorded()


def test_another_familys_child_and_a_far_day_are_refused(
    app: Flask, program: Browser, room: Room
) -> None:
    other, child = room.world.make_family(room.school_id, room.class_id)
    assert problem(send(program, "POST", **told(room, student_id=child)))["status"] == 404
    for day in ("2020-01-01", "9999-12-31", "26-01-01", "2026-11-31"):
        assert send(program, "POST", **told(room, practised_on=day)).status_code == 422
    one = send(program, "POST", **told(room)).get_json()
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.get(f"{API}{one['practice_id']}").status_code == 404
    assert send(stranger, "DELETE", one["practice_id"]).status_code == 404
    assert stranger.get(API).get_json() == []
