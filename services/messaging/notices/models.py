"""What notices are about: activities, invitations, answers; and what is to be said of a group."""

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

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
    answer_by = DateTimeField()
    supports = ListField(StringField())
    # Of the announcement, which does not say it, 0.
    sequence = IntField(default=0)


class CancelledActivity(Projection):
    """That an activity does not take place, and why as the host says it."""

    meta = {"collection": "cancelled_activities", "indexes": [("school_id",)]}  # noqa: RUF012
    activity_id = StringField()
    reason = DictField()
    sequence = IntField(default=0)


class KnownInvitation(Projection):
    """Who was invited to what, with which children."""

    meta = {  # noqa: RUF012
        "collection": "known_invitations",
        "indexes": [
            ("school_id", "activity_id", "invitation_id", "guardian_id"),
            ("school_id", "guardian_id"),
        ],
    }
    invitation_id = StringField()
    activity_id = StringField()
    guardian_id = StringField()
    student_ids = ListField(StringField())
    class_ids = ListField(StringField())
    answer_by = DateTimeField()


class KnownAnswer(Projection):
    """The newest answer to an invitation. A promotion says neither: it is a yes with a seat.

    ``way`` is how a family takes part that does not come.
    """

    meta = {"collection": "known_answers", "indexes": [("school_id", "activity_id")]}  # noqa: RUF012
    invitation_id = StringField()
    activity_id = StringField()
    answer = StringField(default="yes")
    place = StringField(default="seat")
    adults = IntField(default=0)
    children = IntField(default=0)
    accept_by = DateTimeField()
    way = StringField()


class KnownSignUp(Projection):
    """What a guardian stands for at an activity, and from when if it has a time, as told last.

    Who gave it back stands for nothing: then there is no activity, no guardian and no time.
    """

    meta = {  # noqa: RUF012
        "collection": "known_sign_ups",
        "indexes": [("school_id", "activity_id", "guardian_id")],
    }
    sign_up_id = StringField()
    activity_id = StringField()
    guardian_id = StringField()
    starts_at = DateTimeField()


class ActivityNotice(TenantDocument):
    """A change to tell to the invited families of an activity; a worker passes it on.

    ``what`` is not passed on yet. ``telling`` is what is being passed on, ``after`` the last
    invitation that was. One per activity: changes close to each other are told together.
    """

    meta = {"collection": "activity_notices", "indexes": [("school_id", "due_at")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    activity_id = StringField(required=True)
    what = ListField(StringField())
    is_cancelled = BooleanField(default=False)
    sequence = IntField(default=0)
    noted_at = DateTimeField(required=True)
    told_at = DateTimeField()
    telling = ListField(StringField())
    # The sequence when this telling began: the same for all who are told in it.
    telling_sequence = IntField(default=0)
    after = StringField(default="")
    # None when everybody was told.
    due_at = DateTimeField()


class ChildNotice(TenantDocument):
    """Something to say about a child, or about classes to everybody in them; a worker finds whom.

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
    class_ids = ListField(StringField())
    on = StringField(required=True)
    category = StringField(default="")
    title = DictField()
    because = ListField(StringField())
    told_at = DateTimeField(required=True)
    # When what it offers ends, if it says so.
    closes_at = DateTimeField()
    # None when it was passed on, or nobody was found in time.
    due_at = DateTimeField()
