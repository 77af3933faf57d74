"""Talks as files: a calendar to add, and a host's timetable as a PDF.

Times in calendars are UTC: icalendar's VTIMEZONE is wrong after 2038. A slot keeps its UID, each
change has a greater SEQUENCE, and what a family gave back is a CANCEL of the same UID (RFC 5546).
WeasyPrint draws with libraries of the system; where they are missing no page offers a PDF.
"""

from collections.abc import Iterable
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask import Response
from icalendar import Calendar, Event

from shared import ids
from shared.errors import NotFound

_LIBRARIES = ("gobject-2.0", "pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
CALENDAR = "text/calendar; charset=utf-8"
# What a page says by the house's style sheet, a sheet of paper says by this one.
_PAPER = """
@page { size: A4; margin: 14mm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 9pt "Noto Sans", "DejaVu Sans", sans-serif } }
body { font: 10.5pt/1.45 "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", "DejaVu Sans",
  sans-serif; color: #000 }
h1 { font-size: 17pt; margin: 0 0 1mm }
h2 { font-size: 12.5pt; margin: 6mm 0 2mm; break-after: avoid }
p { margin: 0 0 2mm }
table { width: 100%; border-collapse: collapse }
th, td { text-align: start; padding: 1.6mm 2mm 1.6mm 0; border-bottom: .3mm solid #999;
  vertical-align: top }
th { font-weight: 600; white-space: nowrap; width: 38mm }
tr { break-inside: avoid }
.free { color: #555 }
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One talk in a person's calendar by its ``uid``; ``cancelled`` takes it out again."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def uid_of(slot_id: str, person_id: str, base_url: str) -> str:
    """The talk's UID in that person's calendar: the one of messaging's feeds and mails too."""
    host = urlsplit(base_url).hostname or "tuhono"
    return f"{ids.derived_id('calendar', f'slot/{slot_id}', person_id)}@{host}"


def calendar_file(name: str, entries: Iterable[Entry], *, now: datetime) -> Response:
    """The answer that downloads these talks as a calendar."""
    listed = list(entries)
    calendar = Calendar()
    calendar.add("prodid", "-//Tuhono//Conferences//EN")
    calendar.add("version", "2.0")
    away = bool(listed) and all(one.cancelled for one in listed)
    calendar.add("method", "CANCEL" if away else "PUBLISH")
    for one in listed:
        calendar.add_component(_event(one, now))
    return _download(calendar.to_ical(), CALENDAR, f"{name}.ics")


def pdf_file(name: str, html: str) -> Response:
    """The answer that downloads the page as a PDF that assistive programs can read (PDF/UA-1).

    Raises:
        NotFound: this machine cannot make one.
    """
    try:
        made: Any = import_module("weasyprint")  # half a second, so not before it is needed
    except OSError as missing:  # cffi says so of a library that it cannot load
        raise NotFound("pdf") from missing
    paper = made.CSS(string=_PAPER)
    body = made.HTML(string=html).write_pdf(stylesheets=[paper], pdf_variant="pdf/ua-1")
    return _download(body, "application/pdf", f"{name}.pdf")


@cache
def makes_pdf() -> bool:
    """Whether this machine has the libraries that draw a PDF; only then a page offers one."""
    return all(find_library(one) for one in _LIBRARIES)


def _event(one: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", now)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", one.summary)
    event.add("sequence", one.sequence)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    for name, value in (("location", one.place), ("description", one.description)):
        if value:
            event.add(name, value)
    if one.url:
        event.add("url", one.url)
    return event


def _download(body: bytes, mimetype: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, content_type=mimetype, headers=headers)
