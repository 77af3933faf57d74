"""Answers that come in as events: a digit by text, a mail, a calendar's button, keyed paper.

Each counts as the guardian's own answer by that channel; whoever typed it in stands with it. What
cannot count as it was given is told, so that the guardian hears why.
"""

from dataclasses import dataclass

from services.invitations.invitations.answering import AnswersClosed, settle
from services.invitations.invitations.asked import Asked, NotHappening, asked
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.rules import Entry, Reply
from shared import audit, context, outbox, store
from shared.errors import Invalid
from shared.events.invitations import Answer, InvitationAnswerRefused, Place, RefusalReason
from shared.logs import logger

log = logger()


@dataclass(frozen=True, kw_only=True)
class HeardReply:
    """What somebody said, as messaging heard it; numbers are None where none were said."""

    choice: str
    person_id: str
    entry: Entry
    adults: int | None = None
    children: int | None = None


@store.atomic
def take_reply(invitation_id: str, heard: HeardReply) -> None:
    """Let the reply count, or tell why it does not.

    A reply given before the answer that stands, or before the household's yes, changes nothing:
    the family's last word counts. That is told, so that nobody waits for it to be noted.
    Nobody else's reply does anything.
    """
    found = asked(invitation_id, heard.entry.at)
    if found is None or found.invitation.guardian_id != heard.person_id:
        log.info("reply_to_nothing_of_theirs", invitation_id=invitation_id)
        return
    invitation = found.invitation
    later = (invitation.answered_at, invitation.household_at)
    last = max((one for one in later if one is not None), default=None)
    if last is not None and last >= heard.entry.at:
        if last > heard.entry.at:  # at the same moment it is this very reply, heard once more
            _refuse(invitation, RefusalReason.OVERTAKEN, heard.entry)
        return
    refused = _try(found, heard)
    if refused is not None:
        _refuse(invitation, refused, heard.entry)
    if heard.entry.entered_by:
        with context.acting(actor=heard.entry.entered_by):
            audit.append(
                "invitation.answered-on-behalf",
                f"invitation/{invitation_id}",
                {"channel": heard.entry.channel.value, "answer": invitation.answer or ""},
            )


def _try(found: Asked, heard: HeardReply) -> RefusalReason | None:
    """Let it count; why it does not, or not as it was given."""
    invitation = found.invitation
    if not found.children:
        return RefusalReason.ENDED
    if heard.choice not in set(Answer):
        return RefusalReason.UNCLEAR
    try:
        settle(found, _reply(invitation, heard, len(found.children)), heard.entry)
    except NotHappening:
        return RefusalReason.CANCELLED
    except AnswersClosed:
        return RefusalReason.CLOSED
    except Invalid:
        return RefusalReason.FULL
    return RefusalReason.FULL if invitation.place == Place.WAITING.value else None


def _reply(invitation: Invitation, heard: HeardReply, children: int) -> Reply:
    """Without numbers: those said before, else one adult with the invited children."""
    answer = Answer(heard.choice)
    before = (invitation.adults, invitation.children) if invitation.party else (1, children)
    said = (heard.adults or 0, heard.children or 0)
    adults, with_them = said if any(said) else before
    return Reply(
        answer=answer,
        adults=adults,
        children=with_them,
        needs=invitation.own_needs,
        note=invitation.note,
    )


def _refuse(invitation: Invitation, reason: RefusalReason, entry: Entry) -> None:
    refused = InvitationAnswerRefused(
        invitation_id=invitation.id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        reason=reason,
        channel=entry.channel,
        reply_id=entry.reply_id,
    )
    outbox.record(invitation, refused)
    store.save(invitation)
