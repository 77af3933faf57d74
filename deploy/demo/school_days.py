"""The school's calendar of the demo: terms of a year, and which weekdays have school."""

from collections.abc import Iterator
from datetime import date, timedelta

from deploy.demo.district import Closed, Term

# First day and first day after, as month and day. Made up near to those of New Zealand.
_TERMS = (((1, 27), (4, 3)), ((4, 20), (7, 4)), ((7, 20), (9, 26)), ((10, 12), (12, 19)))
_WEEKEND = 5
_DAY = timedelta(days=1)


def terms_of(year: int) -> list[Term]:
    """The four terms of a calendar year."""
    return [
        Term(
            sourced_id=f"term-{year}-{number}",
            title=f"Term {number} {year}",
            begins_on=date(year, *begins),
            ends_before=date(year, *ends),
        )
        for number, (begins, ends) in enumerate(_TERMS, start=1)
    ]


def term_at(terms: list[Term], on: date) -> Term:
    """The term of the day; in the holidays the one before."""
    begun = [one for one in terms if one.begins_on <= on]
    return begun[-1] if begun else terms[0]


def school_day(today: date, away: int, closed: frozenset[date] = frozenset()) -> date:
    """So many days with school after (or before) today; 0 is today, or the last one before it."""
    step = _DAY if away > 0 else -_DAY
    found = today
    while not _is_open(found, closed):
        found -= _DAY
    for _ in range(abs(away)):
        found += step
        while not _is_open(found, closed):
            found += step
    return found


def school_days_before(today: date, count: int, closed: frozenset[date]) -> Iterator[date]:
    """The last ``count`` days with school before today, the newest first."""
    return (school_day(today, -away, closed) for away in range(1, count + 1))


def closed_days(today: date, schools: tuple[str, ...]) -> list[Closed]:
    """One day without children three weeks ago, for every school."""
    day = school_day(today - timedelta(days=21), 0)
    return [Closed(school=one, on=day, reason="Teachers’ day of learning") for one in schools]


def _is_open(day: date, closed: frozenset[date]) -> bool:
    return day.weekday() < _WEEKEND and day not in closed
