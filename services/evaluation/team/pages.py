"""A school's team, for its leader: who coordinates the partnership work."""

from flask import Blueprint, redirect, render_template, url_for
from marshmallow import fields
from werkzeug.wrappers import Response

from services.evaluation.roster.queries import school_names, today_in
from services.evaluation.team import queries, use_cases
from shared.access import LEADERS, allow
from shared.web.forms import Form, FormSchema, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint("team", __name__, template_folder="templates")


class AppointForm(FormSchema):
    """Whom to appoint."""

    person_id = fields.String(required=True)


@blueprint.get("/evaluation/s/<school_id>/team")
@allow(LEADERS)
def show(school_id: str) -> str:
    """Who coordinates, and whom a leader may appoint."""
    return _draw(school_id)


def _draw(school_id: str, *, form: Form | None = None) -> str:
    coordinator = queries.coordinator_of(school_id)
    in_office = coordinator.person_id if coordinator else ""
    return render_template(
        "evaluation/team/team.html",
        school_id=school_id,
        school_name=school_names([school_id]).get(school_id, ""),
        coordinator=coordinator,
        staff=[one for one in queries.staff_of(school_id) if one[0] != in_office],
        form=form or Form(),
    )


@blueprint.post("/evaluation/s/<school_id>/team/coordinator")
@shows_again(_draw)
@idempotent
@allow(LEADERS)
def appoint(school_id: str) -> Response:
    """Make somebody of the staff the school's one coordinator, from today."""
    values = read_form(AppointForm())
    use_cases.appoint_coordinator(school_id, values["person_id"], starts_on=today_in(school_id))
    return redirect(url_for("team.show", school_id=school_id), code=303)


@blueprint.post("/evaluation/s/<school_id>/team/coordinator/end")
@idempotent
@allow(LEADERS)
def end(school_id: str) -> Response:
    """Leave the office vacant from today."""
    use_cases.end_coordinator(school_id, ended_on=today_in(school_id))
    return redirect(url_for("team.show", school_id=school_id), code=303)
