"""The school year as the school's feed tells it."""

from datetime import UTC, date, datetime

from services.evaluation.reports.numbers import calendar_year, period_of
from services.evaluation.reports.queries import district_report, school_report
from services.evaluation.roster.years import SchoolYear, school_year_of
from shared.tenancy import scope
from tests.evaluation.roster.conftest import Told

TODAY = date(2026, 11, 23)


def year_of(told: Told, school_id: str, today: date = TODAY) -> SchoolYear | None:
    with scope(read=[school_id]):
        return school_year_of(school_id, today)


def session(told: Told, sourced_id: str, kind: str, begins: str, ends: str) -> None:
    told.record(
        "academicSessions", sourced_id, (), type=kind, startDate=begins, endDate=ends, title="x"
    )


def test_the_longest_year_that_holds_the_day_counts(told: Told) -> None:
    session(told, "last", "schoolYear", "2025-09-01", "2026-07-01")
    session(told, "this", "schoolYear", "2026-09-01", "2027-07-01")
    session(told, "course", "schoolYear", "2026-11-01", "2026-12-01")
    session(told, "term", "term", "2026-01-01", "2027-12-31")

    this = SchoolYear(begins_on=date(2026, 9, 1), ends_before=date(2027, 7, 1))
    assert year_of(told, told.north) == this
    assert year_of(told, told.ids.district_id) == this
    assert year_of(told, told.north, date(2026, 8, 1)) is None, "the holidays are in no year"
    assert year_of(told, "another-school") is None


def test_a_year_that_the_feed_ended_is_none(told: Told) -> None:
    session(told, "this", "schoolYear", "2026-09-01", "2027-07-01")
    told.end("academicSessions", "this")

    assert year_of(told, told.north) is None


def test_a_year_is_called_by_the_years_it_is_in() -> None:
    assert calendar_year(TODAY, "UTC").label == "2026"
    assert period_of(date(2026, 1, 27), date(2027, 1, 26), "UTC").label == "2026"
    assert period_of(date(2026, 9, 1), date(2027, 7, 1), "UTC").label == "2026/27"
    assert period_of(date(1999, 9, 1), date(2000, 7, 1), "UTC").label == "1999/00"


def test_a_report_tells_of_the_feeds_school_year(told: Told) -> None:
    session(told, "this", "schoolYear", "2026-09-01", "2027-07-01")

    with scope(read=[told.north]):
        frame, _ = school_report(told.north, told.now)
    of_district, _, _ = district_report(told.ids.district_id, told.now)

    assert (frame.period.label, of_district.period.label) == ("2026/27", "2026/27")
    # The first of September begins in Auckland at noon of the day before.
    assert frame.period.begins_at == datetime(2026, 8, 31, 12, 0, tzinfo=UTC)

    told.end("academicSessions", "this")
    with scope(read=[told.north]):
        assert school_report(told.north, told.now)[0].period.label == "2026"
