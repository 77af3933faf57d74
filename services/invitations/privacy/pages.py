"""What Tūhono's invitations keep about who is signed in, and a copy of it to take along."""

from tempfile import SpooledTemporaryFile

from flask import Blueprint, current_app, render_template, send_file
from werkzeug.wrappers import Response

from services.invitations.privacy import wording
from services.invitations.privacy.copying import Copy, copy_for, media_of
from services.invitations.privacy.files import write_copy
from services.invitations.privacy.retaining import retention_of
from shared import audit, clock
from shared.access import ANY_FAMILY, STUDENTS, AppRole, allow, current_roles, required_principal
from shared.tenancy import writing_to
from shared.web.languages import chosen_language

blueprint = Blueprint(
    "privacy", __name__, url_prefix="/invitations/kept", template_folder="templates"
)
# A copy with many photos is written to disk.
IN_MEMORY_BYTES = 4 * 1024 * 1024


@blueprint.get("/")
@allow(ANY_FAMILY | STUDENTS)
def show() -> str:
    """How much there is, until when it is kept, and the way to a copy of it."""
    return render_template(
        "invitations/privacy/kept.html",
        copy=_own_copy(),
        is_student=_is_student(),
        retention=retention_of(current_app.config["SETTINGS"]),
        words=wording,
    )


@blueprint.get("/copy.zip")
@allow(ANY_FAMILY | STUDENTS)
def download() -> Response:
    """The copy; the audit log keeps that it was taken."""
    principal = required_principal()
    copy = _own_copy()
    for school_id in sorted(current_roles()):
        with writing_to(school_id):
            audit.append("privacy.copy-taken", f"person/{principal.actor}")
    stream = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - sent, then closed
    write_copy(copy, media_of(copy), stream)
    stream.seek(0)
    answer = send_file(
        stream,
        mimetype="application/zip",
        as_attachment=True,
        download_name="tuhono-invitations.zip",
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _own_copy() -> Copy:
    return copy_for(
        required_principal().person_ids,
        is_student=_is_student(),
        language=chosen_language().tag,
        now=clock.now(),
    )


def _is_student() -> bool:
    """Whether a student reads it, who is guardian of nobody."""
    roles = frozenset[AppRole]().union(*current_roles().values())
    return AppRole.FAMILY not in roles
