"""A text of the demonstration, in the district's own rows; none in production."""

from mongoengine.fields import BooleanField, DateTimeField, StringField

from shared.tenancy import TenantDocument


class DemoText(TenantDocument):
    """One text to or from a phone; ``is_ours`` went to it."""

    meta = {"collection": "demo_texts", "indexes": [("school_id", "number", "at")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    number = StringField(required=True)
    text = StringField(required=True)
    is_ours = BooleanField(required=True)
    at = DateTimeField(required=True)
