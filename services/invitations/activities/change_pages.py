"""Pages on which who receives the families takes back, changes or cancels an activity."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, activity_to_run
from services.invitations.activities import changing, drafts, looking, prefill, schemas, use_cases
from services.invitations.activities.pages import show as show_activity
from services.invitations.invitations.queries import tallies
from services.invitations.roster.queries import school
from shared import clock
from shared.access import allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "activity_changes",
    __name__,
    url_prefix="/invitations/activities/s/<school_id>/<activity_id>",
    template_folder="templates",
)
HUB = "/invitations/activities"


@blueprint.post("/undo")
@idempotent
@allow(STAFF)
def undo(school_id: str, activity_id: str) -> Response:
    """Take it back before families hear of it: it becomes a draft of whoever wrote it."""
    try:
        activity, now = activity_to_run(school_id, activity_id), clock.now()
    except NotFound:
        # A double tap: the first one made the draft.
        return _to_draft(school_id, drafts.own_draft(activity_id, _persons()).id)
    later_too = read_form(schemas.UndoForm())["later_too"]
    sessions = looking.held_sessions(activity) if later_too else 1
    values = prefill.of_held(activity, school(school_id).zone, sessions=sessions, now=now)
    try:
        draft_id = use_cases.take_back(activity, values, now=now, later_too=later_too)
    except use_cases.AlreadyOut as late:
        return _shown_with(late, school_id, activity_id)
    if activity.host_id in _persons():
        return _to_draft(school_id, draft_id)
    return redirect(f"{HUB}/", code=303)


@blueprint.get("/change")
@allow(STAFF)
def show_change(school_id: str, activity_id: str, form: Form | None = None) -> str:
    """The form with what may still change."""
    activity, place = activity_to_run(school_id, activity_id), school(school_id)
    return render_template(
        "invitations/activities/change.html",
        activity=activity,
        school=place,
        form=form or Form(values=prefill.of_announced(activity, place.zone)),
        tally=tallies([activity_id])[activity_id],
        words=wording,
    )


@blueprint.post("/change")
@shows_again(show_change)
@idempotent
@allow(STAFF)
def change(school_id: str, activity_id: str) -> Response:
    """Change it; families hear what changed."""
    before = changing.details_of(activity_to_run(school_id, activity_id))
    details = schemas.details_of(read_form(schemas.DetailsForm()), school(school_id).zone, before)
    try:
        changing.change_activity(activity_id, details, now=clock.now())
    except changing.NotRunning as late:
        return _shown_with(late, school_id, activity_id)
    return _to(school_id, activity_id)


@blueprint.get("/cancel")
@allow(STAFF)
def show_cancel(school_id: str, activity_id: str, form: Form | None = None) -> str:
    """The page that asks for the reason, and says who will hear it."""
    return render_template(
        "invitations/activities/cancel.html",
        activity=activity_to_run(school_id, activity_id),
        school=school(school_id),
        form=form or Form(),
        tally=tallies([activity_id])[activity_id],
        words=wording,
    )


@blueprint.post("/cancel")
@shows_again(show_cancel)
@idempotent
@allow(STAFF)
def cancel(school_id: str, activity_id: str) -> Response:
    """Say that it does not take place, and why."""
    activity_to_run(school_id, activity_id)
    reason = read_form(schemas.CancelForm())["reason"]
    try:
        changing.cancel_activity(activity_id, reason, now=clock.now())
    except changing.NotRunning as late:
        return _shown_with(late, school_id, activity_id)
    return _to(school_id, activity_id)


def _shown_with(late: Any, school_id: str, activity_id: str) -> Response:
    """The activity as it is, and above it why it was too late."""
    answer = make_response(show_activity(school_id, activity_id, said=late.message))
    answer.status_code = late.status
    return answer


def _persons() -> tuple[str, ...]:
    return required_principal().person_ids


def _to_draft(school_id: str, draft_id: str) -> Response:
    return redirect(f"{HUB}/s/{school_id}/new?draft={draft_id}", code=303)


def _to(school_id: str, activity_id: str) -> Response:
    return redirect(f"{HUB}/s/{school_id}/{activity_id}", code=303)
