"""The forms that open a conference, and the opening that their values make."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields, validate

from services.invitations.conferences.rules import (
    MOST_WEEKS,
    Format,
    Kind,
    Opening,
    span_on,
    weekly,
)
from services.invitations.conferences.schemas import required
from shared.errors import Invalid
from shared.events.conferences import TalkMode
from shared.web.forms import Day, FormSchema, at_most, between
from shared.web.languages import LANGUAGES, lazy_

DAYS = range(1, 5)
MORNING = time(8)


class _CommonForm(FormSchema):
    """What a round and weekly short talks have in common."""

    language = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    title = fields.String(
        required=True,
        validate=at_most(120),
        error_messages=required(lazy_("Write the title that families will read")),
    )
    relevance = fields.String(
        required=True,
        validate=at_most(600),
        error_messages=required(lazy_("Say how this helps children learn")),
    )
    mode = fields.Enum(
        TalkMode,
        by_value=True,
        required=True,
        error_messages=required(lazy_("Choose how you talk")),
    )
    place = fields.String(load_default="", validate=at_most(200))
    link = fields.String(
        load_default="",
        validate=[
            at_most(500),
            validate.Regexp("https://", error=lazy_("A link begins with https://")),
        ],
    )
    class_ids = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error=lazy_("Choose whom you invite")),
    )
    slot_minutes = fields.Integer(
        required=True,
        validate=between(5, 120),
        error_messages=required(lazy_("Say how long a talk is")),
    )
    pause_minutes = fields.Integer(load_default=0, validate=between(0, 60))


class RoundForm(_CommonForm):
    """A round of talks on one to four days, with up to two breaks on each."""

    form = fields.Enum(Format, by_value=True, load_default=Format.FAMILY)
    with_colleagues = fields.Boolean(load_default=False)
    walking_minutes = fields.Integer(load_default=0, validate=between(0, 30))
    day_1 = Day(required=True, error_messages=required(lazy_("Choose the date")))
    begins_1 = fields.Time(
        required=True, error_messages=required(lazy_("Write when it begins, such as 17:30"))
    )
    ends_1 = fields.Time(
        required=True, error_messages=required(lazy_("Write when it ends, such as 18:15"))
    )
    day_2 = Day(load_default=None)
    begins_2 = fields.Time(load_default=None)
    ends_2 = fields.Time(load_default=None)
    day_3 = Day(load_default=None)
    begins_3 = fields.Time(load_default=None)
    ends_3 = fields.Time(load_default=None)
    day_4 = Day(load_default=None)
    begins_4 = fields.Time(load_default=None)
    ends_4 = fields.Time(load_default=None)
    break_from_1 = fields.Time(load_default=None)
    break_to_1 = fields.Time(load_default=None)
    break_from_2 = fields.Time(load_default=None)
    break_to_2 = fields.Time(load_default=None)
    opens = Day(required=True, error_messages=required(lazy_("Choose the day booking begins")))
    closes = Day(required=True, error_messages=required(lazy_("Choose the last day of booking")))


class ShortTalksForm(_CommonForm):
    """Times a teacher is there every week."""

    day_1 = Day(required=True, error_messages=required(lazy_("Choose the first day")))
    begins_1 = fields.Time(
        required=True, error_messages=required(lazy_("Write when it begins, such as 17:30"))
    )
    ends_1 = fields.Time(
        required=True, error_messages=required(lazy_("Write when it ends, such as 18:15"))
    )
    weeks = fields.Integer(required=True, validate=between(1, MOST_WEEKS))


def round_of(values: Mapping[str, Any], zone: str, now: datetime) -> Opening:
    """The round that the form's values make in a school of that time zone.

    Raises:
        Invalid: a day or a break is half filled in.
    """
    _no_half_rows(values)
    days = [number for number in DAYS if values[f"day_{number}"]]
    windows = tuple(
        span_on(values[f"day_{one}"], values[f"begins_{one}"], values[f"ends_{one}"], zone)
        for one in days
    )
    breaks = tuple(
        span_on(values[f"day_{day}"], values[f"break_from_{one}"], values[f"break_to_{one}"], zone)
        for day in days
        for one in (1, 2)
        if values[f"break_from_{one}"]
    )
    last = max(window.ends_at for window in windows)
    return Opening(
        kind=Kind.ROUND,
        form=values["form"],
        with_colleagues=values["with_colleagues"],
        walking_minutes=values["walking_minutes"],
        windows=windows,
        breaks=breaks,
        opens_at=_opens_at(values["opens"], zone, now),
        closes_at=_closes_at(values["closes"], last, zone),
        **_common(values),
    )


def short_talks_of(values: Mapping[str, Any], zone: str, now: datetime) -> Opening:
    """Weekly short talks as the form's values make them; they can be booked at once."""
    windows = weekly(
        values["day_1"], values["begins_1"], values["ends_1"], zone, weeks=values["weeks"]
    )
    return Opening(
        kind=Kind.SHORT_TALKS,
        form=Format.FAMILY,
        with_colleagues=False,
        walking_minutes=0,
        windows=windows,
        breaks=(),
        opens_at=now,
        closes_at=max(one.ends_at for one in windows),
        **_common(values),
    )


def start_of(day: date, zone: str) -> datetime:
    """The first moment of that day by the school's clock."""
    return span_on(day, time(), time(), zone).starts_at


def _common(values: Mapping[str, Any]) -> dict[str, Any]:
    names = ("language", "title", "relevance", "mode", "place", "link")
    numbers = ("slot_minutes", "pause_minutes")
    return {
        **{name: values[name] for name in (*names, *numbers)},
        "class_ids": tuple(values["class_ids"]),
    }


def _no_half_rows(values: Mapping[str, Any]) -> None:
    wrong: dict[str, list[object]] = {}
    for number in DAYS:
        names = [f"{part}_{number}" for part in ("day", "begins", "ends")]
        given = [name for name in names if values[name] is not None]
        if given and len(given) < len(names):
            missing = next(name for name in names if name not in given)
            wrong[missing] = [lazy_("Fill in day, start and end")]
    for number in (1, 2):
        names = [f"break_from_{number}", f"break_to_{number}"]
        given = [name for name in names if values[name] is not None]
        if len(given) == 1 or (given and values[names[1]] <= values[names[0]]):
            wrong[names[0]] = [lazy_("Say from when until when the break is")]
    if wrong:
        raise Invalid(wrong)


def _opens_at(day: date, zone: str, now: datetime) -> datetime:
    """Eight in the morning of that day; today is at once."""
    if day <= now.astimezone(ZoneInfo(zone)).date():
        return now
    return span_on(day, MORNING, MORNING, zone).starts_at


def _closes_at(day: date, last: datetime, zone: str) -> datetime:
    """The last second of that day, or the end of the last talk if it is on that day."""
    ends = start_of(day + timedelta(days=1), zone) - timedelta(seconds=1)
    on_the_day = last.astimezone(ZoneInfo(zone)).date() == day
    return min(ends, last) if on_the_day else ends
