"""What happens to a place when its guardian stands for none of the children any more (R11).

The link ended, or the children left the school. Nobody answered anew, so the answer stays as it
was given; the places go on to who waits, or to the other guardian of the household who said yes.
"""

from collections.abc import Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import State
from services.invitations.activities.seats import give_seats_back
from services.invitations.invitations.answering import answered_event
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.waiting_list import left_event, promote_waiting
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
    if invitation is None or invitation.place not in _HELD or _stands(invitation, now):
        return False
    seats, heir = invitation.seats, _heir(invitation, now)
    if heir is not None:
        heir.take_over(invitation)
        outbox.record(heir, answered_event(heir))
        store.save(heir)
    invitation.end(now)
    outbox.record(invitation, left_event(invitation, AnswerCause.ENDED))
    store.save(invitation)
    audit.append("invitation.place-ended", f"invitation/{invitation.id}")
    if heir is None and seats and invitation.is_limited:
        promote_waiting(
            invitation.activity_id, give_seats_back(invitation.activity_id, seats), now=now
        )
    return True


def _heir(invitation: Invitation, now: datetime) -> Invitation | None:
    """The household's other yes, which this one's took the place of, if its guardian stands."""
    replaced: Sequence[Invitation] = Invitation.objects(
        activity_id=invitation.activity_id, replaced_by=invitation.id
    )
    return next((one for one in replaced if _stands(one, now)), None)


def _stands(one: Invitation, now: datetime) -> bool:
    holder = Holder(key=one.id, guardian_id=one.guardian_id, student_ids=tuple(one.student_ids))
    return not ended([holder], one.school_id, now)
