"""What follows when an activity moves: its volunteers' times move too, and who took one is told."""

from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.roster.queries import school
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.sign_ups.rules import moved_with
from shared import outbox, store
from shared.events.sign_ups import SignUpMoved


@store.atomic
def move_slots(activity: Activity, was_at: datetime) -> None:
    """Move the volunteers' times with the activity that began at ``was_at``; each taker is told.

    Who brings something comes with the activity, and hears of its change like all families.
    """
    zone = school(activity.school_id).zone
    for slot in HelpSlot.objects(activity_id=activity.id, starts_at__ne=None):
        lasts = slot.ends_at - slot.starts_at
        slot.starts_at = moved_with(slot.starts_at, was_at, activity.starts_at, zone)
        slot.ends_at = slot.starts_at + lasts
        times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
        HelpSlot._get_collection().update_one({"_id": slot.id}, {"$set": times})
        for signed in SignUp.objects(activity_id=activity.id, slot_id=slot.id, quantity__gt=0):
            outbox.record(signed, _moved_event(signed, slot))
            store.save(signed)


def _moved_event(signed: SignUp, slot: HelpSlot) -> SignUpMoved:
    return SignUpMoved(
        sign_up_id=signed.id,
        activity_id=signed.activity_id,
        invitation_id=signed.invitation_id,
        guardian_id=signed.guardian_id,
        slot_id=slot.id,
        title=slot.words,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
