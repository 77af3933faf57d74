"""How days, times and spans are written for people: weekday always, am or pm, in the school's zone.

Template filters take an aware UTC datetime and the zone's IANA name: ``{{ starts_at|day(zone) }}``.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from flask import Flask

from shared import clock
from shared.web.languages import _, chosen_language, ngettext

# CLDR's English without a country writes "5:30 PM", and Babel's Māori transliterates the days.
_LOCALES = {"en": "en_NZ"}
_CLOCK_LOCALES = {"en": "en_NZ", "mi": "en_NZ"}
# One letter says which half of the day it is: alone at the start of a line nobody reads it.
_CLOCK_PATTERNS = {"ar": "h:mm\u00a0a"}
_DAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "mi": {
        "wide": ("Rāhina", "Rātū", "Rāapa", "Rāpare", "Rāmere", "Rāhoroi", "Rātapu"),
        "short": ("Hina", "Tū", "Apa", "Pare", "Mere", "Horoi", "Tapu"),
    }
}


def init_app(app: Flask) -> None:
    """Give templates the filters of this module."""
    app.jinja_env.filters.update(
        day=day,
        short_day=short_day,
        weekday=weekday,
        month=month,
        day_of_month=day_of_month,
        time_of_day=time_of_day,
        day_and_time=day_and_time,
        time_span=time_span,
        ago=ago,
        number=number,
        percent=percent,
    )


def day(moment: datetime | date, zone: str | None = None, *, year: bool = False) -> str:
    """``Thursday 26 November``, with the year if asked."""
    when = _local(moment, zone)
    pattern = "d MMMM y" if year else "d MMMM"
    return f"{weekday(when)} {dates.format_date(when, pattern, locale=_locale())}"


def weekday(moment: datetime | date, zone: str | None = None, *, width: str = "wide") -> str:
    """``Thursday``, or ``Thu`` with ``width="short"``."""
    when = _local(moment, zone)
    own = _DAYS.get(chosen_language().tag)
    if own is not None:
        return own[width][when.weekday()]
    return dates.format_date(when, "EEEE" if width == "wide" else "EEE", locale=_locale())


def short_day(moment: datetime | date, zone: str | None = None) -> str:
    """``Thu 26 Nov``, where a column is narrow."""
    when = _local(moment, zone)
    rest = dates.format_date(when, "d MMM", locale=_locale())
    return f"{weekday(when, width='short')} {rest}"


def month(moment: datetime | date, zone: str | None = None) -> str:
    """``Nov``, for the date tile."""
    return dates.format_date(_local(moment, zone), "MMM", locale=_locale())


def day_of_month(moment: datetime | date, zone: str | None = None) -> int:
    """``26``, for the date tile."""
    return _local(moment, zone).day


def time_of_day(moment: datetime, zone: str) -> str:
    """``5:30 pm``."""
    when = moment.astimezone(ZoneInfo(zone))
    pattern = _CLOCK_PATTERNS.get(chosen_language().tag, "h:mm a")
    return dates.format_time(when, pattern, locale=_locale(_CLOCK_LOCALES))


def day_and_time(moment: datetime, zone: str) -> str:
    """``Thursday 26 November, 5:30 pm``."""
    return _("%(day)s, %(time)s", day=day(moment, zone), time=time_of_day(moment, zone))


def time_span(begins_at: datetime, ends_at: datetime, zone: str) -> str:
    """``5:30 pm to 6:15 pm``; the end with its day when that is another one."""
    is_one_day = _local(begins_at, zone) == _local(ends_at, zone)
    ends = time_of_day if is_one_day else day_and_time
    return _(
        "%(begins)s to %(ends)s",
        begins=time_of_day(begins_at, zone),
        ends=ends(ends_at, zone),
    )


def ago(moment: datetime, zone: str) -> str:
    """How long ago, in words, up to yesterday; then the day."""
    now = clock.now()
    passed = now - moment
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _minutes_ago(passed)
    days = (_local(now, zone) - _local(moment, zone)).days
    if days == 0:
        return _("today at %(time)s", time=time_of_day(moment, zone))
    if days == 1:
        return _("yesterday at %(time)s", time=time_of_day(moment, zone))
    return day(moment, zone, year=now.year != moment.year)


def number(value: float) -> str:
    """``1,902``, grouped as the language does."""
    return numbers.format_decimal(value, locale=_locale())


def percent(value: float) -> str:
    """``61%`` of a share between 0 and 1."""
    return numbers.format_percent(value, locale=_locale())


def locale_of_words() -> Locale:
    """CLDR's locale for how the language in force writes dates and lists."""
    return _locale()


def _minutes_ago(passed: timedelta) -> str:
    minutes = passed // timedelta(minutes=1)
    return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)


def _local(moment: datetime | date, zone: str | None) -> date:
    if not isinstance(moment, datetime):
        return moment
    if zone is None:
        raise TypeError("a datetime needs the school's zone to be shown")
    return moment.astimezone(ZoneInfo(zone)).date()


def _locale(overrides: Mapping[str, str] = _LOCALES) -> Locale:
    language = chosen_language()
    own = overrides.get(language.tag)
    return Locale.parse(own) if own else language.locale
