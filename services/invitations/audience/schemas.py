"""The part of a form in which staff choose whom they invite."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.invitations.audience.rules import Audience
from shared.events.participation import Interest
from shared.web.languages import lazy_

NAMES = ("class_ids", "grades", "interests", "student_ids", "everyone")


class AudienceFields(Schema):
    """The fields of the macro ``choose``; mix it into a ``FormSchema`` before that."""

    class_ids = fields.List(fields.String(), load_default=[])
    grades = fields.List(fields.String(), load_default=[])
    interests = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in Interest])), load_default=[]
    )
    student_ids = fields.List(fields.String(), load_default=[])
    everyone = fields.Boolean(load_default=False)

    @validates_schema(skip_on_field_errors=False)
    def _somebody_is_chosen(self, values: Mapping[str, Any], **_: Any) -> None:
        if audience_of(values).is_empty:
            raise ValidationError(lazy_("Choose whom you invite"), field_name="class_ids")


def audience_of(values: Mapping[str, Any]) -> Audience:
    """The audience that the form's values make."""
    return Audience.from_dict({name: values[name] for name in NAMES if name in values})
