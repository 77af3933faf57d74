"""What happens to a place when its guardian stands for none of the children any more (R11).

The link ended, or the children left the school. Nobody answered anew, so the answer stays as it
was given. The earlier yes of another guardian, which this one's took the place of, stands again
for as many as it was given for; what is left goes on to who waits.
"""

from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import State
from services.invitations.invitations.handing_on import free_seats, hand_on, still_stands
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.telling import left_event
from services.invitations.invitations.waiting_list import promote_waiting
from services.invitations.roster.leaving import Holder, ended
from shared import audit, outbox, store
from shared.events.invitations import AnswerCause, Place
from shared.tenancy import write_scope

_HELD = [Place.SEAT.value, Place.WAITING.value]


def places_to_release(now: datetime) -> list[str]:
    """The invitations to what is still to come whose guardians hold a place for nobody."""
    school_id = write_scope()
    coming = Activity.objects(
        school_id=school_id, starts_at__gt=now, state=State.ANNOUNCED.value
    ).scalar("id")
    rows = Invitation._get_collection().find(
        {"activity_id": {"$in": list(coming)}, "place": {"$in": _HELD}},
        {"guardian_id": 1, "student_ids": 1},
    )
    holders = [
        Holder(
            key=row["_id"], guardian_id=row["guardian_id"], student_ids=tuple(row["student_ids"])
        )
        for row in rows
    ]
    return sorted(ended(holders, school_id, now))


@store.atomic
def release_ended(invitation_id: str, *, now: datetime) -> bool:
    """Let go of the place if its guardian stands for none of the children; False when one does.

    Staff see why; who waits is offered the seats in the same transaction.
    """
    invitation: Invitation | None = store.load(Invitation, invitation_id)
    if invitation is None or invitation.place not in _HELD or still_stands(invitation, now):
        return False
    # Who stands for no child any more hears nothing, and nobody answered just now: all is silent.
    free = free_seats(invitation, hand_on(invitation, now))
    invitation.end(now)
    outbox.record(invitation, left_event(invitation, AnswerCause.ENDED))
    store.save(invitation)
    audit.append("invitation.place-ended", f"invitation/{invitation.id}")
    if free:
        promote_waiting(invitation.activity_id, free, now=now)
    return True
