"""What the ledger and its measures keep. Rows of the ledger are appended, never changed.

``seq`` orders a school's rows without a counter that everybody would wait for: a UUIDv7 made when
the row is appended, so it grows with the consumer's clock, and rows of two consumers never share
one. A row may be committed after one with a greater ``seq``; nothing depends on that, because the
measures come out the same in every order.
"""

from mongoengine.fields import (
    BooleanField,
    DateTimeField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from services.evaluation.ledger.rules import Measure
from shared.tenancy import TenantDocument


class LedgerEntry(TenantDocument):
    """One fact as it came, with the dimensions of that moment; its id is the event's."""

    meta = {  # noqa: RUF012
        "collection": "ledger",
        "indexes": [("school_id", "seq"), ("school_id", "type", "-at")],
    }
    id = StringField(primary_key=True)
    seq = StringField(required=True)
    type = StringField(required=True)
    subject = StringField(required=True)
    version = IntField(required=True)
    at = DateTimeField(required=True)
    actor = StringField(required=True)
    correlation_id = StringField(required=True)
    data = DictField(required=True)
    family = StringField()
    year = IntField()
    language = StringField(required=True)
    class_ids = ListField(StringField())


class Standing(TenantDocument):
    """How far one invitation came, or that a family came without one.

    The id is ``<school>/invitation/<id>`` or ``<school>/attendance/<id>``. Without ``at`` the
    invitation itself was not heard of yet. ``tried`` is by delivery, ``attended`` by attendance.
    """

    meta = {"collection": Measure.STANDINGS.value, "indexes": [("school_id", "at")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    at = DateTimeField()
    family = StringField()
    year = IntField()
    language = StringField()
    delivered = BooleanField()
    opened = BooleanField()
    answer = DictField()
    tried = DictField()
    attended = DictField()
    walk_in = DictField()


class ActivityStanding(TenantDocument):
    """What kind of activity was announced, and when; ``cancelled``: it did not take place.

    ``held`` is the newest word on what came of it: version, families that took part, and ``told``,
    the groups (students, families, teachers) of which staff say what they gained.
    """

    meta = {  # noqa: RUF012
        "collection": Measure.ACTIVITIES.value,
        "indexes": [("school_id", "at")],
    }
    id = StringField(primary_key=True)
    at = DateTimeField()
    kind = StringField()
    focus = StringField()
    cancelled = BooleanField()
    held = DictField()


class HomeLearning(TenantDocument):
    """One thing a family told of learning at home: a practice, or how homework went.

    ``told`` is the newest word on it: version, counts (not taken back), family, year, month, kind.
    """

    meta = {  # noqa: RUF012
        "collection": Measure.HOME_LEARNING.value,
        "indexes": [("school_id", "told.month", "told.family")],
    }
    id = StringField(primary_key=True)
    told = DictField()


class RollCount(TenantDocument):
    """How many families a school has, by year and languages, as counted of late; one per school."""

    meta = {"collection": "roll_counts"}  # noqa: RUF012
    id = StringField(primary_key=True)
    counted_at = DateTimeField(required=True)
    groups = ListField(DictField())


MEASURES = {
    Measure.STANDINGS: Standing,
    Measure.ACTIVITIES: ActivityStanding,
    Measure.HOME_LEARNING: HomeLearning,
}
DOCUMENTS = (LedgerEntry, Standing, ActivityStanding, HomeLearning, RollCount)
