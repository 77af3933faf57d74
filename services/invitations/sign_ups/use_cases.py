"""What can happen to a slot: a host asks, changes and removes; families take and give back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Entry
from services.invitations.invitations.use_cases import load_own
from services.invitations.roster.leaving import Holder, ended, require_standing
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.sign_ups.rules import (
    MOST_NEEDED,
    MOST_SLOTS,
    Ask,
    Fault,
    Pledge,
    fault_of,
    is_open,
)
from shared import audit, context, ids, outbox, store
from shared.errors import Conflict, Invalid, NotFound
from shared.events import texts_as_dict, written
from shared.events.sign_ups import (
    ReleaseReason,
    SignUpReleased,
    SignUpTaken,
    SlotKind,
)
from shared.tenancy import write_scope, writing_to
from shared.web.languages import lazy_

_MESSAGES = {
    Fault.HALF_TIME: lazy_("Write both times, or neither"),
    Fault.ENDS_FIRST: lazy_("The end comes after the start"),
}


class SignUpsClosed(Conflict):
    """The activity has begun or is cancelled. HTTP 409."""


@store.atomic
def add_slot(activity: Activity, ask: Ask, *, now: datetime) -> str:
    """Ask the invited families for help; returns the slot's id.

    Source: product.md X16.

    Raises:
        SignUpsClosed: the activity has begun or is cancelled.
        Invalid: the times do not fit, or there are too many slots already.
    """
    _require_open(activity, now)
    fault = fault_of(ask)
    if fault is not None:
        raise Invalid({"ends": [_MESSAGES[fault]]})
    if HelpSlot._get_collection().count_documents({"activity_id": activity.id}) >= MOST_SLOTS:
        raise Invalid({"title": [lazy_("This is enough: families lose track of more.")]})
    slot = HelpSlot(
        id=ids.new_id(),
        school_id=activity.school_id,
        activity_id=activity.id,
        kind=ask.kind.value,
        title=texts_as_dict(written(ask.language, ask.title)),
        needed=ask.needed,
        starts_at=ask.starts_at,
        ends_at=ask.ends_at,
        asked_by=context.current_actor(),
        asked_at=now,
    )
    slot.validate()
    HelpSlot._get_collection().insert_one(slot.to_mongo().to_dict())
    return str(slot.id)


@store.atomic
def change_slot(activity: Activity, slot_id: str, *, needed: int) -> None:
    """Ask for more or for fewer; never for fewer than families already stand for.

    Raises:
        NotFound: the activity has no such slot.
        Invalid: families stand for more than that.
    """
    if not 1 <= needed <= MOST_NEEDED:
        raise Invalid({"needed": [lazy_("Choose 1 to %(most)s", most=MOST_NEEDED)]})
    slot = _slot(activity.id, slot_id)
    fits = {"_id": slot_id, "taken": {"$lte": needed}}
    if HelpSlot._get_collection().update_one(fits, {"$set": {"needed": needed}}).matched_count == 0:
        message = lazy_(
            "Families stand for %(taken)s already: ask for at least that.", taken=slot.taken
        )
        raise Invalid({"needed": [message]})


@store.atomic
def remove_slot(activity: Activity, slot_id: str, *, now: datetime) -> None:
    """Ask for it no more; for each guardian who stood for it that is told. Harmless when gone."""
    slot = HelpSlot.objects(id=slot_id, activity_id=activity.id).first()
    if slot is None:
        return
    HelpSlot._get_collection().delete_one({"_id": slot_id})
    for signed in SignUp.objects(activity_id=activity.id, slot_id=slot_id, quantity__gt=0):
        _release(signed, slot, now, ReleaseReason.SLOT_REMOVED)
    audit.append("slot.removed", f"slot/{slot_id}")


@store.atomic
def sign_up(
    invitation_id: str,
    slot_id: str,
    pledge: Pledge,
    *,
    person_ids: Collection[str],
    now: datetime,
) -> None:
    """Take so much of a slot for an own invitation; less than before gives the rest back.

    Raises:
        NotFound: the invitation is not theirs (any more), or has no such slot.
        SignUpsClosed: the activity has begun or is cancelled.
        Invalid: less is left than asked for.
    """
    invitation, _ = load_own(invitation_id, person_ids, now)
    with writing_to(invitation.school_id):
        _stand(invitation, slot_id, pledge, Entry(at=now))


@store.atomic
def sign_up_on_behalf(
    invitation_id: str, slot_id: str, pledge: Pledge, *, activity_id: str, entry: Entry
) -> None:
    """Enter what a family offered on paper or by phone; the audit log keeps by whom.

    Whether the staff member may do so for this activity is the caller's question.
    Source: product.md R9.

    Raises:
        NotFound: the activity has no such invitation or slot.
        StandsForNobody: the guardian's link ended, or the children left.
        SignUpsClosed, Invalid: as ``sign_up``.
    """
    invitation = Invitation.objects(id=invitation_id, activity_id=activity_id).first()
    if invitation is None:
        raise NotFound("invitation")
    require_standing(invitation.guardian_id, invitation.student_ids, invitation.school_id, entry.at)
    _stand(invitation, slot_id, pledge, entry)
    audit.append(
        "sign-up.entered-on-behalf",
        f"invitation/{invitation_id}",
        {"channel": entry.channel.value, "quantity": pledge.quantity},
    )


def sign_ups_to_release(now: datetime) -> list[str]:
    """What was promised for activities to come by guardians who stand for no child any more."""
    school_id = write_scope()
    coming = Activity.objects(school_id=school_id, starts_at__gt=now).scalar("id")
    signed = list(SignUp.objects(school_id=school_id, activity_id__in=list(coming), quantity__gt=0))
    return sorted(ended(_holders(signed), school_id, now))


@store.atomic
def release_ended(sign_up_id: str, *, now: datetime) -> bool:
    """Ask again for what the guardian stood for, who stands for no child any more (R11).

    False when the guardian does, or gave it back meanwhile.
    """
    signed: SignUp | None = store.load(SignUp, sign_up_id)
    if (
        signed is None
        or not signed.quantity
        or not ended(_holders([signed]), signed.school_id, now)
    ):
        return False
    slot = _slot(signed.activity_id, signed.slot_id)
    _move(slot, -signed.quantity)
    _release(signed, slot, now, ReleaseReason.LINK_ENDED)
    audit.append("sign-up.ended", f"sign-up/{signed.id}")
    return True


def _holders(signed: Sequence[SignUp]) -> list[Holder]:
    invited = Invitation.objects(id__in=[one.invitation_id for one in signed])
    children = {one.id: tuple(one.student_ids) for one in invited}
    return [
        Holder(
            key=one.id,
            guardian_id=one.guardian_id,
            student_ids=children.get(one.invitation_id, ()),
        )
        for one in signed
    ]


def _stand(invitation: Invitation, slot_id: str, pledge: Pledge, entry: Entry) -> None:
    slot = _slot(invitation.activity_id, slot_id)
    _require_open(Activity.objects.get(id=invitation.activity_id), entry.at)
    kept = store.load(SignUp, ids.derived_id("sign-up", slot_id, invitation.guardian_id))
    signed = kept or _new(slot, invitation)
    if signed.is_as(pledge):
        return
    _move(slot, pledge.quantity - signed.quantity)
    if pledge.quantity == 0:
        _release(signed, slot, entry.at, ReleaseReason.GIVEN_BACK)
        return
    signed.stand_for(pledge, channel=entry.channel.value, entered_by=entry.entered_by, at=entry.at)
    outbox.record(signed, _taken_event(signed, slot))
    store.save(signed)


def _move(slot: HelpSlot, more: int) -> None:
    """Take so many more, if as many are left; one update, which others cannot pass."""
    if more == 0:
        return
    wanted: store.Row = {"_id": slot.id}
    if more > 0:
        wanted["$expr"] = {"$lte": [{"$add": ["$taken", more]}, "$needed"]}
    changed = HelpSlot._get_collection().update_one(wanted, {"$inc": {"taken": more}})
    if changed.matched_count == 0:
        left = slot.left
        some = lazy_("Only %(left)s more are needed. Thank you for wanting to help.", left=left)
        none = lazy_("All of it is taken by now. Thank you for wanting to help.")
        raise Invalid({"quantity": [some if left else none]})


def _release(signed: SignUp, slot: HelpSlot, now: datetime, reason: ReleaseReason) -> None:
    freed = signed.quantity
    if reason is ReleaseReason.LINK_ENDED:
        signed.end(now)
    else:
        signed.give_back(now)
    outbox.record(
        signed,
        SignUpReleased(
            sign_up_id=signed.id,
            activity_id=signed.activity_id,
            guardian_id=signed.guardian_id,
            slot_kind=SlotKind(slot.kind),
            quantity=freed,
            slot_id=slot.id,
            reason=reason,
            invitation_id=signed.invitation_id,
            title=slot.words,
        ),
    )
    store.save(signed)


def _require_open(activity: Activity, now: datetime) -> None:
    if not is_open(now, activity.starts_at, is_cancelled=activity.is_cancelled):
        raise SignUpsClosed("sign-ups-closed", lazy_("It is too late to change who helps."))


def _slot(activity_id: str, slot_id: str) -> HelpSlot:
    slot: HelpSlot | None = HelpSlot.objects(id=slot_id, activity_id=activity_id).first()
    if slot is None:
        raise NotFound("slot")
    return slot


def _new(slot: HelpSlot, invitation: Invitation) -> SignUp:
    return SignUp(
        id=ids.derived_id("sign-up", slot.id, invitation.guardian_id),
        school_id=invitation.school_id,
        slot_id=slot.id,
        activity_id=invitation.activity_id,
        invitation_id=invitation.id,
        guardian_id=invitation.guardian_id,
    )


def _taken_event(signed: SignUp, slot: HelpSlot) -> SignUpTaken:
    return SignUpTaken(
        sign_up_id=signed.id,
        activity_id=signed.activity_id,
        guardian_id=signed.guardian_id,
        slot_kind=SlotKind(slot.kind),
        quantity=signed.quantity,
        slot_id=slot.id,
        title=slot.words,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        on_behalf=signed.entered_by is not None,
    )
