"""A conference, its slots, the talks of families in them, and what students prepare."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from services.invitations.conferences.rules import Entry, Span, TalkState
from shared.events import Texts, texts_from_dict
from shared.tenancy import Aggregate, TenantDocument


class Conference(Aggregate):
    """Times to talk, offered by hosts to the families of classes.

    ``teaching`` is ``[{class_id, host_id}]``: whom a child's family can meet. ``days`` and
    ``breaks`` are ``[{starts_at, ends_at}]``. ``places`` is ``{host_id: Texts}`` where it differs
    from ``place``. ``first_student_ids`` are the children whose families may book from
    ``first_at``; no family learns that there are any. ``state``: preparing, open, withdrawn.
    """

    meta = {  # noqa: RUF012
        "collection": "conferences",
        "indexes": [("school_id", "class_ids", "-last_at"), ("school_id", "host_ids", "-last_at")],
    }
    id = StringField(primary_key=True)
    kind = StringField(required=True)
    form = StringField(required=True)
    language = StringField(required=True)
    title = DictField(required=True)
    relevance = DictField(required=True)
    mode = StringField(required=True)
    place = DictField()
    places = DictField()
    link = StringField(default="")
    class_ids = ListField(StringField(), required=True)
    host_ids = ListField(StringField(), required=True)
    teaching = ListField(DictField(), required=True)
    days = ListField(DictField(), required=True)
    breaks = ListField(DictField())
    slot_minutes = IntField(required=True)
    pause_minutes = IntField(default=0)
    walking_minutes = IntField(default=0)
    opens_at = DateTimeField(required=True)
    closes_at = DateTimeField(required=True)
    last_at = DateTimeField(required=True)
    first_at = DateTimeField()
    first_student_ids = ListField(StringField())
    state = StringField(default="preparing")
    opened_by = StringField(required=True)
    opened_at = DateTimeField(required=True)
    job_id = StringField(required=True)

    def texts(self, name: str) -> Texts:
        """``title`` or ``relevance`` in every language there is of it."""
        stored: Mapping[str, Mapping[str, Any]] = getattr(self, name)
        return texts_from_dict(stored)

    def place_of(self, host_id: str) -> Texts:
        """Where the host is; may be empty."""
        return texts_from_dict(self.places.get(host_id) or self.place)

    def first_for(self, student_id: str) -> datetime | None:
        """From when the child's family may book before the others, if it may."""
        return self.first_at if student_id in self.first_student_ids else None

    def spans(self, name: str) -> list[Span]:
        """``days`` or ``breaks``."""
        rows: list[Mapping[str, datetime]] = getattr(self, name)
        return [Span(starts_at=one["starts_at"], ends_at=one["ends_at"]) for one in rows]


class Slot(Aggregate):
    """One time of one host. Free while it has no ``talk_id``; its id is derived from both.

    A host's slots never overlap, in whatever conference. ``sequence`` grows with each change.
    A ``closed`` one is offered no more.
    """

    meta = {  # noqa: RUF012
        "collection": "conference_slots",
        "indexes": [
            ("school_id", "conference_id", "host_id", "starts_at"),
            ("school_id", "host_id", "starts_at"),
        ],
    }
    id = StringField(primary_key=True)
    conference_id = StringField(required=True)
    host_id = StringField(required=True)
    starts_at = DateTimeField(required=True)
    ends_at = DateTimeField(required=True)
    talk_id = StringField()
    guardian_id = StringField()
    student_id = StringField()
    sequence = IntField(default=0)
    closed = BooleanField(default=False)
    # Whoever had it stands for the child no more; until another family takes it.
    ended = BooleanField(default=False)

    @property
    def span(self) -> Span:
        """From when until when."""
        return Span(starts_at=self.starts_at, ends_at=self.ends_at)

    def take(self, talk: "Talk") -> None:
        """A family books it."""
        self.talk_id = talk.id
        self.guardian_id, self.student_id = talk.guardian_id, talk.student_id
        self.sequence += 1
        self.ended = False

    def free(self, *, ended: bool = False) -> None:
        """It is free again."""
        self.talk_id = self.guardian_id = self.student_id = None
        self.sequence += 1
        self.ended = ended


class Talk(Aggregate):
    """What a family said about meeting one host about one child, and what came of it.

    Words here (``hopes``, ``items``, ``note``, ``notes``, ``actions``, ``confirmations``) never
    leave this service. ``actions`` are ``[{who, what}]``, ``confirmations`` ``[{guardian_id,
    agrees, comment, at, channel, entered_by}]``. ``came`` is None until it is noted.
    """

    meta = {  # noqa: RUF012
        "collection": "conference_talks",
        "indexes": [
            ("school_id", "conference_id", "host_id"),
            ("school_id", "guardian_id", "-starts_at"),
            ("school_id", "student_id", "conference_id"),
            ("school_id", "slot_id"),
            ("school_id", "confirmations.guardian_id"),
        ],
    }
    id = StringField(primary_key=True)
    conference_id = StringField(required=True)
    host_id = StringField(required=True)
    student_id = StringField(required=True)
    guardian_id = StringField(required=True)
    state = StringField(required=True)
    slot_id = StringField()
    past_slot_ids = ListField(StringField())
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    answered_at = DateTimeField(required=True)
    channel = StringField(required=True)
    entered_by = StringField()
    note = StringField(default="")
    hopes = StringField(default="")
    items = ListField(StringField())
    host_items = ListField(StringField())
    came = BooleanField(null=True)
    came_noted_by = StringField()
    led_by_student = BooleanField(default=False)
    notes = StringField(default="")
    actions = ListField(DictField())
    written_at = DateTimeField()
    confirmations = ListField(DictField())

    @property
    def is_booked(self) -> bool:
        """Whether it has a time."""
        return bool(self.state == TalkState.BOOKED.value)

    def book(self, slot: Slot, guardian_id: str, entry: Entry) -> None:
        """The family takes the slot."""
        self._answer(TalkState.BOOKED, guardian_id, entry)
        self.slot_id = slot.id
        self.starts_at, self.ends_at = slot.starts_at, slot.ends_at

    def leave_slot(self) -> None:
        """The slot is the family's no more; whoever opens its old link is shown what holds now."""
        if self.slot_id and self.slot_id not in self.past_slot_ids:
            self.past_slot_ids = [*self.past_slot_ids, self.slot_id]
        self.slot_id = self.starts_at = self.ends_at = None
        self.state = TalkState.RELEASED.value
        self.came, self.came_noted_by = None, None
        self.version += 1

    def do_without(self, state: TalkState, guardian_id: str, entry: Entry, note: str) -> None:
        """The family needs no talk, or asks for a call."""
        self._answer(state, guardian_id, entry)
        self.note = note

    def set_agenda(self, hopes: str, items: list[str]) -> None:
        """The family says what it hopes for and wants to talk about."""
        self.hopes, self.items = hopes, items
        self.version += 1

    def set_host_items(self, items: list[str]) -> None:
        """The host says what they want to talk about."""
        self.host_items = items
        self.version += 1

    def note_arrival(self, *, came: bool | None, led_by_student: bool, by: str) -> None:
        """Who was there; None takes back what was noted by mistake."""
        self.came, self.came_noted_by = came, by
        self.led_by_student = bool(came and led_by_student)
        self.version += 1

    def write_down(self, notes: str, actions: list[dict[str, str]], now: datetime) -> None:
        """The host writes what was said and agreed; what was confirmed before counts no more."""
        self.notes, self.actions, self.written_at = notes, actions, now
        self.confirmations = []
        self.version += 1

    def confirm(self, guardian_id: str, entry: Entry, *, agrees: bool, comment: str) -> None:
        """A guardian says whether it is right; the newest word of each counts."""
        said = {
            "guardian_id": guardian_id,
            "agrees": agrees,
            "comment": comment,
            "at": entry.at,
            "channel": entry.channel.value,
            "entered_by": entry.entered_by,
        }
        others = [one for one in self.confirmations if one["guardian_id"] != guardian_id]
        self.confirmations = [*others, said]
        self.version += 1

    def _answer(self, state: TalkState, guardian_id: str, entry: Entry) -> None:
        self.state, self.guardian_id = state.value, guardian_id
        self.answered_at, self.channel = entry.at, entry.channel.value
        self.entered_by = entry.entered_by
        self.version += 1


class Preparation(Aggregate):
    """What a student prepares for the talks of one conference that the student leads.

    ``invitation`` is the student's own invitation to the family.
    """

    meta = {  # noqa: RUF012
        "collection": "conference_preparations",
        "indexes": [("school_id", "student_id")],
    }
    id = StringField(primary_key=True)
    conference_id = StringField(required=True)
    student_id = StringField(required=True)
    invitation = StringField(default="")
    proud = StringField(default="")
    show = StringField(default="")
    next_step = StringField(default="")
    prepared_at = DateTimeField()

    def prepare(self, words: Mapping[str, str], now: datetime) -> None:
        """The student writes the invitation and what to show, by the fields' names."""
        self.invitation, self.proud = words["invitation"], words["proud"]
        self.show, self.next_step = words["show"], words["next_step"]
        self.prepared_at = now
        self.version += 1


class Diary(TenantDocument):
    """One person's line: whoever changes their times takes the next turn, so none pass by.

    Its id is the school's and the person's.
    """

    meta = {"collection": "conference_diaries"}  # noqa: RUF012
    id = StringField(primary_key=True)
    turn = IntField(default=0)


DOCUMENTS = (Conference, Slot, Talk, Preparation, Diary)
