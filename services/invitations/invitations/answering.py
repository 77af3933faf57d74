"""What an answer does: it takes seats or gives them back, and moves a household's yes.

Part of the use cases that take answers in; never called from outside the feature.
"""

from dataclasses import replace
from datetime import datetime

from services.invitations.activities.queries import Terms
from services.invitations.activities.seats import claim_seats, give_seats_back
from services.invitations.invitations.asked import Asked
from services.invitations.invitations.handing_on import free_seats, hand_on
from services.invitations.invitations.households import with_mates
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import (
    Entry,
    Reply,
    may_answer,
    without_party_unless_coming,
)
from services.invitations.invitations.telling import answered_event, left_event
from services.invitations.invitations.waiting_list import promote_waiting
from shared import outbox, store
from shared.errors import Conflict, Invalid
from shared.events.invitations import Answer, AnswerCause, Place
from shared.web.languages import lazy_


class AnswersClosed(Conflict):
    """The answer came after the last moment for it. HTTP 409."""


def settle(found: Asked, reply: Reply, entry: Entry) -> None:
    """Let the answer count, and tell what follows from it.

    A yes takes the place of the household's earlier one. Whatever else takes back only the own
    yes: the earlier one stands again. Source: product.md R10.

    Raises:
        NotHappening: the activity was cancelled.
        AnswersClosed: it is too late; who has a place or waits may say no until the start.
        Invalid: a yes without people, or more people than there is room for.
    """
    invitation, activity = found.invitation, found.activity()
    reply = without_party_unless_coming(reply)
    if activity.one_answer and reply.answer is Answer.YES:
        # Who agrees to something for a child brings nobody: the children are those it is about.
        reply = replace(reply, adults=0, children=len(invitation.student_ids))
    _check(invitation, reply, entry, activity)
    replaced = _lock_household(found, entry.at) if reply.answer is Answer.YES else []
    if reply.answer is Answer.YES:
        place, turn, free = _take_place(invitation, replaced, reply.people)
    else:
        place, turn, free = Place.NONE, None, _let_go(invitation, entry.at)
    invitation.give_answer(reply, entry, place, turn)
    outbox.record(invitation, answered_event(invitation, reply_id=entry.reply_id))
    store.save(invitation)
    for one in replaced:
        one.give_way_to(invitation.id)
        outbox.record(one, left_event(one, AnswerCause.REPLACED))
        store.save(one)
    if free:
        promote_waiting(invitation.activity_id, free, now=entry.at)


def _check(invitation: Invitation, reply: Reply, entry: Entry, activity: Terms) -> None:
    has_turn = invitation.seats > 0 or invitation.place == Place.WAITING.value
    gives_back = has_turn and reply.answer is Answer.NO
    last = activity.starts_at if gives_back else activity.answer_by
    if invitation.is_offered:
        last = max(last, invitation.offered_until)
    if not may_answer(entry, last, activity.starts_at):
        raise AnswersClosed("answers-closed", lazy_("The day to answer by is over."))
    if reply.answer is Answer.YES and reply.people == 0:
        raise Invalid({"adults": [lazy_("Say how many people are coming")]})


def _lock_household(found: Asked, now: datetime) -> list[Invitation]:
    """The household's earlier yes, if any; two of its guardians cannot pass each other here."""
    invitation = found.invitation
    others = with_mates(invitation, found.mates)
    if others:
        Invitation._get_collection().update_many(
            {"_id": {"$in": [one.id for one in others]}}, {"$set": {"household_at": now}}
        )
        for one in (invitation, *others):
            one.household_at = now
    return [one for one in others if one.answer == Answer.YES.value and one.replaced_by is None]


def _take_place(
    invitation: Invitation, replaced: list[Invitation], people: int
) -> tuple[Place, int | None, int]:
    """The place for so many people, the turn of who must wait, and the seats that became free.

    Without a limit nothing but the invitation is touched. A family that has seats keeps them when
    there are not enough for a larger party.
    """
    held = invitation.seats + sum(one.seats for one in replaced)
    if not invitation.is_limited or people == held:
        return Place.SEAT, None, 0
    if people < held:
        return Place.SEAT, None, give_seats_back(invitation.activity_id, held - people)
    claim = claim_seats(invitation.activity_id, people - held)
    if claim.seated:
        return Place.SEAT, None, 0
    if held:
        message = lazy_("There is no room for more people. The places you have stay yours.")
        raise Invalid({"adults": [message]})
    turns = [one.turn for one in (invitation, *replaced) if one.turn]
    return Place.WAITING, min(turns, default=claim.turn), 0


def _let_go(invitation: Invitation, now: datetime) -> int:
    """Let the household's earlier yes have the place; how many seats are free after it."""
    return free_seats(invitation, hand_on(invitation, now, because=AnswerCause.GIVEN))
