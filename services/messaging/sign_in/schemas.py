"""What the door's form may say."""

from marshmallow import fields

from shared.web.forms import FormSchema, at_most


class AskForLink(FormSchema):
    """An e-mail address or a phone number to send the link to."""

    to = fields.String(required=True, validate=at_most(254))
