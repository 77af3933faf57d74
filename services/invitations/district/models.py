"""What the district announces to several of its schools at once."""

from collections.abc import Mapping

from mongoengine.fields import DateTimeField, DictField, IntField, ListField, StringField

from services.invitations.district.rules import LeftOut, State
from shared.tenancy import Aggregate


class DistrictAnnouncement(Aggregate):
    """One activity for each of ``school_ids``; it belongs to the district's own tenant.

    ``values`` are the form's, for each school reads the times by its own clock. ``left_out`` says
    which schools got none: ``[{school_id, why}]``. ``steps`` counts the schools it came to, so
    that taking it back and announcing it cannot pass each other.
    """

    meta = {  # noqa: RUF012
        "collection": "district_announcements",
        "indexes": [("school_id", "-sent_at")],
    }
    id = StringField(primary_key=True)
    state = StringField(default=State.HELD.value)
    values = DictField(required=True)
    school_ids = ListField(StringField())
    left_out = ListField(DictField())
    sent_by = StringField(required=True)
    sent_at = DateTimeField(required=True)
    release_at = DateTimeField(required=True)
    job_id = StringField(required=True)
    steps = IntField(default=0)

    @property
    def is_held(self) -> bool:
        """Whether no school has heard of it yet."""
        return bool(self.state == State.HELD.value)

    @property
    def is_taken_back(self) -> bool:
        """Whether it was undone in time."""
        return bool(self.state == State.TAKEN_BACK.value)

    @property
    def title(self) -> Mapping[str, str]:
        """The title as it was written: ``text`` and its ``language``."""
        return {"text": self.values["title"], "language": self.values["language"]}

    @property
    def why_left_out(self) -> Mapping[str, LeftOut]:
        """The schools without an activity, each with the reason."""
        return {one["school_id"]: LeftOut(one["why"]) for one in self.left_out}


DOCUMENTS = (DistrictAnnouncement,)
