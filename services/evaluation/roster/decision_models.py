"""What people decide about the roster, and what waits for them: held guardians, households.

``GuardianHold`` and ``TurnedDay`` belong to the district, as the feeds' records do;
``HouseholdDecision`` to the school that took it.
"""

from mongoengine.fields import BooleanField, DateField, DateTimeField, ListField, StringField

from shared.tenancy import TenantDocument


class GuardianHold(TenantDocument):
    """A child of whom a feed tells more guardians than are taken unseen, or some that are none.

    ``held`` are those that wait, ``allowed`` those that stand: they were there before, or somebody
    approved them. ``ignored`` are named with the child and no guardians by role. All of them by
    ``sourcedId``. ``schools``: where the child is a student. Its id is
    ``<district>/<source>/<student>``.
    """

    meta = {  # noqa: RUF012
        "collection": "guardian_holds",
        "indexes": [("school_id", "student_id"), ("school_id", "schools")],
    }
    id = StringField(primary_key=True)
    source = StringField(required=True)
    student = StringField(required=True)
    student_id = StringField(required=True)
    schools = ListField(StringField())
    held = ListField(StringField())
    allowed = ListField(StringField())
    ignored = ListField(StringField())


class HouseholdDecision(TenantDocument):
    """What the school knows of these guardians: they share a household, or they do not.

    Its id is ``<school>/<household>``. It stands against whatever a feed tells.
    """

    meta = {  # noqa: RUF012
        "collection": "household_decisions",
        "indexes": [("school_id", "guardian_ids")],
    }
    id = StringField(primary_key=True)
    household_id = StringField(required=True)
    guardian_ids = ListField(StringField())
    is_shared = BooleanField(required=True)
    decided_by = StringField(required=True)
    decided_at = DateTimeField(required=True)


class TurnedDay(TenantDocument):
    """The last day whose beginnings and endings were marked, by source and time zone."""

    meta = {"collection": "roster_turned_days", "indexes": [("school_id",)]}  # noqa: RUF012
    id = StringField(primary_key=True)
    day = DateField(required=True)
