"""The forms at the door, and what phones send that kept taps while they had no connection."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.check_in.rules import Arrival, Kind, Outcome, Tap
from shared.events.invitations import AttendanceMode
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import lazy_

MOST = 20
# A batch is one transaction, which must end in seconds on a busy evening too.
MOST_TAPS = 25
# A phone that finds a connection later than this was forgotten in a drawer.
LONGEST_KEPT_SECONDS = 14 * 24 * 3600
ID = validate.Length(min=1, max=100)


class ArrivalForm(FormSchema):
    """How a family takes part, and with how many."""

    mode = fields.Enum(AttendanceMode, by_value=True, load_default=AttendanceMode.IN_PERSON)
    adults = fields.Integer(load_default=0, validate=between(0, MOST))
    children = fields.Integer(load_default=0, validate=between(0, MOST))


class WalkInForm(ArrivalForm):
    """A family without an invitation; without a child it is one that nobody knows."""

    student_id = fields.String(load_default="")


class CodeForm(FormSchema):
    """The code that a family shows."""

    code = fields.String(
        required=True,
        validate=at_most(20),
        error_messages={"required": lazy_("Type the code that the family shows")},
    )


class TapSchema(Schema):
    """One tap, as the phone kept it. ``seconds_ago``: phones' clocks differ, so they say how long.

    ``present`` false takes back; ``mode``, ``adults`` and ``children`` count with true only.
    """

    key = fields.String(required=True, validate=ID)
    kind = fields.Enum(Kind, by_value=True, required=True)
    target_id = fields.String(required=True, validate=ID)
    present = fields.Boolean(required=True)
    mode = fields.Enum(AttendanceMode, by_value=True, load_default=AttendanceMode.IN_PERSON)
    adults = fields.Integer(load_default=0, validate=validate.Range(0, MOST), strict=True)
    children = fields.Integer(load_default=0, validate=validate.Range(0, MOST), strict=True)
    seconds_ago = fields.Float(
        load_default=0.0, validate=validate.Range(0, LONGEST_KEPT_SECONDS), allow_nan=False
    )


class TapsSchema(Schema):
    """What a phone kept, in the order of its taps."""

    taps = fields.List(
        fields.Nested(TapSchema), required=True, validate=validate.Length(max=MOST_TAPS)
    )


class TappedSchema(Schema):
    """What became of one tap, and which family's it is; null when it was refused."""

    key = fields.String(required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    attendance_id = fields.String(required=True, allow_none=True)


class NotedSchema(Schema):
    """A family as it is noted now."""

    attendance_id = fields.String(required=True)
    present = fields.Boolean(required=True)
    mode = fields.String(required=True)
    adults = fields.Integer(required=True)
    children = fields.Integer(required=True)


class DoorSchema(Schema):
    """The door now: how many families by how they take part, how many people, and which.

    ``summary`` says it in words of the reader's language.
    """

    summary = fields.String(required=True)
    families = fields.Integer(required=True)
    modes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    adults = fields.Integer(required=True)
    children = fields.Integer(required=True)
    noted = fields.List(fields.Nested(NotedSchema), required=True)
    taps = fields.List(fields.Nested(TappedSchema), required=True)


def arrival_of(values: Mapping[str, Any]) -> Arrival:
    """The arrival that a form's values make."""
    return Arrival(mode=values["mode"], adults=values["adults"], children=values["children"])


def tap_of(values: Mapping[str, Any], now: datetime) -> Tap:
    """The tap that was made so many seconds before now."""
    return Tap(
        key=values["key"],
        kind=values["kind"],
        target_id=values["target_id"],
        arrival=arrival_of(values) if values["present"] else None,
        tapped_at=now - timedelta(seconds=values["seconds_ago"]),
    )
