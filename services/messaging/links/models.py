"""Links as kept: the hash of the token, never the token, so that a stolen copy opens nothing."""

import hashlib
import secrets
from datetime import datetime, timedelta

from mongoengine.fields import DateTimeField, StringField

from services.messaging.links.rules import LinkKind
from shared.access.principal import Purpose
from shared.tenancy import PlatformDocument

TOKEN_BYTES = 32
# An ended link answers like a forged one; the row stays a while for whoever asks what was sent.
KEEP_LINKS = timedelta(days=30)


class Link(PlatformDocument):
    """A door for one person at one school; its id is the token's hash."""

    meta = {  # noqa: RUF012
        "collection": "links",
        "indexes": [
            ("person_id", "subject"),
            {"fields": ["ends_at"], "expireAfterSeconds": int(KEEP_LINKS.total_seconds())},
        ],
    }
    id = StringField(primary_key=True)
    kind = StringField(required=True, choices=[kind.value for kind in LinkKind])
    person_id = StringField(required=True)
    school_id = StringField(required=True)
    language = StringField(default="")
    made_at = DateTimeField(required=True)
    ends_at = DateTimeField(required=True)
    used_at = DateTimeField()
    revoked_at = DateTimeField()
    # Of a purpose link: what it may do. Of a sign-in link: where to go on to.
    action = StringField()
    subject = StringField()
    next_path = StringField()

    @property
    def purpose(self) -> Purpose:
        """What a purpose link may do."""
        return Purpose(action=self.action, subject=self.subject)

    def works(self, now: datetime) -> bool:
        """Whether it was not revoked, is not over and, for a sign-in link, was not used."""
        is_used = self.kind == LinkKind.SIGN_IN and self.used_at is not None
        return self.revoked_at is None and not is_used and now < self.ends_at

    def last_until(self, end: datetime) -> None:
        """It works until then, if it still works at all."""
        self.ends_at = end
        self.version += 1

    def use(self, now: datetime) -> None:
        """Somebody came through it."""
        self.used_at = now
        self.version += 1

    def revoke(self, now: datetime) -> None:
        """It opens nothing any more."""
        self.revoked_at = now
        self.version += 1


def new_token() -> str:
    """A token nobody can guess, safe in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
