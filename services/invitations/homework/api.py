"""Programs read a family's homework and tell how it went; the session decides whose."""

from typing import Any

from werkzeug.wrappers import Response

from services.invitations.homework import at_home, sharing, wording
from services.invitations.homework.at_home import TaskAtHome
from services.invitations.homework.rules import Told, ways_to_choose
from services.invitations.homework.schemas import HomeworkSchema, ReplySchema
from shared import clock
from shared.access import ANY_FAMILY, allow, required_principal
from shared.events.homework import HomeworkKind
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint

blueprint = Blueprint(
    "Homework",
    __name__,
    url_prefix="/api/invitations/homework",
    description="Homework with a family's turn",
)


@blueprint.get("/")
@blueprint.response(200, HomeworkSchema(many=True))
@allow(ANY_FAMILY)
def list_homework() -> list[dict[str, Any]]:
    """The tasks of the session's children today, the next due first."""
    found = at_home.own_tasks(required_principal().person_ids, clock.now())
    return [_shown(one) for one in found]


@blueprint.put("/<homework_id>/reply")
@blueprint.arguments(ReplySchema)
@blueprint.response(204)
@idempotent
@allow(ANY_FAMILY)
def put_reply(values: dict[str, Any], homework_id: str) -> Response:
    """Tell how a task went at home, or tell it anew."""
    told = {name: values[name] for name in ("helped", "way", "minutes")}
    sharing.share(
        homework_id,
        Told(**told, words=values["words"].strip()),
        student_id=values["student_id"],
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return Response(status=204)


def _shown(one: TaskAtHome) -> dict[str, Any]:
    homework = one.homework
    names = ("title", "task", "family_guide", "family_role", "if_stuck")
    kind = HomeworkKind(homework.kind)
    return {
        "homework_id": homework.id,
        "student_id": one.student_id,
        "child": one.child,
        "kind": homework.kind,
        "level": one.level.value,
        **{name: wording.said(homework, name).text for name in names},
        "prompts": wording.lines(wording.said(homework, "prompts")),
        "ways": [way.value for way in ways_to_choose(kind, homework.ways, one.level)],
        "minutes": homework.minutes,
        "due_on": homework.due_on,
        "changed_at": homework.changed_at,
        "told": one.is_told,
        "asked_for_help": one.request is not None and one.request.is_open,
    }
