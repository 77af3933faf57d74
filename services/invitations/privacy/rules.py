"""Classes of data, who nobody is, and until when data names a person. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

# Sorts behind every id of a person: rows that still name somebody are found by the index.
NOBODY = "nobody-"
USUAL_YEARS = 1


class DataClass(StrEnum):
    """A kind of data that this service keeps about families."""

    INVITATIONS = "invitations"
    ATTENDANCE = "attendance"
    SIGN_UPS = "sign-ups"
    TALKS = "talks"
    PREPARATIONS = "preparations"
    VISITS = "visits"
    MEDIA = "photos-and-recordings"
    HOME_PRACTICE = "home-practice"
    HOMEWORK = "homework-replies"
    HELP = "help-requests"
    PARTICIPATION = "participation"
    OFFERS = "offers"
    PROPOSALS = "proposals"
    DRAFTS = "drafts"
    LISTS = "named-in-lists"
    WAITING = "waiting-events"


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long data names people: the school year it is made in, and so many more.

    ``year_begins`` is the month and day on which a school year begins. ``years`` are by class of
    data; ``USUAL_YEARS`` for the others.
    Source: design security.md, retention; Privacy Act 2020 (NZ), IPP 9.
    """

    year_begins: tuple[int, int] = (1, 1)
    years: Mapping[str, int]

    def years_of(self, data: DataClass) -> int:
        """How many school years after its own the class of data is kept."""
        return self.years.get(data.value, USUAL_YEARS)

    def cutoff(self, data: DataClass, now: datetime, zone: str) -> datetime:
        """What is older than this moment names nobody any more, by the school's calendar."""
        today = now.astimezone(ZoneInfo(zone)).date()
        month, day = self.year_begins
        begun = date(today.year, month, day)
        year = today.year if begun <= today else today.year - 1
        first_day = date(year - self.years_of(data), month, day)
        return datetime.combine(first_day, time(), ZoneInfo(zone)).astimezone(UTC)


def is_nobody(person_id: str | None) -> bool:
    """Whether the id stands for somebody who was forgotten, or for nobody at all."""
    return not person_id or person_id.startswith(NOBODY)
