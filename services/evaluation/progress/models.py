"""What a school knows of its children's days and work, as its feed told it.

Each belongs to one school and is written by publishing and, for holds, by the teacher's use cases.
``told`` is what homes were last told of it by an event; nothing when they were told nothing.
"""

from datetime import datetime
from typing import Any, ClassVar

from mongoengine.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    DictField,
    FloatField,
    IntField,
    ListField,
    StringField,
)

from services.evaluation.progress.rules import Outcome
from shared.tenancy import Aggregate


class Kept(Aggregate):
    """What one school keeps of one record; its id is ``<school_id>/<record id>``.

    ``digest`` is of what the feed told, so that the same told again changes nothing.
    """

    meta: ClassVar[dict[str, Any]] = {"abstract": True}
    id = StringField(primary_key=True)
    digest = StringField(required=True)


class Assignment(Kept):
    """Work given to a class: OneRoster's line item.

    ``language`` is that of title and description, as far as known. ``hold``: all results of it are
    held until released; ``{"by": person id, "at": time}``. ``is_announced``: homes were told of it.
    """

    meta = {  # noqa: RUF012
        "collection": "assignments",
        "indexes": [
            ("school_id", "class_id", "-due_on"),
            {
                "fields": ("school_id", "assigned_on"),
                "partialFilterExpression": {"is_announced": False},
            },
        ],
    }
    assignment_id = StringField(required=True)
    class_id = StringField(required=True)
    title = StringField(required=True)
    description = StringField(default="")
    language = StringField(required=True)
    category = StringField(default="")
    assigned_on = DateField(required=True)
    due_on = DateField(required=True)
    minimum = FloatField()
    maximum = FloatField()
    is_announced = BooleanField(required=True)
    hold = DictField(null=True, default=None)
    active = BooleanField(required=True)


class Result(Kept):
    """What became of a student's work.

    ``status`` is OneRoster's word. ``scale`` is the label that the score scale gives the score.
    ``is_posted``: the school is done with it, so that home may see it unless it is held. ``hold``:
    ``{"by": person id, "at": time, "of": "result" | "assignment"}``. Exempt and blank are not zero.
    """

    meta = {  # noqa: RUF012
        "collection": "results",
        "indexes": [
            ("school_id", "student_id"),
            ("school_id", "assignment_id"),
            {
                "fields": ("school_id", "assignment_id", "student_id"),
                "partialFilterExpression": {"hold": {"$type": "object"}},
            },
        ],
    }
    result_id = StringField(required=True)
    assignment_id = StringField(required=True)
    class_id = StringField(required=True)
    student_id = StringField(required=True)
    status = StringField(default="")
    score = FloatField()
    text_score = StringField(default="")
    scale = StringField(default="")
    scored_on = DateField(required=True)
    comment = StringField(default="")
    in_progress = BooleanField(required=True)
    incomplete = BooleanField(required=True)
    late = BooleanField(required=True)
    missing = BooleanField(required=True)
    is_posted = BooleanField(required=True)
    hold = DictField(null=True, default=None)
    told = DictField(null=True, default=None)
    active = BooleanField(required=True)

    @property
    def outcome(self) -> Outcome:
        """What it says, held or not."""
        return Outcome(
            status=self.status,
            score=self.score,
            text_score=self.text_score,
            incomplete=self.incomplete,
            late=self.late,
            missing=self.missing,
        )

    @property
    def is_held(self) -> bool:
        """Whether a teacher keeps it until it was talked about."""
        return self.hold is not None

    def keep(self, person_id: str, at: datetime, *, of: str) -> None:
        """Hold it, whether there is a mark already or not."""
        self.hold = {"by": person_id, "at": at, "of": of}

    def let_go(self) -> None:
        """It is held no longer."""
        self.hold = None


class Attendance(Kept):
    """One mark of attendance: a student, a day, the whole of it or one class.

    ``kind`` and ``category`` as in the events. ``told_by`` is the feed's record that it comes from,
    ``keys`` how records that tell of it name it.
    ``is_excused`` is None while nobody said. ``corrected_at``: homes were told something else
    before.
    """

    meta = {  # noqa: RUF012
        "collection": "attendance",
        "indexes": [
            ("school_id", "student_id", "-on"),
            ("school_id", "on"),
            ("school_id", "told_by"),
        ],
    }
    attendance_id = StringField(required=True)
    student_id = StringField(required=True)
    class_id = StringField()
    on = DateField(required=True)
    kind = StringField(required=True)
    category = StringField(required=True)
    reason_title = StringField(default="")
    is_excused = BooleanField()
    minutes = IntField()
    arrived = StringField(default="")
    left = StringField(default="")
    comment = StringField(default="")
    in_session = BooleanField(required=True)
    told_by = StringField(required=True)
    keys = ListField(StringField())
    told = DictField(null=True, default=None)
    corrected_at = DateTimeField()
    active = BooleanField(required=True)


class CalendarDay(Kept):
    """A day that the school's calendar tells of; days it does not tell of are school days."""

    meta = {"collection": "calendar_days", "indexes": [("school_id", "on")]}  # noqa: RUF012
    on = DateField(required=True)
    in_session = BooleanField(required=True)
    reason = StringField(default="")
    active = BooleanField(required=True)


DOCUMENTS = (Assignment, Result, Attendance, CalendarDay)
