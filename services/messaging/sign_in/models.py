"""What the door remembers: whose account a provider's subject is, and who tried how often."""

from mongoengine.fields import DateTimeField, IntField, StringField

from shared import ids
from shared.tenancy import PlatformDocument


class Identity(PlatformDocument):
    """A provider's subject and the account it signs in; its id is made of issuer and subject."""

    meta = {"collection": "identities", "indexes": [("account_id",)]}  # noqa: RUF012
    id = StringField(primary_key=True)
    issuer = StringField(required=True)
    subject = StringField(required=True)
    account_id = StringField(required=True)
    made_at = DateTimeField(required=True)


class RateLimit(PlatformDocument):
    """How often one asker did one thing in one window. The id holds a hash, never an address."""

    meta = {  # noqa: RUF012
        "collection": "rate_limits",
        "indexes": [{"fields": ["expires_at"], "expireAfterSeconds": 0}],
    }
    id = StringField(primary_key=True)
    count = IntField(required=True)
    expires_at = DateTimeField(required=True)


def identity_id(issuer: str, subject: str) -> str:
    """The id of a provider's subject; a subject is unique within its issuer only."""
    return ids.derived_id("identity", issuer, subject)
