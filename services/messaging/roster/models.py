"""The roster fields that messaging keeps: projections of evaluation's events, not written else."""

from datetime import date

from mongoengine.fields import BooleanField, DateField, IntField, ListField, StringField

from shared.tenancy import Projection, TenantDocument

# Case does not tell addresses apart; feeds write them as they like.
IGNORE_CASE = {"locale": "en", "strength": 2}


class RosterOrg(Projection):
    """A school, or the district: its name, time zone and languages."""

    meta = {"collection": "roster_orgs", "indexes": [("school_id",)]}  # noqa: RUF012
    org_id = StringField()
    name = StringField()
    zone = StringField()
    languages = ListField(StringField())
    active = BooleanField(default=False)


class RosterPerson(Projection):
    """A person in one school: name, the roles there, the languages they read."""

    meta = {"collection": "roster_persons", "indexes": [("school_id", "person_id")]}  # noqa: RUF012
    person_id = StringField()
    given_name = StringField()
    family_name = StringField()
    preferred_name = StringField()
    roles = ListField(StringField())
    languages = ListField(StringField())
    active = BooleanField(default=False)


class RosterClass(Projection):
    """A class of the school."""

    meta = {"collection": "roster_classes", "indexes": [("school_id",)]}  # noqa: RUF012
    class_id = StringField()
    title = StringField()
    active = BooleanField(default=False)


class RosterEnrollment(Projection):
    """A person's place in a class, from and to (exclusive) which day."""

    meta = {  # noqa: RUF012
        "collection": "roster_enrollments",
        "indexes": [("school_id", "class_id", "role"), ("school_id", "person_id", "role")],
    }
    class_id = StringField()
    person_id = StringField()
    role = StringField()
    begins_on = DateField()
    ends_on = DateField()
    active = BooleanField(default=False)


class RosterGuardianLink(Projection):
    """That a guardian stands for a student, from and to (exclusive) which day."""

    meta = {  # noqa: RUF012
        "collection": "roster_guardian_links",
        "indexes": [("school_id", "guardian_id"), ("school_id", "student_id")],
    }
    student_id = StringField()
    guardian_id = StringField()
    data_access = BooleanField(default=False)
    valid_from = DateField()
    valid_to = DateField()
    active = BooleanField(default=False)

    @property
    def holds(self) -> tuple[bool, bool, date | None, date | None]:
        """What decides whether it holds on a day; see ``rules.stands_for_a_child``."""
        return (self.active, self.data_access, self.valid_from, self.valid_to)


class RosterHousehold(Projection):
    """Guardians who share a household: they may share a thread about these children."""

    meta = {  # noqa: RUF012
        "collection": "roster_households",
        "indexes": [("school_id", "guardian_ids")],
    }
    guardian_ids = ListField(StringField())
    student_ids = ListField(StringField())
    confirmed_by = StringField()
    active = BooleanField(default=False)


class RosterContactPoints(Projection):
    """How the feed says a guardian or member of staff is reached."""

    meta = {  # noqa: RUF012
        "collection": "roster_contact_points",
        "indexes": [
            {"fields": ["school_id", "emails"], "collation": IGNORE_CASE},
            {"fields": ["school_id", "phones"], "collation": IGNORE_CASE},
        ],
    }
    person_id = StringField()
    emails = ListField(StringField())
    phones = ListField(StringField())


class RosterCoordinator(TenantDocument):
    """Who coordinates a school's partnerships, if anybody; its id is the school's."""

    meta = {"collection": "roster_coordinators", "indexes": [("school_id", "person_id")]}  # noqa: RUF012
    id = StringField(primary_key=True)
    version = IntField(default=0)
    person_id = StringField()
