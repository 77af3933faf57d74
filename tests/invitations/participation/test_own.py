"""A family's own choices: told with consent, changed, taken back, seen by no other guardian."""

from typing import Any

import pytest
from flask import Flask

from services.invitations.participation.rules import Part, Seen
from shared import ids, store
from shared.access import Purpose
from shared.events.evaluation import Role
from shared.events.participation import ParticipationChosen
from tests.invitations.facts import everything_recorded, recorded
from tests.invitations.fixtures import Room
from tests.invitations.participation.telling import rest, tell
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

HOME = "/invitations/participation/"
WORDS = "Ko e fāmili hiva kimautolu"


@pytest.fixture
def guardian(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.guardian))


def at(room: Room, rest_of_path: str) -> str:
    return f"{HOME}at/{room.school_id}/{rest_of_path}"


def values(**changes: Any) -> dict[str, Any]:
    return {"codes": [], "words": "", "idempotency_key": ids.new_id(), **changes}


@pytest.mark.row("S4", "S12", "S104")
def test_a_family_tells_changes_and_takes_back(guardian: Browser, room: Room) -> None:
    sent = values(codes=["at-home", "telling-stories"], words=WORDS, seen="school")
    for _ in range(2):
        assert guardian.post(at(room, "ways"), data=sent).status_code == 303
    [told] = recorded(ParticipationChosen)
    assert (told.guardian_id, told.ways) == (room.guardian, ("at-home", "telling-stories"))
    page = guardian.get(HOME).text
    assert all(said in page for said in ("At home, with my child", "The school", WORDS))
    changed = values(codes=["online"], seen="me")
    guardian.post(at(room, "ways"), data=changed)
    assert recorded(ParticipationChosen)[-1].ways == ()
    assert "Only me" in guardian.get(HOME).text
    guardian.post(at(room, "ways/withdraw"), data=values())
    page = guardian.get(HOME).text
    assert "By video, from where I am" not in page.split("What you shared, and when")[0]
    assert "Taken back" in page


def test_its_words_are_in_no_event_and_in_no_log(
    guardian: Browser, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = values(codes=["other"], words="too loud for Sione", seen="school")
    guardian.post(at(room, "access"), data=sent)
    offered = values(kind="music", words="too loud for Sione", seen="school")
    guardian.post(at(room, "offers"), data=offered)
    said = capsys.readouterr()
    assert "too loud" not in everything_recorded() + said.out + said.err
    assert "too loud" in guardian.get(HOME).text


def test_only_what_the_whole_school_may_see_travels(room: Room) -> None:
    tell(room, Part.BARRIERS, "transport", seen=Seen.TEACHERS)
    tell(room, Part.INTERESTS, "music", seen=Seen.SCHOOL)
    told = recorded(ParticipationChosen)[-1]
    assert (told.barriers, told.interests) == ((), ("music",))
    tell(room, Part.BARRIERS, "transport", seen=Seen.SCHOOL)
    assert recorded(ParticipationChosen)[-1].barriers == ("transport",)


def test_the_same_again_is_no_news(room: Room) -> None:
    for _ in range(2):
        tell(room, Part.BARRIERS, "transport")
    assert len(recorded(ParticipationChosen)) == 1


@pytest.mark.row("R10")
def test_another_guardian_of_the_child_sees_nothing_of_it(
    app: Flask, guardian: Browser, room: Room
) -> None:
    other = room.world.make_person(room.school_id, Role.GUARDIAN)
    room.world.link(room.school_id, other, room.child)
    guardian.post(at(room, "interests"), data=values(words=WORDS, seen="teachers"))
    page = browser(app, principal_of(room.school_id, other)).get(HOME).text
    assert WORDS not in page
    assert page.count("Nothing told. That is fine.") == len(Part)


@pytest.mark.row("R11")
def test_when_the_link_ends_the_page_ends(guardian: Browser, room: Room) -> None:
    tell(room, Part.WAYS, "at-home")
    room.world.link(room.school_id, room.guardian, room.child, data_access=False)
    assert "No child is listed for you today" in guardian.get(HOME).text
    assert guardian.get(at(room, "ways")).status_code == 404
    assert guardian.post(at(room, "ways"), data=values()).status_code == 404


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("ways", {"codes": ["at-home"]}, "Choose who may see this"),
    ("ways", {"codes": ["at-home"], "seen": "everybody"}, "Choose who may see this"),
    ("interests", {"words": "x" * 501, "seen": "me"}, "at most 500"),
    ("offers", {"kind": "", "seen": "school"}, "Choose what you can do"),
    ("offers", {"kind": "music", "seen": "me"}, "Choose who may see this"),
    ("not-now", {"until": ""}, "Choose the day"),
    ("not-now", {"until": "2020-01-01"}, "Choose a day within the next year"),
    ("not-now", {"until": "2099-01-01"}, "Choose a day within the next year"),
]


def test_what_is_wrong_is_said_at_the_field(guardian: Browser, room: Room) -> None:
    for part, sent, message in WRONG:
        answer = guardian.post(at(room, part), data=values(**sent))
        assert (answer.status_code, message in answer.text) == (422, True), (part, sent)
    assert recorded(ParticipationChosen) == []


@pytest.mark.row("S21")
def test_not_now_lasts_until_its_day_and_can_end_earlier(guardian: Browser, room: Room) -> None:
    until = rest(room, 20)
    assert recorded(ParticipationChosen)[-1].not_now_until == until
    page = guardian.get(HOME).text
    assert "No invitations until" in page
    assert "What every family is asked still comes: permissions, and times for conferences." in page
    guardian.post(at(room, "not-now/end"), data=values())
    assert recorded(ParticipationChosen)[-1].not_now_until is None
    assert "No invitations until" not in guardian.get(HOME).text


def test_all_of_it_can_be_deleted(guardian: Browser, room: Room) -> None:
    guardian.post(at(room, "ways"), data=values(words=WORDS, seen="school"))
    guardian.post(at(room, "offers"), data=values(kind="music", words=WORDS, seen="school"))
    assert "Delete all of it?" in guardian.get(at(room, "forget")).text
    assert guardian.post(at(room, "forget"), data=values()).status_code == 303
    assert WORDS not in guardian.get(HOME).text
    kept = [*store.database()["participations"].find(), *store.database()["offers"].find()]
    assert WORDS not in str(kept)


def test_it_is_open_to_guardians_with_a_whole_session_only(app: Flask, room: Room) -> None:
    purpose = Purpose(action="answer", subject="invitation/x")
    limited = browser(app, principal_of(room.school_id, room.guardian, purpose=purpose))
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    elsewhere = room.world.make_school("Elsewhere")
    own = browser(app, principal_of(room.school_id, room.guardian))
    foreign = at(room, "ways").replace(room.school_id, elsewhere)
    assert [one.get(at(room, "ways")).status_code for one in (limited, teacher)] == [403, 403]
    assert own.post(foreign, data=values(words=WORDS, seen="me")).status_code in (403, 404)
