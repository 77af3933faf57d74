"""Programs read how often families were invited: staff of those they see, a guardian its own."""

from typing import Any

from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from services.invitations.access import STAFF, leads
from services.invitations.activities.calls import texts
from services.invitations.family_calendar import queries, showing
from services.invitations.family_calendar.showing import Invited, Row
from services.invitations.roster.queries import children_of, school, schools
from services.invitations.term_plan.rules import term_from
from services.invitations.term_plan.schemas import TermQuery
from shared import clock
from shared.access import ANY_FAMILY, allow, required_principal
from shared.events.channels import Channel
from shared.events.invitations import ActivityKind, Answer
from shared.web.programs import LONGEST_ID, Blueprint, SentSchema, code_of

blueprint = Blueprint(
    "Family calendar",
    __name__,
    url_prefix="/api/invitations/family-calendar",
    description="How often each family was invited, to what, and what came back",
)


class FamiliesInTermQuery(TermQuery):
    """The same, of one class or of all that the reader sees."""

    class_id = fields.String(load_default="", validate=validate.Length(max=LONGEST_ID))


class FamilyInTermSchema(SentSchema):
    """A family in a term: effort and response beside each other. ``tried``: messages by channel."""

    student_ids = fields.List(fields.String())
    guardian_ids = fields.List(fields.String())
    children = fields.List(fields.String())
    guardians = fields.List(fields.String())
    classes = fields.List(fields.String())
    invited = fields.Integer()
    answered = fields.Integer()
    came = fields.Integer()
    kinds = fields.Dict(keys=code_of(ActivityKind), values=fields.Integer())
    tried = fields.Dict(keys=code_of(Channel), values=fields.Integer())


class InvitedSchema(SentSchema):
    """One activity that a guardian was invited to."""

    invitation_id = fields.String()
    activity_id = fields.String()
    title = texts()
    kind = code_of(ActivityKind)
    starts_at = fields.AwareDateTime()
    host = fields.String()
    answer = code_of(Answer, allow_none=True)
    came = fields.Boolean()


class OwnTermSchema(SentSchema):
    """What a guardian was invited to at one school in a term, the latest first."""

    school_id = fields.String()
    school = fields.String()
    begins_on = fields.Date()
    last_day = fields.Date()
    invited = fields.List(fields.Nested(InvitedSchema))


@blueprint.get("/")
@blueprint.arguments(TermQuery, location="query")
@blueprint.response(200, OwnTermSchema(many=True))
@allow(ANY_FAMILY)
def list_own_calendar(values: dict[str, Any]) -> list[dict[str, Any]]:
    """What the guardian was invited to in a term, by school."""
    now, person_ids = clock.now(), required_principal().person_ids
    places = schools({one.school_id for one in children_of(person_ids, now)})
    terms = {
        key: term_from(values["month"], one.day_of(now), one.term_starts)
        for key, one in places.items()
    }
    return [
        {
            "school_id": own.school.school_id,
            "school": own.school.name,
            "begins_on": terms[own.school.school_id].begins_on,
            "last_day": terms[own.school.school_id].last_day,
            "invited": [_invited(one) for one in own.invited],
        }
        for own in showing.own_invited(person_ids, terms, now)
    ]


@blueprint.get("/s/<school_id>")
@blueprint.arguments(FamiliesInTermQuery, location="query")
@blueprint.response(200, FamilyInTermSchema(many=True))
@blueprint.paginate(max_page_size=100)
@allow(STAFF)
def list_family_calendar(
    values: dict[str, Any], school_id: str, pagination_parameters: PaginationParameters
) -> list[dict[str, Any]]:
    """The families of a term, those to invite next first."""
    place, now = school(school_id), clock.now()
    term = term_from(values["month"], place.day_of(now), place.term_starts)
    person_ids = required_principal().person_ids
    within = queries.around(place, person_ids, values["class_id"], leads=leads(school_id), now=now)
    found = queries.count(within, term, now).families
    pagination_parameters.item_count = len(found)
    first = pagination_parameters.first_item
    page = found[first : first + pagination_parameters.page_size]
    return [_family(one) for one in showing.rows_of(page, within, term)]


def _family(row: Row) -> dict[str, Any]:
    counted = row.counted
    names = ("children", "guardians", "classes", "came", "kinds", "tried")
    return {
        "student_ids": counted.circle.student_ids,
        "guardian_ids": counted.circle.guardian_ids,
        "invited": counted.invited,
        "answered": counted.answered,
        **{name: getattr(row, name) for name in names},
    }


def _invited(one: Invited) -> dict[str, Any]:
    # A guardian's own: there is one invitation for each guardian.
    [(_, invitation), *_] = one.invitations
    activity = one.activity
    return {
        "invitation_id": invitation.id,
        "activity_id": activity.id,
        **{name: getattr(activity, name) for name in ("title", "kind", "starts_at")},
        "host": one.host,
        "answer": invitation.answer,
        "came": one.came,
    }
