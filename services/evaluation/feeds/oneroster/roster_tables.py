"""OneRoster's files of rostering: who is where, in what role. Demographics are apart."""

from services.evaluation.feeds.oneroster import values
from services.evaluation.feeds.oneroster.tables import (
    Column,
    Table,
    columns,
    one_roster,
    text,
    to,
    to_many,
    unkept,
)

PERSONS = ("aide", "guardian", "parent", "proctor", "relative", "student", "teacher")
_STAFF_1_2 = (
    "counselor",
    "districtAdministrator",
    "principal",
    "siteAdministrator",
    "systemAdministrator",
)
_ORG_TYPES = ("department", "school", "district", "local", "state", "national")
_SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
_GROUPS = (
    "americanIndianOrAlaskaNative asian blackOrAfricanAmerican"
    " nativeHawaiianOrOtherPacificIslander white demographicRaceTwoOrMoreRaces"
    " hispanicOrLatinoEthnicity"
)
# Agents are a matter of their own, so that one unknown guardian does not keep a child out.
_REACHED_BY = (
    *text("givenName! familyName! middleName identifier"),
    *columns("email", values.email),
    *text("sms phone"),
    Column(name="agentSourcedIds", parse=values.agents, refers_to="users", unknown="agent_unknown"),
    *columns("grades", values.texts),
)

USERS_1_1 = one_roster(
    "users",
    columns("enabledUser!", values.boolean),
    to_many("orgSourcedIds!", "orgs"),
    columns("role!", values.choice("administrator", *PERSONS)),
    text("username!"),
    columns("userIds", values.user_ids),
    _REACHED_BY,
    unkept("password"),
)
USERS_1_2 = one_roster(
    "users",
    columns("enabledUser!", values.boolean),
    text("username!"),
    columns("userIds", values.user_ids),
    _REACHED_BY,
    unkept("password"),
    text("userMasterIdentifier"),
    # In the binding as first published; 1.2.1 has it no more.
    unkept("resourceSourcedIds"),
    text("preferredGivenName preferredMiddleName preferredFamilyName"),
    to("primaryOrgSourcedId", "orgs"),
    text("pronouns"),
)
USER_PROFILES = one_roster(
    "userProfiles",
    to("userSourcedId!", "users"),
    text("profileType! vendorId! applicationId description credentialType! username!"),
    unkept("password"),
)
ROLES = one_roster(
    "roles",
    to("userSourcedId!", "users"),
    columns("roleType!", values.choice("primary", "secondary")),
    columns(
        "role!",
        values.choice(*PERSONS, *_STAFF_1_2, outdated="administrator", extensible=True),
    ),
    columns("beginDate endDate", values.day),
    to("orgSourcedId!", "orgs"),
    to("userProfileSourcedId", "userProfiles"),
)


def place_tables(*, extensible: bool) -> tuple[Table, ...]:
    """Orgs, sessions, courses and classes; 1.2 alone lets their types be extended."""
    return (
        one_roster(
            "orgs",
            text("name!"),
            columns("type!", values.choice(*_ORG_TYPES, extensible=extensible)),
            text("identifier"),
            to("parentSourcedId", "orgs"),
        ),
        one_roster(
            "academicSessions",
            text("title!"),
            columns("type!", values.choice(*_SESSION_TYPES, extensible=extensible)),
            columns("startDate! endDate!", values.day),
            to("parentSourcedId", "academicSessions"),
            columns("schoolYear!", values.year),
        ),
        one_roster(
            "courses",
            to("schoolYearSourcedId", "academicSessions"),
            text("title! courseCode"),
            columns("grades", values.texts),
            to("orgSourcedId!", "orgs"),
            columns("subjects subjectCodes", values.texts),
        ),
        one_roster(
            "classes",
            text("title!"),
            columns("grades", values.texts),
            to("courseSourcedId!", "courses"),
            text("classCode"),
            columns("classType!", values.choice("homeroom", "scheduled", extensible=extensible)),
            text("location"),
            to("schoolSourcedId!", "orgs"),
            to_many("termSourcedIds!", "academicSessions"),
            columns("subjects subjectCodes periods", values.texts),
        ),
    )


def enrollments(*, extensible: bool) -> Table:
    """Who is in which class; roles of 1.0 are taken with a warning and make no link."""
    role = values.choice(
        "administrator",
        "proctor",
        "student",
        "teacher",
        outdated="aide parent guardian relative",
        extensible=extensible,
    )
    return one_roster(
        "enrollments",
        to("classSourcedId!", "classes"),
        to("schoolSourcedId!", "orgs"),
        to("userSourcedId!", "users"),
        columns("role!", role),
        columns("primary", values.boolean),
        columns("beginDate endDate", values.day),
    )


def demographics(*sexes: str, extensible: bool) -> Table:
    """What a district may switch on, apart from the roster; a row belongs to the user of its id."""
    return one_roster(
        "demographics",
        columns("birthDate", values.day),
        columns("sex", values.choice(*sexes, extensible=extensible)),
        columns(_GROUPS, values.boolean),
        text("countryOfBirthCode stateOfBirthAbbreviation cityOfBirth publicSchoolResidenceStatus"),
        key="users",
    )
