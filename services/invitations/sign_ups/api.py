"""Programs read what an activity asks a guardian for, and sign up; the session decides whose."""

from typing import Any

from services.invitations.invitations.use_cases import load_own
from services.invitations.sign_ups import use_cases
from services.invitations.sign_ups.queries import Offered, offered
from services.invitations.sign_ups.rules import Pledge
from services.invitations.sign_ups.schemas import OfferedSchema, PledgeSchema
from shared import clock
from shared.access import SIGNED_IN, allow, purpose, required_principal
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint

blueprint = Blueprint(
    "Sign-ups",
    __name__,
    url_prefix="/api/invitations/invitations",
    description="What an activity asks families for, and who takes it",
)
# Whose invitation it is, is a relation and no role: everybody else gets the same "not found".
INVITED = purpose("answer", "invitation") | SIGNED_IN
# Made once: a schema copies all of its fields when it is made.
SLOT, SLOTS, PLEDGE = OfferedSchema(), OfferedSchema(many=True), PledgeSchema()


@blueprint.get("/<invitation_id>/sign-ups")
@blueprint.response(200, SLOTS)
@allow(INVITED)
def list_sign_ups(invitation_id: str) -> list[dict[str, Any]]:
    """What is asked for, how much of it is taken, and the own part; never who took the rest."""
    return _slots(invitation_id)


@blueprint.put("/<invitation_id>/sign-ups/<slot_id>")
@blueprint.arguments(PLEDGE)
@blueprint.response(200, SLOT)
@idempotent
@allow(INVITED)
def put_sign_up(values: dict[str, Any], invitation_id: str, slot_id: str) -> dict[str, Any]:
    """Stand for so much of a slot, 0 for nothing."""
    use_cases.sign_up(
        invitation_id,
        slot_id,
        Pledge(quantity=values["quantity"], note=values["note"].strip()),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return next(one for one in _slots(invitation_id) if one["slot_id"] == slot_id)


def _slots(invitation_id: str) -> list[dict[str, Any]]:
    invitation, _ = load_own(invitation_id, required_principal().person_ids, clock.now())
    return [_shown(one) for one in offered(invitation)]


def _shown(one: Offered) -> dict[str, Any]:
    shown = {
        "slot_id": one.slot.id,
        "kind": one.slot.kind,
        "title": one.slot.title,
        "needed": one.slot.needed,
        "taken": one.slot.taken,
        "starts_at": one.slot.starts_at,
        "ends_at": one.slot.ends_at,
        "mine": one.mine,
        "note": one.note,
    }
    return dict(SLOT.dump(shown))
