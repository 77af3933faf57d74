"""After a visit, for staff: who came, what was learnt, what was promised and done."""

from flask import Blueprint
from werkzeug.wrappers import Response

from services.invitations.access import STAFF
from services.invitations.roster.queries import school
from services.invitations.visits import afterwards, schemas
from services.invitations.visits.staff_pages import ONE, back_to, hosted, show, staff_entry
from shared import clock
from shared.access import allow, required_principal
from shared.web.forms import read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language

blueprint = Blueprint(
    "visits_afterwards", __name__, url_prefix="/invitations/visits", template_folder="templates"
)


@blueprint.post(f"{ONE}/held")
@shows_again(show)
@idempotent
@allow(STAFF)
def hold(school_id: str, visit_id: str) -> Response:
    """It took place: who came, and what was learnt."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.HeldForm())
    afterwards.note_held(visit, schemas.held_of(values), entry=staff_entry())
    return back_to(visit, "learnt")


@blueprint.post(f"{ONE}/not-held")
@shows_again(show)
@idempotent
@allow(STAFF)
def miss(school_id: str, visit_id: str) -> Response:
    """Something came between."""
    visit = hosted(school_id, visit_id)
    afterwards.note_not_held(visit, entry=staff_entry())
    return back_to(visit)


@blueprint.post(f"{ONE}/notes")
@shows_again(show)
@idempotent
@allow(STAFF)
def add_note(school_id: str, visit_id: str) -> Response:
    """Add what else was learnt."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.NoteForm())
    by, language = required_principal().actor, chosen_language().tag
    afterwards.add_staff_note(visit, values["note"], language, by=by, now=clock.now())
    return back_to(visit, "learnt")


@blueprint.post(f"{ONE}/follow-up")
@shows_again(show)
@idempotent
@allow(STAFF)
def promise(school_id: str, visit_id: str) -> Response:
    """Write down what was promised, until when."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.FollowUpForm())
    afterwards.promise_follow_up(
        visit,
        values["promise"],
        values["due_on"],
        by=required_principal().actor,
        today=school(school_id).day_of(clock.now()),
    )
    return back_to(visit, "follow-up")


@blueprint.post(f"{ONE}/follow-up/done")
@idempotent
@allow(STAFF)
def finish(school_id: str, visit_id: str) -> Response:
    """What was promised is done."""
    visit = hosted(school_id, visit_id)
    afterwards.finish_follow_up(visit, now=clock.now())
    return back_to(visit, "follow-up")
