"""What happens to a place when its guardian stands for none of the children any more (R11).

The link ended, or the children left the school. Nobody answered anew, so the answer stays as it
was given. The earlier yes of another guardian, which this one's took the place of, stands again
for as many as it was given for; what is left goes on to who waits.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.rules import State
from services.invitations.activities.seats import give_seats_back
from services.invitations.invitations.answering import answered_event
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.waiting_list import left_event, promote_waiting
from services.invitations.roster.leaving import Holder, ended, stands
from shared import audit, outbox, store
from shared.events.invitations import AnswerCause, Place
from shared.tenancy import write_scope

# Before all others who wait: their turns begin at 1.
_FIRST = -1
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
    heir = hand_on(invitation, now)
    seats = invitation.seats - (heir.seats if heir is not None else 0)
    invitation.end(now)
    outbox.record(invitation, left_event(invitation, AnswerCause.ENDED))
    store.save(invitation)
    audit.append("invitation.place-ended", f"invitation/{invitation.id}")
    if invitation.is_limited and (seats or heir is not None):
        promote_waiting(
            invitation.activity_id, give_seats_back(invitation.activity_id, seats), now=now
        )
    return True


def hand_on(invitation: Invitation, now: datetime) -> Invitation | None:
    """Let the household's earlier yes stand again, before this place is let go; None without one.

    Its seats are of those that this one had. Within the caller's transaction.
    """
    heir = _heir(invitation, now)
    if heir is not None:
        place = _place_after(invitation, heir)
        heir.stand_again(place, (invitation.turn or _FIRST) if place is Place.WAITING else None)
        # Nobody answered just now: nothing is sent of it.
        outbox.record(heir, replace(answered_event(heir), because=AnswerCause.ENDED))
        store.save(heir)
    return heir


def _heir(invitation: Invitation, now: datetime) -> Invitation | None:
    """The household's other yes, which this one's took the place of, if its guardian stands."""
    replaced: Sequence[Invitation] = Invitation.objects(
        activity_id=invitation.activity_id, replaced_by=invitation.id
    )
    return next((one for one in replaced if one.said_people and _stands(one, now)), None)


def _place_after(invitation: Invitation, heir: Invitation) -> Place:
    """A seat where there is room for all, or where those let go are enough and were taken."""
    fits = heir.said_people <= invitation.seats and not invitation.is_offered
    return Place.SEAT if fits or not invitation.is_limited else Place.WAITING


def _stands(one: Invitation, now: datetime) -> bool:
    return stands(one.guardian_id, one.student_ids, one.school_id, now)
