"""The activities that notices are about: a projection of invitations' events."""

from mongoengine.fields import DateTimeField, DictField, ListField, StringField

from shared.tenancy import Projection


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
