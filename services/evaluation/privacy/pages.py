"""Requests about a person's data, for the district's staff: asked, answered, held."""

from contextlib import AbstractContextManager

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.evaluation.privacy import queries, schemas, use_cases, wording
from services.evaluation.privacy.rules import usual_due_on
from services.evaluation.roster.queries import school_names, today_in, zone_of
from shared import clock
from shared.access import DISTRICT_STAFF, allow
from shared.tenancy import scope_of
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "privacy", __name__, url_prefix="/evaluation/privacy", template_folder="templates"
)
PERSON = "/p/<person_id>"


@blueprint.get("/")
@allow(DISTRICT_STAFF)
def show() -> str:
    """Every request with how it stands, the holds, and the way to a person."""
    now, name = clock.now(), request.args.get("name", "").strip()
    found = queries.find_people(name)
    with _district():
        asked, holds = queries.requests(), queries.holds_in_force()
        if name:
            use_cases.note_search(len(found))
    return render_template(
        "evaluation/privacy/requests.html",
        requests=[(one, one.state(now).value) for one in asked],
        holds=holds,
        names=queries.names_of([*(one.person_id for one in asked), *(h.person_id for h in holds)]),
        form=Form(values={"name": name}),
        searched=bool(name),
        found=found,
        zone=_zone(),
        words=wording,
    )


@blueprint.get(PERSON)
@allow(DISTRICT_STAFF)
def show_person(person_id: str, form: Form | None = None) -> str:
    """Who it is, what was asked before, the forms to ask and to hold; audited."""
    now = clock.now()
    with _district():
        person = queries.person_of(person_id)
        use_cases.note_look(person_id, person.schools)
        asked, hold = queries.requests(person_id), queries.hold_on(person_id)
    due = usual_due_on(today_in(_district_id()))
    return render_template(
        "evaluation/privacy/person.html",
        person=person,
        requests=[(one, one.state(now).value) for one in asked],
        hold=hold if hold is not None and hold.is_in_force else None,
        form=form or Form(values={"due_on": due.isoformat()}),
        zone=_zone(),
        words=wording,
    )


@blueprint.post(f"{PERSON}/check")
@shows_again(show_person)
@allow(DISTRICT_STAFF)
def check(person_id: str) -> str:
    """What the request means, before it is made; changes nothing."""
    wish = schemas.wish_of(read_form(schemas.WishForm()))
    values = {
        "kind": wish.kind.value,
        "asker": wish.asker.value,
        "identity": wish.identity.value,
        "due_on": wish.due_on.isoformat(),
    }
    return show_check(person_id, form=Form(values=values))


def show_check(person_id: str, form: Form) -> str:
    """What goes and what stays, with the button that asks for it."""
    with _district():
        hold = queries.hold_on(person_id)
    return render_template(
        "evaluation/privacy/check.html",
        person=queries.person_of(person_id),
        hold=hold if hold is not None and hold.is_in_force else None,
        form=form,
        words=wording,
    )


@blueprint.post(PERSON)
@shows_again(show_check)
@idempotent
@allow(DISTRICT_STAFF)
def ask(person_id: str) -> Response:
    """Ask every service that answers."""
    wish = schemas.confirmed_wish(read_form(schemas.ConfirmedForm()))
    with _district():
        asked = use_cases.open_request(person_id, wish, now=clock.now())
    return redirect(url_for("privacy.show_request", request_id=asked.id), code=303)


@blueprint.get("/r/<request_id>")
@allow(DISTRICT_STAFF)
def show_request(request_id: str) -> str:
    """How a request stands in each school and service, what went and what stays; audited."""
    now = clock.now()
    with _district():
        found = queries.request_of(request_id)
        of_person = queries.schools_of([found.person_id]).get(found.person_id, ())
        use_cases.note_look(found.person_id, of_person)
    return render_template(
        "evaluation/privacy/request.html",
        one=found,
        state=found.state(now).value,
        names=queries.names_of([found.person_id, found.asked_by]),
        schools=school_names(found.schools),
        zone=_zone(),
        words=wording,
    )


@blueprint.post(f"{PERSON}/hold")
@shows_again(show_person)
@idempotent
@allow(DISTRICT_STAFF)
def hold(person_id: str) -> Response:
    """Let nothing about the person be erased."""
    because = read_form(schemas.HoldForm())["because"]
    with _district():
        use_cases.place_hold(person_id, because, now=clock.now())
    return redirect(url_for("privacy.show_person", person_id=person_id), code=303)


@blueprint.post(f"{PERSON}/hold/lift")
@idempotent
@allow(DISTRICT_STAFF)
def lift(person_id: str) -> Response:
    """Let the ordinary rules hold again."""
    with _district():
        use_cases.lift_hold(person_id, now=clock.now())
    return redirect(url_for("privacy.show_person", person_id=person_id), code=303)


def _district() -> AbstractContextManager[None]:
    """Requests belong to the district, not to one school; each view lets only its staff in."""
    found: AbstractContextManager[None] = scope_of(_district_id())
    return found


def _district_id() -> str:
    return str(current_app.config["SETTINGS"].district_id)


def _zone() -> str:
    return zone_of(_district_id())
