"""Accounts and sessions: of the platform, because a human being may belong to several schools."""

from datetime import datetime, timedelta

from mongoengine.fields import DateTimeField, ListField, StringField

from services.messaging.accounts.rules import SessionKind, good_until
from shared.access.principal import Purpose
from shared.tenancy import PlatformDocument

# Long enough to answer "who used my account last month".
KEEP_SESSIONS = timedelta(days=60)


class Account(PlatformDocument):
    """One human being: the persons they showed to be, and the language they chose.

    A person belongs to one account at most (unique index); persons join only by a link for each.
    """

    meta = {  # noqa: RUF012
        "collection": "accounts",
        "indexes": [
            {"fields": ["person_ids"], "unique": True},
            {"fields": ["calendar_key"], "sparse": True},
        ],
    }
    id = StringField(primary_key=True)
    person_ids = ListField(StringField(), required=True)
    language = StringField(default="")
    made_at = DateTimeField(required=True)
    # Of the calendar feed, if there is one: what its token is made from, and the token's hash.
    calendar_id = StringField()
    calendar_key = StringField()
    calendar_opened_at = DateTimeField()

    def add_person(self, person_id: str) -> None:
        """The account now stands for this person too."""
        if person_id not in self.person_ids:
            self.person_ids.append(person_id)
        self.version += 1

    def remove_person(self, person_id: str) -> None:
        """The account no longer stands for this person."""
        self.person_ids.remove(person_id)
        self.version += 1

    def choose_language(self, language: str) -> None:
        """Pages and mail are in this language from now on."""
        self.language = language
        self.version += 1

    def open_calendar(self, calendar_id: str, key: str, now: datetime) -> None:
        """The account has a calendar feed of this id from now on, and no other."""
        self.calendar_id, self.calendar_key, self.calendar_opened_at = calendar_id, key, now
        self.version += 1

    def close_calendar(self) -> None:
        """The account has no calendar feed any more."""
        self.calendar_id = self.calendar_key = self.calendar_opened_at = None
        self.version += 1


class Session(PlatformDocument):
    """One sign-in on one device. Its id is the ``sid`` of its tokens."""

    meta = {  # noqa: RUF012
        "collection": "sessions",
        "indexes": [
            ("account_id", "-opened_at"),
            ("link_id",),
            {"fields": ["good_until"], "expireAfterSeconds": int(KEEP_SESSIONS.total_seconds())},
        ],
    }
    id = StringField(primary_key=True)
    account_id = StringField(required=True)
    kind = StringField(required=True, choices=[kind.value for kind in SessionKind])
    device = StringField(default="")
    schools = ListField(StringField())
    opened_at = DateTimeField(required=True)
    used_at = DateTimeField(required=True)
    good_until = DateTimeField(required=True)
    ended_at = DateTimeField()
    # Of a limited session only: whom the link was for, and what it may do.
    person_id = StringField()
    link_id = StringField()
    action = StringField()
    subject = StringField()

    @property
    def purpose(self) -> Purpose | None:
        """The one thing a limited session may do; None for a full one."""
        if self.kind != SessionKind.LIMITED:
            return None
        return Purpose(action=self.action, subject=self.subject)

    def is_open(self, now: datetime) -> bool:
        """Whether it was neither ended nor left unused for too long."""
        return self.ended_at is None and now < self.good_until

    def use(self, *, kind: SessionKind, schools: tuple[str, ...], now: datetime) -> None:
        """It is used now, by somebody of these schools; that puts off its end."""
        self.kind = kind.value
        self.schools = list(schools)
        self.used_at = now
        self.good_until = good_until(kind, opened_at=self.opened_at, now=now)
        self.version += 1

    def end(self, now: datetime) -> None:
        """It may not be used any more."""
        self.ended_at = now
        self.version += 1
