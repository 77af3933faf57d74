"""A delivery: one notice to one person by one channel. It holds no address, no name and no word."""

from datetime import datetime

from mongoengine.fields import DateTimeField, DictField, IntField, StringField

from services.messaging.deliveries.rules import FINAL, DeliveryState, Outcome, after, next_try
from services.messaging.notices.rules import Notice
from shared.events.channels import Channel
from shared.events.messaging import DeliveryStatus, DeliveryStatusChanged
from shared.tenancy import Aggregate


class Delivery(Aggregate):
    """What is sent, to whom, how far it came.

    ``about`` is the subject that others hear of ("invitation/<id>"); a sign-in link is nobody
    else's business and has none. ``details`` are ids that the notice's words need.
    """

    meta = {  # noqa: RUF012
        "collection": "deliveries",
        "indexes": [
            ("school_id", "due_at"),
            {
                "fields": ("school_id", "notice", "due_at"),
                "partialFilterExpression": {"notice": Notice.SIGN_IN_LINK.value},
            },
            ("school_id", "about"),
            ("school_id", "details.activity_id", "state", "about"),
            ("school_id", "-planned_at"),
            {"fields": ["school_id", "number_key", "-planned_at"], "sparse": True},
        ],
    }
    id = StringField(primary_key=True)
    notice = StringField(required=True, choices=[one.value for one in Notice])
    about = StringField()
    person_id = StringField(required=True)
    channel = StringField(required=True, choices=[one.value for one in Channel])
    language = StringField(required=True)
    details = DictField()
    # Of a text: the keyed hash of its number, by which an answer finds what it is about.
    number_key = StringField()
    state = StringField(required=True, choices=[one.value for one in DeliveryState])
    reason = StringField(default="")
    planned_at = DateTimeField(required=True)
    settled_at = DateTimeField()
    # None when there is nothing left to do.
    due_at = DateTimeField()
    attempts = IntField(default=0)
    # Who works on it, and until when nobody else may (MongoDB's clock); written by the claim.
    holder = StringField()
    lease_until = DateTimeField()

    @property
    def is_told(self) -> bool:
        """Whether the other services hear of it."""
        return self.about is not None

    def settle(self, outcome: Outcome, now: datetime) -> bool:
        """The attempt in hand led to this; returns whether the state is another one now."""
        reached = after(outcome, self.attempts)
        changed = bool(self.state != reached.state)
        self.state = reached.state.value
        self.reason = reached.reason
        self.holder = None
        self.lease_until = None
        is_over = reached.state in FINAL
        self.settled_at = now if is_over else None
        self.due_at = None if is_over else self._next_try(now)
        return changed

    def _next_try(self, now: datetime) -> datetime:
        return next_try(self.attempts, now, is_waited_for=self.notice == Notice.SIGN_IN_LINK)

    def hand_over(self, state: DeliveryState, now: datetime) -> None:
        """It came so far by hand, without a sender of ours."""
        self.state, self.due_at = state.value, None
        self.settled_at = now if state in FINAL else None

    def status_changed(self) -> DeliveryStatusChanged:
        """The event that tells the state it is in."""
        return DeliveryStatusChanged(
            delivery_id=self.id,
            about=self.about,
            person_id=self.person_id,
            channel=Channel(self.channel),
            status=DeliveryStatus(self.state),
            language=self.language,
            notice=self.notice,
        )
