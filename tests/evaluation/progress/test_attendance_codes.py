"""What the school's codes and calendar make of a mark."""

from services.evaluation.progress.models import CalendarDay
from services.evaluation.roster.changes import Record
from services.evaluation.roster.journal import Journal
from services.evaluation.roster.stored import plan_changes
from services.evaluation.roster.use_cases import apply_changes
from shared.tenancy import scope, scope_of
from tests.evaluation.progress.conftest import (
    NORTH,
    NOW,
    TODAY,
    Feed,
    attendance,
    told,
)


def tell_code(feed: Feed, **changes: str) -> None:
    fields = {"title": "Ill", "absent": "true", "excused": "true", **changes}
    feed.tell("attendanceCodes", Record("ill", fields))
    feed.publish()


def tell_day(feed: Feed, in_session: str = "false", *, is_deleted: bool = False) -> None:
    fields = {"schoolSourcedId": NORTH, "date": "2026-06-10", "inSession": in_session}
    feed.tell("calendar", Record(f"{NORTH}|2026-06-10", fields, is_deleted=is_deleted))
    feed.publish()


def test_the_code_says_title_and_excuse(feed: Feed) -> None:
    tell_code(feed)
    feed.mark(reasonCode="ill")

    (kept,) = attendance()
    assert (kept.reason_title, kept.is_excused) == ("Ill", True)
    assert told()[0].excused is True


def test_a_code_that_changes_corrects_what_was_told_with_it(feed: Feed) -> None:
    tell_code(feed)
    feed.mark(reasonCode="ill")
    told()

    tell_code(feed, excused="false")

    (corrected,) = told()
    assert (corrected.was, corrected.category, corrected.excused) == ("absent", "absent", False)


def test_a_code_that_changes_does_not_bring_back_a_mark_that_was_overtaken(feed: Feed) -> None:
    tell_code(feed)
    feed.mark("a1", reasonCode="ill")
    feed.mark("a2", category="present")
    told()

    tell_code(feed, title="Sick")

    assert told() == []
    assert [one.category for one in attendance()] == ["present"]


def test_of_marks_told_by_one_run_the_one_that_says_most_stands(feed: Feed) -> None:
    """However far apart the run stored them."""
    fields = {"schoolSourcedId": NORTH, "userSourcedId": "ben", "date": "2026-06-10"}
    journal = Journal("run", at=NOW)
    with scope_of(feed.ids.district_id):
        for sourced_id, category in (("a1", "absent"), ("a2", "present")):
            record = Record(sourced_id, {**fields, "category": category}, ("key",))
            planned = plan_changes("sis", "attendance", [record])
            apply_changes("sis", "attendance", planned, journal=journal)
    feed.publish()

    assert [one.category for one in attendance()] == ["absent"]


def test_a_code_that_is_no_absence_alerts_nobody(feed: Feed) -> None:
    tell_code(feed, absent="false")
    feed.mark(reasonCode="ill")

    assert told() == []


def test_a_code_that_is_quiet_is_told_as_quiet(feed: Feed) -> None:
    tell_code(feed, notifyGuardian="false")
    feed.mark(reasonCode="ill")

    assert [one.notify for one in told()] == [False]


def test_a_mark_on_a_day_without_school_is_told_as_quiet(feed: Feed) -> None:
    tell_day(feed)
    feed.mark()

    (event,) = told()
    assert (event.in_session, event.notify) == (False, False)
    with scope(read=[feed.north]):
        assert [one.on for one in CalendarDay.objects] == [TODAY]


def test_a_calendar_that_comes_late_corrects_what_was_told(feed: Feed) -> None:
    feed.mark()
    told()

    tell_day(feed)
    closed = told()
    tell_day(feed, is_deleted=True)

    assert [(one.in_session, one.notify) for one in closed] == [(False, True)]
    assert [one.in_session for one in told()] == [True]
