"""An activity for families, what a teacher keeps before sending one, and its seats."""

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

from services.invitations.activities.rules import CHANGES_SHOWN, Cancellation, Details, State
from shared import ids
from shared.events import Texts, texts_as_dict, texts_from_dict, written
from shared.tenancy import Aggregate, TenantDocument


class Activity(Aggregate):
    """What families are invited to. Texts are kept by language as ``texts_as_dict`` gives them.

    ``capacity`` counts people; without one there is room for all. ``job_id`` is the job that
    invites the families, from ``release_at`` on: until then it is *held* and nobody outside the
    school has heard of it. ``sequence`` grows with each change that families hear of, ``changes``
    says what changed: ``[{what: [field, …], at, sequence}]``, the newest last. ``draft_id`` is the
    draft that it was sent from, so that a second tab cannot send that again. ``partners`` is
    ``[{who, brings}]`` and ``variant`` ``{interest, language, time}``. ``steps`` counts the steps
    of the fan-out, so that none of them and a change can pass each other. ``offer_id`` is what a
    family offered and this came of.
    ``district_announcement_id`` is shared by the activities that the district announced at once.
    """

    meta = {  # noqa: RUF012
        "collection": "activities",
        "indexes": [
            ("school_id", "-starts_at"),
            ("school_id", "class_ids", "-starts_at"),
            ("school_id", "series_id"),
            ("school_id", "variant_of"),
            ("school_id", "draft_id"),
            ("school_id", "offer_id"),
        ],
    }
    id = StringField(primary_key=True)
    state = StringField(default=State.ANNOUNCED.value)
    kind = StringField(required=True)
    focus = StringField(required=True)
    template = StringField(default="")
    language = StringField(default="")
    title = DictField(required=True)
    relevance = DictField(required=True)
    place = DictField(required=True)
    at_home = DictField()
    starts_at = DateTimeField(required=True)
    ends_at = DateTimeField(required=True)
    answer_by = DateTimeField(required=True)
    host_id = StringField(required=True)
    host_ids = ListField(StringField())
    ambassador_ids = ListField(StringField())
    class_ids = ListField(StringField())
    audience = DictField()
    capacity = IntField(min_value=1)
    supports = ListField(StringField())
    ways = ListField(StringField())
    one_answer = BooleanField(default=False)
    partners = ListField(DictField())
    adaptation_note = StringField(default="")
    series_id = StringField()
    series_number = IntField(default=0)
    series_count = IntField(default=0)
    every_days = IntField(default=0)
    variant_of = StringField()
    variant = DictField()
    cloned_from = DictField()
    release_at = DateTimeField()
    announced_at = DateTimeField()
    job_id = StringField(required=True)
    sequence = IntField(default=0)
    changes = ListField(DictField())
    cancelled_at = DateTimeField()
    reason = DictField()
    steps = IntField(default=0)
    draft_id = StringField()
    offer_id = StringField()
    district_announcement_id = StringField()
    # What students, families and teachers got from it, as staff said when it was over.
    gains = DictField()
    closed_at = DateTimeField()
    closed_by = StringField()

    @staticmethod
    def id_for(district_announcement_id: str, school_id: str) -> str:
        """The id of the school's part of a district's announcement, so that it has one only."""
        return ids.derived_id("district-activity", district_announcement_id, school_id)

    def texts(self, name: str) -> Texts:
        """``title``, ``relevance``, ``place``, ``at_home`` or ``reason`` in every language."""
        stored: Mapping[str, Mapping[str, Any]] = getattr(self, name)
        return texts_from_dict(stored)

    @property
    def is_held(self) -> bool:
        """Whether no family has heard of it yet."""
        return bool(self.state == State.HELD.value)

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return bool(self.state == State.CANCELLED.value)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Who receives the families, who announced it first."""
        return tuple(dict.fromkeys([self.host_id, *self.host_ids]))

    def release(self, now: datetime) -> None:
        """The invitations go out."""
        self.state = State.ANNOUNCED.value
        self.announced_at = now

    def change(self, details: Details, what: tuple[str, ...], now: datetime) -> None:
        """It will be so from now on; ``what`` names the fields that differ."""
        for name in ("title", "relevance", "place"):
            if name in what:
                setattr(self, name, self._reworded(getattr(details, name)))
        self.starts_at, self.ends_at = details.starts_at, details.ends_at
        self.answer_by, self.capacity = details.answer_by, details.capacity
        self.supports = [one.value for one in details.supports]
        self.sequence += 1
        told = {"what": list(what), "at": now, "sequence": self.sequence}
        self.changes = [*self.changes, told][-CHANGES_SHOWN:]

    def cancel(self, cancellation: Cancellation) -> None:
        """It does not take place."""
        self.state = State.CANCELLED.value
        self.cancelled_at = cancellation.at
        self.reason = texts_as_dict(written(self.written_in, cancellation.reason))
        self.sequence += 1

    def may_be_closed(self, now: datetime) -> bool:
        """Whether it took place, so that one can say what came of it."""
        return self.state == State.ANNOUNCED.value and bool(self.ends_at <= now)

    def close(self, gains: Mapping[str, Any], *, by: str, now: datetime) -> None:
        """Somebody says what came of it, or says it better."""
        self.gains, self.closed_by, self.closed_at = dict(gains), by, now

    @property
    def written_in(self) -> str:
        """The language of its words."""
        return str(self.language or next(iter(self.title), "en"))

    def _reworded(self, text: str) -> dict[str, dict[str, str]]:
        """The new words only: a translation of the old ones would say something else."""
        return texts_as_dict(written(self.written_in, text))


class ActivityDraft(Aggregate):
    """What a teacher typed and has not sent, or took back: the form's values as typed."""

    meta = {  # noqa: RUF012
        "collection": "activity_drafts",
        "indexes": [("school_id", "host_id", "-saved_at")],
    }
    id = StringField(primary_key=True)
    host_id = StringField(required=True)
    values = DictField()
    saved_at = DateTimeField(required=True)
    taken_back = BooleanField(default=False)

    @property
    def title(self) -> str:
        """The title so far, empty while there is none."""
        typed = self.values.get("title", "")
        return str(next(iter(typed), "") if isinstance(typed, list) else typed)

    def keep(self, values: Mapping[str, Any], now: datetime, *, taken_back: bool = False) -> None:
        """It holds these values of the form from now on."""
        self.values = dict(values)
        self.saved_at = now
        self.taken_back = taken_back
        self.version += 1


class Seats(TenantDocument):
    """The seats of one activity, by the activity's id. Changed by one conditional update only.

    ``turn`` grows with every try for a seat, so that tries exclude each other and those who wait
    stand in line; ``seated`` says how the last try ended.
    """

    meta = {"collection": "activity_seats"}  # noqa: RUF012
    id = StringField(primary_key=True)
    capacity = IntField(required=True)
    taken = IntField(default=0)
    turn = IntField(default=0)
    seated = BooleanField(default=False)


DOCUMENTS = (Activity, ActivityDraft, Seats)
