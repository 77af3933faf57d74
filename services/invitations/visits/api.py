"""Programs read the visits that the session's staff come to or may see; no place, no words."""

from typing import Any

from marshmallow import fields

from services.invitations.access import STAFF, leads
from services.invitations.visits.queries import Shown, visits_of_staff
from services.invitations.visits.rules import Purpose, Side, State
from shared import clock
from shared.access import allow, required_principal
from shared.web.programs import Blueprint, SentSchema, code_of

blueprint = Blueprint(
    "Visits",
    __name__,
    url_prefix="/api/invitations/visits/s/<school_id>",
    description="Visits of families, for staff; no place, no words",
)


class VisitSchema(SentSchema):
    """A visit as it stands; times are there once the family named or chose one."""

    id = fields.String()
    state = code_of(State)
    turn = code_of(Side)
    purpose = code_of(Purpose)
    guardian_id = fields.String()
    student_ids = fields.List(fields.String())
    host_ids = fields.List(fields.String())
    starts_at = fields.AwareDateTime(allow_none=True)
    ends_at = fields.AwareDateTime(allow_none=True)
    sequence = fields.Integer()


@blueprint.get("/")
@blueprint.response(200, VisitSchema(many=True))
@allow(STAFF)
def list_visits(school_id: str) -> list[dict[str, Any]]:
    """The newest visits of the reader, or of the whole school for who leads it."""
    found = visits_of_staff(
        school_id, required_principal().person_ids, leads=leads(school_id), now=clock.now()
    )
    return [_told(one) for one in found]


def _told(shown: Shown) -> dict[str, Any]:
    return {name: getattr(shown.visit, name) for name in VisitSchema().fields}
