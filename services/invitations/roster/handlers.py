"""The roster's events, kept as invitations uses them."""

from services.invitations.roster.models import (
    RosterClass,
    RosterCoordinator,
    RosterEnrollment,
    RosterGuardianLink,
    RosterHousehold,
    RosterOrg,
    RosterPerson,
)
from shared.access.ended import follow_ended_sessions
from shared.envelope import Envelope
from shared.events.evaluation import (
    ClassChanged,
    CoordinatorAppointed,
    CoordinatorLeft,
    EnrollmentChanged,
    GuardianLinkChanged,
    HouseholdChanged,
    OrgChanged,
    PersonChanged,
)
from shared.handlers import Handlers
from shared.schools import follow_schools

handlers = Handlers("invitations")
follow_ended_sessions(handlers)
follow_schools(handlers)

handlers.project(OrgChanged, into=RosterOrg, fields=("org_id", "name", "zone", "term_starts"))
handlers.project(ClassChanged, into=RosterClass, fields=("class_id", "title", "grades", "active"))
handlers.project(
    PersonChanged,
    into=RosterPerson,
    fields=(
        "person_id",
        "given_name",
        "family_name",
        "preferred_name",
        "roles",
        "grades",
        "languages",
        "active",
    ),
)
handlers.project(
    EnrollmentChanged,
    into=RosterEnrollment,
    fields=("class_id", "person_id", "role", "begins_on", "ends_on", "active"),
)
handlers.project(
    GuardianLinkChanged,
    into=RosterGuardianLink,
    fields=(
        "student_id",
        "guardian_id",
        "may_be_invited",
        "data_access",
        "valid_from",
        "valid_to",
        "active",
    ),
)


handlers.project(
    HouseholdChanged, into=RosterHousehold, fields=("guardian_ids", "student_ids", "active")
)


@handlers.react(CoordinatorAppointed, CoordinatorLeft)
def on_coordinator_decided(
    event: CoordinatorAppointed | CoordinatorLeft, envelope: Envelope
) -> None:
    """Idempotent by the greater ``version`` of the school's coordinator."""
    appointed = isinstance(event, CoordinatorAppointed)
    RosterCoordinator._get_collection().replace_newer(
        [
            {
                "_id": envelope.school_id,
                "school_id": envelope.school_id,
                "version": envelope.version,
                "person_id": event.person_id if appointed else None,
            }
        ]
    )
