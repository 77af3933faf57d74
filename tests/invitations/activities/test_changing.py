"""What changes or is cancelled after families heard of it: told once, and nobody loses a place."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.invitations.activities.changing import (
    NotRunning,
    cancel_activity,
    change_activity,
    details_of,
)
from services.invitations.activities.models import Activity
from services.invitations.invitations.rules import Reply
from services.invitations.invitations.use_cases import answer_invitation
from services.invitations.invitations.waiting_list import lapsed_offers
from shared import clock, context, store
from shared.errors import Conflict, Invalid
from shared.events import Text
from shared.events.activities import ActivityCancelled, ActivityChanged
from shared.events.invitations import Answer, InvitationIssued, InvitationPromoted, Support
from shared.tenancy import scope, scope_of
from tests.invitations.activities.planned import let_time_pass, send, stored
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, invitation_of, run_jobs


def change(room: Room, activity: Activity, **changes: Any) -> tuple[str, ...]:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        details = replace(details_of(activity), **changes)
        return change_activity(activity.id, details, now=clock.now())


def cancel(room: Room, activity: Activity, reason: str = "The hall is closed.") -> None:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        cancel_activity(activity.id, reason, now=clock.now())


def says_yes(activity: Activity, guardian: str, people: int = 2) -> None:
    with scope(read=[activity.school_id]):
        answer_invitation(
            invitation_of(activity, guardian).id,
            Reply(answer=Answer.YES if people else Answer.NO, adults=people),
            person_ids=[guardian],
            now=clock.now(),
        )


def test_a_change_is_told_with_what_changed_and_a_sequence(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    later = activity.starts_at + timedelta(days=1)
    ends = later + timedelta(hours=1)
    what = change(
        room, activity, starts_at=later, ends_at=ends, place="The hall", supports=(Support.FOOD,)
    )
    assert what == ("place", "starts_at", "ends_at", "supports")
    [told] = recorded(ActivityChanged)
    assert (told.what, told.sequence, told.starts_at) == (what, 1, later)
    assert told.place == {"en": Text("The hall")}
    now = stored(room, activity.id)
    assert (now.sequence, now.version, now.changes[-1]["what"]) == (1, 2, list(what))
    assert invitation_of(activity, room.guardian).starts_at == later


def test_a_double_tap_changes_nothing_more(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    for _ in range(2):
        change(room, activity, title="Another title")
    assert len(recorded(ActivityChanged)) == 1


def test_new_words_replace_the_translations_of_the_old_ones(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher, language="mi")
    store.database()["activities"].update_one(
        {"_id": activity.id}, {"$set": {"title.en": {"text": "Old", "status": "machine"}}}
    )
    change(room, stored(room, activity.id), title="He taitara hou")
    assert recorded(ActivityChanged)[0].title == {"mi": Text("He taitara hou")}


def test_more_places_go_to_who_waits(room: Room) -> None:
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    says_yes(activity, room.guardian)
    says_yes(activity, other)
    assert invitation_of(activity, other).place == "waiting"
    change(room, activity, capacity=4)
    assert invitation_of(activity, other).place == "seat"
    assert [one.guardian_id for one in recorded(InvitationPromoted)] == [other]


@pytest.mark.row("X8")
def test_nobody_loses_a_place_when_there_are_to_be_fewer(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=5)
    says_yes(activity, room.guardian, people=3)
    with pytest.raises(Invalid) as wrong:
        change(room, activity, capacity=2)
    assert list(wrong.value.fields) == ["capacity"]
    assert recorded(ActivityChanged) == []
    assert change(room, activity, capacity=3) == ("capacity",)
    assert store.database()["activity_seats"].find_one({})["capacity"] == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": timedelta(hours=-1)}, "day"),
        ({"ends_at": timedelta(hours=1)}, "ends"),
        ({"answer_by": timedelta(hours=-1)}, "answer_by"),
        ({"answer_by": timedelta(days=20)}, "answer_by"),
    ],
)
def test_times_that_do_not_fit_are_named(
    room: Room, changes: dict[str, timedelta], field: str
) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    moments = {name: clock.now() + later for name, later in changes.items()}
    with pytest.raises(Invalid) as wrong:
        change(room, activity, **moments)
    assert field in wrong.value.fields


def test_a_day_to_answer_by_that_is_over_may_stay(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    over = clock.now() - timedelta(days=1)
    store.database()["activities"].update_one({}, {"$set": {"answer_by": over}})
    assert change(room, stored(room, activity.id), place="The hall") == ("place",)


def test_a_cancelled_activity_says_why_and_takes_no_answer(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    for _ in range(2):
        cancel(room, activity)
    [told] = recorded(ActivityCancelled)
    assert (told.reason, told.sequence) == ({"en": Text("The hall is closed.")}, 1)
    with pytest.raises(Conflict):
        says_yes(activity, room.guardian)
    with pytest.raises(NotRunning):
        change(room, stored(room, activity.id), title="Too late")


def test_cancelling_stops_what_is_still_to_be_sent(room: Room) -> None:
    activity = send(room)
    with pytest.raises(NotRunning):
        cancel(room, activity)
    store.database()["activities"].update_one({}, {"$set": {"state": "announced"}})
    cancel(room, activity)
    let_time_pass()
    run_jobs()
    assert recorded(InvitationIssued) == []


def test_what_is_over_is_neither_changed_nor_cancelled(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    past = clock.now() - timedelta(days=1)
    store.database()["activities"].update_one({}, {"$set": {"starts_at": past, "ends_at": past}})
    for attempt in (lambda: change(room, activity, title="New"), lambda: cancel(room, activity)):
        with pytest.raises(NotRunning):
            attempt()


def offer(room: Room) -> tuple[Activity, str]:
    """An activity of two places; the guardian's were given back and are kept for the other's."""
    other, _ = room.world.make_family(room.school_id, room.class_id, given_name="Huda")
    activity = announce(room.school_id, room.class_id, room.teacher, capacity=2)
    says_yes(activity, room.guardian)
    says_yes(activity, other)
    says_yes(activity, room.guardian, people=0)
    return activity, other


def test_no_offer_runs_out_after_the_activity_was_cancelled(room: Room) -> None:
    activity, other = offer(room)
    cancel(room, activity)
    assert invitation_of(activity, other).offered_until is None
    with scope_of(room.school_id):
        assert lapsed_offers(clock.now() + timedelta(days=30), 9) == []


def test_an_offer_ends_with_the_start_that_was_brought_forward(room: Room) -> None:
    activity, other = offer(room)
    sooner = clock.now() + timedelta(hours=2)
    assert invitation_of(activity, other).offered_until > sooner
    times = {"starts_at": sooner, "ends_at": sooner + timedelta(hours=1)}
    change(room, activity, **times, answer_by=sooner - timedelta(hours=1))
    stored_start = invitation_of(activity, other).starts_at
    assert invitation_of(activity, other).offered_until == stored_start
