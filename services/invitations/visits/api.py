"""Programs read the visits that the session's staff come to or may see; no place, no words."""

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from services.invitations.access import STAFF, leads
from services.invitations.visits.queries import Shown, visits_of_staff
from shared import clock
from shared.access import allow, required_principal

blueprint = Blueprint(
    "visit-list",
    __name__,
    url_prefix="/api/invitations/visits/s/<school_id>",
    description="Visits of families",
)


class VisitSchema(Schema):
    """A visit as it stands; times are there once the family named or chose one."""

    id = fields.String(required=True)
    state = fields.String(required=True)
    turn = fields.String(required=True)
    purpose = fields.String(required=True)
    guardian_id = fields.String(required=True)
    student_ids = fields.List(fields.String(), required=True)
    host_ids = fields.List(fields.String(), required=True)
    starts_at = fields.AwareDateTime(required=True, allow_none=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    sequence = fields.Integer(required=True)


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
