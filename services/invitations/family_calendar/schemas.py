"""The form of a school's aim for how often each family is invited."""

from marshmallow import fields

from services.invitations.family_calendar.rules import MOST_FLOOR
from shared.web.forms import FormSchema, between
from shared.web.languages import lazy_


class FloorForm(FormSchema):
    """How many invitations every family is to have in a term."""

    floor = fields.Integer(
        required=True,
        validate=between(1, MOST_FLOOR),
        error_messages={"required": lazy_("Choose a number")},
    )
