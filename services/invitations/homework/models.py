"""Tasks, what families told of them and asked, what a class expects, what reviewers flagged."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mongoengine.fields import DateField, DateTimeField, DictField, IntField, ListField, StringField

from services.invitations.homework.rules import Task, Told
from shared.events import Texts, texts_as_dict, texts_from_dict, written
from shared.events.homework import WayToHelp
from shared.tenancy import Aggregate, TenantDocument


class Homework(Aggregate):
    """A task for classes. ``words`` is text by name, each by language as ``texts_as_dict`` does."""

    meta = {  # noqa: RUF012
        "collection": "homework",
        "indexes": [("school_id", "class_ids", "-due_on"), ("school_id", "author_id", "-due_on")],
    }
    id = StringField(primary_key=True)
    author_id = StringField(required=True)
    class_ids = ListField(StringField(), required=True)
    kind = StringField(required=True)
    level = StringField(required=True)
    language = StringField(required=True)
    words = DictField(required=True)
    ways = ListField(StringField())
    minutes = IntField(required=True, min_value=1)
    template = StringField(default="")
    due_on = DateField(required=True)
    set_at = DateTimeField(required=True)
    changed_at = DateTimeField(required=True)

    def texts(self, name: str) -> Texts:
        """One of its texts in every language there is of it; empty when it has none."""
        stored: Mapping[str, Mapping[str, Any]] = self.words.get(name, {})
        return texts_from_dict(stored)

    def hold(self, task: Task, now: datetime) -> None:
        """Say what the teacher wrote; classes and kind stay as they were set."""
        self.level, self.language = task.help_level.value, task.language
        self.words = {
            name: texts_as_dict(written(task.language, text))
            for name, text in task.texts().items()
            if text
        }
        self.ways = [one.value for one in task.ways]
        self.minutes, self.due_on = task.minutes, task.due_on
        self.changed_at = now


class HomeworkReply(Aggregate):
    """What one guardian chose and told of a task for one child. Its words never leave here.

    ``helped`` is empty until they told how it went; ``entered_by`` the teacher who wrote it down.
    """

    meta = {  # noqa: RUF012
        "collection": "homework_replies",
        "indexes": [
            ("school_id", "homework_id"),
            ("school_id", "guardian_id"),
            ("school_id", "student_id"),
        ],
    }
    id = StringField(primary_key=True)
    homework_id = StringField(required=True)
    guardian_id = StringField(required=True)
    student_id = StringField(required=True)
    way = StringField(default="")
    chosen_at = DateTimeField()
    helped = StringField(default="")
    minutes = IntField()
    words = StringField(default="")
    shared_at = DateTimeField()
    channel = StringField(default="")
    entered_by = StringField()

    def choose(self, way: WayToHelp, now: datetime) -> None:
        """The family will try this way."""
        self.way, self.chosen_at = way.value, now

    def share(self, told: Told, *, channel: str, entered_by: str | None, now: datetime) -> None:
        """The family told how it went."""
        self.helped, self.minutes, self.words = told.helped.value, told.minutes, told.words
        if told.way is not None and told.way.value != self.way:
            self.choose(told.way, now)
        self.shared_at, self.channel, self.entered_by = now, channel, entered_by


class HelpRequest(Aggregate):
    """That a guardian needs help to help with a task; open until a teacher answered."""

    meta = {  # noqa: RUF012
        "collection": "help_requests",
        "indexes": [
            ("school_id", "homework_id"),
            ("school_id", "guardian_id"),
            ("school_id", "student_id"),
        ],
    }
    id = StringField(primary_key=True)
    homework_id = StringField(required=True)
    guardian_id = StringField(required=True)
    student_id = StringField(required=True)
    words = StringField(default="")
    asked_at = DateTimeField(required=True)
    answered_at = DateTimeField()
    answered_by = StringField()

    @property
    def is_open(self) -> bool:
        """Whether it waits for a teacher."""
        return self.answered_at is None

    def ask(self, words: str, now: datetime) -> None:
        """The guardian asks, perhaps again."""
        self.words, self.asked_at = words, now
        self.answered_at = self.answered_by = None

    def answer(self, *, by: str, now: datetime) -> None:
        """A teacher answered."""
        self.answered_at, self.answered_by = now, by


class ClassExpectation(TenantDocument):
    """What a class expects of its families, kept once and shown on each of its tasks (S102)."""

    meta = {  # noqa: RUF012
        "collection": "class_expectations",
        "indexes": [("school_id", "class_id")],
    }
    id = StringField(primary_key=True)
    class_id = StringField(required=True)
    language = StringField(required=True)
    minutes = IntField(required=True)
    amount = StringField(required=True)
    whom_to_ask = StringField(required=True)
    changed_at = DateTimeField(required=True)
    changed_by = StringField(required=True)


class HomeworkFlag(TenantDocument):
    """That a reviewer finds a task too much like school at home (S52)."""

    meta = {  # noqa: RUF012
        "collection": "homework_flags",
        "indexes": [("school_id", "homework_id")],
    }
    id = StringField(primary_key=True)
    homework_id = StringField(required=True)
    reviewer_id = StringField(required=True)
    note = StringField(default="")
    flagged_at = DateTimeField(required=True)


DOCUMENTS = (Homework, HomeworkReply, HelpRequest, ClassExpectation, HomeworkFlag)
