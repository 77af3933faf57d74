"""The terms that a feed tells of are told to every service with the school."""

from services.evaluation.roster.models import RosterOrg
from tests.evaluation.roster.conftest import Told


def session(told: Told, name: str, kind: str, starts: str) -> None:
    told.record(
        "academicSessions", name, title=name, type=kind, startDate=starts, endDate="2027-01-01"
    )


def starts(told: Told) -> list[str]:
    school = told.row(RosterOrg, told.north)
    return list(school.term_starts)


def test_a_school_is_told_with_the_first_days_of_its_shortest_sessions(told: Told) -> None:
    session(told, "year", "schoolYear", "2026-01-28")
    told.publish()
    assert starts(told) == ["2026-01-28"]
    session(told, "t2", "term", "2026-04-20")
    session(told, "t1", "term", "2026-01-29")
    session(told, "marks", "gradingPeriod", "2026-03-01")
    told.publish()
    assert starts(told) == ["2026-01-29", "2026-04-20"]


def test_a_session_that_moves_or_ends_is_told_and_the_same_again_is_not(told: Told) -> None:
    session(told, "t1", "term", "2026-01-29")
    session(told, "t2", "term", "2026-04-20")
    told.publish()
    told.envelopes()
    session(told, "t2", "term", "2026-04-20")
    told.publish()
    assert told.envelopes() == []
    session(told, "t2", "term", "2026-04-21")
    told.publish()
    assert starts(told) == ["2026-01-29", "2026-04-21"]
    told.end("academicSessions", "t2")
    told.publish()
    assert starts(told) == ["2026-01-29"]
