"""Families propose new ways to take part, get an answer with a reason; what is unused shows up."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shared import clock, ids, store
from shared.events.evaluation import Role
from tests.invitations.facts import everything_recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of
from tests.web_client import Browser, browser

FAMILYS = "/invitations/ways/"


@pytest.fixture
def family(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def coordinator(app: Flask, room: Room) -> Browser:
    person = room.world.make_person(room.school_id, Role.TEACHER, given_name="Losa")
    room.world.appoint(room.school_id, person)
    return browser(app, principal_of(room.school_id, person))


def staffs(room: Room, rest: str = "") -> str:
    return f"/invitations/activities/ways/s/{room.school_id}{rest}"


def send(client: Browser, path: str, **values: Any) -> Any:
    return client.post(path, data={"idempotency_key": ids.new_id(), "language": "en", **values})


def propose(client: Browser, path: str = FAMILYS, **values: Any) -> Any:
    said = {"title": "Umu on Saturday", "about": "Our uncles teach", "language": "en"}
    return send(client, path, **{**said, **values})


def answer(client: Browser, room: Room, **values: Any) -> Any:
    proposal = store.database()["way_proposals"].find_one({"state": "waiting"})
    path = staffs(room, f"/proposals/{proposal['_id'] if proposal else 'none'}")
    said = {"verdict": "accept", "answer": "Thank you: we build the lesson on it."}
    way = {"title": "Cook an umu together", "kind": "collaboration", "focus": "learning"}
    return send(client, path, **{**said, **way, **values})


@pytest.mark.row("S104")
def test_a_familys_way_is_taken_up_with_a_reason_and_stands_in_the_catalogue(
    family: Browser, coordinator: Browser, room: Room
) -> None:
    assert propose(family).status_code == 303
    assert "Waiting for an answer" in family.get(FAMILYS).get_data(as_text=True)
    assert "Umu on Saturday" in coordinator.get(staffs(room)).get_data(as_text=True)
    assert answer(coordinator, room).status_code == 303
    page = family.get(FAMILYS).get_data(as_text=True)
    assert "Thank you: we build the lesson on it." in page
    assert "Cook an umu together" in page
    assert "Proposed by a family" in page
    assert "Umu" not in everything_recorded()


@pytest.mark.row("S104")
def test_a_no_comes_with_its_reason_and_cannot_be_given_twice(
    family: Browser, coordinator: Browser, room: Room
) -> None:
    propose(family)
    without = answer(coordinator, room, verdict="decline", answer="")
    assert without.status_code == 422
    reason = "The oven is being repaired until May."
    [first] = store.database()["way_proposals"].distinct("_id")
    assert answer(coordinator, room, verdict="decline", answer=reason, title="").status_code == 303
    again = send(
        coordinator, staffs(room, f"/proposals/{first}"), verdict="decline", answer="Other words"
    )
    assert again.status_code == 409
    page = family.get(FAMILYS).get_data(as_text=True)
    assert reason in page
    assert "Not for now" in page


def test_taking_it_up_needs_a_name_and_a_kind(
    family: Browser, coordinator: Browser, room: Room
) -> None:
    propose(family)
    refused = answer(coordinator, room, title="", kind="", focus="")
    assert refused.status_code == 422
    assert "3 things to fix" in refused.get_data(as_text=True)


@pytest.mark.row("R10")
def test_nobody_else_reads_a_proposal_before_it_is_taken_up(
    app: Flask, family: Browser, teacher: Browser, room: Room
) -> None:
    propose(family)
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    neighbour = browser(app, principal_of(room.school_id, other))
    assert "Umu" not in neighbour.get(FAMILYS).get_data(as_text=True)
    assert "Umu" not in teacher.get(staffs(room)).get_data(as_text=True)
    assert answer(teacher, room).status_code == 403
    elsewhere = room.world.make_school("Elsewhere")
    assert propose(family, school_id=elsewhere).status_code == 422


@pytest.mark.row("R11")
def test_who_stands_for_no_child_any_more_proposes_no_more(family: Browser, room: Room) -> None:
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert propose(family).status_code == 422


def test_one_person_cannot_bury_the_team_in_proposals(family: Browser) -> None:
    codes = [propose(family, title=f"Idea {number}").status_code for number in range(11)]
    assert codes == [303] * 10 + [422]


@pytest.mark.row("S104")
def test_teachers_propose_and_the_team_adds(
    teacher: Browser, coordinator: Browser, room: Room
) -> None:
    assert propose(teacher, staffs(room), title="A walk to the marae").status_code == 303
    assert "A walk to the marae" in coordinator.get(staffs(room)).get_data(as_text=True)
    assert answer(coordinator, room).status_code == 303
    added = send(
        coordinator, staffs(room), title="Grandparents read", kind="partnership", focus="learning"
    )
    assert added.status_code == 303
    assert "Grandparents read" in teacher.get(staffs(room)).get_data(as_text=True)


@pytest.mark.row("S14")
def test_what_no_invitation_ever_used_shows_up(
    teacher: Browser, coordinator: Browser, room: Room
) -> None:
    send(coordinator, staffs(room), title="Grandparents read", kind="partnership", focus="learning")
    before = coordinator.get(staffs(room)).get_data(as_text=True)
    unused = before.partition("Never used")[2].partition("Used</h2>")[0]
    assert "Grandparents read" in unused
    assert "Reading together" in unused
    announce(room.school_id, room.class_id, room.teacher, template="reading-together")
    _announce_way(room, _way_id())
    page = coordinator.get(staffs(room)).get_data(as_text=True)
    unused, _, used = page.partition("Never used")[2].partition("Used</h2>")
    assert "Grandparents read" not in unused
    assert "Reading together" not in unused
    assert "Grandparents read" in used
    assert "1 activity" in used


@pytest.mark.row("S14")
def test_a_way_taken_off_the_list_is_offered_no_more(coordinator: Browser, room: Room) -> None:
    send(coordinator, staffs(room), title="Grandparents read", kind="partnership", focus="learning")
    assert send(coordinator, staffs(room, f"/{_way_id()}/remove")).status_code == 303
    assert "Grandparents read" not in coordinator.get(staffs(room)).get_data(as_text=True)


def _way_id() -> str:
    [way] = store.database()["ways"].find()
    return str(way["_id"])


def _announce_way(room: Room, way_id: str) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    store.database()["plan_entries"].insert_one(
        {
            "_id": ids.new_id(),
            "school_id": room.school_id,
            "title": "Grandparents read",
            "language": "en",
            "kind": "partnership",
            "focus": "learning",
            "week": clock.now() + timedelta(days=1),
            "way": way_id,
            "added_by": room.teacher,
            "added_at": clock.now(),
            "activity_id": activity.id,
            "version": 2,
        }
    )
