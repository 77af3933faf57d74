"""Numbers that want no texts any more. Source: providers' rules on STOP; R9."""

from datetime import datetime

from mongoengine.fields import DateTimeField, StringField

from shared.tenancy import TenantDocument


class StoppedNumber(TenantDocument):
    """Somebody answered STOP from this number: texts end there, every other channel stays."""

    meta = {"collection": "stopped_numbers", "indexes": [("school_id", "number")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    number = StringField(required=True)
    stopped_at = DateTimeField(required=True)

    @classmethod
    def of(cls, school_id: str, number: str, now: datetime) -> "StoppedNumber":
        """That the number wants no texts of this school from now on."""
        return cls(id=f"{school_id}/{number}", school_id=school_id, number=number, stopped_at=now)
