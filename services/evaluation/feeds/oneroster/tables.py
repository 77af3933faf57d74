"""The files of a package that we read, and their columns.

Source: OneRoster CSV tables 1.1.1 and binding 1.2.1; design lms.md §1.6. What may stand beside
these files is in ``extras``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.values import Parse

KEY = "sourcedId"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column. ``refers_to`` names the kind of record it points at."""

    name: str
    parse: Parse = values.text
    is_required: bool = False
    refers_to: str = ""
    is_kept: bool = True


@dataclass(frozen=True, kw_only=True)
class Table:
    """One file: its name without ``.csv``, its columns in order; the first identifies the row."""

    name: str
    columns: tuple[Column, ...]
    is_supplement: bool = False

    @property
    def key(self) -> str:
        """The name of the identifying column."""
        return self.columns[0].name

    @property
    def file(self) -> str:
        """The file's name in the archive."""
        return f"{self.name}.csv"


def text(names: str) -> list[Column]:
    """Columns of free text; a name ending in ``!`` must be filled."""
    return columns(names, values.text)


def unkept(names: str) -> list[Column]:
    """Columns that the standard has and that we never store."""
    return [Column(name=name, is_kept=False) for name in names.split()]


def columns(names: str, parse: Parse, refers_to: str = "") -> list[Column]:
    """Columns of one type; a name ending in ``!`` must be filled."""
    return [
        Column(
            name=name.rstrip("!"),
            parse=parse,
            is_required=name.endswith("!"),
            refers_to=refers_to,
        )
        for name in names.split()
    ]


def to(names: str, refers_to: str) -> list[Column]:
    """Columns that name one record of a kind."""
    return columns(names, values.guid, refers_to)


def to_many(names: str, refers_to: str) -> list[Column]:
    """Columns that name records of a kind, separated by commas."""
    return columns(names, values.guids, refers_to)


def _table(name: str, *groups: Iterable[Column]) -> Table:
    first = (
        *columns(f"{KEY}!", values.guid),
        *columns("status", values.status),
        *columns("dateLastModified", values.moment),
    )
    return Table(name=name, columns=(*first, *(column for group in groups for column in group)))


_org_type = values.choice(
    "department", "school", "district", "local", "state", "national", extensible=True
)
_session_type = values.choice("gradingPeriod", "semester", "schoolYear", "term", extensible=True)
_class_type = values.choice("homeroom", "scheduled", extensible=True)
_role_1_1 = values.choice(
    "administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"
)
_role_1_2 = values.choice(
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
    outdated="administrator",
    extensible=True,
)
_enrollment_role = values.choice(
    "administrator",
    "proctor",
    "student",
    "teacher",
    outdated="aide parent guardian relative",
    extensible=True,
)

ORGS = _table(
    "orgs",
    text("name!"),
    columns("type!", _org_type),
    text("identifier"),
    to("parentSourcedId", "orgs"),
)
ACADEMIC_SESSIONS = _table(
    "academicSessions",
    text("title!"),
    columns("type!", _session_type),
    columns("startDate! endDate!", values.day),
    to("parentSourcedId", "academicSessions"),
    columns("schoolYear!", values.year),
)
COURSES = _table(
    "courses",
    to("schoolYearSourcedId", "academicSessions"),
    text("title! courseCode"),
    columns("grades", values.texts),
    to("orgSourcedId!", "orgs"),
    columns("subjects subjectCodes", values.texts),
)
CLASSES = _table(
    "classes",
    text("title!"),
    columns("grades", values.texts),
    to("courseSourcedId!", "courses"),
    text("classCode"),
    columns("classType!", _class_type),
    text("location"),
    to("schoolSourcedId!", "orgs"),
    to_many("termSourcedIds!", "academicSessions"),
    columns("subjects subjectCodes periods", values.texts),
)
# Agents are a matter of their own, so that one unknown guardian does not keep a child out.
_AGENTS = columns("agentSourcedIds", values.guids)
_REACHED_BY = (
    *text("givenName! familyName! middleName identifier"),
    *columns("email", values.email),
    *text("sms phone"),
)
USERS_1_1 = _table(
    "users",
    columns("enabledUser!", values.boolean),
    to_many("orgSourcedIds!", "orgs"),
    columns("role!", _role_1_1),
    text("username! userIds"),
    _REACHED_BY,
    _AGENTS,
    columns("grades", values.texts),
    unkept("password"),
)
USERS_1_2 = _table(
    "users",
    columns("enabledUser!", values.boolean),
    text("username! userIds"),
    _REACHED_BY,
    _AGENTS,
    columns("grades", values.texts),
    unkept("password userMasterIdentifier resourceSourcedIds"),
    text("preferredGivenName preferredMiddleName preferredFamilyName"),
    to("primaryOrgSourcedId", "orgs"),
    text("pronouns"),
)
ROLES = _table(
    "roles",
    to("userSourcedId!", "users"),
    columns("roleType!", values.choice("primary", "secondary")),
    columns("role!", _role_1_2),
    columns("beginDate endDate", values.day),
    to("orgSourcedId!", "orgs"),
    unkept("userProfileSourcedId"),
)
ENROLLMENTS = _table(
    "enrollments",
    to("classSourcedId!", "classes"),
    to("schoolSourcedId!", "orgs"),
    to("userSourcedId!", "users"),
    columns("role!", _enrollment_role),
    columns("primary", values.boolean),
    columns("beginDate endDate", values.day),
)
_SHARED = (ORGS, ACADEMIC_SESSIONS, COURSES, CLASSES)
TABLES = {
    "1.1": (*_SHARED, USERS_1_1, ENROLLMENTS),
    "1.2": (*_SHARED, USERS_1_2, ROLES, ENROLLMENTS),
}
"""Version to the files we read of it, in the order of loading."""

_FILES_1_1 = [
    "academicSessions",
    "categories",
    "classes",
    "classResources",
    "courses",
    "courseResources",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
]
_FILES_1_2 = [
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
]
FILES = {"1.1": frozenset(_FILES_1_1), "1.2": frozenset(_FILES_1_1 + _FILES_1_2)}
"""Version to the names of the files its manifest lists, without ``.csv``."""
