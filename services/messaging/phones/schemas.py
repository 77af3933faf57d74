"""What a gateway tells of a text that came back."""

from marshmallow import EXCLUDE, Schema, fields, validate


class IncomingText(Schema):
    """The text's own id at the gateway, the number it came from, and what it says."""

    class Meta:
        """Gateways tell more than we ask for."""

        unknown = EXCLUDE

    id = fields.String(required=True, validate=validate.Length(min=1, max=200))
    sender = fields.String(required=True, data_key="from", validate=validate.Length(min=3, max=30))
    text = fields.String(required=True, validate=validate.Length(max=2000))
