"""The forms at the door."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from services.invitations.check_in.rules import Arrival
from shared.events.invitations import AttendanceMode
from shared.web.forms import FormSchema, between

MOST = 20


class ArrivalForm(FormSchema):
    """How a family takes part, and with how many."""

    mode = fields.Enum(AttendanceMode, by_value=True, load_default=AttendanceMode.IN_PERSON)
    adults = fields.Integer(load_default=0, validate=between(0, MOST))
    children = fields.Integer(load_default=0, validate=between(0, MOST))


class WalkInForm(ArrivalForm):
    """A family without an invitation; without a child it is one that nobody knows."""

    student_id = fields.String(load_default="")


def arrival_of(values: Mapping[str, Any]) -> Arrival:
    """The arrival that a form's values make."""
    return Arrival(mode=values["mode"], adults=values["adults"], children=values["children"])
