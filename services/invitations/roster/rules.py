"""When a relation of the roster holds. Pure."""

from datetime import date, datetime


def holds_on(begins: datetime | None, ends: datetime | None, on: date) -> bool:
    """Whether the day is from ``begins`` on and before ``ends``; an open end holds for ever."""
    begun = begins is None or begins.date() <= on
    return begun and (ends is None or on < ends.date())
