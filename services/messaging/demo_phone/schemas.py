"""What is typed on a phone of the demonstration, and what its gateway takes."""

from marshmallow import EXCLUDE, Schema, fields, validate

from shared.web.forms import FormSchema, at_most


class TextForm(FormSchema):
    """A text to send."""

    text = fields.String(required=True, validate=at_most(300))


class OutgoingText(Schema):
    """A text as messaging's own gateway port sends it."""

    class Meta:
        """Nothing beside is used."""

        unknown = EXCLUDE

    id = fields.String(required=True, validate=validate.Length(min=1, max=200))
    to = fields.String(required=True, validate=validate.Length(min=3, max=30))
    text = fields.String(required=True, validate=validate.Length(max=2000))
