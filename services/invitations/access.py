"""Who among staff may see which activity; every feature's pages ask here."""

from services.invitations.activities.models import Activity
from services.invitations.activities.queries import activity_for_staff
from shared import clock
from shared.access import (
    COORDINATORS,
    LEADERS,
    TEACHERS,
    AppRole,
    current_roles,
    required_principal,
)

STAFF = TEACHERS | LEADERS | COORDINATORS
LEADING = frozenset({AppRole.LEADER, AppRole.COORDINATOR})
WORKING = LEADING | {AppRole.TEACHER}


def leads(school_id: str) -> bool:
    """Whether the reader leads the school's work with families."""
    return bool(current_roles().get(school_id, frozenset()) & LEADING)


def visible_activity(school_id: str, activity_id: str) -> Activity:
    """The activity, if the reader may see it.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    return activity_for_staff(
        activity_id,
        school_id,
        required_principal().person_ids,
        leads=leads(school_id),
        now=clock.now(),
    )
