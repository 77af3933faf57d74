"""Who took part in an activity, one document per family."""

from datetime import datetime

from mongoengine.fields import BooleanField, DateTimeField, IntField, ListField, StringField

from services.invitations.check_in.rules import Arrival
from shared.tenancy import Aggregate


class Attendance(Aggregate):
    """That a family took part, how, and with how many; ``present`` false takes it back.

    Its id is derived from activity and family, so that a family is there once. A family that
    nobody knows has neither ``guardian_id`` nor ``student_ids``.
    """

    meta = {  # noqa: RUF012
        "collection": "attendances",
        "indexes": [("school_id", "activity_id")],
    }
    id = StringField(primary_key=True)
    activity_id = StringField(required=True)
    family_key = StringField()
    invitation_id = StringField()
    guardian_id = StringField()
    student_ids = ListField(StringField())
    mode = StringField(required=True)
    adults = IntField(required=True)
    children = IntField(required=True)
    present = BooleanField(required=True)
    recorded_at = DateTimeField(required=True)
    recorded_by = StringField(required=True)

    def arrive(self, arrival: Arrival, *, by: str, now: datetime) -> None:
        """The family is there."""
        self.mode = arrival.mode.value
        self.adults, self.children = arrival.adults, arrival.children
        self.present = True
        self.recorded_at, self.recorded_by = now, by

    def take_back(self, *, by: str, now: datetime) -> None:
        """It was ticked by mistake."""
        self.present = False
        self.recorded_at, self.recorded_by = now, by

    def is_as(self, arrival: Arrival) -> bool:
        """Whether exactly this is noted already."""
        return bool(
            self.present
            and self.mode == arrival.mode.value
            and (self.adults, self.children) == (arrival.adults, arrival.children)
        )


DOCUMENTS = (Attendance,)
