"""Programs read the plan of a term, as far as the session's staff may see it."""

from typing import Any

from marshmallow import fields

from services.invitations.access import STAFF, leads
from services.invitations.roster.queries import school
from services.invitations.term_plan.queries import Line, plan_of
from services.invitations.term_plan.rules import term_from
from services.invitations.term_plan.schemas import TermQuery
from shared import clock
from shared.access import allow, required_principal
from shared.events.invitations import ActivityKind, Focus
from shared.web.programs import Blueprint, SentSchema, code_of

blueprint = Blueprint(
    "Term plan",
    __name__,
    url_prefix="/api/invitations/term-plan/s/<school_id>",
    description="What is announced and in mind for a term, and what is missing, for staff",
)


class LineSchema(SentSchema):
    """An activity, or an entry that is still in mind; the other id is null."""

    day = fields.Date()
    title = fields.String()
    language = fields.String()
    kind = code_of(ActivityKind)
    focus = code_of(Focus)
    host = fields.String()
    activity_id = fields.String(allow_none=True)
    entry_id = fields.String(allow_none=True)
    flag = fields.String()


class MixSchema(SentSchema):
    """What the plan comes to; ``ideas`` are counted in ``kinds`` and ``focuses`` too."""

    total = fields.Integer()
    ideas = fields.Integer()
    variants = fields.Integer()
    about_children = fields.Integer()
    kinds = fields.Dict(keys=code_of(ActivityKind), values=fields.Integer())
    focuses = fields.Dict(keys=code_of(Focus), values=fields.Integer())
    missing = fields.List(code_of(ActivityKind))
    is_one_sided = fields.Boolean()


class PlanSchema(SentSchema):
    """A term from its first to its last day: its lines by day, and the mix."""

    begins_on = fields.Date()
    last_day = fields.Date()
    lines = fields.List(fields.Nested(LineSchema))
    mix = fields.Nested(MixSchema)


@blueprint.get("/")
@blueprint.arguments(TermQuery, location="query")
@blueprint.response(200, PlanSchema)
@allow(STAFF)
def get_term_plan(values: dict[str, Any], school_id: str) -> dict[str, Any]:
    """A term: of the whole school for who leads it, else what is the reader's own or nobody's."""
    place, now = school(school_id), clock.now()
    term = term_from(values["month"], place.day_of(now), place.term_starts)
    person_ids = required_principal().person_ids
    plan = plan_of(place, term, person_ids, leads=leads(school_id), now=now)
    return {
        "begins_on": term.begins_on,
        "last_day": term.last_day,
        "lines": [_line(one) for one in plan.lines],
        "mix": plan.mix,
    }


def _line(one: Line) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("day", "kind", "focus", "host", "flag")},
        "title": one.title.text,
        "language": one.title.language,
        "activity_id": one.activity.id if one.activity else None,
        "entry_id": one.entry.id if one.entry else None,
    }
