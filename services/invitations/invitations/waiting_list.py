"""What happens on the waiting list: freed seats are offered in turn, and go on if not taken.

A family that waits has said yes, maybe weeks ago. So its seats are kept for a day (less near the
start) until it says yes once more; then they go on to the next. When the activity begins within
hours nobody else could take them up, and the earlier yes counts at once (``rules.accept_by``).
Whoever did not say yes in time loses the place, not the invitation: a new yes is as good as any.
"""

from datetime import datetime

from mongoengine import Q

from services.invitations.activities.models import Activity
from services.invitations.activities.seats import claim_seats
from services.invitations.invitations.handing_on import free_seats, hand_on, still_stands
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import accept_by
from services.invitations.invitations.telling import left_event
from shared import clock, outbox, store
from shared.events.invitations import AnswerCause, InvitationPromoted, Place


def promote_waiting(activity_id: str, free: int, *, now: datetime | None = None) -> None:
    """Offer so many free seats to those who wait, in their turn; a party too large waits on.

    Who stands for none of the children any more is passed over. Source: product.md R11.
    Part of the transaction that freed them. Nothing is offered any more once the activity began
    or was cancelled.
    """
    now = now or clock.now()
    activity: Activity | None = store.load(Activity, activity_id)
    if activity is None or activity.is_cancelled or activity.starts_at <= now:
        return
    until = accept_by(now, activity.starts_at)
    passed_over: list[str] = []
    while free > 0:
        waiting = Invitation.objects(
            activity_id=activity_id,
            place=Place.WAITING.value,
            party__lte=free,
            id__nin=passed_over,
        )
        invitation = waiting.order_by("turn").first()
        if invitation is not None and not still_stands(invitation, now):
            passed_over.append(invitation.id)
            continue
        if invitation is None or not claim_seats(activity_id, invitation.party).seated:
            return
        invitation.move_up(until)
        outbox.record(invitation, _promoted(invitation))
        store.save(invitation)
        free -= invitation.party


def let_all_in(activity: Activity, *, now: datetime) -> bool:
    """Give all who wait, and all for whom a place is kept, theirs at once: there is room for all.

    Part of the transaction that made it. Nothing happens any more once the activity began: False.
    Nobody is passed over, for nobody would ever offer them anything again: the place of who stands
    for none of the children ends as every such place does (``ending``).
    """
    if activity.is_cancelled or activity.starts_at <= now:
        return False
    waits = Q(place=Place.WAITING.value) | Q(offered_until__ne=None)
    for one in list(Invitation.objects(waits, activity_id=activity.id).order_by("turn")):
        one.move_up(None)
        outbox.record(one, _promoted(one))
        store.save(one)
    return True


@store.atomic
def release_lapsed(invitation_id: str, *, now: datetime) -> bool:
    """Let go of seats that nobody said yes to in time; False when somebody did meanwhile.

    The household's other guardian, whose earlier yes gave way to this one, is offered them first.
    Where there is room for all by now, the yes of those who waited counts, and nothing is let go.
    """
    invitation: Invitation | None = store.load(Invitation, invitation_id)
    if invitation is None or not invitation.is_offered or invitation.offered_until > now:
        return False
    activity: Activity | None = store.load(Activity, invitation.activity_id)
    if activity and not invitation.is_limited and let_all_in(activity, now=now):
        return False
    heir = None
    if _is_to_come(activity, now):
        heir = hand_on(invitation, now, because=AnswerCause.GIVEN)
    free = free_seats(invitation, heir)
    invitation.lapse(now)
    outbox.record(invitation, left_event(invitation, AnswerCause.LAPSED))
    store.save(invitation)
    if free:
        promote_waiting(invitation.activity_id, free, now=now)
    return True


def lapsed_offers(now: datetime, limit: int) -> list[tuple[str, str]]:
    """Offers whose time is over, as school and invitation, in every school in scope."""
    rows = (
        Invitation._get_collection()
        .find(
            {"offered_until": {"$type": "date", "$lte": now}},
            {"school_id": 1},
        )
        .limit(limit)
    )
    return [(row["school_id"], row["_id"]) for row in rows]


def ahead_of(invitation: Invitation) -> int:
    """How many families stand before it on the waiting list."""
    return int(
        Invitation.objects(
            activity_id=invitation.activity_id,
            place=Place.WAITING.value,
            turn__lt=invitation.turn,
        ).count()
    )


def _is_to_come(activity: Activity | None, now: datetime) -> bool:
    return activity is not None and not activity.is_cancelled and bool(activity.starts_at > now)


def _promoted(invitation: Invitation) -> InvitationPromoted:
    return InvitationPromoted(
        invitation_id=invitation.id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        adults=invitation.adults,
        children=invitation.children,
        accept_by=invitation.offered_until,
    )
