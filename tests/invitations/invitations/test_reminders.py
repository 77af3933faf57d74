"""Who has not answered is reminded once by itself, and at most once a day by staff."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.invitations.jobs import begin_reminders
from services.invitations.invitations.rules import reminder_at
from services.invitations.participation.models import Participation
from shared import clock, ids, store
from shared.events.invitations import InvitationReminderDue
from shared.tenancy import scope_of
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.invitations.saying import MAYBE, move, say, second_guardian, yes
from tests.invitations.world import announce, invitation_of, principal_of, run_jobs
from tests.web_client import Browser, browser

ZONE = "Pacific/Auckland"


def remind_by_itself(activity: Activity) -> list[str]:
    """What comes round some days later; returns who was reminded so far."""
    move(
        activity,
        announced_at=clock.now() - timedelta(days=8),
        answer_by=clock.now() + timedelta(hours=12),
    )
    begin_reminders.function()
    run_jobs()
    return [one.guardian_id for one in recorded(InvitationReminderDue)]


@pytest.mark.parametrize(
    ("answer_by", "expected"),
    [
        ("2026-11-26T10:59", "2026-11-23T20:00"),  # Thursday night: Tuesday morning
        ("2026-11-23T10:59", "2026-11-18T20:00"),  # Monday night: Thursday before the weekend
    ],
)
def test_two_school_days_before_the_last_one_in_the_morning(answer_by: str, expected: str) -> None:
    last = datetime.fromisoformat(answer_by).replace(tzinfo=UTC)
    due = reminder_at(last, last - timedelta(days=20), ZONE)
    assert due == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_not_within_a_day_of_the_invitation_nor_at_the_last_moment() -> None:
    last = datetime(2026, 11, 26, 10, 59, tzinfo=UTC)
    assert reminder_at(last, last - timedelta(hours=30), ZONE) == last - timedelta(hours=6)
    assert reminder_at(last, last - timedelta(hours=25), ZONE) is None


@pytest.mark.row("X14", "R3")
def test_only_those_who_are_silent_and_still_asked_are_reminded_once(room: Room) -> None:
    world, school_id = room.world, room.school_id
    answered, resting, left = world.make_families(school_id, room.class_id, 3)
    partner = second_guardian(room, household=True)
    activity = announce(school_id, room.class_id, room.teacher)
    say(activity, answered, MAYBE)
    say(activity, partner, yes())
    silent, child = world.make_family(school_id, room.class_id)
    _rest(school_id, resting)
    world.link(school_id, left, invitation_of(activity, left).student_ids[0], active=False)

    assert remind_by_itself(activity) == []

    lone = announce(school_id, room.class_id, room.teacher)
    expected = {silent, answered, room.guardian, partner}
    assert set(remind_by_itself(lone)) == expected
    assert len(remind_by_itself(lone)) == len(expected)
    assert child in invitation_of(lone, silent).student_ids


def test_nobody_is_reminded_of_what_is_cancelled_or_closed(room: Room) -> None:
    activity = announce(room.school_id, room.class_id, room.teacher)
    move(activity, state="cancelled")
    assert remind_by_itself(activity) == []
    move(activity, state="announced", answer_by=clock.now() - timedelta(minutes=1))
    begin_reminders.function()
    run_jobs()
    assert recorded(InvitationReminderDue) == []


@pytest.mark.row("X14", "S29")
def test_staff_remind_with_one_button_once_a_day(app: Flask, room: Room) -> None:
    room.world.make_families(room.school_id, room.class_id, 2)
    activity = announce(room.school_id, room.class_id, room.teacher)
    teacher = browser(app, principal_of(room.school_id, room.teacher))
    assert "Remind 3 families" in _families(teacher, activity)

    first, second = (_remind(teacher, activity) for _ in range(2))
    run_jobs()

    assert (first, second) == (303, 409)
    assert len(recorded(InvitationReminderDue)) == 3
    assert "reminded today already" in _families(teacher, activity)
    audited = store.database()["audit"].find_one({"action": "invitations.reminded"})
    assert audited["actor"] == room.teacher
    _, other = room.world.make_class(room.school_id, "Room 8")
    assert _remind(browser(app, principal_of(room.school_id, other)), activity) == 404


def _remind(staff: Browser, activity: Activity) -> int:
    path = f"/invitations/activities/s/{activity.school_id}/{activity.id}/remind"
    return staff.post(path, data={"idempotency_key": ids.new_id()}).status_code


def _families(staff: Browser, activity: Activity) -> str:
    path = f"/invitations/activities/s/{activity.school_id}/{activity.id}/families"
    return staff.get(path).get_data(as_text=True)


def _rest(school_id: str, guardian: str) -> None:
    with scope_of(school_id):
        store.insert_many(
            [
                Participation(
                    id=ids.new_id(),
                    school_id=school_id,
                    version=1,
                    guardian_id=guardian,
                    not_now_until=clock.now().date() + timedelta(days=30),
                )
            ]
        )
