"""What is stored of the roster: the feeds' records as told, and what was published of them.

``SourceRecord`` belongs to the district, since a feed may serve several schools. The ``Roster…``
documents belong to one school each, carry the fields of the event that published them, and its
version: the next one is one more.
"""

from typing import Any, ClassVar

from mongoengine.fields import (
    BooleanField,
    DateField,
    DictField,
    IntField,
    ListField,
    StringField,
)

from services.evaluation.roster.decision_models import GuardianHold, HouseholdDecision, TurnedDay
from shared.events.evaluation import (
    ClassChanged,
    ContactPointsChanged,
    EnrollmentChanged,
    GuardianLinkChanged,
    HouseholdChanged,
    OrgChanged,
    PersonChanged,
)
from shared.tenancy import TenantDocument


class SourceRecord(TenantDocument):
    """One record as its source last told it; never deleted by an import, only made inactive.

    ``is_changed``: what it stands for has to be published anew. ``published_in``: the schools where
    it was. ``told_at``: when the run began that told what is in it.
    """

    meta = {  # noqa: RUF012
        "collection": "source_records",
        "indexes": [
            ("school_id", "source", "kind", "refs"),
            {
                "fields": ("school_id", "source", "kind", "is_changed"),
                "partialFilterExpression": {"is_changed": True},
            },
            ("school_id", "source", "kind", "is_active", "owner"),
            {
                "fields": ("school_id", "source", "kind", "fields.identifier"),
                "partialFilterExpression": {"kind": "users"},
            },
            {
                "fields": ("school_id", "waits_for"),
                "partialFilterExpression": {"waits_for": {"$type": "string"}},
            },
        ],
    }
    id = StringField(primary_key=True)
    source = StringField(required=True)
    kind = StringField(required=True)
    sourced_id = StringField(required=True)
    fields = DictField()
    refs = ListField(StringField())
    owner = StringField()
    digest = StringField(required=True)
    modified = StringField()
    told_at = StringField()
    is_active = BooleanField(required=True)
    is_changed = BooleanField(default=False)
    published_in = ListField(StringField())
    # Schools that have no room for the person it tells of.
    waits_for = ListField(StringField())


class Published(TenantDocument):
    """What one school was last told of one record; its id is ``<school_id>/<record id>``."""

    meta = {"abstract": True}  # noqa: RUF012
    event: ClassVar[Any]
    id = StringField(primary_key=True)
    version = IntField(required=True)
    digest = StringField(required=True)


class RosterOrg(Published):
    """A school, or the district itself."""

    meta = {"collection": "roster_orgs", "indexes": [("school_id", "org_id")]}  # noqa: RUF012
    event = OrgChanged
    org_id = StringField(required=True)
    name = StringField(required=True)
    kind = StringField(required=True)
    parent_id = StringField()
    zone = StringField(required=True)
    languages = ListField(StringField())
    active = BooleanField(required=True)
    # Days, as ISO 8601 writes them.
    term_starts = ListField(StringField())


class RosterClass(Published):
    """A class of the school."""

    meta = {"collection": "roster_classes", "indexes": [("school_id", "active")]}  # noqa: RUF012
    event = ClassChanged
    class_id = StringField(required=True)
    title = StringField(required=True)
    grades = ListField(StringField())
    active = BooleanField(required=True)


class RosterPerson(Published):
    """A person in the school, with the roles held there."""

    meta = {  # noqa: RUF012
        "collection": "roster_people",
        "indexes": [("school_id", "person_id"), ("school_id", "roles")],
    }
    event = PersonChanged
    person_id = StringField(required=True)
    given_name = StringField()
    family_name = StringField()
    preferred_name = StringField()
    roles = ListField(StringField())
    grades = ListField(StringField())
    languages = ListField(StringField())
    active = BooleanField(required=True)


class RosterEnrollment(Published):
    """A person's place in a class of the school."""

    meta = {  # noqa: RUF012
        "collection": "roster_enrollments",
        "indexes": [("school_id", "class_id"), ("school_id", "person_id")],
    }
    event = EnrollmentChanged
    enrollment_id = StringField(required=True)
    class_id = StringField(required=True)
    person_id = StringField(required=True)
    role = StringField(required=True)
    primary = BooleanField(required=True)
    begins_on = DateField()
    ends_on = DateField()
    active = BooleanField(required=True)


class RosterLink(Published):
    """What a guardian is to a student of the school."""

    meta = {  # noqa: RUF012
        "collection": "roster_links",
        "indexes": [("school_id", "student_id"), ("school_id", "guardian_id")],
    }
    event = GuardianLinkChanged
    link_id = StringField(required=True)
    student_id = StringField(required=True)
    guardian_id = StringField(required=True)
    relation = StringField(required=True)
    may_be_invited = BooleanField(required=True)
    data_access = BooleanField(required=True)
    priority = IntField()
    valid_from = DateField()
    valid_to = DateField()
    active = BooleanField(required=True)


class RosterHousehold(Published):
    """Guardians who share a household, with the children at the school they all stand for."""

    meta = {  # noqa: RUF012
        "collection": "roster_households",
        "indexes": [("school_id", "student_ids"), ("school_id", "guardian_ids")],
    }
    event = HouseholdChanged
    household_id = StringField(required=True)
    guardian_ids = ListField(StringField())
    student_ids = ListField(StringField())
    confirmed_by = StringField(required=True)
    active = BooleanField(required=True)


class RosterContactPoints(Published):
    """How the feed says a guardian or member of staff of the school is reached."""

    meta = {"collection": "roster_contact_points"}  # noqa: RUF012
    event = ContactPointsChanged
    person_id = StringField(required=True)
    emails = ListField(StringField())
    phones = ListField(StringField())


PUBLISHED: tuple[type[Published], ...] = (
    RosterOrg,
    RosterClass,
    RosterPerson,
    RosterEnrollment,
    RosterLink,
    RosterHousehold,
    RosterContactPoints,
)
"""What the schools were told; in an order that suits who hears all of it anew."""

DOCUMENTS: tuple[type[TenantDocument], ...] = (
    SourceRecord,
    *PUBLISHED,
    GuardianHold,
    HouseholdDecision,
    TurnedDay,
)
