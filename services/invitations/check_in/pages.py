"""The check-in list of an activity: one tap ticks a family, and works without JavaScript."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, visible_activity
from services.invitations.check_in import queries, use_cases
from services.invitations.check_in.schemas import ArrivalForm, WalkInForm, arrival_of
from services.invitations.roster.queries import school
from shared import clock
from shared.access import allow, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "check_in",
    __name__,
    url_prefix="/invitations/activities/s/<school_id>/<activity_id>/check-in",
    template_folder="templates",
)


@blueprint.get("/")
@allow(STAFF)
def show(school_id: str, activity_id: str, form: Form | None = None, **_: str) -> str:
    """Who is invited and who is there."""
    activity = visible_activity(school_id, activity_id)
    return render_template(
        "invitations/check_in/list.html",
        activity=activity,
        school=school(school_id),
        door=queries.door(activity),
        others=queries.children_not_invited(activity, required_principal().person_ids, clock.now()),
        form=form or Form(values={"adults": 1, "children": 1}),
        words=wording,
    )


@blueprint.post("/invited/<invitation_id>")
@shows_again(show)
@idempotent
@allow(STAFF)
def tick(school_id: str, activity_id: str, invitation_id: str) -> Response:
    """The invited family takes part."""
    activity = visible_activity(school_id, activity_id)
    use_cases.check_in(
        activity, invitation_id, arrival_of(read_form(ArrivalForm())), now=clock.now()
    )
    return _back(school_id, activity_id, f"family-{invitation_id}")


@blueprint.post("/walk-in")
@shows_again(show)
@idempotent
@allow(STAFF)
def add_walk_in(school_id: str, activity_id: str) -> Response:
    """A family came without an invitation."""
    activity = visible_activity(school_id, activity_id)
    values, now = read_form(WalkInForm()), clock.now()
    if values["student_id"]:
        use_cases.walk_in(
            activity,
            values["student_id"],
            arrival_of(values),
            staff_ids=required_principal().person_ids,
            now=now,
        )
    else:
        use_cases.unknown_walk_in(activity, arrival_of(values), now=now)
    return _back(school_id, activity_id, "walk-ins")


@blueprint.post("/undo/<attendance_id>")
@idempotent
@allow(STAFF)
def untick(school_id: str, activity_id: str, attendance_id: str) -> Response:
    """It was ticked by mistake."""
    activity = visible_activity(school_id, activity_id)
    use_cases.undo_check_in(activity, attendance_id, now=clock.now())
    return _back(school_id, activity_id, "list")


def _back(school_id: str, activity_id: str, anchor: str) -> Response:
    path = f"/invitations/activities/s/{school_id}/{activity_id}/check-in"
    return redirect(f"{path}#{anchor}", code=303)
