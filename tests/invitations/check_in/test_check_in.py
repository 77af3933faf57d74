"""At the door: each family once, walk-ins of own classes, mistakes taken back."""

from typing import Any

from flask import Flask

from services.invitations.activities.models import Activity
from shared import ids, store
from shared.events.invitations import AttendanceRecorded
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import Browser, browser


def door(activity: Activity, rest: str = "") -> str:
    return f"/invitations/activities/s/{activity.school_id}/{activity.id}/check-in{rest}"


def tick(teacher: Browser, activity: Activity, guardian: str, **values: Any) -> int:
    form = {"mode": "in-person", "adults": "1", "children": "1", "idempotency_key": ids.new_id()}
    path = door(activity, f"/invited/{invitation_of(activity, guardian).id}")
    return int(teacher.post(path, data={**form, **values}).status_code)


def test_a_tick_is_told_once_and_shown(teacher: Browser, room: Room, activity: Activity) -> None:
    for _ in range(2):
        assert tick(teacher, activity, room.guardian) == 303
    [told] = recorded(AttendanceRecorded)
    assert (told.student_ids, told.mode, told.present) == ((room.child,), "in-person", True)
    assert "1 family is here, 2 people" in teacher.get(door(activity)).get_data(as_text=True)


def test_two_guardians_of_a_family_are_one_family_at_the_door(teacher: Browser, room: Room) -> None:
    other = room.world.make_person(room.school_id)
    room.world.link(room.school_id, other, room.child)
    activity = announce(room.school_id, room.class_id, room.teacher)
    for guardian in (room.guardian, other):
        tick(teacher, activity, guardian)
    assert len({one.attendance_id for one in recorded(AttendanceRecorded)}) == 1
    assert store.database()["attendances"].count_documents({}) == 1


def test_a_mistake_is_taken_back_and_told(teacher: Browser, room: Room, activity: Activity) -> None:
    tick(teacher, activity, room.guardian, mode="online", adults="2", children="0")
    [told] = recorded(AttendanceRecorded)
    path = door(activity, f"/undo/{told.attendance_id}")
    assert teacher.post(path).status_code == 303
    assert teacher.post(path).status_code == 303
    last = recorded(AttendanceRecorded)[-1]
    assert (len(recorded(AttendanceRecorded)), last.present, last.adults) == (2, False, 2)
    assert "0 families are here" in teacher.get(door(activity)).get_data(as_text=True)


def test_a_family_of_an_own_class_walks_in_once(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    child = room.world.make_child(room.school_id, room.class_id, given_name="Ngaio")
    assert "Ngaio" in teacher.get(door(activity)).get_data(as_text=True)
    for key in (ids.new_id(), ids.new_id()):
        form = {"student_id": child, "adults": "1", "children": "1", "idempotency_key": key}
        assert teacher.post(door(activity, "/walk-in"), data=form).status_code == 303
    [told] = recorded(AttendanceRecorded)
    assert (told.invitation_id, told.guardian_id, told.student_ids) == (None, None, (child,))


def test_a_walk_in_of_an_invited_child_ticks_its_invitation(
    teacher: Browser, room: Room, activity: Activity
) -> None:
    form = {"student_id": room.child, "adults": "1", "children": "1"}
    teacher.post(door(activity, "/walk-in"), data=form)
    tick(teacher, activity, room.guardian)
    [told] = recorded(AttendanceRecorded)
    assert told.invitation_id == invitation_of(activity, room.guardian).id


def test_a_family_nobody_knows_is_counted_but_not_twice_by_a_double_tap(
    teacher: Browser, activity: Activity
) -> None:
    form = {"adults": "2", "children": "3", "idempotency_key": ids.new_id()}
    for _ in range(2):
        assert teacher.post(door(activity, "/walk-in"), data=form).status_code == 303
    [told] = recorded(AttendanceRecorded)
    assert (told.student_ids, told.adults, told.children) == ((), 2, 3)


def test_nobody_is_no_family(teacher: Browser, room: Room, activity: Activity) -> None:
    assert tick(teacher, activity, room.guardian, adults="0", children="0") == 422
    assert recorded(AttendanceRecorded) == []


def test_children_of_other_classes_and_strangers_to_the_activity_are_refused(
    app: Flask, teacher: Browser, room: Room, activity: Activity
) -> None:
    other, other_teacher = room.world.make_class(room.school_id, "Room 8")
    child = room.world.make_child(room.school_id, other)
    form = {"student_id": child, "adults": "1"}
    assert teacher.post(door(activity, "/walk-in"), data=form).status_code == 403
    stranger = browser(app, principal_of(room.school_id, other_teacher))
    assert stranger.get(door(activity)).status_code == 404
    assert tick(stranger, activity, room.guardian) == 404
    assert recorded(AttendanceRecorded) == []
