"""Programs announce, change and cancel as the pages do: the same rules, the same people."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from shared import clock, ids
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.invitations import ActivityAnnounced, InvitationIssued
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of, run_jobs
from tests.web_client import Browser, browser, problem

pytestmark = pytest.mark.row("X2")
API = "/api/invitations/activities/s"


@pytest.fixture
def program(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def body(**changes: Any) -> dict[str, Any]:
    now = clock.now()
    values = {
        "title": " Number games ",
        "relevance": "Children who explain a game understand it better.",
        "place": "Room 7",
        "starts_at": (now + timedelta(days=9)).isoformat(),
        "ends_at": (now + timedelta(days=9, minutes=45)).isoformat(),
        "answer_by": (now + timedelta(days=4)).isoformat(),
        "capacity": 12,
        "supports": ["food", "interpreter", "food"],
    }
    return {**values, **changes}


def new(room: Room, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": "collaboration",
        "focus": "learning",
        "language": "en",
        "audience": {"class_ids": [room.class_id]},
        "partners": [{"who": "The library", "brings": "games"}],
    }
    return body(**{**values, **changes})


def send(program: Browser, method: str, path: str, values: Any, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or ids.new_id()}
    return program.open(f"{API}/{path}", method=method, json=values, headers=headers)


def test_an_activity_is_announced_once_and_read(program: Browser, room: Room) -> None:
    key, values = ids.new_id(), new(room)
    first, second = (send(program, "POST", room.school_id, values, key) for _ in range(2))
    assert (first.status_code, second.get_json()) == (201, first.get_json())
    run_jobs()
    assert [one.activity_id for one in recorded(ActivityAnnounced)] == [first.get_json()["id"]]
    assert len(recorded(InvitationIssued)) == 1
    read = program.get(first.headers["Location"]).get_json()
    assert (read["title"]["en"]["text"], read["capacity"]) == ("Number games", 12)
    assert (read["state"], read["supports"]) == ("announced", ["food", "interpreter"])
    assert read["answers"]["families"] == 1


def test_a_series_is_announced_as_one(program: Browser, room: Room) -> None:
    values = new(room, repeat={"every_days": 7, "times": 3})
    told = send(program, "POST", room.school_id, values).get_json()
    assert (told["series_number"], told["series_count"]) == (1, 3)
    assert len(program.get("/api/invitations/activities/").get_json()) == 1  # one by one


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"starts_at": "2026-01-01T09:00:00+13:00"}, "#/starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "#/starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "#/starts_at"),
        ({"starts_at": "2026-12-01T09:00:00"}, "#/starts_at"),
        ({"starts_at": 1796000000}, "#/starts_at"),
        ({"ends_at": "2199-01-01T09:00:00Z"}, "#/ends_at"),
        ({"release_at": "2020-01-01T09:00:00Z"}, "#/release_at"),
        ({"title": " \n"}, "#/title"),
        ({"audience": {}}, "#/audience"),
        ({"one_answer": "yes"}, "#/one_answer"),
        ({"template": "programme"}, "#/adaptation_note"),
        ({"host_ids": ["nobody"]}, "#/host_ids"),
        ({"repeat": {"every_days": 8, "times": 3}}, "#/repeat/every_days"),
        ({"partners": [{"who": " "}]}, "#/partners/0/who"),
    ],
)
def test_what_a_rule_refuses_is_told_by_the_names_that_were_sent(
    program: Browser, room: Room, changes: dict[str, Any], pointer: str
) -> None:
    wrong = send(program, "POST", room.school_id, new(room, **changes))
    assert wrong.status_code == 422
    assert pointer in [one["pointer"] for one in problem(wrong)["errors"]]
    assert recorded(ActivityAnnounced) == []


def test_other_classes_families_are_not_to_be_asked(program: Browser, room: Room) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    refused = send(program, "POST", room.school_id, new(room, audience={"class_ids": [other]}))
    assert problem(refused)["type"] == "urn:tuhono:problem:not-your-class"
    everybody = send(program, "POST", room.school_id, new(room, audience={"everyone": True}))
    assert everybody.status_code == 403


def test_it_is_changed_and_cancelled_by_who_runs_it(
    app: Flask, program: Browser, room: Room
) -> None:
    activity: Activity = announce(room.school_id, room.class_id, room.teacher, capacity=12)
    path = f"{room.school_id}/{activity.id}"
    changed = send(program, "PUT", path, body(place="The hall"))
    assert changed.get_json()["place"] == {"en": {"text": "The hall", "status": "human"}}
    assert "place" in recorded(ActivityChanged)[-1].what
    over = send(program, "PUT", path, body(ends_at=body()["starts_at"]))
    assert [one["pointer"] for one in problem(over)["errors"]] == ["#/ends_at"]
    _, colleague = room.world.make_class(room.school_id, "Room 8")
    other = browser(app, principal_of(room.school_id, colleague))
    assert send(other, "PUT", path, body()).status_code == 404
    assert other.get(f"{API}/{path}").status_code == 404
    cancelled = send(program, "POST", f"{path}/cancellation", {"reason": "The hall is wet."})
    assert cancelled.get_json()["state"] == "cancelled"
    assert len(recorded(ActivityCancelled)) == 1
    late = send(program, "PUT", path, body())
    assert problem(late)["type"] == "urn:tuhono:problem:not-running"


@pytest.mark.parametrize("name", ["capacity", "supports"])
def test_a_change_says_all_that_may_change_so_that_nothing_goes_by_being_left_out(
    program: Browser, room: Room, name: str
) -> None:
    activity: Activity = announce(room.school_id, room.class_id, room.teacher, capacity=12)
    path = f"{room.school_id}/{activity.id}"
    told = body()
    del told[name]
    wrong = send(program, "PUT", path, told)
    assert wrong.status_code == 422
    assert [one["pointer"] for one in problem(wrong)["errors"]] == [f"#/{name}"]
    assert (recorded(ActivityChanged), program.get(f"{API}/{path}").get_json()["capacity"]) == (
        [],
        12,
    )
    room_for_all = send(program, "PUT", path, body(capacity=None, supports=[])).get_json()
    assert (room_for_all["capacity"], room_for_all["supports"]) == (None, [])


def test_the_same_moments_again_are_no_change_however_finely_they_were_told(
    program: Browser, room: Room
) -> None:
    activity: Activity = announce(room.school_id, room.class_id, room.teacher, capacity=12)
    now = clock.now().replace(microsecond=123456)
    fine = {
        "starts_at": (now + timedelta(days=9)).isoformat(),
        "ends_at": (now + timedelta(days=9, minutes=45)).isoformat(),
        "answer_by": (now + timedelta(days=4)).isoformat(),
    }
    for _ in range(2):
        changed = send(program, "PUT", f"{room.school_id}/{activity.id}", body(**fine))
        assert changed.status_code == 200
    [told] = recorded(ActivityChanged)
    assert told.starts_at.microsecond == 123000
