"""Programs tell how a guardian takes part, as its own pages do."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shared import clock, ids
from shared.events.participation import OfferMade, ParticipationChosen
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser, problem

pytestmark = pytest.mark.row("X2")
API = "/api/invitations/participation"


@pytest.fixture
def program(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def send(program: Browser, method: str, path: str, **values: Any) -> Any:
    headers = {"Idempotency-Key": ids.new_id()}
    given: dict[str, Any] = {"json": values} if values else {}
    return program.open(f"{API}{path}", method=method, headers=headers, **given)


def test_a_part_is_told_read_and_taken_back(program: Browser, room: Room) -> None:
    at = f"/at/{room.school_id}"
    told = send(program, "PUT", f"{at}/interests", codes=["music"], words=" Pese ", seen="school")
    assert told.status_code == 204
    [mine] = program.get(f"{API}/").get_json()
    assert (mine["school_id"], mine["children"]) == (room.school_id, ["Sione"])
    assert mine["told"] == {"interests": {"codes": ["music"], "words": "Pese", "seen": "school"}}
    assert recorded(ParticipationChosen)[-1].interests == ("music",)
    assert "Pese" not in everything_recorded()
    assert send(program, "DELETE", f"{at}/interests").status_code == 204
    assert program.get(f"{API}/").get_json()[0]["told"] == {}


def test_a_code_of_another_part_and_a_part_that_is_none_are_refused(
    program: Browser, room: Room
) -> None:
    at = f"/at/{room.school_id}"
    wrong = send(program, "PUT", f"{at}/ways", codes=["music"], seen="me")
    assert [one["pointer"] for one in problem(wrong)["errors"]] == ["#/codes"]
    assert send(program, "PUT", f"{at}/dreams", codes=[], seen="me").status_code == 404
    assert recorded(ParticipationChosen) == []


def test_not_now_begins_and_ends(program: Browser, room: Room) -> None:
    path, day = f"/at/{room.school_id}/not-now", clock.now().date() + timedelta(days=30)
    assert send(program, "PUT", path, until=day.isoformat()).status_code == 204
    assert program.get(f"{API}/").get_json()[0]["not_now_until"] == day.isoformat()
    for until in ("2026-01-01", "9999-12-31", "0001-01-01", "20270101", "2026-W50-1"):
        assert send(program, "PUT", path, until=until).status_code == 422
    assert send(program, "DELETE", path).status_code == 204
    assert program.get(f"{API}/").get_json()[0]["not_now_until"] is None


def test_an_offer_is_made_and_taken_back_by_its_own_guardian(
    app: Flask, program: Browser, room: Room
) -> None:
    at = f"/at/{room.school_id}/offers"
    made = send(program, "POST", at, kind="cooking", words="Pani popo", seen="teachers")
    offer_id = made.get_json()["offer_id"]
    assert (made.status_code, len(recorded(OfferMade))) == (201, 1)
    assert send(program, "POST", at, kind="cooking", seen="me").status_code == 422
    other, _ = room.world.make_family(room.school_id, room.class_id)
    stranger = browser(app, principal_of(room.school_id, other))
    assert send(stranger, "DELETE", f"{at}/{offer_id}").status_code == 404
    assert program.get(f"{API}/").get_json()[0]["offers"][0]["words"] == "Pani popo"
    assert stranger.get(f"{API}/").get_json()[0]["offers"] == []
    assert send(program, "DELETE", f"{at}/{offer_id}").status_code == 204
    assert program.get(f"{API}/").get_json()[0]["offers"] == []
