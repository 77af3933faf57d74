"""The page on which staff close an activity: what students, families and teachers each got."""

from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations import wording as common
from services.invitations.access import STAFF, activity_to_run
from services.invitations.activities.changing import close_activity
from services.invitations.activities.models import Activity
from services.invitations.check_in.queries import counted
from services.invitations.gains import wording
from services.invitations.gains.rules import Group
from services.invitations.gains.schemas import GainsForm, gains_of
from services.invitations.roster.queries import school
from shared import clock
from shared.access import allow
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "gains",
    __name__,
    url_prefix="/invitations/activities/s/<school_id>/<activity_id>",
    template_folder="templates",
)


@blueprint.app_context_processor
def for_staff() -> dict[str, Any]:
    """What ``parts.html`` needs on the activity's own page."""
    return {"gain_words": wording}


@blueprint.get("/close")
@allow(STAFF)
def show(school_id: str, activity_id: str, form: Form | None = None) -> str:
    """Three questions; whoever answered them may say it better."""
    activity = _to_close(school_id, activity_id)
    return render_template(
        "invitations/gains/close.html",
        activity=activity,
        school=school(school_id),
        came=counted(activity_id).families,
        form=form or Form(values=_values(activity)),
        groups=list(Group),
        words=common,
    )


@blueprint.post("/close")
@shows_again(show)
@idempotent
@allow(STAFF)
def close(school_id: str, activity_id: str) -> Response:
    """Keep what was gained; colleagues of the school read it."""
    activity = _to_close(school_id, activity_id)
    close_activity(activity.id, gains_of(read_form(GainsForm())), now=clock.now())
    return redirect(f"/invitations/activities/s/{school_id}/{activity_id}#gained", code=303)


def _to_close(school_id: str, activity_id: str) -> Activity:
    activity = activity_to_run(school_id, activity_id)
    if not activity.may_be_closed(clock.now()):
        raise NotFound("activity")
    return activity


def _values(activity: Activity) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for group, gained in wording.gained_by(activity).items():
        values[group.value] = [one.value for one in gained.codes]
        values[f"{group.value}_words"] = gained.words
    return values
