"""How much each family was invited: the least invited first, effort beside response."""

from datetime import timedelta
from time import thread_time
from typing import Any

import pytest
from flask import Flask

from services.invitations.check_in.models import Attendance
from services.invitations.family_calendar.queries import around, count
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from services.invitations.roster.queries import school
from services.invitations.term_plan.rules import term_of
from shared import clock, ids, store
from shared.events.channels import Channel
from shared.events.evaluation import Role
from shared.events.invitations import Answer
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.tenancy import scope, scope_of
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser

pytestmark = pytest.mark.row("S28", "S29")


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


@pytest.fixture
def leader(app: Flask, room: Room) -> Browser:
    person = room.world.make_person(room.school_id, Role.PRINCIPAL, given_name="Moana")
    return browser(app, principal_of(room.school_id, person))


def coming_term() -> str:
    return term_of((clock.now() + timedelta(days=9)).date()).key


def families(room: Room, rest: str = "", **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"from": coming_term(), **asked}.items())
    return f"/invitations/activities/families/s/{room.school_id}{rest}?{query}"


def see(client: Browser, address: str) -> str:
    return str(client.get(address).get_data(as_text=True))


def test_the_least_invited_come_first_without_a_label(teacher: Browser, room: Room) -> None:
    for number in range(3):
        announce(room.school_id, room.class_id, room.teacher, title=f"Evening {number}")
    _, late = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    room.world.make_person(room.school_id, Role.STUDENT, person_id=late, given_name="Amal")
    page = see(teacher, families(room))
    assert page.index("Amal") < page.index("Sione")
    assert page.count("Invite next") == 1
    assert "fewer than 3 invitations so far" in page
    for label in ("hard to reach", "disengaged", "inactive", "passive"):
        assert label not in page.lower()


def test_attempts_by_channel_stand_beside_the_answers(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    invitation = invitation_of(activity, room.guardian)
    for delivery, channel in (("d1", Channel.EMAIL), ("d2", Channel.EMAIL), ("d3", Channel.SMS)):
        room.world.tell(room.school_id, _sent(invitation.id, room.guardian, delivery, channel))
    _answer(room, invitation.id)
    page = see(teacher, families(room))
    assert "2 messages by email" in page
    assert "1 message by text" in page
    assert "1 answer" in page


def test_a_family_with_two_adults_and_two_children_is_counted_once(
    teacher: Browser, room: Room
) -> None:
    second = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Asha")
    room.world.link(room.school_id, second, room.child)
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian, given_name="Ana")
    announce(room.school_id, room.class_id, room.teacher)
    page = see(teacher, families(room))
    assert page.count('class="steps3"') == 1
    assert "1 time" in page
    assert sibling in page or room.child in page


@pytest.mark.row("R10")
def test_a_teacher_sees_own_classes_only_and_who_leads_sees_the_school(
    app: Flask, teacher: Browser, leader: Browser, room: Room
) -> None:
    other_class, _ = room.world.make_class(room.school_id, "Room 8")
    _, child = room.world.make_family(room.school_id, other_class, given_name="Huda")
    assert "Huda" not in see(teacher, families(room))
    assert teacher.get(families(room, f"/{child}")).status_code == 404
    assert "Huda" in see(leader, families(room))
    narrowed = families(room, **{"class": other_class})
    assert "Huda" in see(leader, narrowed)
    assert "Mele" not in see(leader, narrowed)
    assert "Huda" not in see(teacher, narrowed)
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.get(families(room)).status_code == 403


def test_one_familys_term_says_what_by_whom_and_what_it_said(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    _answer(room, invitation_of(activity, room.guardian).id)
    page = see(teacher, families(room, f"/{room.child}"))
    assert "Your child teaches you a number game" in page
    assert "Hana Parata" in page
    assert "Maybe" in page


@pytest.mark.row("R10", "R11")
def test_a_guardian_sees_the_own_list_while_the_child_is_theirs(app: Flask, room: Room) -> None:
    second = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Asha")
    room.world.link(room.school_id, second, room.child)
    activity = announce(room.school_id, room.class_id, room.teacher)
    own = f"/invitations/invited?from={coming_term()}"
    family = browser(app, principal_of(room.school_id, room.guardian))
    page = see(family, own)
    assert "You were invited 1 time." in page
    assert invitation_of(activity, second).id not in page
    assert "Asha" not in page
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    assert "number game" not in see(family, own)


@pytest.mark.row("R10")
def test_the_own_list_never_tells_where_the_other_guardian_was(app: Flask, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    second = room.world.make_person(room.school_id, Role.GUARDIAN, given_name="Asha")
    room.world.link(room.school_id, second, room.child)
    invited = invitation_of(activity, room.guardian)
    with scope_of(room.school_id):
        Attendance(
            id=ids.new_id(),
            school_id=room.school_id,
            activity_id=activity.id,
            invitation_id=invited.id,
            guardian_id=room.guardian,
            student_ids=[room.child],
            present=True,
            recorded_at=clock.now(),
            recorded_by=room.teacher,
        ).save()
    own = f"/invitations/invited?from={coming_term()}"
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert "Took part" not in see(family, own)
    room.world.link(room.school_id, second, room.child, active=False)
    assert "Took part" in see(family, own)
    store.database()["attendances"].update_one({}, {"$set": {"guardian_id": second}})
    assert "Took part" not in see(family, own)


def test_who_leads_sets_the_aim_and_a_teacher_cannot(
    teacher: Browser, leader: Browser, room: Room
) -> None:
    def aim(client: Browser, floor: str) -> int:
        form = {"floor": floor, "idempotency_key": ids.new_id()}
        return int(client.post(families(room), data=form).status_code)

    assert aim(teacher, "1") == 403
    assert [aim(leader, one) for one in ("0", "21", "", "1")] == [422, 422, 422, 303]
    announce(room.school_id, room.class_id, room.teacher)
    assert "Invite next" not in see(teacher, families(room))


def test_what_was_called_off_counts_for_nothing(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    store.database()["activities"].update_one(
        {"_id": activity.id}, {"$set": {"state": "cancelled"}}
    )
    assert "0 times" in see(teacher, families(room))


def test_ten_thousand_invitations_are_counted_in_a_moment(leader: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    _many(room, activity.id, families=2000, each=5)
    with scope_of(room.school_id):
        place, now = school(room.school_id), clock.now()
        term = term_of(activity.starts_at.date())
        began = thread_time()
        counts = count(around(place, [], "", leads=True, now=now), term, now)
        took = thread_time() - began
    assert len(counts.families) == 2001
    assert counts.below == 1
    assert took < 1, "seconds of this thread; the rest is the store's, which counts by an index"
    assert leader.get(families(room, page="3")).status_code == 200


def _many(room: Room, activity_id: str, *, families: int, each: int) -> None:
    """So many families in the roster, each invited so often; straight into the store."""
    database = store.database()
    pattern = {name: _found(name, {}) for name in _ROWS}
    pattern["roster_enrollments"] = _found("roster_enrollments", {"role": "student"})
    model = _found("activities", {"_id": activity_id})
    more = [{**model, "_id": ids.new_id()} for _ in range(each)]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _ROWS}
    for number in range(families):
        guardian, child = f"g{number}", f"s{number}"
        pair = {"guardian_id": guardian, "student_id": child}
        rows["roster_enrollments"].append({"_id": f"e{number}", "person_id": child})
        rows["roster_guardian_links"].append({"_id": f"l{number}", **pair})
        for one in more:
            key = f"{one['_id']}-{number}"
            whom = {"guardian_id": guardian, "student_ids": [child], "activity_id": one["_id"]}
            rows["invitations"].append({"_id": key, **whom})
    database["activities"].insert_many(more)
    for name, made in rows.items():
        database[name].insert_many([{**pattern[name], **one} for one in made])


def _found(collection: str, wanted: dict[str, str]) -> dict[str, Any]:
    return dict(store.database()[collection].find_one(wanted) or {})


_ROWS = ("roster_enrollments", "roster_guardian_links", "invitations")


def _answer(room: Room, invitation_id: str) -> None:
    with scope(read=[room.school_id]):
        answer_invitation(
            invitation_id,
            Reply(answer=Answer.MAYBE),
            person_ids=[room.guardian],
            now=clock.now(),
        )


def _sent(
    invitation_id: str, guardian: str, delivery: str, channel: Channel
) -> DeliveryStatusChanged:
    return DeliveryStatusChanged(
        delivery_id=delivery,
        about=f"invitation/{invitation_id}",
        person_id=guardian,
        channel=channel,
        status=DeliveryStatus.DELIVERED,
        language="en",
    )
