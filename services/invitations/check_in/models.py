"""Who took part in an activity, one document per family; and every tap that said so."""

from datetime import datetime

from mongoengine.fields import BooleanField, DateTimeField, IntField, ListField, StringField

from services.invitations.check_in.rules import Arrival
from shared.events.invitations import AttendanceMode
from shared.tenancy import Aggregate, TenantDocument


class Attendance(Aggregate):
    """That a family took part, how, and with how many; ``present`` false takes it back.

    Its id is derived from activity and family, so that a family is there once. A family that
    nobody knows has neither ``guardian_id`` nor ``student_ids``. ``tapped_at`` is when the tap
    that counts was made, by whichever phone: an older one that comes later changes nothing.
    """

    meta = {  # noqa: RUF012
        "collection": "attendances",
        "indexes": [
            ("school_id", "activity_id", "recorded_at", "id"),
            ("school_id", "guardian_id"),
            ("school_id", "student_ids"),
        ],
    }
    id = StringField(primary_key=True)
    activity_id = StringField(required=True)
    family_key = StringField()
    invitation_id = StringField()
    guardian_id = StringField()
    student_ids = ListField(StringField())
    mode = StringField(required=True, default=AttendanceMode.IN_PERSON.value)
    adults = IntField(required=True, default=0)
    children = IntField(required=True, default=0)
    present = BooleanField(required=True, default=False)
    tapped_at = DateTimeField()
    recorded_at = DateTimeField(required=True)
    recorded_by = StringField(required=True)

    def arrive(self, arrival: Arrival, *, by: str, tapped_at: datetime, now: datetime) -> None:
        """The family is there."""
        self.mode = arrival.mode.value
        self.adults, self.children = arrival.adults, arrival.children
        self.present = True
        self._note(by, tapped_at, now)

    def take_back(self, *, by: str, tapped_at: datetime, now: datetime) -> None:
        """It was ticked by mistake."""
        self.present = False
        self._note(by, tapped_at, now)

    def is_as(self, arrival: Arrival | None) -> bool:
        """Whether exactly this is noted already."""
        if arrival is None:
            return not self.present
        return bool(
            self.present
            and self.mode == arrival.mode.value
            and (self.adults, self.children) == (arrival.adults, arrival.children)
        )

    def is_newer_than(self, tapped_at: datetime) -> bool:
        """Whether what is noted was tapped after that moment."""
        noted_at = self.tapped_at or self.recorded_at
        return noted_at is not None and noted_at > tapped_at

    def _note(self, by: str, tapped_at: datetime, now: datetime) -> None:
        self.tapped_at, self.recorded_at, self.recorded_by = tapped_at, now, by


class DoorTap(TenantDocument):
    """One tap at the door as it came, and what became of it; never changed.

    Its id is derived from the activity and the key that the phone made. ``recorded_at`` is when
    this service heard of it, ``recorded_by`` who was signed in then.
    """

    meta = {  # noqa: RUF012
        "collection": "door_taps",
        "indexes": [("school_id", "activity_id", "-tapped_at")],
    }
    id = StringField(primary_key=True)
    version = IntField(default=0)
    activity_id = StringField(required=True)
    attendance_id = StringField(required=True)
    outcome = StringField(required=True)
    present = BooleanField(required=True)
    mode = StringField(required=True)
    adults = IntField(required=True)
    children = IntField(required=True)
    tapped_at = DateTimeField(required=True)
    recorded_at = DateTimeField(required=True)
    recorded_by = StringField(required=True)


DOCUMENTS = (Attendance, DoorTap)
