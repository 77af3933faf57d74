"""The pages on which an activity is taken back, changed and cancelled."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from services.invitations.app import create_app
from shared import ids, store
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.evaluation import Role
from shared.settings import Settings
from tests.invitations.activities.forms import new, page_of, typed
from tests.invitations.activities.planned import all_stored, let_time_pass, send
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of, run_jobs
from tests.web_client import Browser, browser, with_signing_key


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def key() -> dict[str, str]:
    return {"idempotency_key": ids.new_id()}


@pytest.mark.row("X8")
def test_sending_waits_as_long_as_is_set_and_is_undone_with_one_tap(
    invitations_store: Settings, tmp_path: Path, room: Room
) -> None:
    patient = create_app(with_signing_key(replace(invitations_store, undo_seconds=60), tmp_path))
    teacher = browser(patient, principal_of(room.school_id, room.teacher))
    address = teacher.post(new(room), data=typed(room, partner_1="Library")).location
    page = teacher.get(address).text
    assert "Until then no family has heard of it." in page
    undone = [teacher.post(f"{address}/undo", data=key()) for _ in range(2)]
    assert [one.status_code for one in undone] == [303, 303]
    assert undone[0].location == undone[1].location
    form = teacher.get(undone[0].location).text
    assert "no family has heard of it" in form
    for value in ("A number game", "Library", "17:30", room.class_id):
        assert f'value="{value}"' in form
    let_time_pass()
    run_jobs()
    assert everything_recorded() == ""
    assert all_stored(room) == []


@pytest.mark.row("X8")
def test_too_late_is_said_with_what_can_be_done_instead(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    answer = teacher.post(f"{page_of(room, activity.id)}/undo", data=key())
    assert answer.status_code == 409
    assert "on their way already" in answer.text
    assert "Cancel it" in answer.text


def test_families_read_what_changed(app: Flask, teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    address = f"{page_of(room, activity.id)}/change"
    assert 'value="Room 7"' in teacher.get(address).text
    wrong = teacher.post(address, data=typed(room, place="", **key()))
    assert wrong.status_code == 422
    values = typed(room, place="The hall", supports=["interpreter", "food"])
    for _ in range(2):
        assert teacher.post(address, data=values).location == page_of(room, activity.id)
    [told] = recorded(ActivityChanged)
    assert "place" in told.what
    family = browser(app, principal_of(room.school_id, room.guardian))
    page = family.get(f"/invitations/i/{invitation_of(activity, room.guardian).id}").text
    assert "This changed" in page
    assert "The hall" in page


def test_families_read_why_it_does_not_take_place(app: Flask, teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    address = f"{page_of(room, activity.id)}/cancel"
    assert teacher.post(address, data=key()).status_code == 422
    values = {"reason": "The hall is closed.", **key()}
    for _ in range(2):
        assert teacher.post(address, data=values).status_code == 303
    assert len(recorded(ActivityCancelled)) == 1
    family = browser(app, principal_of(room.school_id, room.guardian))
    invitation = f"/invitations/i/{invitation_of(activity, room.guardian).id}"
    page = family.get(invitation).text
    assert "This does not take place" in page
    assert "The hall is closed." in page
    assert "Send my answer" not in page
    late = family.post(invitation, data={"answer": "yes", "adults": "1", **key()})
    assert late.status_code == 409
    listed = teacher.get("/invitations/activities/?show=cancelled").text
    assert "Your child teaches you a number game" in listed
    coming = teacher.get("/invitations/activities/").text
    assert "Your child teaches you a number game" not in coming
    again = teacher.post(f"{page_of(room, activity.id)}/change", data=typed(room))
    assert again.status_code == 409


def test_who_teaches_the_class_sees_it_and_only_hosts_and_leaders_run_it(
    app: Flask, room: Room
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    aide = room.world.make_person(room.school_id, Role.TEACHER)
    room.world.enroll(room.school_id, room.class_id, aide, "teacher")  # type: ignore[arg-type]
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL)
    _, other = room.world.make_class(room.school_id, "Room 8")
    page = page_of(room, activity.id)
    seen = {
        person: [
            browser(app, principal_of(room.school_id, person)).get(f"{page}{path}").status_code
            for path in ("", "/change", "/cancel")
        ]
        for person in (aide, leader, other, room.guardian)
    }
    assert seen[aide] == [200, 403, 403]
    assert seen[leader] == [200, 200, 200]
    assert seen[other] == [404, 404, 404]
    assert seen[room.guardian] == [403, 403, 403]
    theirs = browser(app, principal_of(room.school_id, aide))
    assert theirs.post(f"{page}/cancel", data={"reason": "x", **key()}).status_code == 403
    assert recorded(ActivityCancelled) == []


def test_the_hub_keeps_apart_what_comes_what_was_and_what_is_not_sent(
    teacher: Browser, room: Room
) -> None:
    coming = announce(room.school_id, room.class_id, room.teacher, title="It comes")
    past = announce(room.school_id, room.class_id, room.teacher, title="It was")
    send(room, title="It waits")
    store.database()["activities"].update_one(
        {"_id": past.id}, {"$set": {"ends_at": coming.announced_at}}
    )
    pages = {
        shelf: teacher.get(f"/invitations/activities/?show={shelf}").text
        for shelf in ("coming", "past", "drafts", "cancelled", "nonsense")
    }
    found = {
        shelf: [title for title in ("It comes", "It was", "It waits") if title in page]
        for shelf, page in pages.items()
    }
    assert found == {
        "coming": ["It comes", "It waits"],
        "past": ["It was"],
        "drafts": [],
        "cancelled": [],
        "nonsense": ["It comes", "It waits"],
    }
    assert "Not sent yet" in pages["coming"]
