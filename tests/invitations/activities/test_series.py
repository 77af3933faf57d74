"""Sessions at the same time by the school's clock, also where that clock changes; one at a time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.invitations.activities.rules import (
    Announcement,
    Repeat,
    end_instant,
    instant,
    sessions,
)
from services.invitations.activities.use_cases import take_back
from shared import clock, context
from shared.events.invitations import ActivityAnnounced, InvitationIssued
from shared.tenancy import scope_of
from tests.invitations.activities.planned import all_stored, let_time_pass, send
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announcement, run_jobs

ZONE = "Pacific/Auckland"
WEEKLY = Repeat(every_days=7, times=3)


def on_the_clock(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(ZONE)):%d.%m. %H:%M}"


def planned(day: date, at: time, **changes: Any) -> tuple[Announcement, datetime]:
    starts_at = instant(day, at, ZONE)
    values = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "answer_by": starts_at - timedelta(days=1),
        "repeat": WEEKLY,
        **changes,
    }
    return announcement(["c"], **values), starts_at - timedelta(days=5)


@pytest.mark.row("S113", "S117")
def test_each_session_is_at_the_same_time_by_the_schools_clock() -> None:
    found = sessions(*planned(date(2026, 9, 22), time(17, 30)), ZONE)
    assert [on_the_clock(one.starts_at) for one in found] == [
        "22.09. 17:30",
        "29.09. 17:30",
        "06.10. 17:30",
    ]
    assert found[1].starts_at - found[0].starts_at == timedelta(days=7) - timedelta(hours=1)
    assert [on_the_clock(one.release_at) for one in found][2] == "01.10. 17:30"


def test_a_session_in_the_hour_that_is_left_out_is_as_much_later() -> None:
    [_, missing, after] = sessions(*planned(date(2026, 9, 20), time(2, 30)), ZONE)
    assert on_the_clock(missing.starts_at) == "27.09. 03:30"
    assert missing.ends_at - missing.starts_at == timedelta(hours=1)
    assert on_the_clock(after.starts_at) == "04.10. 02:30"


def test_a_session_in_the_hour_that_comes_twice_is_in_the_first_one() -> None:
    [_, doubled, _] = sessions(*planned(date(2026, 3, 29), time(2, 30)), ZONE)
    assert doubled.starts_at == datetime(2026, 4, 4, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        (time(1, 30), time(2, 30), 60),
        (time(2, 15), time(2, 45), 30),
        (time(2, 45), time(2, 15), 30),
        (time(2, 30), time(3, 30), 120),
        (time(3, 30), time(4, 0), 30),
    ],
)
def test_an_end_in_the_doubled_hour_is_the_first_after_the_start(
    begins: time, ends: time, minutes: int
) -> None:
    day = date(2026, 4, 5)
    starts_at = instant(day, begins, ZONE)
    assert end_instant(day, ends, starts_at, ZONE) - starts_at == timedelta(minutes=minutes)


def test_families_hear_of_one_session_at_a_time(room: Room) -> None:
    send(room, hold=timedelta(), repeat=WEEKLY)
    run_jobs()
    first, second, third = all_stored(room)
    assert [one.state for one in (first, second, third)] == ["announced", "held", "held"]
    assert (second.series_id, second.series_number, second.series_count) == (first.series_id, 2, 3)
    assert len(recorded(InvitationIssued)) == 1
    let_time_pass()
    run_jobs()
    told = recorded(ActivityAnnounced)
    assert [one.series_number for one in told] == [1, 2, 3]
    assert {one.series_id for one in told} == {first.series_id}
    assert len({one.activity_id for one in recorded(InvitationIssued)}) == 3


@pytest.mark.parametrize(("later_too", "left"), [(True, [1]), (False, [1, 3])])
def test_a_session_is_taken_back_alone_or_with_the_later_ones(
    room: Room, later_too: bool, left: list[int]
) -> None:
    send(room, hold=timedelta(), repeat=WEEKLY)
    second = all_stored(room)[1]
    with scope_of(room.school_id), context.acting(actor=room.teacher):
        take_back(second, {}, now=clock.now(), later_too=later_too)
    assert [one.series_number for one in all_stored(room)] == left
