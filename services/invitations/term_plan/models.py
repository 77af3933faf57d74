"""What is on a term plan beside what is announced: ideas, and what came of what is over."""

from datetime import datetime

from mongoengine.fields import DateField, DateTimeField, ListField, StringField

from services.invitations.term_plan.rules import Decision
from shared.tenancy import Aggregate


class PlanEntry(Aggregate):
    """Something in mind for about a week of a term, in its writer's words; not announced yet.

    ``host_id`` is who may take it on, nobody in particular when empty. ``way`` is a template's slug
    or the id of a way of the school's own. ``draft_id``: it is being written as an announcement,
    ``draft_ids``: all that were begun of it; ``activity_id``: it was announced as that.
    """

    meta = {  # noqa: RUF012
        "collection": "plan_entries",
        "indexes": [
            ("school_id", "week"),
            ("school_id", "draft_id"),
            ("school_id", "draft_ids"),
            ("school_id", "activity_id"),
        ],
    }
    id = StringField(primary_key=True)
    title = StringField(required=True)
    language = StringField(required=True)
    kind = StringField(required=True)
    focus = StringField(required=True)
    week = DateField(required=True)
    host_id = StringField(default="")
    way = StringField(default="")
    added_by = StringField(required=True)
    added_at = DateTimeField(required=True)
    draft_id = StringField()
    draft_ids = ListField(StringField())
    activity_id = StringField()
    dropped_at = DateTimeField()
    flag = StringField(default="")
    flagged_by = StringField()
    flagged_at = DateTimeField()

    def begin(self, draft_id: str) -> None:
        """Somebody writes it as an announcement."""
        self.version += 1
        self.draft_id = draft_id
        self.draft_ids = [*self.draft_ids, draft_id]

    def became(self, activity_id: str) -> None:
        """It was announced; if that is taken back, its draft has the activity's id."""
        self.version += 1
        self.activity_id = activity_id
        self.draft_ids = [*self.draft_ids, activity_id]

    def drop(self, now: datetime) -> None:
        """It is in mind no more."""
        self.version += 1
        self.dropped_at = now

    def flag_as(self, words: str, *, by: str, at: datetime) -> None:
        """A reviewer thinks that it makes homes more like school, and says why; empty: no more."""
        self.version += 1
        self.flag, self.flagged_by, self.flagged_at = words, by, at


class Review(Aggregate):
    """What is to come of one activity, and why; its id is the activity's."""

    meta = {"collection": "activity_reviews"}  # noqa: RUF012
    id = StringField(primary_key=True)
    decision = StringField()
    reason = StringField(default="")
    decided_by = StringField()
    decided_at = DateTimeField()
    flag = StringField(default="")
    flagged_by = StringField()
    flagged_at = DateTimeField()

    def decide(self, decision: Decision, reason: str, *, by: str, at: datetime) -> None:
        """Repeat it, grow it, or stop it."""
        self.version += 1
        self.decision, self.reason = decision.value, reason
        self.decided_by, self.decided_at = by, at

    def flag_as(self, words: str, *, by: str, at: datetime) -> None:
        """A reviewer thinks that it makes homes more like school, and says why; empty: no more."""
        self.version += 1
        self.flag, self.flagged_by, self.flagged_at = words, by, at


DOCUMENTS = (PlanEntry, Review)
