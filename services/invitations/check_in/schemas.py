"""The forms at the door, and what phones send that kept taps while they had no connection."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from services.invitations.check_in.rules import MARK, Arrival, Kind, Outcome, Tap
from shared.events.invitations import AttendanceMode
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import lazy_
from shared.web.programs import Number, SentSchema, YesNo, code_of, identifier, shaped, whole

MOST = 20
# A batch is one transaction, which must end in seconds on a busy evening too.
MOST_TAPS = 25
# A phone that finds a connection later than this was forgotten in a drawer.
LONGEST_KEPT_SECONDS = 14 * 24 * 3600


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

    key = identifier(required=True)
    kind = fields.Enum(Kind, by_value=True, required=True)
    target_id = identifier(required=True)
    present = YesNo(required=True)
    mode = fields.Enum(AttendanceMode, by_value=True, load_default=AttendanceMode.IN_PERSON)
    adults = whole(0, MOST, load_default=0)
    children = whole(0, MOST, load_default=0)
    seconds_ago = Number(
        load_default=0.0, validate=validate.Range(0, LONGEST_KEPT_SECONDS), allow_nan=False
    )


class TapsSchema(Schema):
    """What a phone kept, in the order of its taps."""

    taps = fields.List(
        fields.Nested(TapSchema), required=True, validate=validate.Length(max=MOST_TAPS)
    )


class DoorQuery(Schema):
    """Since when a phone wants to hear what was noted; without it, from the beginning."""

    after = shaped(MARK)


class TappedSchema(SentSchema):
    """What became of one tap, and which family's it is; null when it was refused."""

    key = fields.String()
    outcome = fields.Enum(Outcome, by_value=True)
    attendance_id = fields.String(allow_none=True)


class NotedSchema(SentSchema):
    """A family as it is noted now."""

    attendance_id = fields.String()
    present = fields.Boolean()
    mode = code_of(AttendanceMode)
    adults = fields.Integer()
    children = fields.Integer()


class DoorSchema(SentSchema):
    """The door now: how many families by how they take part, how many people; and what was noted.

    ``summary`` says it in words of the reader's language. ``noted`` are at most 500 families that
    were noted after what was asked for, the oldest first, or those of the taps; ``after`` is what
    to ask for next, null in the answer to taps.
    """

    summary = fields.String()
    families = fields.Integer()
    modes = fields.Dict(keys=fields.String(), values=fields.Integer())
    adults = fields.Integer()
    children = fields.Integer()
    noted = fields.List(fields.Nested(NotedSchema))
    after = fields.String(allow_none=True)
    taps = fields.List(fields.Nested(TappedSchema))


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
