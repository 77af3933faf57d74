"""Everybody reads and takes along what is theirs, and nothing of anybody else."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from shared import clock, store
from shared.events.evaluation import Role
from tests.invitations.fixtures import Room
from tests.invitations.privacy.lives import CANARY, PREPARED, live
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

KEPT = "/invitations/kept/"
OTHER = "Kia ora tātou katoa"


@pytest.fixture
def guardian(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def taken(client: Browser) -> zipfile.ZipFile:
    with client.get(f"{KEPT}copy.zip") as answer:
        assert answer.status_code == 200, answer.status
        assert answer.headers["Cache-Control"] == "private, no-store"
        return zipfile.ZipFile(io.BytesIO(answer.get_data()))


def data(client: Browser) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(taken(client).read("data.json"))
    return found


def whole(client: Browser) -> str:
    archive = taken(client)
    texts = [archive.read(one) for one in archive.namelist()]
    return "\n".join(one.decode("utf-8", "replace") for one in texts)


def test_a_guardian_takes_all_of_it_along(guardian: Browser, room: Room) -> None:
    live(room, room.guardian, room.child)
    archive = taken(guardian)
    told = json.loads(archive.read("data.json"))["data"]
    assert told["invitations"][0]["activity"] == "Your child teaches you a number game"
    assert told["invitations"][0]["about_children"] == ["Sione Fifita"]
    assert told["home-practice"][0]["words"] == CANARY
    day = (clock.now() - timedelta(days=30)).date().isoformat()
    assert told["home-practice"][0]["practised_on"] == day
    assert told["talks"][0]["confirmations"][0]["comment"] == CANARY
    assert archive.read("photos/001.jpg").startswith(b"\xff\xd8")
    assert CANARY in archive.read("index.html").decode()
    table = list(csv.reader(io.StringIO(archive.read("home-practice.csv").decode("utf-8-sig"))))
    assert CANARY in table[1]
    assert room.guardian not in whole(guardian)


def test_the_page_says_how_much_there_is(guardian: Browser, room: Room) -> None:
    assert "Nothing yet" in guardian.get(KEPT).get_data(as_text=True)
    live(room, room.guardian, room.child)
    page = guardian.get(KEPT).get_data(as_text=True)
    assert "Talks with teachers" in page
    assert "Photos and recordings" in page
    assert CANARY not in page


def test_nothing_of_another_family_or_guardian_is_in_it(guardian: Browser, room: Room) -> None:
    other, child = room.world.make_family(room.school_id, room.class_id)
    live(room, other, child, canary=OTHER)
    partner = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Sina")
    room.world.link(room.school_id, partner, room.child)
    live(room, partner, room.child, canary=f"{OTHER} mai")
    live(room, room.guardian, room.child)
    text = whole(guardian)
    assert CANARY in text
    assert OTHER not in text
    assert "Sina" not in text


def test_what_was_confirmed_of_another_guardians_talk_is_in_it_without_the_talk(
    app: Flask, guardian: Browser, room: Room
) -> None:
    partner = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Sina")
    room.world.link(room.school_id, partner, room.child)
    live(room, partner, room.child, canary=OTHER)
    said = {"guardian_id": room.guardian, "agrees": True, "comment": CANARY, "at": clock.now()}
    store.database()["conference_talks"].update_one({}, {"$push": {"confirmations": said}})
    [talk] = data(guardian)["data"]["talks"]
    assert [one["comment"] for one in talk["confirmations"]] == [CANARY]
    assert talk["child"] == "Sione Fifita"
    assert OTHER not in whole(guardian)
    theirs = data(browser(app, principal_of(room.school_id, partner)))["data"]["talks"]
    assert CANARY not in json.dumps(theirs, ensure_ascii=False)


def test_when_the_link_ends_what_is_about_the_child_is_left_out(
    guardian: Browser, room: Room
) -> None:
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian)
    live(room, room.guardian, room.child)
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    told = data(guardian)
    assert told["left_out"] >= 5
    assert "home-practice" not in told["data"]
    assert "photos/001.jpg" not in taken(guardian).namelist()
    assert told["data"]["offers"]
    assert "records are about children" in guardian.get(KEPT).get_data(as_text=True)
    assert sibling


def test_a_student_takes_the_own_words_and_not_the_familys(app: Flask, room: Room) -> None:
    live(room, room.guardian, room.child)
    student = browser(app, principal_of(room.school_id, room.child))
    text = whole(student)
    assert PREPARED in text
    assert CANARY not in text
    assert "What your family tells" in student.get(KEPT).get_data(as_text=True)


def test_taking_a_copy_is_audited(guardian: Browser, room: Room) -> None:
    taken(guardian)
    row = store.database()["audit"].find_one({"action": "privacy.copy-taken"})
    assert row is not None
    assert row["about"] == f"person/{room.guardian}"
    assert row["school_id"] == room.school_id


def test_staff_and_strangers_have_no_such_page(app: Flask, room: Room) -> None:
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert teacher.get(KEPT).status_code == 403
    assert browser(app).get(f"{KEPT}copy.zip").status_code in (302, 303, 401)


def test_the_page_is_found_from_the_invitations(guardian: Browser) -> None:
    assert KEPT in guardian.get("/invitations/").get_data(as_text=True)
