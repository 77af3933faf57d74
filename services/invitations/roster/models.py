"""The roster fields that invitations keeps: projections of evaluation's events, not written else.

No dates of birth, no numbers of the student system, no contact points: nothing here needs them.
"""

from mongoengine.fields import BooleanField, DateField, IntField, ListField, StringField

from shared.tenancy import Projection, TenantDocument


class RosterOrg(Projection):
    """A school, or the district: its name, its time zone, the first days of its terms."""

    meta = {"collection": "roster_orgs", "indexes": [("school_id",)]}  # noqa: RUF012
    org_id = StringField()
    name = StringField()
    zone = StringField()
    # Days, as ISO 8601 writes them.
    term_starts = ListField(StringField())


class RosterClass(Projection):
    """A class and its year levels."""

    meta = {"collection": "roster_classes", "indexes": [("school_id", "class_id")]}  # noqa: RUF012
    class_id = StringField()
    title = StringField()
    grades = ListField(StringField())
    active = BooleanField(default=False)


class RosterPerson(Projection):
    """A person in one school: name, the roles there, year levels, the languages they read."""

    meta = {  # noqa: RUF012
        "collection": "roster_persons",
        "indexes": [("school_id", "person_id"), ("school_id", "roles")],
    }
    person_id = StringField()
    given_name = StringField()
    family_name = StringField()
    preferred_name = StringField()
    roles = ListField(StringField())
    grades = ListField(StringField())
    languages = ListField(StringField())
    active = BooleanField(default=False)

    @property
    def called(self) -> str:
        """The name a person goes by among friends."""
        return str(self.preferred_name or self.given_name)

    @property
    def full_name(self) -> str:
        """The name a person goes by, then the family's."""
        return f"{self.called} {self.family_name}".strip()


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
    """What a guardian is to a student, from and to (exclusive) which day."""

    meta = {  # noqa: RUF012
        "collection": "roster_guardian_links",
        "indexes": [("school_id", "guardian_id"), ("school_id", "student_id")],
    }
    student_id = StringField()
    guardian_id = StringField()
    may_be_invited = BooleanField(default=False)
    data_access = BooleanField(default=False)
    valid_from = DateField()
    valid_to = DateField()
    active = BooleanField(default=False)


class RosterHousehold(Projection):
    """Guardians who share a household, and their children at the school."""

    meta = {  # noqa: RUF012
        "collection": "roster_households",
        "indexes": [("school_id", "guardian_ids")],
    }
    guardian_ids = ListField(StringField())
    student_ids = ListField(StringField())
    active = BooleanField(default=False)


class RosterCoordinator(TenantDocument):
    """Who coordinates a school's partnerships; its id is the school's, no person when vacant."""

    meta = {  # noqa: RUF012
        "collection": "roster_coordinators",
        "indexes": [("school_id", "person_id")],
    }
    id = StringField(primary_key=True)
    version = IntField(default=0)
    person_id = StringField()


DOCUMENTS = (
    RosterOrg,
    RosterClass,
    RosterPerson,
    RosterEnrollment,
    RosterGuardianLink,
    RosterHousehold,
    RosterCoordinator,
)
