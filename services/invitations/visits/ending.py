"""What happens to an agreed visit when its guardian stands for no child of it any more (R11)."""

from datetime import datetime

from services.invitations.roster.leaving import stands
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Entry, Side, State
from services.invitations.visits.use_cases import record_cancelled
from shared import store
from shared.events.visits import CancelReason


@store.atomic
def call_off_ended(visit_id: str, *, now: datetime) -> bool:
    """Call the visit off if nobody is there any more to go to; False when nothing ended.

    It was agreed with one guardian, so that it passes on to nobody. Who was to come is free again,
    and reads why on the visit's page.
    """
    visit: Visit | None = store.load(Visit, visit_id)
    if visit is None or visit.state != State.AGREED.value or visit.starts_at <= now:
        return False
    if stands(visit.guardian_id, visit.student_ids, visit.school_id, now):
        return False
    visit.end(Entry(at=now, side=Side.STAFF, by=""))
    record_cancelled(visit, CancelReason.LINK_ENDED)
    store.save(visit)
    return True
