"""Programs and the page's own script tick families; what was kept without connection comes late."""

from collections.abc import Sequence
from typing import Any

from services.invitations.access import STAFF, visible_activity
from services.invitations.check_in import queries, use_cases
from services.invitations.check_in.models import Attendance, DoorTap
from services.invitations.check_in.rules import Outcome, Tap
from services.invitations.check_in.schemas import DoorQuery, DoorSchema, TapsSchema, tap_of
from services.invitations.check_in.wording import summary_of
from shared import clock
from shared.access import allow, required_principal
from shared.web.idempotency import idempotent
from shared.web.programs import Blueprint

blueprint = Blueprint(
    "Door",
    __name__,
    url_prefix="/api/invitations/activities/s/<school_id>/<activity_id>/door",
    description="Who takes part in an activity, for staff",
)
DOOR = DoorSchema()


@blueprint.get("/")
@blueprint.arguments(DoorQuery, location="query")
@blueprint.response(200, DOOR)
@allow(STAFF)
def get_door(values: dict[str, Any], school_id: str, activity_id: str) -> dict[str, Any]:
    """Who takes part now, and what was noted since the last time one asked."""
    activity = visible_activity(school_id, activity_id)
    noted, after = queries.noted_after(activity.id, values["after"], clock.now())
    return _door(activity.id, noted) | {"after": after}


@blueprint.post("/taps")
@blueprint.arguments(TapsSchema)
@blueprint.response(200, DOOR)
@idempotent
@allow(STAFF)
def post_taps(values: dict[str, Any], school_id: str, activity_id: str) -> dict[str, Any]:
    """Note taps, each once by its own key, the latest about a family counting."""
    activity, now = visible_activity(school_id, activity_id), clock.now()
    taps = [tap_of(one, now) for one in values["taps"]]
    kept = use_cases.note_taps(activity, taps, staff_ids=required_principal().person_ids, now=now)
    theirs = {one.attendance_id for one in kept if one is not None}
    door = _door(activity.id, queries.noted(theirs))
    door["taps"] = [_told(tap, one) for tap, one in zip(taps, kept, strict=True)]
    return dict(DOOR.dump(door))


def _told(tap: Tap, kept: DoorTap | None) -> dict[str, Any]:
    if kept is None:
        return {"key": tap.key, "outcome": Outcome.REFUSED, "attendance_id": None}
    outcome = Outcome(kept.outcome)
    return {"key": tap.key, "outcome": outcome, "attendance_id": kept.attendance_id}


def _door(activity_id: str, noted: Sequence[Attendance]) -> dict[str, Any]:
    counted = queries.counted(activity_id)
    return {
        "summary": summary_of(counted),
        "families": counted.families,
        "modes": counted.modes,
        "adults": counted.adults,
        "children": counted.children,
        "noted": [
            {
                "attendance_id": one.id,
                "present": one.present,
                "mode": one.mode,
                "adults": one.adults,
                "children": one.children,
            }
            for one in noted
        ],
        "after": None,
        "taps": [],
    }
