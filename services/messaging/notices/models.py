"""The activities that notices are about, and what is to be said of a child or a class."""

from mongoengine.fields import DateTimeField, DictField, ListField, StringField

from services.messaging.notices.rules import Notice
from shared.tenancy import Projection, TenantDocument


class KnownActivity(Projection):
    """An announced activity, as far as mail tells of it; what was written is texts by language."""

    meta = {"collection": "known_activities", "indexes": [("school_id",)]}  # noqa: RUF012
    activity_id = StringField()
    title = DictField()
    relevance = DictField()
    place = DictField()
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    supports = ListField(StringField())


class ChildNotice(TenantDocument):
    """Something to say about a child, or about a class to everybody in it; a worker finds to whom.

    Kept apart from the mails, because the families' links may arrive after what happened does.
    ``because`` are the subjects it is about; without any left there is nothing to say.
    """

    meta = {  # noqa: RUF012
        "collection": "child_notices",
        "indexes": [("school_id", "due_at"), ("school_id", "because")],
    }
    id = StringField(primary_key=True)
    notice = StringField(required=True, choices=[one.value for one in Notice])
    student_id = StringField()
    class_id = StringField()
    on = StringField(required=True)
    category = StringField(default="")
    because = ListField(StringField())
    told_at = DateTimeField(required=True)
    # None when it was passed on, or nobody was found in time.
    due_at = DateTimeField()
