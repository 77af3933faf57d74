"""The term plan in a browser: the mix, ideas that become invitations, looking back."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.term_plan.rules import term_of
from shared import clock, ids, store
from shared.events.evaluation import Role
from shared.events.invitations import ActivityKind, Focus
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, principal_of
from tests.web_client import Browser, browser


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def leader(app: Flask, room: Room) -> Browser:
    person = room.world.make_person(room.school_id, Role.PRINCIPAL, given_name="Moana")
    return browser(app, principal_of(room.school_id, person))


def plan(room: Room, rest: str = "") -> str:
    return f"/invitations/activities/term-plan/s/{room.school_id}{rest}"


def coming_term() -> str:
    """The term that an activity in nine days is in."""
    return term_of((clock.now() + timedelta(days=9)).date()).key


def see(client: Browser, room: Room) -> str:
    return str(client.get(plan(room, f"?from={coming_term()}")).get_data(as_text=True))


def put(client: Browser, room: Room, **changes: Any) -> Any:
    form = {
        "title": "Families cook with us",
        "kind": "collaboration",
        "focus": "learning",
        "language": "en",
        "week": (clock.now() + timedelta(days=9)).date().isoformat(),
        "idempotency_key": ids.new_id(),
    }
    return client.post(plan(room, f"?from={coming_term()}"), data={**form, **changes})


def entry() -> dict[str, Any]:
    return dict(store.database()["plan_entries"].find_one({}) or {})


@pytest.mark.row("S2", "S3", "S10")
def test_a_plan_that_only_tells_names_what_is_missing_with_ideas(
    leader: Browser, teacher: Browser, room: Room
) -> None:
    announce(room.school_id, room.class_id, room.teacher, kind=ActivityKind.INFORMS_FAMILIES)
    page = see(leader, room)
    assert "This plan only helps the school or tells families something." in page
    assert "Nothing yet where families and teachers decide together." in page
    assert "/new?way=reading-together" in page
    assert "100%" in page
    assert put(teacher, room).status_code == 303
    assert "This plan only" not in see(leader, room)


@pytest.mark.row("S10")
def test_the_share_about_learning_or_wellbeing_counts_every_line(
    leader: Browser, room: Room
) -> None:
    for focus in (Focus.LEARNING, Focus.SCHOOL_SUPPORT):
        announce(room.school_id, room.class_id, room.teacher, focus=focus)
    page = see(leader, room)
    assert "50%" in page
    assert "1 of 2" in page


@pytest.mark.row("R7")
def test_a_teacher_sees_own_lines_and_who_leads_sees_all(
    app: Flask, leader: Browser, teacher: Browser, room: Room
) -> None:
    other_class, colleague = room.world.make_class(room.school_id, "Room 8")
    room.world.make_family(room.school_id, other_class)
    announce(room.school_id, other_class, colleague, title="Of the other room")
    announce(room.school_id, room.class_id, room.teacher, title="Of the own room")
    put(browser(app, principal_of(room.school_id, colleague)), room, title="A colleague's idea")
    put(leader, room, title="Free to take")
    mine, all_of_it = see(teacher, room), see(leader, room)
    assert "Of the own room" in mine
    assert "Free to take" in mine
    assert "Of the other room" not in mine
    assert "A colleague&#39;s idea" not in mine
    for title in ("Of the own room", "Of the other room", "A colleague&#39;s idea"):
        assert title in all_of_it


def test_families_and_other_schools_are_not_let_in(
    app: Flask, teacher: Browser, room: Room
) -> None:
    elsewhere = room.world.make_school("Elsewhere")
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.get(plan(room)).status_code == 403
    assert teacher.get(plan(room).replace(room.school_id, elsewhere)).status_code == 403
    assert teacher.get("/invitations/activities/term-plan/").location.endswith(room.school_id)


def test_everything_wrong_with_an_idea_is_said_at_once(teacher: Browser, room: Room) -> None:
    answer = put(teacher, room, title="", kind="", week="")
    assert answer.status_code == 422
    assert "3 things to fix" in answer.get_data(as_text=True)
    past = put(teacher, room, week=(clock.now() - timedelta(days=20)).date().isoformat())
    assert "Choose this week or a later one" in past.get_data(as_text=True)
    assert entry() == {}


def test_who_leads_may_ask_a_teacher_and_nobody_else(leader: Browser, room: Room) -> None:
    assert put(leader, room, host_id=room.guardian).status_code == 422
    assert put(leader, room, host_id=room.teacher).status_code == 303
    assert "Hana Parata" in see(leader, room)


@pytest.mark.row("S14")
def test_an_idea_opens_the_form_with_what_is_known_and_leaves_the_list_when_it_is_sent(
    teacher: Browser, room: Room
) -> None:
    put(teacher, room, way="families-teach", title="Teach us a song")
    path = plan(room, f"/entries/{entry()['_id']}/announce")
    opened = teacher.post(path, data={"idempotency_key": ids.new_id()})
    form = teacher.get(opened.location).get_data(as_text=True)
    assert "Teach us a song" in form
    assert "Being written" in see(teacher, room)
    sent = _send(teacher, room, opened.location)
    assert sent.status_code == 303
    [activity] = store.database()["activities"].find()
    assert entry()["activity_id"] == activity["_id"]
    assert "Being written" not in see(teacher, room)


def test_an_idea_that_has_pages_of_its_own_opens_them(teacher: Browser, room: Room) -> None:
    put(teacher, room, way="conference", kind="partnership", title="Let us talk")
    path = plan(room, f"/entries/{entry()['_id']}/announce")
    opened = teacher.post(path, data={"idempotency_key": ids.new_id()})
    assert opened.location == f"/invitations/conferences/s/{room.school_id}/new"
    assert store.database()["activity_drafts"].count_documents({}) == 0


def test_an_idea_is_announced_once_however_often_it_is_begun(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    put(leader, room, way="families-teach", title="Teach us a song")
    path = plan(room, f"/entries/{entry()['_id']}/announce")
    tabs = [teacher.post(path, data={"idempotency_key": ids.new_id()}) for _ in range(2)]
    assert tabs[0].location == tabs[1].location, "the same draft"
    others = leader.post(path, data={"idempotency_key": ids.new_id()}).location
    [page] = {_send(teacher, room, one.location).location for one in tabs}
    assert _send(leader, room, others).location == page
    assert leader.post(path, data={"idempotency_key": ids.new_id()}).location == page
    [activity] = store.database()["activities"].find()
    assert page.endswith(activity["_id"])
    _, colleague = room.world.make_class(room.school_id, "Room 8")
    stranger = browser(teacher.application, principal_of(room.school_id, colleague))
    assert stranger.post(path, data={"idempotency_key": ids.new_id()}).status_code == 409


def test_an_idea_that_was_taken_back_can_be_announced_again(teacher: Browser, room: Room) -> None:
    put(teacher, room, title="Teach us a song")
    path = plan(room, f"/entries/{entry()['_id']}/announce")
    first = teacher.post(path, data={"idempotency_key": ids.new_id()})
    later = (clock.now() + timedelta(days=2)).date().isoformat()
    page = _send(teacher, room, first.location, send_on=later, send_at="09:00").location
    undone = teacher.post(f"{page}/undo", data={"idempotency_key": ids.new_id()})
    assert undone.status_code == 303
    again = teacher.post(path, data={"idempotency_key": ids.new_id()})
    assert "Teach us a song" in teacher.get(again.location).text
    assert _send(teacher, room, again.location).location == page
    assert store.database()["activities"].count_documents({}) == 1


def test_an_idea_is_taken_off_the_plan(teacher: Browser, room: Room) -> None:
    put(teacher, room)
    for _ in range(2):
        path = plan(room, f"/entries/{entry()['_id']}/drop")
        answer = teacher.post(path, data={"idempotency_key": ids.new_id()})
    assert answer.status_code == 404
    assert "Families cook with us" not in see(teacher, room)


@pytest.mark.row("S52")
def test_a_reviewer_says_that_something_makes_home_more_like_school(
    leader: Browser, teacher: Browser, room: Room
) -> None:
    put(teacher, room, title="Worksheets for home")
    path = plan(room, f"/entries/{entry()['_id']}/flag")
    words = {"flag": "Worksheets: cooking would do", "idempotency_key": ids.new_id()}
    assert teacher.post(path, data=words).status_code == 403
    assert leader.post(path, data=words).status_code == 303
    assert "Worksheets: cooking would do" in see(teacher, room)
    leader.post(path, data={"flag": "", "idempotency_key": ids.new_id()})
    assert "cooking would do" not in see(teacher, room)


@pytest.mark.row("S38")
def test_after_an_activity_one_decides_what_comes_of_it_and_why(
    teacher: Browser, room: Room
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    path = plan(room, f"/reviews/{activity.id}")
    early = {"decision": "grow", "reason": "Too early", "idempotency_key": ids.new_id()}
    assert teacher.post(path, data=early).status_code == 409
    _let_it_be_over(activity)
    decided = {"decision": "grow", "reason": "", "idempotency_key": ids.new_id()}
    assert teacher.post(path, data=decided).status_code == 422
    decided |= {"reason": "Every child explained", "idempotency_key": ids.new_id()}
    assert teacher.post(path, data=decided).status_code == 303
    page = teacher.get(path).get_data(as_text=True)
    assert "Every child explained" in page
    assert f"/new?from={activity.id}" in page


@pytest.mark.row("S62")
def test_a_variant_says_what_is_different(leader: Browser, room: Room) -> None:
    first = announce(room.school_id, room.class_id, room.teacher)
    other = announce(room.school_id, room.class_id, room.teacher)
    store.database()["activities"].update_one(
        {"_id": other.id},
        {"$set": {"variant_of": first.id, "variant": {"language": "mi", "time": "evening"}}},
    )
    page = see(leader, room)
    assert "In the evening" in page
    assert "Variant" in page


def _let_it_be_over(activity: Activity) -> None:
    past = clock.now() - timedelta(days=1)
    store.database()["activities"].update_one(
        {"_id": activity.id},
        {"$set": {"starts_at": past, "ends_at": past + timedelta(hours=1), "answer_by": past}},
    )


def _send(teacher: Browser, room: Room, address: str, **changes: str) -> Any:
    draft_id = address.partition("draft=")[2]
    form = {
        "kind": "collaboration",
        "focus": "learning",
        "language": "en",
        "template": "families-teach",
        "title": "Teach us a song",
        "relevance": "Children learn the songs their families know.",
        "day": (clock.now() + timedelta(days=9)).date().isoformat(),
        "begins": "17:30",
        "ends": "18:15",
        "place": "Room 7",
        "answer_by": (clock.now() + timedelta(days=4)).date().isoformat(),
        "class_ids": [room.class_id],
        "draft_id": draft_id,
        "idempotency_key": ids.new_id(),
        **changes,
    }
    return teacher.post(address, data=form)


@pytest.mark.row("S3")
def test_a_plan_covers_the_term_that_the_school_has(leader: Browser, room: Room) -> None:
    starts = (date(2026, 7, 20), date(2026, 10, 12))
    room.world.tell_school(room.school_id, term_starts=starts)
    page = leader.get(plan(room, "?from=2026-10")).get_data(as_text=True)
    assert "12 October" in page
    assert 'from=2026-07"' in page
