"""A family's pass: it shows the code, and the phone of whoever stands at the door reads it."""

from flask import Blueprint, current_app, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF
from services.invitations.check_in.codes import pass_of, read_pass
from services.invitations.invitations.queries import shown
from services.invitations.invitations.use_cases import load_own
from shared import clock
from shared.access import SIGNED_IN, allow, purpose, required_principal

blueprint = Blueprint(
    "door_passes", __name__, url_prefix="/invitations", template_folder="templates"
)
INVITED = purpose("answer", "invitation") | SIGNED_IN


@blueprint.get("/i/<invitation_id>/pass")
@allow(INVITED)
def show_pass(invitation_id: str) -> str:
    """The code of an own invitation, as a picture and in letters; to be printed or shown."""
    now = clock.now()
    invitation, children = load_own(invitation_id, required_principal().person_ids, now)
    return render_template(
        "invitations/check_in/pass.html",
        shown=shown(invitation, children),
        door_pass=pass_of(invitation, str(current_app.config["ORIGIN"])),
        words=wording,
        limited=required_principal().purpose is not None,
    )


@blueprint.get("/d/<token>")
@allow(STAFF)
def open_pass(token: str) -> Response:
    """What a phone's camera opens: on to the family, for those who may see the activity."""
    activity, code = read_pass(token)
    path = f"/invitations/activities/s/{activity.school_id}/{activity.id}/check-in/code/{code}"
    return redirect(path, code=303)
