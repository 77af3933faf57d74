"""Every guardian is invited once, with all their children, whatever happens to the worker."""

from collections import Counter
from typing import Any

import pytest

from services.invitations.activities import jobs as activity_jobs
from services.invitations.service import SERVICE
from shared import jobs, store
from shared.events.evaluation import EnrollmentRole
from shared.events.invitations import InvitationIssued
from shared.loops import run_next_job
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, run_jobs


def test_a_guardian_gets_one_invitation_that_lists_the_children(room: Room) -> None:
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian, grades=("6",))
    activity = announce(room.school_id, room.class_id, room.teacher)
    [told] = recorded(InvitationIssued)
    assert set(told.student_ids) == {room.child, sibling}
    assert told.grades == ("4", "6")
    assert told.class_ids == (room.class_id,)
    stored = invitation_of(activity, room.guardian)
    assert (stored.id, stored.version) == (told.invitation_id, 1)


def test_two_guardians_of_a_child_are_invited_apart_and_are_one_family(room: Room) -> None:
    other = room.world.make_person(room.school_id)
    room.world.link(room.school_id, other, room.child)
    activity = announce(room.school_id, room.class_id, room.teacher)
    first, second = (invitation_of(activity, one) for one in (room.guardian, other))
    assert first.id != second.id
    assert first.family_key == second.family_key


@pytest.mark.parametrize(
    "changes", [{"may_be_invited": False}, {"data_access": False}, {"active": False}]
)
def test_who_may_not_be_invited_is_not(room: Room, changes: dict[str, bool]) -> None:
    room.world.link(room.school_id, room.guardian, room.child, **changes)
    announce(room.school_id, room.class_id, room.teacher)
    assert recorded(InvitationIssued) == []


def test_families_of_other_classes_and_former_students_are_left_alone(room: Room) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 8")
    room.world.make_family(room.school_id, other)
    _, left = room.world.make_family(room.school_id, room.class_id)
    room.world.enroll(room.school_id, room.class_id, left, EnrollmentRole.STUDENT, active=False)
    announce(room.school_id, room.class_id, room.teacher)
    assert [one.guardian_id for one in recorded(InvitationIssued)] == [room.guardian]


def test_a_worker_killed_midway_leaves_nobody_out_and_invites_nobody_twice(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    guardians = {room.guardian, *room.world.make_families(room.school_id, room.class_id, 30)}
    monkeypatch.setattr(activity_jobs, "LINKS_PER_STEP", 8)
    monkeypatch.setattr("shared.loops.JOB_TURN_STEPS", 2)
    activity = _announced_but_not_sent(room)
    for _ in range(3):
        assert run_next_job(SERVICE, "killed")
        _lose_the_lease_midway(activity)
    run_jobs()
    issued = Counter(one.guardian_id for one in recorded(InvitationIssued))
    assert set(issued) == guardians
    assert set(issued.values()) == {1}
    assert store.database()["invitations"].count_documents({}) == len(guardians)
    status = jobs.job_status(activity["job_id"])
    assert (status.state, status.done, status.total) == ("done", 31, 31)


def _announced_but_not_sent(room: Room) -> Any:
    from services.invitations.activities.use_cases import announce_activity
    from shared import clock, context
    from shared.tenancy import scope_of
    from tests.invitations.world import announcement

    with scope_of(room.school_id), context.acting(actor=room.teacher):
        announce_activity(announcement([room.class_id]), person_ids=[room.teacher], now=clock.now())
    return store.database()["activities"].find_one({})


def _lose_the_lease_midway(activity: Any) -> None:
    """A worker that dies leaves its lease to run out, and half a transaction to be undone."""
    store.database()["jobs"].update_one(
        {"_id": activity["job_id"]}, {"$set": {"holder": "dead", "lease_until": None}}
    )
