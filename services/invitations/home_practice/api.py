"""Programs read what a guardian told of learning at home, and tell it; the session decides whose.

Photos and recordings come by the page.
"""

from typing import Any

from werkzeug.wrappers import Response

from services.invitations.home_practice import queries, use_cases
from services.invitations.home_practice.calls import (
    NewPracticeSchema,
    PracticeSchema,
    ToldPracticeSchema,
)
from services.invitations.home_practice.queries import Told
from services.invitations.home_practice.rules import Practice
from shared import clock
from shared.access import ANY_FAMILY, allow, required_principal
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint

blueprint = Blueprint(
    "Home practice",
    __name__,
    url_prefix="/api/invitations/home-practice",
    description="What a family did with a child at home, as it told it",
)
TOLD = ToldPracticeSchema()


@blueprint.get("/")
@blueprint.response(200, ToldPracticeSchema(many=True))
@allow(ANY_FAMILY)
def list_practices() -> list[dict[str, Any]]:
    """What the guardian told of children that are theirs today, newest first; the last 50."""
    told = queries.own_practices(required_principal().person_ids, clock.now())
    return [_shown(one) for one in told]


@blueprint.post("/")
@blueprint.arguments(NewPracticeSchema)
@blueprint.response(201, TOLD)
@blueprint.alt_response(404, response="NOT_FOUND")
@idempotent
@allow(ANY_FAMILY)
def tell_practice(values: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Tell what was done with a child on a day of the last month."""
    told = use_cases.record_practice(
        _practice(values, values["student_id"], values["practised_on"]),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return dict(TOLD.dump(_shown(queries.told_of(told)))), 201


@blueprint.get("/<practice_id>")
@blueprint.response(200, TOLD)
@allow(ANY_FAMILY)
def get_practice(practice_id: str) -> dict[str, Any]:
    """One thing that the guardian told."""
    return _own(practice_id)


@blueprint.put("/<practice_id>")
@blueprint.arguments(PracticeSchema)
@blueprint.response(200, TOLD)
@idempotent
@allow(ANY_FAMILY)
def correct_practice(values: dict[str, Any], practice_id: str) -> dict[str, Any]:
    """Say it better; child and day stay, and so do photo and recording."""
    person_ids, now = required_principal().person_ids, clock.now()
    told = queries.own_practice(practice_id, person_ids, now)
    use_cases.correct_practice(
        practice_id,
        _practice(values, told.student_id, told.practised_on),
        person_ids=person_ids,
        now=now,
    )
    return dict(TOLD.dump(_own(practice_id)))


@blueprint.delete("/<practice_id>")
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def take_back_practice(practice_id: str) -> Response:
    """Remove it with its photo and recording."""
    use_cases.take_back_practice(
        practice_id, person_ids=required_principal().person_ids, now=clock.now()
    )
    return Response(status=204)


def _practice(values: dict[str, Any], student_id: str, practised_on: Any) -> Practice:
    return Practice(
        student_id=student_id,
        practised_on=practised_on,
        kind=values["kind"],
        words=values["words"].strip(),
    )


def _own(practice_id: str) -> dict[str, Any]:
    person_ids, now = required_principal().person_ids, clock.now()
    return _shown(queries.told_of(queries.own_practice(practice_id, person_ids, now)))


def _shown(told: Told) -> dict[str, Any]:
    one = told.practice
    names = ("student_id", "kind", "words", "has_photo", "has_voice", "recorded_at", "thanks")
    return {
        "practice_id": one.id,
        **{name: getattr(one, name) for name in names},
        "practised_on": one.practised_on,
        "child": told.child,
        "recorded_by": told.recorded_by,
        "acknowledged_at": one.acknowledged_at,
        "acknowledged_by": told.thanked_by,
    }
