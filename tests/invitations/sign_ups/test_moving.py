"""When an activity moves, the times at which families help move with it, and they are told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from services.invitations.activities.changing import change_activity, details_of
from services.invitations.activities.models import Activity
from services.invitations.sign_ups.jobs import release_sign_ups
from services.invitations.sign_ups.models import HelpSlot
from services.invitations.sign_ups.rules import moved_with
from shared import clock, context
from shared.events.sign_ups import ReleaseReason, SignUpMoved, SignUpReleased, SlotKind
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.sign_ups.test_sign_ups import ask_for, take, taken
from tests.invitations.world import announce, invitation_of, principal_of
from tests.web_client import browser

pytestmark = pytest.mark.row("X16")
ZONE = "Pacific/Auckland"
EARLIER = timedelta(minutes=30)


@pytest.fixture
def activity(room: Room) -> Activity:
    return announce(room.school_id, room.class_id, room.teacher)


def move(room: Room, activity: Activity, by: timedelta) -> None:
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        details = details_of(activity)
        later = replace(details, starts_at=details.starts_at + by, ends_at=details.ends_at + by)
        change_activity(activity.id, later, now=clock.now())


def slots(room: Room) -> dict[str, HelpSlot]:
    with scope_of(room.school_id):
        return {one.id: one for one in HelpSlot.objects}


def test_a_volunteers_time_moves_with_the_activity_and_who_took_it_is_told(
    room: Room, activity: Activity
) -> None:
    begins = activity.starts_at - EARLIER
    times = {"starts_at": begins, "ends_at": activity.starts_at}
    setting_up = ask_for(activity, 2, kind=SlotKind.VOLUNTEER, title="Set up", **times)
    packing_up = ask_for(activity, 2, kind=SlotKind.VOLUNTEER, title="Pack up", **times)
    salads = ask_for(activity, 3)
    for slot_id in (setting_up, salads):
        take(activity, slot_id, room.guardian, 1)
    move(room, activity, timedelta(hours=3))
    after = slots(room)
    for slot_id in (setting_up, packing_up):
        assert after[slot_id].starts_at == begins + timedelta(hours=3)
        assert after[slot_id].ends_at - after[slot_id].starts_at == EARLIER
    assert after[salads].starts_at is None
    [told] = recorded(SignUpMoved)
    assert (told.slot_id, told.guardian_id) == (setting_up, room.guardian)
    assert told.invitation_id == invitation_of(activity, room.guardian).id
    assert told.starts_at == begins + timedelta(hours=3)


def test_a_change_of_anything_else_moves_nothing(room: Room, activity: Activity) -> None:
    times = {"starts_at": activity.starts_at, "ends_at": activity.ends_at}
    take(activity, ask_for(activity, 1, kind=SlotKind.VOLUNTEER, **times), room.guardian, 1)
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        details = replace(details_of(activity), place="The hall")
        change_activity(activity.id, details, now=clock.now())
    assert recorded(SignUpMoved) == []


def test_over_the_end_of_daylight_saving_the_clock_on_the_wall_counts() -> None:
    # Half past four the day before, and after, the clocks of New Zealand go back on 5 April 2026.
    was = datetime(2026, 4, 4, 4, 30, tzinfo=UTC)
    now = datetime(2026, 4, 6, 5, 30, tzinfo=UTC)
    earlier = datetime(2026, 4, 4, 4, 0, tzinfo=UTC)
    assert moved_with(earlier, was, now, ZONE) == datetime(2026, 4, 6, 5, 0, tzinfo=UTC)
    the_evening_before = datetime(2026, 4, 3, 7, 0, tzinfo=UTC)
    assert moved_with(the_evening_before, was, now, ZONE) == datetime(2026, 4, 5, 8, 0, tzinfo=UTC)


@pytest.mark.row("R11")
def test_what_a_guardian_took_is_asked_for_again_when_the_link_ends(
    app: Flask, room: Room, activity: Activity
) -> None:
    slot_id = ask_for(activity, 2)
    take(activity, slot_id, room.guardian, 2, note="kanarie")
    release_sign_ups.function()
    assert taken(activity, slot_id) == 2
    room.world.link(room.school_id, room.guardian, room.child, data_access=False)
    for _ in range(2):
        release_sign_ups.function()
    assert taken(activity, slot_id) == 0
    [told] = recorded(SignUpReleased)
    assert (told.quantity, told.reason) == (2, ReleaseReason.LINK_ENDED)
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    page = f"/invitations/activities/s/{room.school_id}/{activity.id}/sign-ups/"
    shown = teacher.get(page).text
    assert "2 came free again" in shown
    assert "kanarie" not in shown
