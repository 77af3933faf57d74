"""Giving back what is still to come, before somebody is forgotten: seats, times, help, visits.

Teachers' calendars and other families hear of it as they would of any change. Parts of the
transaction that forgets the rows.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from services.invitations.activities.models import Activity
from services.invitations.activities.seats import give_seats_back
from services.invitations.conferences import booking
from services.invitations.conferences import rules as talk_rules
from services.invitations.conferences.models import Talk
from services.invitations.invitations.handing_on import hand_on
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Entry
from services.invitations.invitations.telling import left_event
from services.invitations.invitations.waiting_list import promote_waiting
from services.invitations.participation.rules import Whose
from services.invitations.participation.use_cases import forget
from services.invitations.privacy import forgetting
from services.invitations.privacy.forgetting import Row
from services.invitations.sign_ups.models import HelpSlot, SignUp
from services.invitations.visits import rules as visit_rules
from services.invitations.visits.models import Visit
from services.invitations.visits.use_cases import cancel_visit, decline_visit
from shared import outbox
from shared.events import conferences as conference_events
from shared.events.invitations import AnswerCause, Place
from shared.events.sign_ups import ReleaseReason, SignUpReleased, SlotKind


def leave_places(rows: Sequence[Row], now: datetime) -> None:
    """Withdraw these invitations to what is to come; their seats go to the household, or who waits.

    All are gone before anybody is offered seats: who waits may be among them.
    """
    left, free = [Invitation._from_son(row) for row in rows], Counter[str]()
    Invitation._get_collection().delete_many({"_id": {"$in": [one.id for one in left]}})
    for one in left:
        had_place, seats = one.place != Place.NONE.value, _end(one, now)
        if one.is_limited and had_place:
            free[one.activity_id] += seats
    for activity_id, seats in free.items():
        promote_waiting(activity_id, give_seats_back(activity_id, seats), now=now)


def _end(invitation: Invitation, now: datetime) -> int:
    """Let an invitation that is deleted end; how many seats are nobody's now."""
    seats, heir = 0, None
    if invitation.place != Place.NONE.value:
        heir = hand_on(invitation, now)
        seats = invitation.seats - (heir.seats if heir is not None else 0)
        invitation.end(now)
        outbox.record(invitation, left_event(invitation, AnswerCause.ENDED))
    # Whose yes gave way to this one and does not stand now is asked once more.
    after = {"replaced_by": heir.id} if heir else {"replaced_by": None, "lapsed_at": now}
    gave_way = {"activity_id": invitation.activity_id, "replaced_by": invitation.id}
    Invitation._get_collection().update_many(gave_way, {"$set": after})
    return seats


def leave_talks(rows: Sequence[Row], now: datetime) -> None:
    """Give the times to come of these talks back to their hosts."""
    for row in rows:
        talk = Talk._from_son(row)
        if talk.is_booked and talk.starts_at > now:
            reason = conference_events.ReleaseReason.FAMILY
            booking.release(talk, reason, talk_rules.Entry(at=now))


def leave_visits(visit_ids: Collection[str], person_id: str, now: datetime) -> None:
    """Call off what is agreed, and end what is being arranged."""
    by = visit_rules.Entry(at=now, side=visit_rules.Side.FAMILY, by=person_id)
    for visit in Visit.objects(id__in=list(visit_ids)):
        if visit.state == visit_rules.State.AGREED.value and visit.starts_at > now:
            cancel_visit(visit, "", entry=by)
        elif visit.state == visit_rules.State.PROPOSED.value:
            decline_visit(visit, "", entry=by)


def visit_of_others(row: Row, student_ids: list[str], now: datetime) -> Row:
    """The visit as it stands for the other children; where one still goes has to be known."""
    left = {**forgetting.without_words_of_visit(row), "student_ids": student_ids}
    if row.get("starts_at") and row["starts_at"] > now:
        left |= {name: row.get(name) for name in ("place_words", "needs", "company_name")}
    return left


def take_back_profiles(rows: Sequence[Row], now: datetime) -> None:
    """Let who counts hear that these guardians tell nothing any more; open offers are withdrawn."""
    for row in rows:
        whose = Whose(guardian_id=row["guardian_id"], school_id=row["school_id"])
        forget(whose, entry=Entry(at=now))


def give_back_sign_ups(rows: Sequence[Row], now: datetime) -> set[str]:
    """Delete the sign-ups for what is to come, and say that the places are free; their ids."""
    wanted = list({one["activity_id"] for one in rows})
    found = Activity._get_collection().find({"_id": {"$in": wanted}}, {"starts_at": 1})
    to_come = {one["_id"] for one in found if one["starts_at"] > now}
    given_back = [one for one in rows if one["activity_id"] in to_come]
    for row in given_back:
        _give_back(row)
    return {str(one["_id"]) for one in given_back}


def _give_back(row: Row) -> None:
    SignUp._get_collection().delete_one({"_id": row["_id"]})
    quantity = int(row.get("quantity", 0))
    if not quantity:
        return
    slots = HelpSlot._get_collection()
    slot = slots.find_one_and_update({"_id": row["slot_id"]}, {"$inc": {"taken": -quantity}})
    if slot is not None:
        outbox.record_state(
            SignUpReleased(
                sign_up_id=row["_id"],
                activity_id=row["activity_id"],
                guardian_id=row["guardian_id"],
                slot_kind=SlotKind(slot["kind"]),
                quantity=quantity,
                slot_id=slot["_id"],
                reason=ReleaseReason.GIVEN_BACK,
            ),
            school_id=row["school_id"],
            subject_id=row["_id"],
            version=int(row.get("version", 0)) + 1,
        )
