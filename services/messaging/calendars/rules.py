"""Calendar files. Pure. Source: RFC 5545 (iCalendar), RFC 5546 (methods).

Times are UTC: a library's own time zones are wrong after 2038. A file is *published*: nobody is
asked to answer it by the calendar, because the page and the mail have the answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress, vText, vUri

PRODUCT = "-//Tuhono//Home and school//EN"
# How often a calendar program asks a feed again.
REFRESH = "PT1H"


class Method(StrEnum):
    """What a calendar program does with a file."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


class Certainty(StrEnum):
    """Whether it takes place for its reader."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What stands in one person's calendar. The same ``uid`` again replaces it.

    ``sequence`` never gets smaller; ``stamped_at`` is when it was last put so.
    """

    uid: str
    sequence: int
    certainty: Certainty
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    organiser: str
    stamped_at: datetime
    url: str = ""
    note: str = ""


def calendar_file(
    occasions: Iterable[Occasion], *, sender: str, name: str = "", is_feed: bool = False
) -> bytes:
    """The file; ``sender`` is the address it comes from. All cancelled, it takes them back."""
    listed = list(occasions)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method_of(listed).value)
    if name:
        calendar.add("x-wr-calname", name)
    if is_feed:
        calendar.add("x-published-ttl", REFRESH)
    for one in listed:
        calendar.add_component(_event(one, sender))
    return bytes(calendar.to_ical())


def method_of(occasions: Iterable[Occasion]) -> Method:
    """What the file asks for: to take everything in it back, or to show it."""
    listed = list(occasions)
    all_over = bool(listed) and all(one.certainty is Certainty.CANCELLED for one in listed)
    return Method.CANCEL if all_over else Method.PUBLISH


def _event(one: Occasion, sender: str) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", _utc(one.stamped_at))
    event.add("dtstart", _utc(one.starts_at))
    event.add("dtend", _utc(one.ends_at))
    event.add("summary", one.title)
    event.add("status", one.certainty.value)
    if one.place:
        event.add("location", one.place)
    if one.note:
        event.add("description", one.note)
    if one.url:
        event.add("url", vUri(one.url))
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["CN"] = vText(one.organiser)
    event["organizer"] = organiser
    return event


def _utc(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
