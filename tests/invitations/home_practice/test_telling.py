"""Told with photo and voice, corrected, taken back, written down for a family, thanked."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from services.invitations.home_practice.queries import told_this_week
from shared import clock, ids, store
from shared.events.evaluation import Role
from shared.events.homework import HomePracticeAcknowledged
from shared.events.invitations import HomePracticeRecorded
from shared.tenancy import scope_of
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.home_practice.pictures import PLACE, SOUND, photo
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

PATH = "/invitations/home-learning/"


@pytest.fixture
def guardian(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def form(room: Room, **changes: Any) -> dict[str, Any]:
    values = {
        "student_id": room.child,
        "kind": "faith",
        "practised_on": clock.now().date().isoformat(),
        "words": "Na’a ma lotu",
        "idempotency_key": ids.new_id(),
    }
    return {**values, **changes}


def with_files(room: Room, **changes: Any) -> dict[str, Any]:
    files = {
        "photo": (BytesIO(photo(size=(400, 200))), "IMG 1.jpg"),
        "voice": (BytesIO(SOUND), "memo.m4a"),
    }
    return form(room, **{**files, **changes})


def tell(guardian: Browser, room: Room, **changes: Any) -> str:
    answer = guardian.post(PATH, data=form(room, **changes))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(recorded(HomePracticeRecorded)[-1].practice_id)


def clips() -> int:
    return int(store.database()["home_practice_clips"].count_documents({}))


@pytest.mark.row("S45")
def test_a_photo_and_a_voice_are_kept_once_and_come_back_safely(
    guardian: Browser, room: Room
) -> None:
    key = ids.new_id()
    for _ in range(2):
        sent = guardian.post(PATH, data=with_files(room, idempotency_key=key))
        assert sent.status_code == 303
    [told] = recorded(HomePracticeRecorded)
    assert clips() == 2
    picture = guardian.get(f"{PATH}p/{told.practice_id}/photo")
    assert picture.mimetype == "image/jpeg"
    assert PLACE not in picture.data
    voice = guardian.get(f"{PATH}p/{told.practice_id}/voice")
    assert (voice.mimetype, voice.data) == ("audio/mp4", SOUND)
    assert voice.headers["Content-Disposition"] == "attachment; filename=voice.m4a"
    for answer in (picture, voice):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    part = guardian.get(f"{PATH}p/{told.practice_id}/voice", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, SOUND[:4])
    assert guardian.get(f"{PATH}p/{told.practice_id}/film").status_code == 404
    page = guardian.get(PATH).get_data(as_text=True)
    assert f"{PATH}p/{told.practice_id}/photo" in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo", b"<svg/>"),
        ("voice", b"<html>"),
        ("photo", b"\xff\xd8" + b"0" * (5 * 1024 * 1024 + 1)),
        ("voice", SOUND + b"0" * (3 * 1024 * 1024)),
    ],
)
def test_a_wrong_file_is_said_at_its_field_and_nothing_is_kept(
    guardian: Browser, room: Room, name: str, data: bytes
) -> None:
    # The client itself would put so much into a file that it never closes.
    sent = form(room, **{name: FileStorage(BytesIO(data), "a", name)})
    body, _, boundary = stream_encode_multipart(sent, use_tempfile=False)
    answer = guardian.post(
        PATH, data=body.read(), content_type=f'multipart/form-data; boundary="{boundary}"'
    )
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.get_data(as_text=True)
    assert recorded(HomePracticeRecorded) == []
    assert clips() == 0


@pytest.mark.row("R10", "R11")
def test_only_its_family_and_the_childs_teachers_get_a_file(
    app: Flask, guardian: Browser, teacher: Browser, room: Room
) -> None:
    guardian.post(PATH, data=with_files(room))
    [told] = recorded(HomePracticeRecorded)
    world, own = room.world, f"{PATH}p/{told.practice_id}/photo"
    for_staff = f"{PATH}s/{room.school_id}/p/{told.practice_id}/photo"
    assert teacher.get(for_staff).status_code == 200
    other = world.make_person(room.school_id, Role.GUARDIAN)
    world.link(room.school_id, other, room.child)
    _, other_teacher = world.make_class(room.school_id, "Room 8")
    leader = world.make_person(room.school_id, Role.PRINCIPAL)
    for person, path, status in (
        (other, own, 404),
        (other_teacher, for_staff, 404),
        (leader, for_staff, 403),
        (room.child, own, 403),
    ):
        stranger = browser(app, principal_of(room.school_id, person))
        assert stranger.get(path).status_code == status
    world.link(room.school_id, room.guardian, room.child, data_access=False)
    assert [guardian.get(own).status_code, teacher.get(for_staff).status_code] == [404, 404]
    page = teacher.get(f"{PATH}s/{room.school_id}").text
    assert told.practice_id not in page, "nothing of it is listed, nor counted, any more"
    with scope_of(room.school_id):
        assert told_this_week([room.teacher], room.school_id, clock.now()) == 0
    thanked = teacher.post(for_staff.replace("/photo", "/thank"), data={"thanks": "Mālō"})
    assert thanked.status_code == 404


@pytest.mark.row("S46")
def test_a_correction_is_told_without_its_words(guardian: Browser, room: Room) -> None:
    guardian.post(PATH, data=with_files(room))
    practice = recorded(HomePracticeRecorded)[-1].practice_id
    path = f"{PATH}p/{practice}"
    assert "Na’a ma lotu" in guardian.get(path).get_data(as_text=True)
    said = {"kind": "caring", "words": "Fanguna", "without": ["photo"]}
    assert guardian.post(path, data=said).status_code == 303
    first, second = recorded(HomePracticeRecorded)
    assert (first.kind, second.kind, second.taken_back) == ("faith", "caring", False)
    assert "Fanguna" not in everything_recorded()
    assert clips() == 1
    assert guardian.get(f"{path}/photo").status_code == 404
    assert "Fanguna" in guardian.get(PATH).get_data(as_text=True)
    assert guardian.post(path, data={"kind": ""}).status_code == 422


@pytest.mark.row("S45")
def test_what_is_taken_back_is_gone_with_its_files(
    guardian: Browser, teacher: Browser, room: Room
) -> None:
    guardian.post(PATH, data=with_files(room))
    practice = recorded(HomePracticeRecorded)[-1].practice_id
    assert guardian.post(f"{PATH}p/{practice}/take-back").status_code == 303
    assert recorded(HomePracticeRecorded)[-1].taken_back
    assert clips() == 0
    assert store.database()["home_practices"].count_documents({}) == 0
    assert guardian.post(f"{PATH}p/{practice}/take-back").status_code == 404
    assert "lotu" not in teacher.get(f"{PATH}s/{room.school_id}").get_data(as_text=True)


@pytest.mark.row("R10")
def test_nobody_else_corrects_or_takes_back(app: Flask, guardian: Browser, room: Room) -> None:
    practice = tell(guardian, room)
    other = room.world.make_person(room.school_id, Role.GUARDIAN)
    room.world.link(room.school_id, other, room.child)
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.get(f"{PATH}p/{practice}").status_code == 404
    assert stranger.post(f"{PATH}p/{practice}", data={"kind": "other"}).status_code == 404
    assert stranger.post(f"{PATH}p/{practice}/take-back").status_code == 404
    assert "lotu" not in stranger.get(PATH).get_data(as_text=True)


@pytest.mark.row("S46")
def test_a_teachers_thanks_are_told_once_and_seen_by_the_family(
    app: Flask, guardian: Browser, teacher: Browser, room: Room
) -> None:
    practice = tell(guardian, room)
    path = f"{PATH}s/{room.school_id}/p/{practice}/thank"
    for words in ("Mālō ʻaupito", ""):
        assert teacher.post(path, data={"thanks": words}).status_code == 303
    [told] = recorded(HomePracticeAcknowledged)
    assert (told.guardian_id, told.by) == (room.guardian, room.teacher)
    page = guardian.get(PATH).get_data(as_text=True)
    assert "saw this and thanks you" in page
    assert "Mālō ʻaupito" in page
    assert "ʻaupito" not in everything_recorded()
    assert teacher.post(path, data={"thanks": "a" * 500}).status_code == 422
    _, other = room.world.make_class(room.school_id, "Room 8")
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.post(path, data={}).status_code == 404


@pytest.mark.row("S45", "R9")
def test_a_teacher_writes_down_what_a_family_agreed_to_and_the_family_may_take_it_back(
    guardian: Browser, teacher: Browser, room: Room
) -> None:
    path = f"{PATH}s/{room.school_id}/for/{room.child}/{room.guardian}"
    assert path in teacher.get(f"{PATH}s/{room.school_id}").get_data(as_text=True)
    assert teacher.get(path).status_code == 200
    assert teacher.post(path, data=form(room)).status_code == 422
    assert recorded(HomePracticeRecorded) == []
    assert teacher.post(path, data=form(room, agreed="spoken")).status_code == 303
    [told] = recorded(HomePracticeRecorded)
    assert (told.on_behalf, told.guardian_id) == (True, room.guardian)
    assert "wrote this down, because you agreed" in guardian.get(PATH).get_data(as_text=True)
    assert guardian.post(f"{PATH}p/{told.practice_id}/take-back").status_code == 303
    assert recorded(HomePracticeRecorded)[-1].taken_back


@pytest.mark.row("R11")
def test_nothing_is_written_down_for_strangers(app: Flask, teacher: Browser, room: Room) -> None:
    world = room.world
    stranger = world.make_person(room.school_id, Role.GUARDIAN)
    other_class, _ = world.make_class(room.school_id, "Room 8")
    family, child = world.make_family(room.school_id, other_class)
    values = form(room, agreed="phone")
    for student, guardian in ((room.child, stranger), (child, family)):
        path = f"{PATH}s/{room.school_id}/for/{student}/{guardian}"
        assert teacher.post(path, data=values).status_code == 404
    world.link(room.school_id, room.guardian, room.child, data_access=False)
    path = f"{PATH}s/{room.school_id}/for/{room.child}/{room.guardian}"
    assert teacher.post(path, data=values).status_code == 404
    assert recorded(HomePracticeRecorded) == []


def test_the_week_asks_about_what_nobody_calls_learning(guardian: Browser) -> None:
    page = guardian.get(PATH).get_data(as_text=True)
    assert "For example, this week" in page
    assert 'capture aria-describedby="voice-hint"' in page
