"""What evaluation tells: the roster, contact points, and who coordinates a school's partnerships.

Roster and contact points are *state*: each event holds the whole record as it is now. Their words
are OneRoster's; the ids are Tūhono's own.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.fields import Pii
from shared.events.registry import event
from shared.events.topics import Topic


class OrgKind(StrEnum):
    """OneRoster's types of organisation."""

    SCHOOL = "school"
    DISTRICT = "district"
    DEPARTMENT = "department"
    LOCAL = "local"
    STATE = "state"
    NATIONAL = "national"


class Role(StrEnum):
    """OneRoster's roles of a person in an org."""

    GUARDIAN = "guardian"
    PARENT = "parent"
    RELATIVE = "relative"
    STUDENT = "student"
    TEACHER = "teacher"
    AIDE = "aide"
    PRINCIPAL = "principal"
    SITE_ADMINISTRATOR = "siteAdministrator"
    ADMINISTRATOR = "administrator"
    DISTRICT_ADMINISTRATOR = "districtAdministrator"
    SYSTEM_ADMINISTRATOR = "systemAdministrator"
    COUNSELOR = "counselor"
    PROCTOR = "proctor"


class EnrollmentRole(StrEnum):
    """OneRoster's roles of a person in a class."""

    STUDENT = "student"
    TEACHER = "teacher"
    AIDE = "aide"
    ADMINISTRATOR = "administrator"
    PROCTOR = "proctor"


@event("org.tuhono.evaluation.org.changed.v1", topic=Topic.ROSTER, subject="org", id_field="org_id")
@dataclass(frozen=True, kw_only=True)
class OrgChanged:
    """A school, or the district, is now as told here. Recorded when an import changes it.

    ``zone`` is an IANA time zone; ``languages`` are those its families are served in.
    ``term_starts`` are the first days of its terms, in order; holidays belong to the term before.
    """

    org_id: str
    name: str
    kind: OrgKind
    parent_id: str | None = None
    zone: str
    languages: tuple[str, ...]
    active: bool
    term_starts: tuple[date, ...] = ()


@event(
    "org.tuhono.evaluation.class.changed.v1",
    topic=Topic.ROSTER,
    subject="class",
    id_field="class_id",
)
@dataclass(frozen=True, kw_only=True)
class ClassChanged:
    """A class of the school is now as told here. Recorded when an import changes it."""

    class_id: str
    title: str
    grades: tuple[str, ...]
    active: bool


@event(
    "org.tuhono.evaluation.person.changed.v1",
    topic=Topic.ROSTER,
    subject="person",
    id_field="person_id",
)
@dataclass(frozen=True, kw_only=True)
class PersonChanged:
    """A student, guardian or member of staff is now as told here. Recorded once per school.

    ``roles`` are those in this school; ``languages`` those they read, the preferred first.
    """

    person_id: str
    given_name: Pii[str]
    family_name: Pii[str]
    preferred_name: Pii[str] = ""
    roles: tuple[Role, ...]
    grades: tuple[str, ...]
    languages: tuple[str, ...]
    active: bool


@event(
    "org.tuhono.evaluation.enrollment.changed.v1",
    topic=Topic.ROSTER,
    subject="enrollment",
    id_field="enrollment_id",
)
@dataclass(frozen=True, kw_only=True)
class EnrollmentChanged:
    """A person's place in a class is now as told here. Recorded when an import changes it.

    It holds from ``begins_on`` until the day before ``ends_on``; without a date it is open there.
    """

    enrollment_id: str
    class_id: str
    person_id: str
    role: EnrollmentRole
    primary: bool
    begins_on: date | None = None
    ends_on: date | None = None
    active: bool


@event(
    "org.tuhono.evaluation.guardian-link.changed.v1",
    topic=Topic.ROSTER,
    subject="guardian-link",
    id_field="link_id",
)
@dataclass(frozen=True, kw_only=True)
class GuardianLinkChanged:
    """What a guardian is to a student is now as told here. Recorded when an import changes it.

    ``relation`` is the feed's word (mother, grandparent, …). ``data_access`` false means that the
    guardian sees nothing of the student, at once and everywhere; it is false while the link is not
    in force. The lowest ``priority`` is asked first. It holds from ``valid_from`` until the day
    before ``valid_to``.
    """

    link_id: str
    student_id: str
    guardian_id: str
    relation: str
    may_be_invited: bool
    data_access: bool
    priority: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool


class ConfirmedBy(StrEnum):
    """Who said that guardians share a household."""

    FEED = "feed"
    SCHOOL = "school"
    GUARDIANS = "guardians"


@event(
    "org.tuhono.evaluation.household.changed.v1",
    topic=Topic.ROSTER,
    subject="household",
    id_field="household_id",
)
@dataclass(frozen=True, kw_only=True)
class HouseholdChanged:
    """These guardians share a household, or no longer do. Recorded when that becomes known.

    They may share an answer about ``student_ids``, the children at the school whom all of them
    stand for, while it is ``active``. Nobody sees more by it: visibility is per guardian.
    """

    household_id: str
    guardian_ids: tuple[str, ...]
    student_ids: tuple[str, ...]
    confirmed_by: ConfirmedBy
    active: bool


@event(
    "org.tuhono.evaluation.contact-points.changed.v1",
    topic=Topic.CONTACT_POINTS,
    subject="contact-points",
    id_field="person_id",
)
@dataclass(frozen=True, kw_only=True)
class ContactPointsChanged:
    """How the feed says an adult is reached. Recorded also when there is no way: both are empty."""

    person_id: str
    emails: Pii[tuple[str, ...]]
    phones: Pii[tuple[str, ...]]


@event(
    "org.tuhono.evaluation.coordinator.appointed.v1",
    topic=Topic.EVALUATION,
    subject="coordinator",
    id_field=None,
)
@dataclass(frozen=True, kw_only=True)
class CoordinatorAppointed:
    """A person coordinates the school's partnerships from a day on. Recorded when it is decided."""

    person_id: str
    starts_on: date


@event(
    "org.tuhono.evaluation.coordinator.left.v1",
    topic=Topic.EVALUATION,
    subject="coordinator",
    id_field=None,
)
@dataclass(frozen=True, kw_only=True)
class CoordinatorLeft:
    """A person no longer coordinates the school's partnerships. Recorded when they step down."""

    person_id: str
    ended_on: date


@event(
    "org.tuhono.evaluation.school.suspended.v1",
    topic=Topic.EVALUATION,
    subject="school",
    id_field=None,
)
@dataclass(frozen=True, kw_only=True)
class SchoolSuspended:
    """Nobody gets into the school for now and nothing is sent. Recorded when an operator does."""


@event(
    "org.tuhono.evaluation.school.resumed.v1",
    topic=Topic.EVALUATION,
    subject="school",
    id_field=None,
)
@dataclass(frozen=True, kw_only=True)
class SchoolResumed:
    """The school may be used (again). Recorded when it is added or no longer suspended."""


@event(
    "org.tuhono.evaluation.school.removed.v1",
    topic=Topic.EVALUATION,
    subject="school",
    id_field=None,
)
@dataclass(frozen=True, kw_only=True)
class SchoolRemoved:
    """The school is gone: every service deletes what it holds of it. Recorded by an operator."""
