"""Times of their own that families agreed to: talks and visits."""

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from shared import ids
from shared.tenancy import Projection, TenantDocument


class KnownConference(Projection):
    """What a round of talks is called."""

    meta = {"collection": "known_conferences", "indexes": [("school_id",)]}  # noqa: RUF012
    conference_id = StringField()
    title = DictField()


class Appointment(TenantDocument):
    """A time that a guardian has with somebody of the school, or had: then it is cancelled.

    ``about`` is the subject that others know it by. ``sequence`` is its last change's.
    """

    meta = {  # noqa: RUF012
        "collection": "appointments",
        "indexes": [("school_id", "guardian_id"), ("school_id", "about")],
    }
    id = StringField(primary_key=True)
    about = StringField(required=True)
    group = StringField(default="")
    guardian_id = StringField(required=True)
    student_ids = ListField(StringField())
    host_ids = ListField(StringField())
    title = DictField()
    place = DictField()
    mode = StringField(default="")
    starts_at = DateTimeField()
    ends_at = DateTimeField()
    sequence = IntField(default=-1)
    is_cancelled = BooleanField(default=False)
    changed_at = DateTimeField(required=True)


def appointment_id(school_id: str, about: str, guardian_id: str) -> str:
    """The id of the one appointment of a guardian about this."""
    return ids.derived_id("appointment", school_id, about, guardian_id)


DOCUMENTS = (KnownConference, Appointment)
