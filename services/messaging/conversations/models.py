"""A conversation about a child between a guardian and a member of staff, and its messages."""

from datetime import datetime

from mongoengine.fields import DateTimeField, IntField, StringField

from services.messaging.conversations.rules import Parties
from shared import ids
from shared.tenancy import Aggregate


class Conversation(Aggregate):
    """One for each guardian, member of staff and child; each guardian has an own one.

    Source: architecture.md §5: visibility is always per guardian.
    """

    meta = {  # noqa: RUF012
        "collection": "conversations",
        "indexes": [
            ("school_id", "guardian_id", "-last_at"),
            ("school_id", "staff_id", "-last_at"),
        ],
    }
    id = StringField(primary_key=True)
    guardian_id = StringField(required=True)
    staff_id = StringField(required=True)
    child_id = StringField(required=True)
    messages = IntField(default=0)
    begun_at = DateTimeField(required=True)
    last_at = DateTimeField(required=True)
    last_author_id = StringField(required=True)

    @classmethod
    def between(cls, parties: Parties, now: datetime) -> "Conversation":
        """A conversation that begins now."""
        return cls(
            id=conversation_id(parties),
            school_id=parties.school_id,
            guardian_id=parties.guardian_id,
            staff_id=parties.staff_id,
            child_id=parties.child_id,
            begun_at=now,
            last_at=now,
            last_author_id=parties.own_id,
        )

    def parties(self, own_id: str) -> Parties:
        """Who writes to whom about whom, seen by one of the two."""
        return Parties(
            school_id=self.school_id,
            guardian_id=self.guardian_id,
            staff_id=self.staff_id,
            child_id=self.child_id,
            own_id=own_id,
        )

    def take(self, author_id: str, now: datetime) -> int:
        """One more message; returns its number."""
        self.messages += 1
        self.version += 1
        self.last_at, self.last_author_id = now, author_id
        return int(self.messages)


class Message(Aggregate):
    """What one of the two wrote. ``about`` is what it is about besides the child, if anything."""

    meta = {  # noqa: RUF012
        "collection": "messages",
        "indexes": [("school_id", "conversation_id", "number")],
    }
    id = StringField(primary_key=True)
    conversation_id = StringField(required=True)
    number = IntField(required=True)
    author_id = StringField(required=True)
    text = StringField(required=True)
    about = StringField()
    written_at = DateTimeField(required=True)


def conversation_id(parties: Parties) -> str:
    """The id of the one conversation of these three."""
    return ids.derived_id(
        "conversation", parties.school_id, parties.guardian_id, parties.staff_id, parties.child_id
    )


DOCUMENTS = (Conversation, Message)
