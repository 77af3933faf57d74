"""Times of a conference and which of them fit together, without any store."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invitations.conferences.rules import (
    Span,
    Window,
    slot_spans,
    span_on,
    weekly,
    window_at,
)
from services.invitations.conferences.suggesting import Option, plans

DAY = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
ZONE = "Pacific/Auckland"


def at(minutes: int, length: int = 10) -> Span:
    begins = DAY + timedelta(minutes=minutes)
    return Span(starts_at=begins, ends_at=begins + timedelta(minutes=length))


def options(need: str, *minutes: int, host: str = "") -> list[Option]:
    return [
        Option(need=need, host_id=host or need, slot_id=f"{need}{one}", span=at(one))
        for one in minutes
    ]


def begins(plan: object) -> list[int]:
    found = plan.options  # type: ignore[attr-defined]
    return [int((one.span.starts_at - DAY).total_seconds() // 60) for one in found]


def test_times_follow_each_other_with_the_pause_and_leave_the_break_out() -> None:
    found = slot_spans([at(0, 60)], [at(22, 8)], slot_minutes=10, pause_minutes=2)
    assert [one.starts_at for one in found] == [at(minute).starts_at for minute in (0, 12, 30, 42)]


@given(
    length=st.integers(5, 60),
    pause=st.integers(0, 20),
    broken=st.integers(0, 200),
    hours=st.integers(1, 8),
)
def test_no_two_times_of_a_host_overlap(length: int, pause: int, broken: int, hours: int) -> None:
    rest = at(broken, 15)
    found = slot_spans([at(0, hours * 60)], [rest], slot_minutes=length, pause_minutes=pause)
    for one, after in pairwise(found):
        assert after.starts_at - one.ends_at >= timedelta(minutes=pause)
    assert not any(one.overlaps(rest) for one in found)


def test_weekly_times_keep_the_schools_clock_when_summer_time_ends() -> None:
    found = weekly(date(2026, 3, 30), time(15), time(16), ZONE, weeks=2)
    assert [one.starts_at.hour for one in found] == [2, 3]


def test_the_hour_that_comes_twice_is_its_first() -> None:
    found = span_on(date(2026, 4, 5), time(2, 30), time(4), ZONE)
    assert found.starts_at == datetime(2026, 4, 4, 13, 30, tzinfo=UTC)
    assert found.ends_at - found.starts_at == timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("now", "first", "window"),
    [
        (0, None, Window.BEFORE),
        (0, -1, Window.OPEN),
        (1, None, Window.OPEN),
        (5, None, Window.CLOSED),
        (5, -1, Window.CLOSED),
    ],
)
def test_who_may_book_when(now: int, first: int | None, window: Window) -> None:
    days = timedelta(days=1)
    found = window_at(
        DAY + now * days,
        opens_at=DAY + days,
        closes_at=DAY + 5 * days,
        first_at=None if first is None else DAY + first * days,
    )
    assert found is window


@pytest.mark.row("X13")
def test_siblings_talks_are_put_one_after_the_other() -> None:
    free = {"sione": options("sione", 0, 30, 60), "ana": options("ana", 0, 20, 45)}
    [best, *_] = plans(free, walking=timedelta(minutes=5))
    assert (begins(best), best.in_a_row) == ([30, 45], True)


def test_there_is_time_to_walk_between_two_teachers_and_none_with_one() -> None:
    free = {"sione": options("sione", 0), "ana": options("ana", 10, 15)}
    assert begins(plans(free, walking=timedelta(minutes=5))[0]) == [0, 15]
    same = {
        "sione": options("sione", 0, host="parata"),
        "ana": options("ana", 10, 15, host="parata"),
    }
    assert begins(plans(same, walking=timedelta(minutes=5))[0]) == [0, 10]


def test_a_booked_talk_is_the_fixed_point_that_others_are_put_beside() -> None:
    free = {"booked": options("booked", 40), "ana": options("ana", 0, 25, 55, 90)}
    [best, *_] = plans(free, walking=timedelta(minutes=5))
    assert begins(best) == [25, 40]


def test_an_early_and_a_late_choice_are_offered() -> None:
    every = range(0, 180, 10)
    free = {"sione": options("sione", *every), "ana": options("ana", *every)}
    found = plans(free, walking=timedelta())
    assert [begins(one)[0] for one in found] == [0, 30, 60]


def test_nothing_is_offered_where_not_all_fit() -> None:
    assert (
        plans({"sione": options("sione", 0), "ana": options("ana", 0)}, walking=timedelta()) == []
    )
    assert plans({"sione": options("sione", 0), "ana": []}, walking=timedelta()) == []
    assert plans({}, walking=timedelta()) == []


def test_eight_teachers_of_a_college_are_put_in_a_row() -> None:
    free = {f"t{number}": options(f"t{number}", *range(0, 300, 10)) for number in range(8)}
    [best, *_] = plans(free, walking=timedelta())
    assert (len(best.options), best.waiting) == (8, timedelta())
