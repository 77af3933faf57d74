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
from shared.events.invitations import Answer, Place, Support, Way
from shared.tenancy import Aggregate


class Invitation(Aggregate):
    """An invitation of a guardian that lists the children it concerns.

    ``family_key`` is the same for all guardians of the same children. ``note`` holds a family's
    own words and never leaves this service. ``deliveries`` is ``{delivery id: {channel, status,
    version, at}}`` and ``reach`` what they come to; both are kept without a new version.
    ``reason`` says why just this guardian was invited: ``{"kind": "class", "what": [ids]}``.

    ``offered_until``: the seats come from the waiting list and are kept so long for a yes;
    ``lapsed_at``: none came; ``ended_at``: the guardian stood for none of the children any more,
    so that the places went on. ``replaced_by`` is the invitation of another guardian of the same
    confirmed household whose later yes holds the family's places; ``household_at`` when anybody of
    that household last said yes. ``way`` is how a family takes part that does not come.
    """

    meta = {  # noqa: RUF012
        "collection": "invitations",
        "indexes": [
            ("school_id", "activity_id", "place", "turn"),
            ("school_id", "activity_id", "family_key"),
            ("school_id", "guardian_id", "-starts_at"),
            ("school_id", "student_ids"),
            {
                "fields": ("school_id", "offered_until"),
                "partialFilterExpression": {"offered_until": {"$type": "date"}},
            },
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
    reason = DictField()
    offered_until = DateTimeField()
    lapsed_at = DateTimeField()
    ended_at = DateTimeField()
    replaced_by = StringField()
    household_at = DateTimeField()
    reminded_at = DateTimeField()
    way = StringField(default="")

    @property
    def seats(self) -> int:
        """How many seats it holds."""
        return int(self.party) if self.place == Place.SEAT.value else 0

    @property
    def own_needs(self) -> tuple[Support, ...]:
        """What the guardian said would help."""
        return tuple(Support(one) for one in self.needs)

    @property
    def said_people(self) -> int:
        """How many its own yes was for, also while another guardian's holds the places."""
        return int(self.adults + self.children)

    @property
    def is_offered(self) -> bool:
        """Whether seats are kept for it until it says yes once more."""
        return self.place == Place.SEAT.value and self.offered_until is not None

    @property
    def is_settled(self) -> bool:
        """Whether it was answered and nothing more is asked."""
        lost = self.lapsed_at is not None or self.ended_at is not None
        return self.answer is not None and not lost and not self.is_offered

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
        self.offered_until = self.lapsed_at = self.replaced_by = self.ended_at = None
        if reply.answer is Answer.YES:
            self.way = ""

    def move_up(self, accept_by: datetime | None) -> None:
        """The family gets seats it waited for, for good or until it says yes once more."""
        self.place, self.turn = Place.SEAT.value, None
        self.offered_until = accept_by

    def lapse(self, now: datetime) -> None:
        """Nobody said yes to the seats that were kept: they are not the family's any more."""
        self._leave()
        self.lapsed_at = now

    def end(self, now: datetime) -> None:
        """The guardian stands for none of the children any more: the places go on."""
        self._leave()
        self.ended_at = now

    def stand_again(self, place: Place, turn: int | None) -> None:
        """The own earlier yes counts again, for as many as it was given for."""
        self.party = self.said_people
        self.place, self.turn = place.value, turn
        self.replaced_by = None

    def give_way_to(self, invitation_id: str) -> None:
        """The other guardian of the household said yes later, and has the family's places now.

        How many were to come is kept: should that yes end, this one stands again.
        """
        said = self.adults, self.children
        self._leave()
        self.adults, self.children = said
        self.lapsed_at = None
        self.replaced_by = invitation_id

    def take_part(self, way: Way, entry: Entry) -> None:
        """The guardian takes part without coming; who said nothing yet thereby does not come."""
        self.way = way.value
        if self.answer is None:
            self.answer, self.answered_at = Answer.NO.value, entry.at
            self.channel, self.entered_by = entry.channel.value, entry.entered_by

    def say_what_would_help(self, needs: tuple[Support, ...]) -> None:
        """The guardian adds what would have made it easier."""
        self.needs = [one.value for one in needs]

    def remind(self, now: datetime) -> None:
        """The guardian is reminded."""
        self.reminded_at = now

    def _leave(self) -> None:
        self.place, self.turn = Place.NONE.value, None
        self.adults = self.children = self.party = 0
        self.offered_until = None


DOCUMENTS = (Invitation,)
