"""One guardian's invitation to one activity, with the answer and how it reached them."""

from datetime import datetime

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from services.invitations.invitations.rules import Entry, Reply
from shared.events.invitations import Place
from shared.tenancy import Aggregate


class Invitation(Aggregate):
    """An invitation of a guardian that lists the children it concerns.

    ``family_key`` is the same for all guardians of the same children. ``note`` holds a family's
    own words and never leaves this service. ``deliveries`` is ``{delivery id: {channel, status,
    version, at}}`` and ``reach`` what they come to; both are kept without a new version.
    """

    meta = {  # noqa: RUF012
        "collection": "invitations",
        "indexes": [
            ("school_id", "activity_id", "place", "turn"),
            ("school_id", "activity_id", "family_key"),
            ("school_id", "guardian_id", "-starts_at"),
        ],
    }
    id = StringField(primary_key=True)
    activity_id = StringField(required=True)
    guardian_id = StringField(required=True)
    student_ids = ListField(StringField(), required=True)
    class_ids = ListField(StringField())
    grades = ListField(StringField())
    family_key = StringField(required=True)
    starts_at = DateTimeField(required=True)
    answer_by = DateTimeField(required=True)
    is_limited = BooleanField(default=False)
    issued_at = DateTimeField(required=True)
    opened_at = DateTimeField()
    answer = StringField()
    place = StringField(default=Place.NONE.value)
    turn = IntField()
    adults = IntField(default=0)
    children = IntField(default=0)
    party = IntField(default=0)
    needs = ListField(StringField())
    note = StringField(default="")
    answered_at = DateTimeField()
    channel = StringField()
    entered_by = StringField()
    deliveries = DictField()
    reach = StringField(default="")

    @property
    def seats(self) -> int:
        """How many seats it holds."""
        return int(self.party) if self.place == Place.SEAT.value else 0

    def look_at(self, now: datetime) -> None:
        """The guardian looks at it for the first time."""
        self.opened_at = now

    def give_answer(self, reply: Reply, entry: Entry, place: Place, turn: int | None) -> None:
        """The guardian answers, or changes the answer."""
        self.answer = reply.answer.value
        self.adults, self.children, self.party = reply.adults, reply.children, reply.people
        self.needs = [one.value for one in reply.needs]
        self.note = reply.note
        self.place, self.turn = place.value, turn
        self.answered_at = entry.at
        self.channel, self.entered_by = entry.channel.value, entry.entered_by

    def move_up(self) -> None:
        """The family gets seats it waited for."""
        self.place = Place.SEAT.value
        self.turn = None


DOCUMENTS = (Invitation,)
