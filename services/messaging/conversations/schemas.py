"""What is sent with a message."""

from marshmallow import fields, validate

from services.messaging.conversations.rules import LONGEST_TEXT
from shared.web.forms import FormSchema
from shared.web.languages import lazy_


class MessageForm(FormSchema):
    """A message; ``to`` and ``about`` come with the first one only."""

    text = fields.String(
        required=True,
        validate=validate.Length(
            max=LONGEST_TEXT, error=lazy_("Write a shorter message, 4,000 characters at most")
        ),
    )
    to = fields.String(load_default="")
    about = fields.String(load_default="")
