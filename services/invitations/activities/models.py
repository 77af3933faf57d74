"""An activity for families, and the seats of one that has not room for all."""

from collections.abc import Mapping
from typing import Any

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from shared.events import Texts, texts_from_dict
from shared.tenancy import Aggregate, TenantDocument


class Activity(Aggregate):
    """What families are invited to. Texts are kept by language as ``texts_as_dict`` gives them.

    ``capacity`` counts people; without one there is room for all. ``job_id`` is the job that
    invites the families.
    """

    meta = {  # noqa: RUF012
        "collection": "activities",
        "indexes": [("school_id", "-starts_at"), ("school_id", "class_ids", "-starts_at")],
    }
    id = StringField(primary_key=True)
    kind = StringField(required=True)
    focus = StringField(required=True)
    title = DictField(required=True)
    relevance = DictField(required=True)
    place = DictField(required=True)
    starts_at = DateTimeField(required=True)
    ends_at = DateTimeField(required=True)
    answer_by = DateTimeField(required=True)
    host_id = StringField(required=True)
    class_ids = ListField(StringField(), required=True)
    capacity = IntField(min_value=1)
    supports = ListField(StringField())
    announced_at = DateTimeField(required=True)
    job_id = StringField(required=True)

    def texts(self, name: str) -> Texts:
        """``title``, ``relevance`` or ``place`` in every language there is of it."""
        stored: Mapping[str, Mapping[str, Any]] = getattr(self, name)
        return texts_from_dict(stored)


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


DOCUMENTS = (Activity, Seats)
