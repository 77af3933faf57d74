"""Answers by text, mail, calendar or keyed paper count like those on the page, or tell why not."""

from datetime import timedelta
from typing import Any

import pytest

from services.invitations.activities.models import Activity
from shared import clock, ids, store
from shared.events.channels import Channel
from shared.events.invitations import InvitationAnswered, InvitationAnswerRefused
from shared.events.replies import ReplyReceived
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import (
    id_of,
    move,
    say,
    second_guardian,
    state_of,
    yes,
)
from tests.invitations.world import announce, invitation_of


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


def reply(activity: Activity, guardian: str, choice: str = "yes", **changes: Any) -> ReplyReceived:
    values: dict[str, Any] = {
        "reply_id": ids.new_id(),
        "about": f"invitation/{id_of(activity, guardian)}",
        "choice": choice,
        "person_id": guardian,
        "channel": Channel.SMS,
        "received_at": clock.now(),
    }
    return ReplyReceived(**{**values, **changes})


def refusals() -> list[str]:
    return [one.reason.value for one in recorded(InvitationAnswerRefused)]


@pytest.mark.row("R1", "X2")
def test_a_digit_by_text_is_the_guardians_answer_by_that_channel(
    room: Room, activity: Activity
) -> None:
    once = reply(activity, room.guardian)
    for _ in range(2):
        room.world.tell(room.school_id, once)
    [told] = recorded(InvitationAnswered)
    assert (told.channel, told.on_behalf, told.adults, told.children) == (Channel.SMS, False, 1, 1)
    assert told.reply_id == once.reply_id
    assert refusals() == []


def test_the_reply_given_last_counts_whichever_comes_first(room: Room, activity: Activity) -> None:
    now = clock.now()
    late = reply(activity, room.guardian, "no", received_at=now)
    early = reply(activity, room.guardian, "yes", received_at=now - timedelta(minutes=5))
    room.world.tell(room.school_id, late, early)
    assert invitation_of(activity, room.guardian).answer == "no"
    [told] = recorded(InvitationAnswerRefused)
    assert (told.reason.value, told.reply_id) == ("overtaken", early.reply_id)


@pytest.mark.row("R9", "X2")
def test_keyed_paper_stands_with_who_typed_it_in(room: Room, activity: Activity) -> None:
    keyed = reply(
        activity,
        room.guardian,
        channel=Channel.PAPER,
        adults=2,
        children=3,
        on_behalf_of=room.guardian,
        entered_by=room.teacher,
    )
    room.world.tell(room.school_id, keyed)
    stored = invitation_of(activity, room.guardian)
    assert (stored.party, stored.channel, stored.entered_by) == (5, "paper", room.teacher)
    audited = store.database()["audit"].find_one({"action": "invitation.answered-on-behalf"})
    assert (audited["actor"], audited["details"]["answer"]) == (room.teacher, "yes")


@pytest.mark.parametrize(
    ("changes", "choice", "reason"),
    [
        ({"answer_by": -1}, "yes", "closed"),
        ({"state": "cancelled"}, "yes", "cancelled"),
        ({}, "perhaps", "unclear"),
    ],
)
def test_what_cannot_count_is_told_with_the_reason(
    room: Room, activity: Activity, changes: dict[str, Any], choice: str, reason: str
) -> None:
    if "answer_by" in changes:
        changes = {"answer_by": clock.now() - timedelta(hours=1)}
    if changes:
        move(activity, **changes)
    room.world.tell(room.school_id, reply(activity, room.guardian, choice))
    [told] = recorded(InvitationAnswerRefused)
    assert (told.reason, told.guardian_id, told.channel) == (reason, room.guardian, Channel.SMS)
    assert invitation_of(activity, room.guardian).answer is None


@pytest.mark.row("R11")
def test_who_no_longer_stands_for_the_child_is_told_that_it_ended(
    room: Room, activity: Activity
) -> None:
    room.world.link(room.school_id, room.guardian, room.child, active=False)
    room.world.tell(room.school_id, reply(activity, room.guardian))
    assert (refusals(), recorded(InvitationAnswered)) == (["ended"], [])


def test_when_all_places_are_taken_a_yes_waits_and_is_told_so(room: Room) -> None:
    [first] = room.world.make_families(room.school_id, room.class_id, 1)
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=3)
    say(activity, first, yes(2))
    room.world.tell(room.school_id, reply(activity, room.guardian, adults=2, children=1))
    room.world.tell(room.school_id, reply(activity, first, adults=9))
    assert refusals() == ["full", "full"]
    assert state_of(activity, room.guardian) == ("waiting", 3)
    assert state_of(activity, first) == ("seat", 2)


def test_somebody_elses_reply_does_nothing(room: Room, activity: Activity) -> None:
    stranger, _ = room.world.make_family(room.school_id, room.class_id)
    forged = reply(activity, room.guardian, person_id=stranger)
    nothing = reply(activity, room.guardian, about=f"invitation/{ids.new_id()}")
    other = reply(activity, room.guardian, about="slot/1")
    room.world.tell(room.school_id, forged, nothing, other)
    assert (recorded(InvitationAnswered), refusals()) == ([], [])


@pytest.mark.row("R10")
def test_a_reply_older_than_the_households_yes_changes_nothing(room: Room) -> None:
    partner = second_guardian(room, household=True)
    joint = announce(room.school_id, room.class_id, room.teacher)
    before = clock.now() - timedelta(minutes=5)
    say(joint, partner, yes(2))
    room.world.tell(room.school_id, reply(joint, room.guardian, received_at=before))
    assert invitation_of(joint, room.guardian).answer is None
    assert state_of(joint, partner) == ("seat", 2)
    assert refusals() == ["overtaken"]
