"""Announcing and following an activity in a browser without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from shared import clock, ids, store
from shared.events.channels import Channel
from shared.events.evaluation import Role
from shared.events.invitations import ActivityAnnounced, Answer, Support
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.tenancy import scope
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of, run_jobs
from tests.web_client import Browser, browser


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def new(room: Room) -> str:
    return f"/invitations/activities/s/{room.school_id}/new"


def form(room: Room, **changes: Any) -> dict[str, Any]:
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    return {
        "kind": "collaboration",
        "focus": "learning",
        "language": "mi",
        "title": "He kēmu tau",
        "relevance": "Ka mārama ake te tamaiti ina whakamāramatia e ia.",
        "day": day,
        "begins": "17:30",
        "ends": "18:15",
        "place": "Room 7",
        "answer_by": (clock.now() + timedelta(days=4)).date().isoformat(),
        "class_ids": [room.class_id],
        "supports": ["food"],
        "idempotency_key": ids.new_id(),
        **changes,
    }


def test_a_teacher_announces_and_sees_the_invitations_go_out(teacher: Browser, room: Room) -> None:
    values = form(room)
    sent = [teacher.post(new(room), data=values) for _ in range(2)]
    assert sent[0].location == sent[1].location
    [told] = recorded(ActivityAnnounced)
    assert list(told.title) == ["mi"]
    assert told.starts_at.hour in (4, 5)
    before = teacher.get(sent[0].location).get_data(as_text=True)
    assert "Sending the invitations" in before
    run_jobs()
    after = teacher.get(sent[0].location).get_data(as_text=True)
    assert "Sending the invitations" not in after
    assert "Mele Fifita" in after
    assert 'lang="mi">He kēmu tau' in after


def test_everything_that_is_wrong_is_said_at_once(teacher: Browser, room: Room) -> None:
    answer = teacher.post(
        new(room), data=form(room, relevance="", day="", kind="", title="Kept title")
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "3 things to fix" in page
    assert "Say how this helps children learn" in page
    assert "Kept title" in page
    assert recorded(ActivityAnnounced) == []


@pytest.mark.parametrize("capacity", ["0", "-3", "many"])
def test_an_impossible_capacity_is_refused(teacher: Browser, room: Room, capacity: str) -> None:
    assert teacher.post(new(room), data=form(room, capacity=capacity)).status_code == 422


def test_only_teachers_announce_and_only_for_own_classes(app: Flask, room: Room) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    elsewhere = room.world.make_school("Elsewhere")
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert teacher.post(new(room), data=form(room, class_ids=[other])).status_code == 403
    foreign = new(room).replace(room.school_id, elsewhere)
    assert teacher.post(foreign, data=form(room)).status_code == 403
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.post(new(room), data=form(room)).status_code == 403
    assert recorded(ActivityAnnounced) == []


def test_the_page_counts_each_family_once(teacher: Browser, room: Room) -> None:
    second = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Asha")
    room.world.link(room.school_id, second, room.child)
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=10)
    for guardian in (room.guardian, second):
        with scope(read=[room.school_id]):
            answer_invitation(
                invitation_of(activity, guardian).id,
                Reply(answer=Answer.YES, adults=1, needs=(Support.TRANSPORT,)),
                person_ids=[guardian],
                now=clock.now(),
            )
    room.world.tell(room.school_id, _failed(invitation_of(activity, other).id, other))
    page = teacher.get(f"/invitations/activities/s/{room.school_id}/{activity.id}").get_data(
        as_text=True
    )
    assert "1 of 2 families" in page
    assert "2 people, room for 10" in page
    assert "Not reached" in page
    assert "There is room for 8 more people." in page
    assert page.count("1 family</span>") == 1


@pytest.mark.row("X12")
@pytest.mark.parametrize("waits", [False, True])
def test_when_all_places_are_taken_it_says_so(teacher: Browser, room: Room, waits: bool) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    for guardian in (room.guardian, other)[: 1 + waits]:
        with scope(read=[room.school_id]):
            answer_invitation(
                invitation_of(activity, guardian).id,
                Reply(answer=Answer.YES, adults=2),
                person_ids=[guardian],
                now=clock.now(),
            )
    page = teacher.get(f"/invitations/activities/s/{room.school_id}/{activity.id}").text
    assert "All places are taken: whoever says yes now goes on the waiting list." in page
    assert ("1 family waits." in page) is waits
    assert "There is room for" not in page


def test_another_teacher_does_not_see_it_and_the_principal_does(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    path = f"/invitations/activities/s/{room.school_id}/{activity.id}"
    _, other = room.world.make_class(room.school_id, "Room 8")
    principal = room.world.make_person(room.school_id, Role.PRINCIPAL)
    seen = [
        browser(app, principal_of(room.school_id, one)).get(path).status_code
        for one in (room.teacher, other, principal, room.guardian)
    ]
    assert seen == [200, 404, 200, 403]


def test_nothing_of_another_school_is_shown(app: Flask, room: Room) -> None:
    canary = "kanarie-7f3a"
    elsewhere = room.world.make_school(canary)
    class_id, other_teacher = room.world.make_class(elsewhere, canary)
    room.world.make_family(elsewhere, class_id, given_name=canary)
    hidden = announce(elsewhere, class_id, other_teacher, title=canary)
    announce(room.school_id, room.class_id, room.teacher)
    leader = room.world.make_person(room.school_id, Role.PRINCIPAL)
    for person in (room.teacher, leader):
        client = browser(app, principal_of(room.school_id, person))
        for path in (
            "/invitations/activities",
            "/invitations/fragments/home",
            f"/invitations/activities/s/{room.school_id}/{hidden.id}",
            f"/invitations/activities/s/{elsewhere}/{hidden.id}",
            f"/invitations/activities/s/{room.school_id}/{hidden.id}/check-in",
            "/api/invitations/activities/",
        ):
            assert canary not in client.get(path).get_data(as_text=True), path
    assert store.database()["activities"].count_documents({}) == 2


def test_an_activity_is_shown_when_the_job_that_sent_it_is_not_kept_any_more(
    teacher: Browser, room: Room
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    store.database()["jobs"].delete_many({})
    answer = teacher.get(f"/invitations/activities/s/{room.school_id}/{activity.id}")
    assert answer.status_code == 200
    assert "Sending the invitations" not in answer.text


def _failed(invitation_id: str, person_id: str) -> DeliveryStatusChanged:
    return DeliveryStatusChanged(
        delivery_id="d",
        about=f"invitation/{invitation_id}",
        person_id=person_id,
        channel=Channel.EMAIL,
        status=DeliveryStatus.PERMANENT_FAILURE,
        language="en",
    )
