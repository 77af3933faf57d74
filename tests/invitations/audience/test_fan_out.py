"""The fan-out asks whom the audience holds when it runs, and leaves in peace who said so."""

from datetime import date
from typing import Any

import pytest

from services.invitations.activities.models import Activity
from services.invitations.activities.use_cases import announce_activity
from services.invitations.audience.queries import audience_page
from services.invitations.audience.rules import Audience
from services.invitations.participation.rules import Part, Seen
from shared import clock, context, jobs
from shared.errors import Refused
from shared.events.evaluation import EnrollmentRole, Role
from shared.events.invitations import InvitationIssued
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.participation.telling import rest, tell
from tests.invitations.world import announce, announcement, invitation_of, run_jobs

TODAY = date(2026, 11, 24)


@pytest.fixture
def leader(room: Room) -> str:
    return room.world.make_person(room.school_id, Role.PRINCIPAL)


def announced(room: Room, person_id: str, *, leads: bool = False, **audience: Any) -> str:
    """An activity for the audience; nobody is invited yet."""
    wanted = announcement([], audience=Audience(**audience).as_dict())
    with scope_of(room.school_id), context.acting(actor=person_id):
        return announce_activity(wanted, person_ids=[person_id], now=clock.now(), leads=leads)


def asked() -> dict[str, set[str]]:
    """Who was invited, with the children."""
    return {one.guardian_id: set(one.student_ids) for one in recorded(InvitationIssued)}


def test_a_leader_asks_whole_years_and_the_whole_school(room: Room, leader: str) -> None:
    other, _ = room.world.make_class(room.school_id, "Room 9")
    older = room.world.make_child(room.school_id, other, room.guardian, grades=("6",))
    announced(room, leader, leads=True, grades=("6",))
    run_jobs()
    assert asked() == {room.guardian: {older}}
    announced(room, leader, leads=True, everyone=True)
    run_jobs()
    assert asked() == {room.guardian: {older, room.child}}


@pytest.mark.row("S112")
def test_an_interest_reaches_who_told_it_to_these_eyes_only(room: Room, leader: str) -> None:
    secret, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    tell(room, Part.INTERESTS, "music")
    tell(room, Part.INTERESTS, "music", guardian_id=secret, seen=Seen.ME)
    partner = room.world.make_person(room.school_id, Role.GUARDIAN)
    room.world.link(room.school_id, partner, room.child)
    activity_id = announced(room, room.teacher, interests=("music",))
    run_jobs()
    assert asked() == {room.guardian: {room.child}}
    with scope_of(room.school_id):
        activity = Activity.objects.get(id=activity_id)
    reason = invitation_of(activity, room.guardian).reason
    assert reason == {"kind": "interest", "what": ["music"]}
    announced(room, leader, leads=True, interests=("music",))
    run_jobs()
    assert len(recorded(InvitationIssued)) == 1, "it was told to the child's teachers alone"


def test_a_teacher_reaches_no_further_than_own_families(room: Room) -> None:
    beyond: list[dict[str, Any]] = [
        {"grades": ("4",)},
        {"everyone": True},
        {"class_ids": ("elsewhere",)},
        {},
    ]
    for audience in beyond:
        with pytest.raises(Refused):
            announced(room, room.teacher, **audience)


def test_a_single_child_of_the_own_class_and_no_other(room: Room) -> None:
    room.world.make_family(room.school_id, room.class_id)
    other, _ = room.world.make_class(room.school_id, "Room 9")
    _, foreign = room.world.make_family(room.school_id, other)
    with pytest.raises(Refused):
        announced(room, room.teacher, student_ids=(foreign,))
    announced(room, room.teacher, student_ids=(room.child,))
    run_jobs()
    assert asked() == {room.guardian: {room.child}}


def test_who_left_between_announcing_and_inviting_is_not_asked(room: Room) -> None:
    moved, gone = room.world.make_family(room.school_id, room.class_id)
    ended, theirs = room.world.make_family(room.school_id, room.class_id)
    sibling = room.world.make_child(room.school_id, room.class_id, room.guardian)
    announced(room, room.teacher, class_ids=(room.class_id,))
    room.world.enroll(room.school_id, room.class_id, gone, EnrollmentRole.STUDENT, active=False)
    room.world.enroll(room.school_id, room.class_id, sibling, EnrollmentRole.STUDENT, active=False)
    room.world.link(room.school_id, ended, theirs, active=False)
    run_jobs()
    assert asked() == {room.guardian: {room.child}}
    assert moved not in asked()


@pytest.mark.row("S21", "S4")
def test_not_now_is_respected_and_counted(room: Room) -> None:
    tired, _ = room.world.make_family(room.school_id, room.class_id)
    until = rest(room, 14, guardian_id=tired)
    activity = announce(room.school_id, room.class_id, room.teacher)
    assert asked().keys() == {room.guardian}
    status = jobs.job_status(activity.job_id)
    assert (status.done, status.total, status.result) == (1, 1, {"not_now": 1})
    with scope_of(room.school_id):
        over = audience_page(
            room.school_id, Audience(class_ids=(room.class_id,)), until, after="", links=500
        )
    assert len(over.ready) == 2, "on the day itself the rest is over"


def test_what_needs_an_answer_of_every_family_is_sent_all_the_same(room: Room) -> None:
    rest(room)
    announce(room.school_id, room.class_id, room.teacher, one_answer=True)
    assert asked().keys() == {room.guardian}


def test_a_page_of_the_audience_never_splits_a_family(room: Room) -> None:
    for _ in range(4):
        room.world.make_child(room.school_id, room.class_id, room.guardian)
    others = [room.world.make_family(room.school_id, room.class_id)[0] for _ in range(3)]
    found: dict[str, int] = {}
    after: str | None = ""
    with scope_of(room.school_id):
        while after is not None:
            page = audience_page(
                room.school_id, Audience(class_ids=(room.class_id,)), TODAY, after=after, links=2
            )
            after = page.after
            for one in page.invitees:
                assert one.guardian_id not in found
                found[one.guardian_id] = len(one.student_ids)
    assert found == {room.guardian: 5, **dict.fromkeys(others, 1)}
