"""Programs read and write how a guardian takes part; the session decides whose.

``calls`` says what they send. What one guardian tells, no other guardian sees (R10).
"""

from typing import Any

from werkzeug.wrappers import Response

from services.invitations.invitations.rules import Entry
from services.invitations.participation import queries, use_cases
from services.invitations.participation.calls import (
    MadeSchema,
    MineSchema,
    OfferSchema,
    PartSchema,
    RestSchema,
    told_sent,
)
from services.invitations.participation.queries import Mine
from services.invitations.participation.rules import Part, Seen, Whose
from shared import clock
from shared.access import ANY_FAMILY, allow, required_principal
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint

blueprint = Blueprint(
    "Participation",
    __name__,
    url_prefix="/api/invitations/participation",
    description="How a guardian chooses to take part, and what it offers",
)
PART = "/at/<school_id>/<any(ways,times,interests,barriers,access):part>"
REST = "/at/<school_id>/not-now"


@blueprint.get("/")
@blueprint.response(200, MineSchema(many=True))
@allow(ANY_FAMILY)
def list_participation() -> list[dict[str, Any]]:
    """What the guardian tells at each school where a child is theirs today."""
    return [_shown(one) for one in queries.own(required_principal().person_ids, clock.now())]


@blueprint.put(PART)
@blueprint.arguments(PartSchema)
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def put_part(values: dict[str, Any], school_id: str, part: str) -> Response:
    """Tell one part, and who may see it; with neither codes nor words it is taken back."""
    told = told_sent(values, Part(part))
    use_cases.tell(_whose(school_id), Part(part), told, entry=_now())
    return Response(status=204)


@blueprint.delete(PART)
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def delete_part(school_id: str, part: str) -> Response:
    """Take one part back: nobody sees it any more."""
    use_cases.withdraw(_whose(school_id), Part(part), entry=_now())
    return Response(status=204)


@blueprint.put(REST)
@blueprint.arguments(RestSchema)
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def put_rest(values: dict[str, Any], school_id: str) -> Response:
    """Say "not now": no invitations until that day, but for those that need an answer."""
    use_cases.rest(_whose(school_id), values["until"], entry=_now())
    return Response(status=204)


@blueprint.delete(REST)
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def delete_rest(school_id: str) -> Response:
    """Say that invitations are welcome again."""
    use_cases.rest(_whose(school_id), None, entry=_now())
    return Response(status=204)


@blueprint.post("/at/<school_id>/offers")
@blueprint.arguments(OfferSchema)
@blueprint.response(201, MadeSchema)
@idempotent
@allow(ANY_FAMILY)
def make_offer(values: dict[str, Any], school_id: str) -> tuple[dict[str, str], int]:
    """Offer something to do with the children."""
    whose, words = _whose(school_id), values["words"].strip()
    made = use_cases.make_offer(whose, values["kind"], words, Seen(values["seen"]), entry=_now())
    return {"offer_id": made}, 201


@blueprint.delete("/at/<school_id>/offers/<offer_id>")
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def withdraw_offer(school_id: str, offer_id: str) -> Response:
    """Take an own offer back, unless somebody took it up."""
    use_cases.withdraw_offer(_whose(school_id), offer_id)
    return Response(status=204)


def _whose(school_id: str) -> Whose:
    return queries.own_place(required_principal().person_ids, school_id, clock.now())


def _now() -> Entry:
    return Entry(at=clock.now())


def _shown(mine: Mine) -> dict[str, Any]:
    return {
        "school_id": mine.whose.school_id,
        "school": mine.school.name,
        "children": mine.children,
        "told": {
            part.value: {"codes": told.codes, "words": told.words, "seen": told.seen.value}
            for part, told in mine.told.items()
        },
        "offers": [
            {
                "offer_id": one.id,
                **{name: getattr(one, name) for name in ("kind", "words", "seen", "state")},
                "made_at": one.made_at,
            }
            for one in mine.offers
        ],
        "not_now_until": mine.rests_until,
    }
