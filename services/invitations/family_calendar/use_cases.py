"""What can happen to a school's aim for how often each family is invited: it is set."""

from datetime import datetime

from services.invitations.family_calendar.models import InvitationFloor
from services.invitations.family_calendar.rules import MOST_FLOOR
from shared import audit, context, store
from shared.errors import Invalid
from shared.tenancy import write_scope
from shared.web.languages import lazy_


@store.atomic
def set_floor(floor: int, *, now: datetime) -> None:
    """Every family of the school in scope is to have so many invitations in a term.

    Source: leadership article §2: offer many invitations and opportunities (S28).

    Raises:
        Invalid: the number makes no sense.
    """
    if not 1 <= floor <= MOST_FLOOR:
        raise Invalid({"floor": [lazy_("Choose 1 to %(most)s", most=MOST_FLOOR)]})
    school_id = write_scope()
    kept = InvitationFloor.objects(id=school_id).first()
    aim = kept or InvitationFloor(id=school_id, school_id=school_id)
    aim.aim_at(floor, by=context.current_actor(), at=now)
    store.save(aim)
    audit.append("invitation-floor.set", f"org/{school_id}", {"floor": str(floor)})
