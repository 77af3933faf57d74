"""Activities of several days, and moments that the form cannot show: nobody moves them unasked."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from services.invitations.activities.models import Activity
from services.invitations.activities.prefill import of_announced
from services.invitations.activities.rules import Fault, Repeat, faults, instant, sessions
from shared import clock, ids, store
from shared.events.activities import ActivityChanged
from tests.invitations.activities.forms import new, page_of, typed
from tests.invitations.activities.planned import stored
from tests.invitations.facts import recorded
from tests.invitations.fixtures import Room
from tests.invitations.world import announce, announcement, invitation_of, principal_of, run_jobs
from tests.web_client import Browser, browser

ZONE = "Pacific/Auckland"


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    return browser(app, principal_of(room.school_id, room.teacher))


def later(days: int) -> date:
    """A day to come by the school's calendar."""
    return clock.now().astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)


def camp(room: Room, **changes: Any) -> Activity:
    """From four in the afternoon to six two days later, as a program announces it."""
    times = {
        "starts_at": instant(later(9), time(16), ZONE),
        "ends_at": instant(later(11), time(18), ZONE),
        **changes,
    }
    return announce(room.school_id, room.class_id, room.teacher, **times)


def change(teacher: Browser, room: Room, activity: Activity, **changes: Any) -> Any:
    """The form as it was shown, sent with these changes."""
    shown = of_announced(stored(room, activity.id), ZONE)
    values = {**shown, **changes, "idempotency_key": ids.new_id()}
    return teacher.post(f"{page_of(room, activity.id)}/change", data=values)


def moments(activity: Activity) -> tuple[datetime, datetime, datetime]:
    return (activity.starts_at, activity.ends_at, activity.answer_by)


def second_of_the_doubled_hour() -> datetime:
    """Half past two for the second time, on the next first Sunday of April."""
    day = date(later(9).year + 1, 4, 1)
    while day.weekday() != 6:
        day += timedelta(days=1)
    return datetime.combine(day, time(2, 30, fold=1), ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize("ends", [time(18), time(9)])
def test_correcting_the_place_leaves_an_activity_of_several_days_as_long_as_it_was(
    teacher: Browser, room: Room, ends: time
) -> None:
    activity = camp(room, ends_at=instant(later(11), ends, ZONE))
    page = teacher.get(f"{page_of(room, activity.id)}/change").text
    assert f'value="{later(11).isoformat()}"' in page
    assert change(teacher, room, activity, place="The hall").status_code == 303
    assert moments(stored(room, activity.id)) == moments(activity)
    assert recorded(ActivityChanged)[0].what == ("place",)


def test_a_deadline_in_the_middle_of_a_day_stays_also_when_it_is_over(
    teacher: Browser, room: Room
) -> None:
    activity = camp(room, answer_by=instant(later(4), time(12), ZONE))
    assert change(teacher, room, activity, place="The hall").status_code == 303
    assert stored(room, activity.id).answer_by == activity.answer_by
    over = instant(later(-2), time(12), ZONE)
    store.database()["activities"].update_one({}, {"$set": {"answer_by": over}})
    assert change(teacher, room, activity, place="The yard").status_code == 303
    assert stored(room, activity.id).answer_by == over
    assert change(teacher, room, activity, answer_by=later(5).isoformat()).status_code == 303
    assert stored(room, activity.id).answer_by == instant(later(5), time(23, 59, 59), ZONE)


def test_a_deadline_at_the_start_goes_with_the_start(teacher: Browser, room: Room) -> None:
    starts_at = instant(later(9), time(16), ZONE)
    activity = camp(room, starts_at=starts_at, answer_by=starts_at)
    for begins in ("17:00", "15:00"):
        assert change(teacher, room, activity, begins=begins).status_code == 303
        now = stored(room, activity.id)
        assert now.answer_by == now.starts_at == instant(later(9), time.fromisoformat(begins), ZONE)


def test_a_start_in_the_second_of_a_doubled_hour_stays_and_its_end_comes_after_it(
    teacher: Browser, room: Room
) -> None:
    starts_at = second_of_the_doubled_hour()
    activity = camp(room, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=10))
    assert change(teacher, room, activity, place="The hall").status_code == 303
    assert moments(stored(room, activity.id)) == moments(activity)
    assert change(teacher, room, activity, ends="02:50").status_code == 303
    now = stored(room, activity.id)
    assert (now.starts_at, now.ends_at) == (starts_at, starts_at + timedelta(minutes=20))


def test_families_and_teacher_see_the_last_day_of_what_the_form_announced(
    app: Flask, teacher: Browser, room: Room
) -> None:
    assert "Ends on another day" in teacher.get(f"{new(room)}?way=own").text
    values = typed(
        room, day=later(9).isoformat(), last_day=later(11).isoformat(), begins="16:00", ends="09:00"
    )
    address = teacher.post(new(room), data=values).location
    activity = stored(room, address.rpartition("/")[2])
    assert activity.ends_at == instant(later(11), time(9), ZONE)
    run_jobs()
    family = browser(app, principal_of(room.school_id, room.guardian))
    invited = invitation_of(activity, room.guardian)
    said = f"4:00 pm to {later(11):%A} {later(11).day} {later(11):%B}, 9:00 am"
    for page in (teacher.get(address), family.get(f"/invitations/i/{invited.id}")):
        assert said in page.text
    change(teacher, room, activity, last_day="", ends="18:00")
    assert stored(room, activity.id).ends_at == instant(later(9), time(18), ZONE)


def test_a_last_day_before_the_first_is_refused_where_it_stands(
    teacher: Browser, room: Room
) -> None:
    values = {"day": later(9).isoformat(), "last_day": later(8).isoformat()}
    wrong = [
        teacher.post(new(room), data=typed(room, **values)),
        change(teacher, room, camp(room), **values),
    ]
    for answer in wrong:
        assert answer.status_code == 422
        assert "The last day is before the first: choose a later one" in answer.text
        assert '<details class="counted" open><summary>Ends on another day' in answer.text


def test_longer_than_two_weeks_is_refused(teacher: Browser, room: Room) -> None:
    values = typed(room, day=later(9).isoformat(), last_day=later(24).isoformat())
    answer = teacher.post(new(room), data=values)
    assert answer.status_code == 422
    assert "Choose an end within two weeks" in answer.text


def test_sessions_of_several_days_end_at_the_same_time_by_the_schools_clock() -> None:
    starts_at = instant(date(2026, 9, 19), time(16), ZONE)
    weekly = announcement(
        ["c"],
        starts_at=starts_at,
        ends_at=instant(date(2026, 9, 20), time(18), ZONE),
        answer_by=starts_at - timedelta(days=1),
        repeat=Repeat(every_days=7, times=2),
    )
    # The clock is put forward in the night of the second.
    [_, second] = sessions(weekly, starts_at - timedelta(days=5), ZONE)
    assert second.starts_at == instant(date(2026, 9, 26), time(16), ZONE)
    assert second.ends_at == instant(date(2026, 9, 27), time(18), ZONE)
    assert faults(weekly, starts_at - timedelta(days=6)) == {}


def test_sessions_that_would_overlap_are_refused(teacher: Browser, room: Room) -> None:
    days = {"day": later(9).isoformat(), "last_day": later(17).isoformat()}
    values = typed(room, **days, every_days="7", times="3")
    answer = teacher.post(new(room), data=values)
    assert answer.status_code == 422
    assert "One session ends before the next begins" in answer.text
    long = announcement(
        ["c"], ends_at=clock.now() + timedelta(days=17), repeat=Repeat(every_days=7, times=3)
    )
    assert faults(long, clock.now()) == {"every_days": Fault.OVERLAPS}
