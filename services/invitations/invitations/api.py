"""Programs read and answer a guardian's invitation; the session decides whose."""

from typing import Any

from flask_smorest import Blueprint

from services.invitations.invitations import use_cases
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.schemas import AnsweredSchema, AnswerSchema, reply_of
from shared import clock
from shared.access import SIGNED_IN, allow, purpose, required_principal
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "invitation-answers",
    __name__,
    url_prefix="/api/invitations/invitations",
    description="Invitations and their answers",
)
# Whose invitation it is, is a relation and no role: everybody else gets the same "not found".
INVITED = purpose("answer", "invitation") | SIGNED_IN
# Made once: a schema copies all of its fields when it is made.
ASKED, ANSWERED = AnswerSchema(), AnsweredSchema()


@blueprint.get("/<invitation_id>/answer")
@blueprint.response(200, ANSWERED)
@allow(INVITED)
def get_answer(invitation_id: str) -> Invitation:
    """The answer to an own invitation as it stands."""
    invitation, _ = use_cases.load_own(invitation_id, required_principal().person_ids, clock.now())
    return invitation


@blueprint.put("/<invitation_id>/answer")
@blueprint.arguments(ASKED)
@blueprint.response(200, ANSWERED)
@idempotent
@allow(INVITED)
def put_answer(values: dict[str, Any], invitation_id: str) -> dict[str, Any]:
    """Answer an own invitation, or change the answer; needs an Idempotency-Key."""
    answered = use_cases.answer_invitation(
        invitation_id,
        reply_of(values),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    # What is kept under the key is the answer as it is sent.
    return dict(ANSWERED.dump(answered))
