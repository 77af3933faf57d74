"""Programs answer with a key, once, and errors are problem+json."""

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from shared import ids
from shared.events.invitations import InvitationAnswered
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import close_answers
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser, problem

JSON = {"Accept": "application/json"}


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


@pytest.fixture
def program(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def path(activity: Activity, room: Room) -> str:
    return f"/api/invitations/invitations/{invitation_of(activity, room.guardian).id}/answer"


def test_the_same_key_answers_once(program: Browser, room: Room, activity: Activity) -> None:
    headers = {**JSON, "Idempotency-Key": ids.new_id()}
    body = {"answer": "yes", "adults": 1, "children": 1, "needs": ["food"]}
    first, second = (
        program.put(path(activity, room), json=body, headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json == second.json
    assert (first.json["place"], first.json["needs"]) == ("seat", ["food"])
    assert program.get(path(activity, room), headers=JSON).json == first.json
    assert len(recorded(InvitationAnswered)) == 1


def test_without_a_key_or_with_bad_data_nothing_happens(
    program: Browser, room: Room, activity: Activity
) -> None:
    keyless = program.put(path(activity, room), json={"answer": "yes", "adults": 1}, headers=JSON)
    assert (keyless.status_code, problem(keyless)["status"]) == (400, 400)
    for body in ({"answer": "perhaps"}, {"answer": "yes", "adults": -1}, {}):
        headers = {**JSON, "Idempotency-Key": ids.new_id()}
        wrong = program.put(path(activity, room), json=body, headers=headers)
        assert wrong.status_code == 422
        assert problem(wrong)["errors"]
    assert recorded(InvitationAnswered) == []


def test_after_the_deadline_it_is_a_conflict(
    program: Browser, room: Room, activity: Activity
) -> None:
    close_answers(activity)
    late = program.put(
        path(activity, room),
        json={"answer": "no"},
        headers={**JSON, "Idempotency-Key": ids.new_id()},
    )
    assert late.status_code == 409
    assert problem(late)["type"] == "urn:tuhono:problem:answers-closed"


def test_somebody_elses_invitation_is_not_found(app: Flask, room: Room, activity: Activity) -> None:
    stranger, _ = room.world.make_family(room.school_id, room.class_id)
    other = browser(app, principal_of(room.school_id, stranger))
    assert problem(other.get(path(activity, room), headers=JSON))["status"] == 404


def test_staff_list_the_activities_they_may_see(app: Flask, room: Room, activity: Activity) -> None:
    _, other_teacher = room.world.make_class(room.school_id, "Room 8")
    own = browser(app, principal_of(room.school_id, room.teacher))
    listed = own.get("/api/invitations/activities/", headers=JSON)
    assert [one["id"] for one in listed.json] == [activity.id]
    assert listed.json[0]["answers"]["families"] == 1
    assert "X-Pagination" in listed.headers
    other = browser(app, principal_of(room.school_id, other_teacher))
    assert other.get("/api/invitations/activities/", headers=JSON).json == []


@pytest.mark.row("X2")
def test_a_guardians_program_reads_the_own_invitations(
    program: Browser, app: Flask, room: Room, activity: Activity
) -> None:
    listed = program.get("/api/invitations/invitations/", headers=JSON)
    [one] = listed.json
    assert (one["activity_id"], one["children"], one["needs_answer"]) == (
        activity.id,
        ["Sione"],
        True,
    )
    single = program.get(f"/api/invitations/invitations/{one['invitation_id']}", headers=JSON)
    assert single.json == one
    stranger, _ = room.world.make_family(room.school_id, room.class_id)
    other = browser(app, principal_of(room.school_id, stranger))
    assert other.get("/api/invitations/invitations/", headers=JSON).json == []
    path_of_one = f"/api/invitations/invitations/{one['invitation_id']}"
    assert problem(other.get(path_of_one, headers=JSON))["status"] == 404
