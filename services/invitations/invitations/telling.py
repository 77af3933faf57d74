"""What is told of an answer: as it stands, or that it lost its place; never a family's words."""

from services.invitations.invitations.models import Invitation
from shared.events.channels import Channel
from shared.events.invitations import Answer, AnswerCause, InvitationAnswered, Place, Way


def answered_event(invitation: Invitation, *, reply_id: str | None = None) -> InvitationAnswered:
    """The answer as it stands, without the family's own words."""
    return InvitationAnswered(
        invitation_id=invitation.id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        answer=Answer(invitation.answer),
        place=Place(invitation.place),
        adults=invitation.adults,
        children=invitation.children,
        needs=invitation.own_needs,
        channel=Channel(invitation.channel),
        on_behalf=invitation.entered_by is not None,
        way=Way(invitation.way) if invitation.way else None,
        reply_id=reply_id,
    )


def left_event(invitation: Invitation, because: AnswerCause) -> InvitationAnswered:
    """What is told when an answer lost its place without anybody answering anew."""
    return InvitationAnswered(
        invitation_id=invitation.id,
        activity_id=invitation.activity_id,
        guardian_id=invitation.guardian_id,
        answer=Answer(invitation.answer),
        place=Place.NONE,
        adults=0,
        children=0,
        needs=invitation.own_needs,
        channel=Channel(invitation.channel),
        on_behalf=invitation.entered_by is not None,
        because=because,
    )
