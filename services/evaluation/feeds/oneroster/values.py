"""What a cell may hold, and what we keep of it. Lenient where the standard's users are.

A parser takes the cell's text and a place for warnings, and gives the value to keep: text, or a
list of texts. Source: OneRoster CSV binding 1.2.1 (types), design lms.md §1.3 and §8 rule 4.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import available_timezones

from services.evaluation.roster.changes import Value

Warn = Callable[[str], None]
Parse = Callable[[str, Warn], Value]

EXTENSION = "ext:"
_GUID = re.compile(r"[0-9A-Za-z.\-_/@]{1,255}")
_YEAR = re.compile(r"[0-9]{4}")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_USER_ID = re.compile(r"\{[^{}:,]+:[^{},]+\}")
_SCALE_STEP = re.compile(r"\{([^{}:,]+):([^{}:,]+)\}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class BadValue(Exception):
    """The cell breaks its type; ``code`` is the diagnostic's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(cell: str, _: Warn) -> str:
    """Any text, without the blanks around it."""
    return cell.strip()


def guid(cell: str, _: Warn) -> str:
    """An identifier exactly as it stands: opaque, case-sensitive, leading zeros kept."""
    if not _GUID.fullmatch(cell):
        raise BadValue("invalid_guid")
    return cell


def guids(cell: str, warn: Warn) -> list[str]:
    """Identifiers separated by commas."""
    return [guid(item, warn) for item in texts(cell, warn)]


def texts(cell: str, _: Warn) -> list[str]:
    """Texts separated by commas; empty ones are left out."""
    return [item for part in cell.split(",") if (item := part.strip())]


def agents(cell: str, warn: Warn) -> list[str]:
    """Identifiers of related people; one that is none is left out, so that the child stays."""
    named = texts(cell, warn)
    good = [item for item in named if _GUID.fullmatch(item)]
    if len(good) < len(named):
        warn("invalid_agent")
    return good


def user_ids(cell: str, warn: Warn) -> list[str]:
    """``Type:Id`` of each ``{Type:Id}``; something else is left out with a warning."""
    named = texts(cell, warn)
    good = [item[1:-1] for item in named if _USER_ID.fullmatch(item)]
    if len(good) < len(named):
        warn("invalid_user_ids")
    return good


def score_scale(cell: str, warn: Warn) -> list[str]:
    """``left:right`` of each ``{left:right}``, in the order told."""
    steps = [_SCALE_STEP.fullmatch(item) for item in texts(cell, warn)]
    if not steps or not all(steps):
        raise BadValue("invalid_score_scale_mapping")
    return [f"{one[1].strip()}:{one[2].strip()}" for one in steps if one]


def number(cell: str, _: Warn) -> str:
    """A number with a dot for decimals, exactly as told."""
    if not _FLOAT.fullmatch(cell):
        raise BadValue("invalid_float")
    return cell


def integer(cell: str, _: Warn) -> str:
    """A whole number, exactly as told."""
    if not _INTEGER.fullmatch(cell):
        raise BadValue("invalid_integer")
    return cell


def day(cell: str, _: Warn) -> str:
    """A date as YYYY-MM-DD."""
    try:
        return _date(cell).isoformat()
    except ValueError:
        raise BadValue("invalid_date") from None


def day_or_moment(cell: str, warn: Warn) -> str:
    """A date as YYYY-MM-DD; of a time of day only its date is kept, with a warning."""
    if cell[10:11] == "T":
        warn("date_with_time")
        moment(cell, _unheard)
        return day(cell[:10], warn)
    return day(cell, warn)


def moment(cell: str, warn: Warn) -> str:
    """A time in UTC as ISO 8601, always with milliseconds, so that texts compare as times."""
    try:
        if len(cell) == len("2026-01-31"):
            warn("date_only")
            found = datetime.combine(_date(cell), datetime.min.time(), UTC)
        else:
            found = datetime.fromisoformat(cell)
            if not cell.endswith("Z"):
                warn("datetime_zone")
    except ValueError:
        raise BadValue("invalid_datetime") from None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds")


def year(cell: str, _: Warn) -> str:
    """A year of four digits."""
    if not _YEAR.fullmatch(cell):
        raise BadValue("invalid_year")
    return cell


def boolean(cell: str, warn: Warn) -> str:
    """``true`` or ``false``; another case is taken with a warning."""
    lower = cell.lower()
    if lower not in {"true", "false"}:
        raise BadValue("invalid_boolean")
    if lower != cell:
        warn("wrong_case")
    return lower


def email(cell: str, warn: Warn) -> str:
    """An address, or nothing and a warning: the person is imported without it."""
    address = cell.strip()
    if not _EMAIL.fullmatch(address):
        warn("invalid_email")
        return ""
    return address


def languages(cell: str, warn: Warn) -> list[str]:
    """BCP 47 language tags separated by commas, the preferred one first."""
    tags = texts(cell, warn)
    if not all(_LANGUAGE.fullmatch(tag) for tag in tags):
        raise BadValue("invalid_language")
    return tags


def zone(cell: str, _: Warn) -> str:
    """The IANA name of a time zone."""
    if cell not in _zones():
        raise BadValue("invalid_zone")
    return cell


def choice(*allowed: str, outdated: str = "", extensible: bool = False) -> Parse:
    """One of the words; another case, an extension or a word of an older version with a warning."""
    by_lower = {word.lower(): word for word in allowed}
    older = frozenset(outdated.split())

    def parse(cell: str, warn: Warn) -> str:
        if cell in allowed:
            return cell
        if cell in older:
            warn("choice_outdated")
            return cell
        if extensible and cell.startswith(EXTENSION) and len(cell) > len(EXTENSION):
            warn("choice_extension")
            return cell
        if cell.lower() not in by_lower:
            raise BadValue("invalid_choice")
        warn("wrong_case")
        return by_lower[cell.lower()]

    return parse


def choices(*allowed: str, extensible: bool = False) -> Parse:
    """Some of the words, separated by commas; each as ``choice`` takes it."""
    one = choice(*allowed, extensible=extensible)

    def parse(cell: str, warn: Warn) -> list[str]:
        return [str(one(item, warn)) for item in texts(cell, warn)]

    return parse


def status(cell: str, warn: Warn) -> str:
    """``active`` or ``tobedeleted``; ``inactive`` of older drafts is taken as the latter."""
    if cell == "inactive":
        warn("choice_inactive")
        return "tobedeleted"
    return str(_status(cell, warn))


_status = choice("active", "tobedeleted")


def _unheard(_: str) -> None:
    """Take a warning that says nothing new."""


def _date(cell: str) -> date:
    if len(cell) != len("2026-01-31"):
        raise ValueError(cell)
    return date.fromisoformat(cell)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
