"""A visit from the first question to what was learnt."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from mongoengine import EmbeddedDocument
from mongoengine.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    DictField,
    EmbeddedDocumentField,
    IntField,
    ListField,
    StringField,
)

from services.invitations.visits.rules import (
    USUAL_MINUTES,
    Company,
    Entry,
    Held,
    Side,
    State,
    Step,
    Team,
    Time,
    Wish,
)
from shared.errors import Conflict
from shared.tenancy import Aggregate
from shared.web.languages import lazy_


class WrongMoment(Conflict):
    """The visit stands otherwise by now, so this cannot be done to it. HTTP 409."""

    def __init__(self) -> None:
        """The same whatever it was: the page shows how it stands."""
        super().__init__(
            "visit-stands-otherwise",
            lazy_("This visit stands otherwise by now. Open it again and look."),
        )


class Note(EmbeddedDocument):
    """Something learnt at a visit, by staff or family, as both can read it.

    ``earlier`` are the words before the family corrected them: ``[{words, at}]``. ``may_read``: the
    family lets the child's next teacher read it.
    """

    id = StringField(required=True)
    side = StringField(required=True)
    by = StringField(required=True)
    words = StringField(required=True)
    language = StringField(required=True)
    at = DateTimeField(required=True)
    confirmed_at = DateTimeField()
    may_read = BooleanField(default=False)
    earlier = ListField(DictField())


class FollowUp(EmbeddedDocument):
    """What was promised at a visit, until when, and when it was done."""

    words = StringField(required=True)
    due_on = DateField(required=True)
    by = StringField(required=True)
    done_at = DateTimeField()


class Visit(Aggregate):
    """A visit of one guardian with children of theirs, and the people from school who come.

    Whose ``turn`` it is has to say something while it is proposed. ``offered`` are times to choose
    from: ``[{starts_at, ends_at}]``. The place is what the family typed; no address is taken from
    anywhere. ``steps`` is what happened: ``[{what, at, side, by, channel, entered_by, words}]``.
    ``sequence`` grows with each step, for calendars. Words, places and notes leave this service in
    no event.
    """

    meta = {  # noqa: RUF012
        "collection": "visits",
        "indexes": [
            ("school_id", "guardian_id", "-changed_at"),
            ("school_id", "host_ids", "-changed_at"),
            ("school_id", "student_ids"),
            ("school_id", "state", "starts_at"),
        ],
    }
    id = StringField(primary_key=True)
    guardian_id = StringField(required=True)
    student_ids = ListField(StringField(), required=True)
    host_ids = ListField(StringField())
    company = StringField(default="")
    company_name = StringField(default="")
    purpose = StringField(required=True)
    words = StringField(default="")
    language = StringField(default="")
    begun_by = StringField(required=True)
    state = StringField(default=State.PROPOSED.value)
    turn = StringField(default=Side.FAMILY.value)
    minutes = IntField(default=USUAL_MINUTES)
    offered = ListField(DictField())
    place_kind = StringField(default="")
    place_words = StringField(default="")
    needs = ListField(StringField())
    family_words = StringField(default="")
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    held_at = DateTimeField()
    adults = IntField(default=0)
    children = IntField(default=0)
    came_ids = ListField(StringField())
    notes = ListField(EmbeddedDocumentField(Note))
    follow_up = EmbeddedDocumentField(FollowUp)
    sequence = IntField(default=0)
    steps = ListField(DictField())
    changed_at = DateTimeField(required=True)

    @property
    def team(self) -> Team:
        """Who comes."""
        company = Company(self.company) if self.company else None
        return Team(host_ids=tuple(self.host_ids), company=company, company_name=self.company_name)

    @property
    def times(self) -> tuple[Time, ...]:
        """The times that were offered and can be chosen."""
        return tuple(Time(**one) for one in self.offered)

    @property
    def time(self) -> Time | None:
        """When it is, as agreed or as the family wishes."""
        if self.starts_at is None:
            return None
        return Time(starts_at=self.starts_at, ends_at=self.ends_at)

    def waits_for(self, side: Side) -> bool:
        """Whether it is that side's turn to say something."""
        return bool(self.state == State.PROPOSED.value and self.turn == side)

    def require_turn(self, side: Side) -> None:
        """Pass when it is that side's turn.

        Raises:
            WrongMoment: it is not, or nothing is open any more.
        """
        if not self.waits_for(side):
            raise WrongMoment

    def offer(self, team: Team, times: Sequence[Time], entry: Entry, step: Step) -> None:
        """Staff offer these times, to be chosen from by the family."""
        self._require(State.PROPOSED)
        self._send(team)
        self.offered = [{"starts_at": one.starts_at, "ends_at": one.ends_at} for one in times]
        self.turn = Side.FAMILY.value
        self.starts_at = self.ends_at = None
        self._note(step, entry)

    def wish(self, wish: Wish, entry: Entry, step: Step = Step.WISHED) -> None:
        """The family likes to meet there and then; whether that suits, staff say."""
        self._require(State.PROPOSED)
        self._take(wish)
        self.turn = Side.STAFF.value
        self._note(step, entry)

    def agree_on(self, wish: Wish, entry: Entry) -> None:
        """The family takes a time that was offered."""
        self._require(State.PROPOSED)
        self._take(wish)
        self._agree(entry)

    def agree_to_wish(self, team: Team, entry: Entry) -> None:
        """Staff come where and when the family likes."""
        self.require_turn(Side.STAFF)
        self._send(team)
        self._agree(entry)

    def decline(self, entry: Entry, words: str) -> None:
        """One side says no, or not now."""
        self._require(State.PROPOSED)
        self.state = State.DECLINED.value
        self._note(Step.DECLINED, entry, words)

    def reopen(self, entry: Entry, words: str) -> None:
        """The agreed time does not suit any more; another one is looked for."""
        self._require(State.AGREED)
        self.state = State.PROPOSED.value
        self.offered = []
        self._note(Step.RESCHEDULED, entry, words)

    def cancel(self, entry: Entry, words: str) -> None:
        """The agreed visit does not take place."""
        self._require(State.AGREED)
        self.state = State.CANCELLED.value
        self._note(Step.CANCELLED, entry, words)

    def end(self, entry: Entry) -> None:
        """The agreed visit has nobody to go to: its guardian's link to the children ended."""
        self._require(State.AGREED)
        self.state = State.CANCELLED.value
        self._note(Step.LINK_ENDED, entry)

    def hold(self, held: Held, entry: Entry) -> None:
        """It took place."""
        self._require(State.AGREED)
        self.state = State.HELD.value
        self.held_at = entry.at
        self.adults, self.children = held.adults, held.children
        self.came_ids = list(held.came_ids)
        self._note(Step.HELD, entry)

    def miss(self, entry: Entry) -> None:
        """Something came between; nobody is to blame."""
        self._require(State.AGREED)
        self.state = State.NOT_HELD.value
        self._note(Step.NOT_HELD, entry)

    def promise(self, words: str, due_on: date, by: str) -> None:
        """Something is done for the family until that day."""
        self._require(State.HELD)
        self.follow_up = FollowUp(words=words, due_on=due_on, by=by)

    def add_note(self, note: Note, now: datetime) -> None:
        """Something learnt is written down."""
        self._require(State.HELD)
        self.notes = [*self.notes, note]
        self.changed_at = now

    def note_of(self, note_id: str) -> Note | None:
        """The note of that id."""
        return next((one for one in self.notes if one.id == note_id), None)

    def _send(self, team: Team) -> None:
        self.host_ids = list(dict.fromkeys(team.host_ids))
        self.company = team.company.value if team.company and team.company_name else ""
        self.company_name = team.company_name if self.company else ""

    def _take(self, wish: Wish) -> None:
        self.place_kind, self.place_words = wish.place_kind.value, wish.place_words
        self.starts_at, self.ends_at = wish.time.starts_at, wish.time.ends_at
        self.needs = [one.value for one in wish.needs]
        self.family_words = wish.words

    def _agree(self, entry: Entry) -> None:
        self.state = State.AGREED.value
        self.offered = []
        self._note(Step.AGREED, entry)

    def _require(self, state: State) -> None:
        if self.state != state.value:
            raise WrongMoment

    def _note(self, what: Step, entry: Entry, words: str = "") -> None:
        told: dict[str, Any] = {
            "what": what.value,
            "at": entry.at,
            "side": entry.side.value,
            "by": entry.by,
            "channel": entry.channel.value,
            "entered_by": entry.entered_by,
            "words": words,
        }
        self.steps = [*self.steps, told]
        self.sequence += 1
        self.changed_at = entry.at


DOCUMENTS = (Visit,)
