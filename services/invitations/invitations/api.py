"""Programs read and answer a guardian's invitations; the session decides whose.

Staff's programs read how an activity's families stand.
"""

from typing import Any

from flask_smorest.pagination import PaginationParameters

from services.invitations.access import STAFF, visible_activity
from services.invitations.invitations import families, queries, use_cases
from services.invitations.invitations.families import Family
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.queries import Shown
from services.invitations.invitations.schemas import (
    AnsweredSchema,
    AnswerSchema,
    FamiliesQuery,
    FamilySchema,
    InvitationSchema,
    reply_of,
)
from shared import clock
from shared.access import ANY_FAMILY, SIGNED_IN, allow, purpose, required_principal
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint

blueprint = Blueprint(
    "Invitations",
    __name__,
    url_prefix="/api/invitations/invitations",
    description="A guardian's invitations and answers",
)
families_blueprint = Blueprint(
    "Families",
    __name__,
    url_prefix="/api/invitations/activities",
    description="How the families of an activity stand, for staff who may see it",
)
# Whose invitation it is, is a relation and no role: everybody else gets the same "not found".
INVITED = purpose("answer", "invitation") | SIGNED_IN
# Made once: a schema copies all of its fields when it is made.
ASKED, ANSWERED = AnswerSchema(), AnsweredSchema()


@blueprint.get("/")
@blueprint.response(200, InvitationSchema(many=True))
@blueprint.paginate(max_page_size=100)
@allow(ANY_FAMILY)
def list_invitations(pagination_parameters: PaginationParameters) -> list[dict[str, Any]]:
    """The session's own invitations about children that are theirs today, latest day first."""
    own = queries.own_invitations(required_principal().person_ids, clock.now())
    pagination_parameters.item_count = len(own)
    first = pagination_parameters.first_item
    return [_shown(one) for one in own[first : first + pagination_parameters.page_size]]


@blueprint.get("/<invitation_id>")
@blueprint.response(200, InvitationSchema)
@allow(INVITED)
def get_invitation(invitation_id: str) -> dict[str, Any]:
    """An own invitation with its activity and the answer; this does not count as opening it."""
    invitation, children = use_cases.load_own(
        invitation_id, required_principal().person_ids, clock.now()
    )
    return _shown(queries.shown(invitation, children))


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
    """Answer an own invitation, or change the answer.

    Also takes a place that is kept from the waiting list (``offered_until``), or lets it go.
    """
    answered = use_cases.answer_invitation(
        invitation_id,
        reply_of(values),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    # What is kept under the key is the answer as it is sent.
    return dict(ANSWERED.dump(answered))


@families_blueprint.get("/s/<school_id>/<activity_id>/families")
@families_blueprint.arguments(FamiliesQuery, location="query")
@families_blueprint.response(200, FamilySchema(many=True))
@families_blueprint.paginate(max_page_size=100)
@allow(STAFF)
def list_families(
    values: dict[str, Any],
    school_id: str,
    activity_id: str,
    pagination_parameters: PaginationParameters,
) -> list[dict[str, Any]]:
    """The activity's families with their state, those who need attention first."""
    found = families.families_page(
        visible_activity(school_id, activity_id),
        only=values["state"],
        name=values["name"],
        skip=pagination_parameters.first_item,
        limit=pagination_parameters.page_size,
    )
    pagination_parameters.item_count = found.total
    return [_family(one) for one in found.families]


def _shown(shown: Shown) -> dict[str, Any]:
    activity = shown.activity
    return {
        "invitation_id": shown.invitation.id,
        "school_id": activity.school_id,
        "activity_id": activity.id,
        "state": activity.state,
        **{name: getattr(activity, name) for name in ("title", "relevance", "place")},
        **{name: getattr(activity, name) for name in ("starts_at", "ends_at", "answer_by")},
        "supports": activity.supports,
        "one_answer": activity.one_answer,
        "children": shown.children,
        "needs_answer": shown.needs_answer(clock.now()),
        "answered_by_household": shown.household is not None,
        "answer": shown.invitation,
    }


def _family(family: Family) -> dict[str, Any]:
    return {
        "invitation_ids": [one.id for one in family.invitations],
        "guardians": family.guardians,
        "children": family.children,
        "state": family.state,
        "way": family.way,
        "is_reached": not family.is_not_reached,
        "two_answers": family.two_answers,
        "people": family.party,
        "needs": family.invitations[0].needs,
        "offered_until": family.offered_until,
        "tried": family.tried,
    }
