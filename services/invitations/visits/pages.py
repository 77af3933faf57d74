"""A guardian's visits: the question, the answer, a wish of its own, and what was learnt."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.roster.queries import school
from services.invitations.visits import afterwards, queries, schemas, use_cases, wording
from services.invitations.visits.asking import new_request, teachers_to_ask
from services.invitations.visits.files import calendar_file
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Entry, Side
from services.invitations.wording import SUPPORTS
from shared import clock
from shared.access import ANY_FAMILY, SIGNED_IN, allow, purpose, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language

blueprint = Blueprint(
    "visits", __name__, url_prefix="/invitations/visits", template_folder="templates"
)
# Whose visit it is, is a relation and no role: everybody else gets the same "not found".
VISITED = purpose("answer", "visit") | SIGNED_IN


@blueprint.get("/")
@allow(ANY_FAMILY)
def list_own() -> str:
    """What school asks, what is agreed, what was learnt."""
    own = queries.own_visits(required_principal().person_ids, clock.now())
    return render_template(
        "invitations/visits/list.html",
        coming=[one for one in own if not one.is_past],
        past=[one for one in own if one.is_past],
        words=wording,
    )


@blueprint.get("/ask")
@allow(ANY_FAMILY)
def show_ask(form: Form | None = None) -> str:
    """The form with which a family asks a teacher of its child to meet."""
    return render_template(
        "invitations/visits/ask.html",
        form=form or Form(values={"purpose": "get-to-know"}),
        teachers=teachers_to_ask(required_principal().person_ids, clock.now()),
        words=wording,
    )


@blueprint.post("/ask")
@shows_again(show_ask)
@idempotent
@allow(ANY_FAMILY)
def ask() -> Response:
    """Ask; the teacher says whether the time suits and who else comes."""
    values, now = read_form(schemas.AskForm()), clock.now()
    visit = new_request(values["whom"], values["purpose"], required_principal().person_ids, now)
    zone = school(visit.school_id).zone
    wish = schemas.wish_of(values, (), visit.minutes, zone)
    use_cases.ask_for_visit(visit, wish, entry=_entry(visit))
    return redirect(_address(visit.id), code=303)


@blueprint.get("/v/<visit_id>")
@allow(VISITED)
def show(visit_id: str, form: Form | None = None, **_: str) -> str:
    """One visit: to be answered, agreed, or what was learnt at it."""
    now = clock.now()
    visit, _children = queries.own_visit(visit_id, required_principal().person_ids, now)
    return render_template(
        "invitations/visits/show.html",
        shown=queries.shown(visit, now),
        form=form or Form(values=_values(visit)),
        limited=required_principal().purpose is not None,
        supports=SUPPORTS,
        words=wording,
    )


@blueprint.post("/v/<visit_id>/answer")
@shows_again(show)
@idempotent
@allow(VISITED)
def answer(visit_id: str) -> Response:
    """Say where and when, or that it does not suit."""
    visit, values = _own(visit_id), read_form(schemas.AnswerForm())
    if values["choice"] == schemas.NO:
        use_cases.decline_visit(visit, values["family_words"], entry=_entry(visit))
    else:
        visit.require_turn(Side.FAMILY)
        zone = school(visit.school_id).zone
        use_cases.answer_visit(
            visit_id,
            schemas.wish_of(values, visit.times, visit.minutes, zone),
            person_ids=required_principal().person_ids,
            entry=_entry(visit),
        )
    return redirect(_address(visit_id), code=303)


@blueprint.post("/v/<visit_id>/move")
@shows_again(show)
@idempotent
@allow(VISITED)
def move(visit_id: str) -> Response:
    """Ask for another time instead of the agreed one."""
    visit, values = _own(visit_id), read_form(schemas.WishForm())
    wish = schemas.wish_of(values, (), visit.minutes, school(visit.school_id).zone)
    use_cases.move_visit(visit, wish, entry=_entry(visit))
    return redirect(_address(visit_id), code=303)


@blueprint.post("/v/<visit_id>/cancel")
@shows_again(show)
@idempotent
@allow(VISITED)
def cancel(visit_id: str) -> Response:
    """Call the agreed visit off."""
    visit, values = _own(visit_id), read_form(schemas.ReasonForm())
    use_cases.cancel_visit(visit, values["reason"], entry=_entry(visit))
    return redirect(_address(visit_id), code=303)


@blueprint.post("/v/<visit_id>/notes")
@shows_again(show)
@idempotent
@allow(SIGNED_IN)
def add_note(visit_id: str) -> Response:
    """Add something of one's own to what was learnt."""
    afterwards.add_family_note(
        visit_id,
        schemas.said_of(read_form(schemas.NoteForm())),
        chosen_language().tag,
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{_address(visit_id)}#learnt", code=303)


@blueprint.post("/v/<visit_id>/notes/<note_id>")
@shows_again(show)
@idempotent
@allow(SIGNED_IN)
def answer_note(visit_id: str, note_id: str) -> Response:
    """Confirm or correct a note, and say who may read it."""
    afterwards.answer_note(
        visit_id,
        note_id,
        schemas.said_of(read_form(schemas.NoteForm())),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{_address(visit_id)}#note-{note_id}", code=303)


@blueprint.get("/v/<visit_id>/calendar.ics")
@allow(VISITED)
def calendar(visit_id: str) -> Response:
    """The agreed visit for one's own calendar."""
    visit = _own(visit_id)
    if visit.starts_at is None or visit.state == "proposed":
        raise NotFound("calendar")
    shown = queries.shown(visit, clock.now())
    return calendar_file(
        visit,
        title=wording.title_of(shown),
        place=wording.place_of(visit, wording.PLACES),
        url=f"{current_app.config['ORIGIN']}{_address(visit_id)}",
    )


def _own(visit_id: str) -> Visit:
    visit, _ = queries.own_visit(visit_id, required_principal().person_ids, clock.now())
    return visit


def _entry(visit: Visit) -> Entry:
    return Entry(at=clock.now(), side=Side.FAMILY, by=visit.guardian_id)


def _address(visit_id: str) -> str:
    return f"/invitations/visits/v/{visit_id}"


def _values(visit: Visit) -> Mapping[str, Any]:
    return {
        "place_kind": visit.place_kind,
        "place_words": visit.place_words,
        "needs": list(visit.needs),
        "family_words": visit.family_words,
    }
