"""Who among staff may see and change which activity; every feature's pages and calls ask here."""

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

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
from shared.errors import Conflict, NotFound, Refused
from shared.web.languages import lazy_

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


def show_announced(school_id: str, activity_id: str) -> Response:
    """On to the page of what was announced before, so that it is not announced twice.

    Raises:
        Conflict: a colleague announced it for families whom the reader does not teach.
    """
    try:
        visible_activity(school_id, activity_id)
    except NotFound as hidden:
        raise Conflict("announced-already", lazy_("This was announced already.")) from hidden
    return redirect(f"/invitations/activities/s/{school_id}/{activity_id}", code=303)


def may_run(school_id: str, hosts: tuple[str, ...]) -> bool:
    """Whether the reader receives the families, or leads the school: both may change it."""
    return leads(school_id) or not set(hosts).isdisjoint(required_principal().person_ids)


def activity_to_run(school_id: str, activity_id: str) -> Activity:
    """The activity, for who receives the families or leads the school.

    Raises:
        NotFound: it is not theirs to see.
        Refused: it is, but others run it.
    """
    activity = visible_activity(school_id, activity_id)
    if not may_run(school_id, activity.hosts):
        message = lazy_("Those who receive the families change it. Speak to them.")
        raise Refused("not-host", message)
    return activity
