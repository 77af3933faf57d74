"""A household's earlier yes stands again when the yes that took its place counts no more.

It was taken back, lapsed or ended. The other guardian said yes and never took it back, so that
yes counts for as many as it was given for. Part of the transactions in which a place is let go;
never called from outside the service.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.invitations.activities.seats import give_seats_back
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.telling import answered_event
from services.invitations.roster.leaving import stands
from shared import outbox, store
from shared.events.invitations import AnswerCause, Place

# Before all others who wait: their turns begin at 1.
_FIRST = -1


def hand_on(
    invitation: Invitation, now: datetime, *, because: AnswerCause = AnswerCause.ENDED
) -> Invitation | None:
    """Let the household's earlier yes stand again, before this place is let go; None without one.

    Its seats are of those that this one had. *given* is told to its guardian as any yes is.
    """
    gave_way = _gave_way(invitation)
    if invitation.replaced_by is not None:
        _follow(gave_way, {"replaced_by": invitation.replaced_by})
        return None
    heir = next((one for one in gave_way if one.said_people and still_stands(one, now)), None)
    if heir is None:
        # Theirs lapsed before, or they stand for nobody now: when they look, they are asked again.
        _follow(gave_way, {"replaced_by": None, "lapsed_at": now})
        return None
    place = _place_after(invitation, heir)
    heir.stand_again(place, (invitation.turn or _FIRST) if place is Place.WAITING else None)
    outbox.record(heir, replace(answered_event(heir), because=because))
    store.save(heir)
    _follow([one for one in gave_way if one.id != heir.id], {"replaced_by": heir.id})
    return heir


def free_seats(invitation: Invitation, heir: Invitation | None) -> int:
    """Free the seats of a place that is let go, without the heir's; how many can be offered now.

    Also a place on the waiting list may leave some: the heir's party may be a smaller one.
    """
    if not invitation.is_limited or (heir is None and not invitation.seats):
        return 0
    kept = heir.seats if heir is not None else 0
    return give_seats_back(invitation.activity_id, invitation.seats - kept)


def still_stands(invitation: Invitation, now: datetime) -> bool:
    """Whether its guardian stands for one of its children at the school today."""
    return stands(invitation.guardian_id, invitation.student_ids, invitation.school_id, now)


def _gave_way(invitation: Invitation) -> Sequence[Invitation]:
    """The household's yeses which this one's took the place of, the latest first."""
    if invitation.household_at is None:
        return []
    found = Invitation.objects(activity_id=invitation.activity_id, replaced_by=invitation.id)
    return list(found.order_by("-answered_at"))


def _follow(gave_way: Sequence[Invitation], after: store.Row) -> None:
    """Keep true whose answer counts instead; nothing is told, for their own is as it was."""
    if gave_way:
        wanted = {"_id": {"$in": [one.id for one in gave_way]}}
        Invitation._get_collection().update_many(wanted, {"$set": after})


def _place_after(invitation: Invitation, heir: Invitation) -> Place:
    """A seat where there is room for all, or where those let go are enough and were taken."""
    fits = heir.said_people <= invitation.seats and not invitation.is_offered
    return Place.SEAT if fits or not invitation.is_limited else Place.WAITING
