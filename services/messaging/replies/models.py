"""A reply as it came back: a choice and counts, never a word."""

from datetime import datetime

from mongoengine.fields import DateTimeField, IntField, StringField

from services.messaging.replies.rules import Came, ReplyState
from shared.events.channels import Channel
from shared.events.replies import ReplyReceived
from shared.tenancy import Aggregate


class Reply(Aggregate):
    """What somebody answered to ``about``, by which way, and what became of it."""

    meta = {  # noqa: RUF012
        "collection": "replies",
        "indexes": [("school_id", "about", "-received_at"), ("school_id", "-received_at")],
    }
    id = StringField(primary_key=True)
    about = StringField(required=True)
    choice = StringField(required=True)
    adults = IntField()
    children = IntField()
    person_id = StringField(required=True)
    channel = StringField(required=True, choices=[one.value for one in Channel])
    entered_by = StringField()
    received_at = DateTimeField(required=True)
    state = StringField(
        default=ReplyState.RECEIVED.value, choices=[one.value for one in ReplyState]
    )
    reason = StringField(default="")

    def received(self) -> ReplyReceived:
        """The event that tells it."""
        is_brought = self.entered_by is not None
        return ReplyReceived(
            reply_id=self.id,
            about=self.about,
            choice=self.choice,
            adults=self.adults,
            children=self.children,
            person_id=self.person_id,
            on_behalf_of=self.person_id if is_brought else None,
            channel=Channel(self.channel),
            entered_by=self.entered_by,
            received_at=self.received_at,
        )

    def settle(self, state: ReplyState, reason: str = "") -> None:
        """Who asked says what became of it."""
        self.state, self.reason = state.value, reason

    @classmethod
    def of(cls, came: Came, school_id: str, now: datetime) -> "Reply":
        """A reply that came just now."""
        return cls(
            id=came.reply_id,
            school_id=school_id,
            about=came.about,
            choice=came.choice,
            adults=came.adults,
            children=came.children,
            person_id=came.person_id,
            channel=came.channel.value,
            entered_by=came.entered_by,
            received_at=now,
        )
