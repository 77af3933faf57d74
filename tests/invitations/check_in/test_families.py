"""Each family once, whichever of its children or guardians comes; nobody at a cancelled one."""

import pytest

from services.invitations.activities.changing import cancel_activity
from services.invitations.activities.models import Activity
from shared import clock, context, ids
from shared.events.evaluation import ConfirmedBy, HouseholdChanged
from shared.events.invitations import AttendanceRecorded
from shared.tenancy import scope_of
from tests.invitations.check_in.test_check_in import door, tick
from tests.invitations.check_in.test_without_connection import outcomes, send, tap
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of
from tests.web_client import Browser

pytestmark = pytest.mark.row("S36")


def families(teacher: Browser, activity: Activity) -> int:
    return int(send(teacher, activity)["families"])


def test_siblings_of_one_family_walk_in_once(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    guardian = room.world.make_person(room.school_id)
    older = room.world.make_child(room.school_id, room.class_id, guardian)
    younger = room.world.make_child(room.school_id, room.class_id, guardian)
    door_now = send(teacher, activity, tap("student", older), tap("student", younger))
    assert (outcomes(door_now), door_now["families"]) == (["noted", "same"], 1)


def test_a_sibling_of_an_invited_child_ticks_its_family(teacher: Browser, room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian)
    tick(teacher, activity, room.guardian)
    assert families(teacher, activity) == 1
    send(teacher, activity, tap("student", sibling, adults=2))
    [*_, last] = recorded(AttendanceRecorded)
    assert (families(teacher, activity), last.adults) == (1, 2)
    assert last.invitation_id == invitation_of(activity, room.guardian).id


def test_two_guardians_of_a_confirmed_household_are_one_family(
    teacher: Browser, room: Room
) -> None:
    partner = room.world.make_person(room.school_id)
    room.world.make_child(room.school_id, room.class_id, partner)
    room.world.tell(
        room.school_id,
        HouseholdChanged(
            household_id=ids.new_id(),
            guardian_ids=(room.guardian, partner),
            student_ids=(),
            confirmed_by=ConfirmedBy.SCHOOL,
            active=True,
        ),
    )
    activity = announce(room.school_id, room.class_id, room.teacher)
    for guardian in (room.guardian, partner):
        tick(teacher, activity, guardian)
    assert families(teacher, activity) == 1


def test_ways_to_take_part_are_counted_as_such(teacher: Browser, room: Room) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id)
    activity = announce(room.school_id, room.class_id, room.teacher)
    tick(teacher, activity, room.guardian, mode="online", adults="1", children="0")
    tick(teacher, activity, other, mode="at-home", adults="2", children="1")
    found = send(teacher, activity)
    assert found["modes"] == {"in-person": 0, "online": 1, "at-home": 1}
    assert (found["adults"], found["children"]) == (3, 1)


def test_a_cancelled_activity_has_no_door(teacher: Browser, room: Room, activity: Activity) -> None:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        cancel_activity(activity.id, "Storm", now=clock.now())
    assert tick(teacher, activity, room.guardian) == 409
    page = teacher.get(door(activity)).get_data(as_text=True)
    assert "This activity was cancelled" in page
    assert "door.js" not in page
    answer = teacher.post(
        f"/api/invitations/activities/s/{activity.school_id}/{activity.id}/door/taps",
        json={"taps": [tap("stranger", "late")]},
        headers={"Idempotency-Key": ids.new_id()},
    )
    assert answer.status_code == 409
    assert recorded(AttendanceRecorded) == []
