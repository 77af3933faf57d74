"""The files of a package that we read, and their columns.

Source: OneRoster CSV tables 1.1.1 and binding 1.2.1; design lms.md §1.6. The two ``tuhono.*`` files
are our own supplement: what OneRoster cannot say and families need. They are optional and stand
beside the others.
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
    return _columns(names, values.text)


def unkept(names: str) -> list[Column]:
    """Columns that the standard has and that we never store."""
    return [Column(name=name, is_kept=False) for name in names.split()]


def _columns(names: str, parse: Parse, refers_to: str = "") -> list[Column]:
    return [
        Column(
            name=name.rstrip("!"),
            parse=parse,
            is_required=name.endswith("!"),
            refers_to=refers_to,
        )
        for name in names.split()
    ]


def _to(names: str, refers_to: str) -> list[Column]:
    return _columns(names, values.guid, refers_to)


def _to_many(names: str, refers_to: str) -> list[Column]:
    return _columns(names, values.guids, refers_to)


def _table(name: str, *groups: Iterable[Column]) -> Table:
    first = (
        *_columns(f"{KEY}!", values.guid),
        *_columns("status", values.status),
        *_columns("dateLastModified", values.moment),
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
    _columns("type!", _org_type),
    text("identifier"),
    _to("parentSourcedId", "orgs"),
)
ACADEMIC_SESSIONS = _table(
    "academicSessions",
    text("title!"),
    _columns("type!", _session_type),
    _columns("startDate! endDate!", values.day),
    _to("parentSourcedId", "academicSessions"),
    _columns("schoolYear!", values.year),
)
COURSES = _table(
    "courses",
    _to("schoolYearSourcedId", "academicSessions"),
    text("title! courseCode"),
    _columns("grades", values.texts),
    _to("orgSourcedId!", "orgs"),
    _columns("subjects subjectCodes", values.texts),
)
CLASSES = _table(
    "classes",
    text("title!"),
    _columns("grades", values.texts),
    _to("courseSourcedId!", "courses"),
    text("classCode"),
    _columns("classType!", _class_type),
    text("location"),
    _to("schoolSourcedId!", "orgs"),
    _to_many("termSourcedIds!", "academicSessions"),
    _columns("subjects subjectCodes periods", values.texts),
)
# Agents are a matter of their own, so that one unknown guardian does not keep a child out.
_AGENTS = _columns("agentSourcedIds", values.guids)
_REACHED_BY = (
    *text("givenName! familyName! middleName identifier"),
    *_columns("email", values.email),
    *text("sms phone"),
)
USERS_1_1 = _table(
    "users",
    _columns("enabledUser!", values.boolean),
    _to_many("orgSourcedIds!", "orgs"),
    _columns("role!", _role_1_1),
    text("username! userIds"),
    _REACHED_BY,
    _AGENTS,
    _columns("grades", values.texts),
    unkept("password"),
)
USERS_1_2 = _table(
    "users",
    _columns("enabledUser!", values.boolean),
    text("username! userIds"),
    _REACHED_BY,
    _AGENTS,
    _columns("grades", values.texts),
    unkept("password userMasterIdentifier resourceSourcedIds"),
    text("preferredGivenName preferredMiddleName preferredFamilyName"),
    _to("primaryOrgSourcedId", "orgs"),
    text("pronouns"),
)
ROLES = _table(
    "roles",
    _to("userSourcedId!", "users"),
    _columns("roleType!", values.choice("primary", "secondary")),
    _columns("role!", _role_1_2),
    _columns("beginDate endDate", values.day),
    _to("orgSourcedId!", "orgs"),
    unkept("userProfileSourcedId"),
)
ENROLLMENTS = _table(
    "enrollments",
    _to("classSourcedId!", "classes"),
    _to("schoolSourcedId!", "orgs"),
    _to("userSourcedId!", "users"),
    _columns("role!", _enrollment_role),
    _columns("primary", values.boolean),
    _columns("beginDate endDate", values.day),
)
PEOPLE = Table(
    name="tuhono.people",
    columns=(
        *_to("userSourcedId!", "users"),
        *_columns("languages", values.languages),
        *text("preferredName"),
    ),
    is_supplement=True,
)
ORG_SETTINGS = Table(
    name="tuhono.orgs",
    columns=(
        *_to("orgSourcedId!", "orgs"),
        *_columns("zone", values.zone),
        *_columns("languages", values.languages),
    ),
    is_supplement=True,
)

_SHARED = (ORGS, ACADEMIC_SESSIONS, COURSES, CLASSES)
TABLES = {
    "1.1": (*_SHARED, USERS_1_1, ENROLLMENTS, PEOPLE, ORG_SETTINGS),
    "1.2": (*_SHARED, USERS_1_2, ROLES, ENROLLMENTS, PEOPLE, ORG_SETTINGS),
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

FILE_NAMES = {
    f"{name}.csv".lower(): f"{name}.csv"
    for name in {"manifest", PEOPLE.name, ORG_SETTINGS.name, *FILES["1.2"]}
}
"""A file's name in lower case to its right spelling."""
