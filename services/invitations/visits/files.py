"""A visit as a calendar file. Source: RFC 5545, RFC 5546."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vUri
from werkzeug.wrappers import Response

from services.invitations.visits.models import Visit
from services.invitations.visits.rules import State
from shared import ids

PRODUCT = "-//Tuhono//Home and school//EN"


def calendar_file(visit: Visit, *, title: str, place: str, url: str) -> Response:
    """The answer that downloads the agreed visit; of a cancelled one, what takes it back.

    The UID is the one of the mails about it, so that a program keeps one entry.
    """
    is_over = visit.state != State.AGREED.value
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_over else "PUBLISH")
    event = Event()
    event.add("uid", _uid(visit, url))
    event.add("sequence", visit.sequence)
    event.add("dtstamp", _utc(visit.changed_at))
    event.add("dtstart", _utc(visit.starts_at))
    event.add("dtend", _utc(visit.ends_at))
    event.add("summary", title)
    event.add("status", "CANCELLED" if is_over else "CONFIRMED")
    if place:
        event.add("location", place)
    event.add("url", vUri(url))
    calendar.add_component(event)
    headers = {"Content-Disposition": 'attachment; filename="visit.ics"'}
    return Response(
        calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers
    )


def _uid(visit: Visit, url: str) -> str:
    host = urlsplit(url).hostname or "tuhono"
    return f"{ids.derived_id('calendar', f'visit/{visit.id}', visit.guardian_id)}@{host}"


def _utc(moment: datetime) -> datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)
