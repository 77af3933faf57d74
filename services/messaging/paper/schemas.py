"""What is typed from a sheet that came back, and which sheets to print."""

from marshmallow import fields

from shared.events.invitations import Answer
from shared.web.forms import FormSchema, at_most, between
from shared.web.languages import lazy_

MOST = 20


class PrintForm(FormSchema):
    """The invitations to print sheets of."""

    invitation_ids = fields.List(
        fields.String(validate=at_most(60)),
        required=True,
        error_messages={"required": lazy_("Choose at least one family")},
    )


class KeyedForm(FormSchema):
    """An answer on a sheet."""

    code = fields.String(required=True, validate=at_most(30))
    answer = fields.Enum(
        Answer,
        by_value=True,
        required=True,
        error_messages={"required": lazy_("Choose an answer")},
    )
    adults = fields.Integer(load_default=0, validate=between(0, MOST))
    children = fields.Integer(load_default=0, validate=between(0, MOST))
