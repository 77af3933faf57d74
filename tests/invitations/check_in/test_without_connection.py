"""Taps kept on phones and sent later: each counts once, and the one made last counts."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.check_in import queries, use_cases
from services.invitations.check_in.rules import Arrival, Kind, Tap
from services.invitations.check_in.schemas import MOST_TAPS
from shared import clock, context, ids, store
from shared.events.evaluation import EnrollmentRole, Role
from shared.events.invitations import AttendanceMode, AttendanceRecorded
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser, problem

pytestmark = pytest.mark.row("S36")


def tap(kind: str, target_id: str, **values: Any) -> dict[str, Any]:
    made = {"key": ids.new_id(), "kind": kind, "target_id": target_id, "present": True}
    return {**made, "adults": 1, "children": 1, **values}


def send(phone: Browser, activity: Activity, *taps: dict[str, Any]) -> dict[str, Any]:
    answer = phone.post(
        f"/api/invitations/activities/s/{activity.school_id}/{activity.id}/door/taps",
        json={"taps": list(taps)},
        headers={"Idempotency-Key": ids.new_id()},
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def outcomes(door: dict[str, Any]) -> list[str]:
    return [one["outcome"] for one in door["taps"]]


def test_what_a_phone_kept_is_noted_once_however_often_it_is_sent(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    invited = tap("invitation", invitation_of(activity, room.guardian).id, seconds_ago=1800)
    stranger = tap("stranger", "phone-1", adults=2, children=0, seconds_ago=1700)
    for _ in range(3):
        door = send(teacher, activity, invited, stranger)
    assert outcomes(door) == ["noted", "noted"]
    assert (door["families"], door["adults"], door["children"]) == (2, 3, 1)
    assert len(recorded(AttendanceRecorded)) == 2


def test_a_page_that_was_made_for_another_person_sends_nothing(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    page = f"/invitations/activities/s/{activity.school_id}/{activity.id}/check-in/"
    [reader] = re.findall(r'data-reader="([^"]+)"', teacher.get(page).text)
    colleague = room.world.make_person(room.school_id, Role.TEACHER)
    room.world.enroll(room.school_id, room.class_id, colleague, EnrollmentRole.TEACHER)
    other = browser(app, principal_of(room.school_id, colleague))
    assert reader not in other.get(page).text
    ticked = tap("invitation", invitation_of(activity, room.guardian).id)
    for phone, status in ((other, 401), (teacher, 200)):
        answer = phone.post(
            f"/api/invitations/activities/s/{activity.school_id}/{activity.id}/door/taps",
            json={"taps": [ticked]},
            headers={"Idempotency-Key": ids.new_id(), "Tuhono-Reader": reader},
        )
        assert answer.status_code == status


def test_two_phones_that_tick_the_same_family_make_one(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    other_parent = room.world.make_person(room.school_id)
    room.world.link(room.school_id, other_parent, room.child)
    activity = announce(room.school_id, room.class_id, room.teacher)
    other_phone = browser(app, principal_of(room.school_id, room.teacher))
    mine = tap("invitation", invitation_of(activity, room.guardian).id, seconds_ago=300)
    theirs = tap("invitation", invitation_of(activity, other_parent).id, adults=2, seconds_ago=200)
    assert send(other_phone, activity, theirs)["families"] == 1
    late = send(teacher, activity, mine)
    assert outcomes(late) == ["older"]
    assert (late["families"], late["adults"]) == (1, 2)


def test_what_was_undone_later_elsewhere_stays_undone(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    invitation = invitation_of(activity, room.guardian).id
    undone = tap("invitation", invitation, present=False, seconds_ago=60)
    assert send(teacher, activity, undone)["families"] == 0
    door = send(teacher, activity, tap("invitation", invitation, seconds_ago=600))
    assert (outcomes(door), door["families"]) == (["older"], 0)
    assert recorded(AttendanceRecorded) == []
    assert send(teacher, activity, tap("invitation", invitation))["families"] == 1


def test_taking_back_what_was_added_without_connection(
    teacher: Browser, activity: Activity
) -> None:
    added = tap("stranger", "phone-7", seconds_ago=90)
    taken_back = tap("stranger", "phone-7", present=False, seconds_ago=80)
    door = send(teacher, activity, added, taken_back)
    assert (outcomes(door), door["families"]) == (["noted", "noted"], 0)
    assert [one.present for one in recorded(AttendanceRecorded)] == [True, False]


def test_a_tap_that_cannot_be_noted_keeps_no_other_back(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    child = room.world.make_child(room.school_id, other)
    good = tap("invitation", invitation_of(activity, room.guardian).id)
    nobody = tap("stranger", "empty", adults=0, children=0)
    unknown = tap("invitation", ids.new_id())
    door = send(teacher, activity, tap("student", child), nobody, unknown, good)
    assert outcomes(door) == ["refused", "refused", "refused", "noted"]
    assert door["families"] == 1


def test_two_phones_at_the_same_moment_make_one_family(room: Room, activity: Activity) -> None:
    invitation = invitation_of(activity, room.guardian).id

    def one_phone(number: int) -> None:
        now = clock.now()
        arrival = Arrival(mode=AttendanceMode.IN_PERSON, adults=1, children=1)
        made = Tap(
            key=f"phone-{number % 4}",
            kind=Kind.INVITATION,
            target_id=invitation,
            arrival=arrival,
            tapped_at=now,
        )
        with scope_of(room.school_id), context.acting(actor=room.teacher):
            use_cases.note_taps(activity, [made], staff_ids=[room.teacher], now=now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one_phone, range(16)))
    assert len(recorded(AttendanceRecorded)) == 1
    assert store.database()["door_taps"].count_documents({}) == 4


def test_bad_input_is_told_and_strangers_find_nothing(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    path = f"/api/invitations/activities/s/{activity.school_id}/{activity.id}/door"
    key = {"Idempotency-Key": ids.new_id()}
    bad = {"taps": [tap("stranger", "x", adults=-1, seconds_ago=-5)]}
    answer = teacher.post(f"{path}/taps", json=bad, headers=key)
    assert answer.status_code == 422
    assert {one["pointer"] for one in problem(answer)["errors"]} == {
        "#/taps/0/adults",
        "#/taps/0/seconds_ago",
    }
    _, other_teacher = room.world.make_class(room.school_id, "Room 8")
    stranger = browser(app, principal_of(room.school_id, other_teacher))
    assert stranger.get(f"{path}/").status_code == 404
    family = browser(app, principal_of(room.school_id, room.guardian))
    assert family.post(f"{path}/taps", json={"taps": []}, headers=key).status_code == 403


def test_five_hundred_families_are_counted_at_once(teacher: Browser, room: Room) -> None:
    guardians = room.world.make_families(room.school_id, room.class_id, 499)
    activity = announce(room.school_id, room.class_id, room.teacher)
    taps = [tap("invitation", invitation_of(activity, one).id) for one in guardians[:100]]
    for start in range(0, 100, MOST_TAPS):
        door = send(teacher, activity, *taps[start : start + MOST_TAPS])
    assert door["families"] == 100
    begun = perf_counter()
    with scope_of(room.school_id):
        assert queries.counted(activity.id).families == 100
        counted = perf_counter() - begun
        pages = [queries.door(activity, number) for number in (1, 2, 3)]
        assert [(len(one.invited), one.has_more) for one in pages] == [
            (200, True),
            (200, True),
            (100, False),
        ]
    assert counted < 2
    assert perf_counter() - begun < 10


def test_history_keeps_what_a_late_correction_changes(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    invitation = invitation_of(activity, room.guardian).id
    evening = timedelta(hours=20).total_seconds()
    send(teacher, activity, tap("invitation", invitation, seconds_ago=evening))
    send(teacher, activity, tap("invitation", invitation, mode="at-home", adults=2))
    path = f"/invitations/activities/s/{activity.school_id}/{activity.id}/check-in/history"
    shown = teacher.get(path).get_data(as_text=True)
    assert shown.index("At home") < shown.index("Here")
    assert "Hana Parata" in shown
