"""What teachers and leaders see of families: what was shared with them, strengths first."""

from typing import Any

import pytest
from flask import Flask

from services.invitations.participation.queries import told_by
from services.invitations.participation.rules import Part, Seen, Told
from shared import clock, ids, store
from shared.events.evaluation import Role
from shared.events.participation import OfferAccepted, OfferMade, ParticipationChosen
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.participation.telling import offer, tell, whose
from tests.invitations.world import principal_of
from tests.web_client import Browser, browser

HOME = "/invitations/participation/"


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def leader(app: Flask, room: Room) -> Browser:
    person = room.world.make_person(room.school_id, Role.PRINCIPAL)
    return browser(app, principal_of(room.school_id, person))


def page(room: Room) -> str:
    return f"{HOME}s/{room.school_id}/"


def entering(room: Room, what: str, guardian: str = "") -> str:
    return f"{page(room)}g/{guardian or room.guardian}/{what}"


def values(**changes: Any) -> dict[str, Any]:
    agreed = {"agreed": "1", "channel": "phone", "idempotency_key": ids.new_id()}
    return {"codes": [], "words": "", "seen": "teachers", **agreed, **changes}


@pytest.mark.row("S68", "S12", "S64")
def test_a_teacher_sees_what_families_bring_first_and_what_school_can_do(
    teacher: Browser, room: Room
) -> None:
    tell(room, Part.BARRIERS, "transport")
    tell(room, Part.ACCESS, "quiet-room", words="a corner without noise")
    tell(room, Part.INTERESTS, "music")
    offer(room, words="songs from Tonga")
    seen = teacher.get(page(room)).text
    order = ["songs from Tonga", "Likes", "School can:", "offer a ride", "keep a quiet room open"]
    assert [seen.index(one) for one in order] == sorted(seen.index(one) for one in order)
    assert "a corner without noise" in seen
    assert "Getting there" not in seen, "a barrier is the school's to change"


@pytest.mark.parametrize(
    ("told_to", "by_teacher", "by_leader"),
    [(Seen.ME, False, False), (Seen.TEACHERS, True, False), (Seen.SCHOOL, True, True)],
)
def test_nobody_sees_what_is_not_for_them_nor_counts_it(
    teacher: Browser,
    leader: Browser,
    room: Room,
    told_to: Seen,
    by_teacher: bool,
    by_leader: bool,
) -> None:
    tell(room, Part.BARRIERS, "transport", words="no car", seen=told_to)
    for client, sees in ((teacher, by_teacher), (leader, by_leader)):
        shown = client.get(page(room)).text
        assert ("no car" in shown) is sees
        assert ("A ride" in shown) is sees
    for client, sees in ((teacher, by_teacher), (leader, by_leader)):
        form = client.get(f"/invitations/activities/s/{room.school_id}/new?kind=partnership").text
        assert ("A ride: 1 guardian" in form) is sees


def test_another_class_is_not_theirs_to_look_at(app: Flask, teacher: Browser, room: Room) -> None:
    other, colleague = room.world.make_class(room.school_id, "Room 9")
    tell(room, Part.INTERESTS, "music", words="kanarie", seen=Seen.TEACHERS)
    assert teacher.get(f"{page(room)}?class={other}").status_code == 404
    client = browser(app, principal_of(room.school_id, colleague))
    assert "kanarie" not in client.get(page(room)).text
    assert client.get(entering(room, "ways")).status_code == 404
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.get(page(room)).status_code == 403


@pytest.mark.row("R11")
def test_when_the_link_ends_nothing_is_shown(teacher: Browser, room: Room) -> None:
    tell(room, Part.INTERESTS, "music", words="kanarie")
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert "kanarie" not in teacher.get(page(room)).text
    assert teacher.post(entering(room, "ways"), data=values()).status_code == 404


@pytest.mark.row("S112", "S68")
def test_an_offer_is_taken_up_once_and_becomes_an_activity(
    app: Flask, teacher: Browser, leader: Browser, room: Room
) -> None:
    offer_id = offer(room, words="kanarie")
    [made] = recorded(OfferMade)
    assert (made.offer_id, made.kind) == (offer_id, "stories")
    accept = f"{page(room)}offers/{offer_id}/accept"
    assert leader.post(accept, data=values()).status_code == 404, "it is for the teachers"
    for _ in range(2):
        answer = teacher.post(accept, data=values())
        assert answer.status_code == 303
    assert answer.location.startswith(f"/invitations/activities/s/{room.school_id}/new?offer=")
    assert "kanarie" not in answer.location
    assert "Tell stories" in teacher.get(answer.location).text
    [taken] = recorded(OfferAccepted)
    assert (taken.guardian_id, taken.accepted_by) == (room.guardian, room.teacher)
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert "Hana Parata" in family.get(HOME).text
    back = f"{HOME}at/{room.school_id}/offers/{offer_id}/withdraw"
    assert family.post(back, data=values()).status_code == 409


def test_an_offer_that_was_taken_back_is_gone(app: Flask, teacher: Browser, room: Room) -> None:
    offer_id = offer(room, words="kanarie")
    family = browser(app, principal_of(room.school_id, room.guardian))
    back = f"{HOME}at/{room.school_id}/offers/{offer_id}/withdraw"
    other, _ = room.world.make_family(room.school_id, room.class_id)
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.post(back, data=values()).status_code == 404
    for _ in range(2):
        assert family.post(back, data=values()).status_code == 303
    assert "kanarie" not in teacher.get(page(room)).text
    assert teacher.post(f"{page(room)}offers/{offer_id}/accept", data=values()).status_code == 404


@pytest.mark.parametrize("how", ["offers/{}/words/withdraw", "forget"])
def test_words_of_an_offer_that_was_taken_up_can_still_be_taken_back(
    app: Flask, teacher: Browser, room: Room, how: str
) -> None:
    offer_id = offer(room, words="kanarie")
    assert teacher.post(f"{page(room)}offers/{offer_id}/accept", data=values()).status_code == 303
    assert "kanarie" in teacher.get(page(room)).text
    family = browser(app, principal_of(room.school_id, room.guardian))
    back = f"{HOME}at/{room.school_id}/{how.format(offer_id)}"
    if "words" in how:
        assert back in family.get(HOME).text
    for _ in range(2):
        assert family.post(back, data=values()).status_code == 303
    shown = teacher.get(page(room)).text
    assert "kanarie" not in shown + family.get(HOME).text
    assert "Taken up" in shown, "what was agreed stays"
    other, _ = room.world.make_family(room.school_id, room.class_id)
    stranger = browser(app, principal_of(room.school_id, other))
    assert stranger.post(back.replace("forget", "offers"), data=values()).status_code != 303


@pytest.mark.row("R9")
def test_staff_enter_what_a_family_told_with_who_and_when(
    app: Flask, teacher: Browser, room: Room
) -> None:
    sent = values(codes=["evenings"], channel="phone")
    assert teacher.post(entering(room, "times"), data=sent).status_code == 303
    assert teacher.post(entering(room, "offers"), data=values(kind="music")).status_code == 303
    until = clock.now().date().replace(year=clock.now().year + 1).isoformat()
    assert teacher.post(entering(room, "not-now"), data=values(until=until)).status_code == 303
    assert recorded(ParticipationChosen)[-1].on_behalf
    own = browser(app, principal_of(room.school_id, room.guardian)).get(HOME).text
    assert "entered by <bdi>Hana Parata</bdi>" in own
    assert "In the evening" in own
    entries = list(store.database()["audit"].find({"about": f"person/{room.guardian}"}))
    assert {one["actor"] for one in entries} == {room.teacher}


def test_staff_enter_nothing_without_agreement_and_change_nothing_private(
    teacher: Browser, room: Room
) -> None:
    for missing in ({"agreed": ""}, {"channel": ""}, {"channel": "web"}, {"seen": "me"}):
        sent = values(codes=["evenings"], **missing)
        assert teacher.post(entering(room, "times"), data=sent).status_code == 422, missing
    assert teacher.post(entering(room, "times"), data=values()).status_code == 422, "nothing told"
    tell(room, Part.TIMES, "mornings", seen=Seen.ME)
    answer = teacher.post(entering(room, "times"), data=values(codes=["evenings"]))
    assert answer.status_code == 403
    assert "itself" not in answer.text
    listed = teacher.get(entering(room, "")[:-1]).text
    assert "private" not in listed
    assert entering(room, "times") in listed, "nobody learns that there is something"
    shown = teacher.get(entering(room, "times")).text
    assert "checked" not in shown, "staff see only what is shared"


@pytest.mark.row("R9")
def test_a_familys_own_words_stay_and_for_those_they_were_for(
    app: Flask, teacher: Browser, room: Room
) -> None:
    tell(room, Part.TIMES, "mornings", words="after the market", seen=Seen.TEACHERS)
    sent = values(codes=["evenings"], seen="school")
    assert teacher.post(entering(room, "times"), data=sent).status_code == 303
    with scope_of(room.school_id):
        told = told_by(whose(room), Part.TIMES)
    assert told == Told(codes=("evenings",), words="after the market", seen=Seen.TEACHERS)


def test_a_leader_enters_nothing_over_what_is_for_teachers_only(
    leader: Browser, teacher: Browser, room: Room
) -> None:
    tell(room, Part.TIMES, "mornings", seen=Seen.TEACHERS)
    sent = {"codes": ["evenings"], "seen": "school"}
    assert leader.post(entering(room, "times"), data=values(**sent)).status_code == 403
    assert teacher.post(entering(room, "times"), data=values(**sent)).status_code == 303
    assert leader.post(entering(room, "times"), data=values(**sent)).status_code == 303


@pytest.mark.row("S12")
@pytest.mark.parametrize(
    ("seen", "teacher_reads", "leader_reads"),
    [(Seen.ME, False, False), (Seen.TEACHERS, True, False), (Seen.SCHOOL, True, True)],
)
def test_whoever_chooses_a_time_sees_when_families_have_some(
    leader: Browser,
    teacher: Browser,
    room: Room,
    seen: Seen,
    teacher_reads: bool,
    leader_reads: bool,
) -> None:
    tell(room, Part.TIMES, "evenings", "weekends", "changing", seen=seen)
    form = f"/invitations/activities/s/{room.school_id}/new?kind=partnership"
    for who, reads in ((teacher, teacher_reads), (leader, leader_reads)):
        page = who.get(form).text
        assert ("In the evening: 1 guardian" in page) is reads
        assert ("At the weekend: 1 guardian" in page) is reads
        assert "After school" not in page
        assert "It changes from week to week" not in page, "that is no time"
