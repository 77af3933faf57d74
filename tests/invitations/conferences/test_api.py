"""Programs of a family book and give back as its pages do."""

from typing import Any

import pytest
from flask import Flask

from shared import ids
from tests.invitations.conferences.rounds import open_round, slots
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import browser, problem

API = "/api/invitations/conferences"


@pytest.mark.row("X13")
def test_a_program_finds_books_and_gives_back(app: Flask, room: Room) -> None:
    conference = open_round(room.school_id, [room.class_id], room.teacher)
    family = browser(app, principal_of(room.school_id, room.guardian))
    headers = {"Accept": "application/json", "Idempotency-Key": ids.new_id()}
    [found] = family.get(f"{API}/", headers=headers).get_json()
    [asked] = found["asked"]
    assert (asked["window"], asked["talk"], len(asked["free"])) == ("open", None, 6)
    wanted: dict[str, Any] = {
        "student_id": room.child,
        "host_id": room.teacher,
        "slot_id": asked["free"][0]["slot_id"],
    }
    path = f"{API}/{conference.id}/bookings"
    for _ in range(2):
        [talk] = family.post(path, json={"slots": [wanted]}, headers=headers).get_json()
    assert (talk["state"], talk["slot_id"]) == ("booked", wanted["slot_id"])
    other, _ = room.world.make_family(room.school_id, room.class_id)
    stranger = browser(app, principal_of(room.school_id, other))
    slot = f"{API}/slots/{wanted['slot_id']}"
    assert problem(stranger.get(slot, headers=headers))["status"] == 404
    assert stranger.delete(slot, headers={**headers, "Idempotency-Key": "1"}).status_code == 404
    taken = stranger.post(
        path, json={"slots": [wanted]}, headers={**headers, "Idempotency-Key": "2"}
    )
    assert taken.status_code == 404  # not a child of theirs
    assert family.delete(slot, headers={**headers, "Idempotency-Key": "3"}).status_code == 204
    assert family.get(slot, headers=headers).get_json()["state"] == "released"
    assert slots(conference)[0].talk_id is None
