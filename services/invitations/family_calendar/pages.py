"""Pages on how much each family was invited: the list, one family's term, a family's own."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, leads
from services.invitations.family_calendar import queries, showing, use_cases
from services.invitations.family_calendar.rules import MOST_FLOOR
from services.invitations.family_calendar.schemas import FloorForm
from services.invitations.roster.queries import School, children_of, people, school, schools
from services.invitations.term_plan import wording as plan_words
from services.invitations.term_plan.rules import Term, term_from
from shared import clock
from shared.access import ANY_FAMILY, COORDINATORS, LEADERS, allow, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "family_calendar", __name__, url_prefix="/invitations", template_folder="templates"
)
OF_STAFF = "/activities/families/s/<school_id>"
SHOWN = 50


@blueprint.get(OF_STAFF)
@allow(STAFF)
def show(school_id: str, form: Form | None = None) -> str:
    """The families of the term, those to invite next first; ``class`` narrows, ``page`` turns."""
    place, now = school(school_id), clock.now()
    term, chosen = _term(place), request.args.get("class", "")
    within = _around(place, chosen)
    counts = queries.count(within, term, now)
    page = max(request.args.get("page", 1, type=int), 1)
    part = counts.families[(page - 1) * SHOWN : page * SHOWN]
    return render_template(
        "invitations/family_calendar/list.html",
        school=place,
        term=term,
        counts=counts,
        rows=showing.rows_of(part, within, term),
        classes=within.classes,
        chosen=chosen,
        pages=_pages(page, len(counts.families), f"from={term.key}&class={chosen}"),
        leading=leads(school_id),
        form=form or Form(values={"floor": counts.floor}),
        most_floor=MOST_FLOOR,
        words=wording,
        plan_words=plan_words,
    )


@blueprint.post(OF_STAFF)
@shows_again(show)
@idempotent
@allow(COORDINATORS | LEADERS)
def set_floor(school_id: str) -> Response:
    """How many invitations every family is to have."""
    use_cases.set_floor(read_form(FloorForm())["floor"], now=clock.now())
    return redirect(f"{_address(school_id)}?from={_term(school(school_id)).key}", code=303)


@blueprint.get(f"{OF_STAFF}/<student_id>")
@allow(STAFF)
def show_family(school_id: str, student_id: str) -> str:
    """What one family was invited to in the term, by whom, how we tried, what it said."""
    place, now = school(school_id), clock.now()
    term, within = _term(place), _around(place, "")
    circle = showing.circle_of(student_id, within, now)
    named = people([*circle.student_ids, *circle.guardian_ids])
    return render_template(
        "invitations/family_calendar/family.html",
        school=place,
        term=term,
        children=[named[one].called for one in circle.student_ids if one in named],
        guardians=[named[one].full_name for one in circle.guardian_ids if one in named],
        invited=showing.invited_to(circle, within, term),
        tried=showing.tried,
        floor=queries.floor_of(school_id),
        words=wording,
        plan_words=plan_words,
    )


@blueprint.get("/invited")
@allow(ANY_FAMILY)
def show_own() -> str:
    """What the reader was invited to in the term, by whom."""
    now, person_ids = clock.now(), required_principal().person_ids
    places = schools({one.school_id for one in children_of(person_ids, now)})
    terms = {key: _term(one) for key, one in places.items()}
    return render_template(
        "invitations/family_calendar/own.html",
        listed=showing.own_invited(person_ids, terms, now),
        terms=terms,
        term=next(iter(terms.values()), term_from(request.args.get("from", ""), now.date())),
        tried=showing.tried,
        words=wording,
        plan_words=plan_words,
    )


def _around(place: School, class_id: str) -> queries.Circumference:
    person_ids = required_principal().person_ids
    return queries.around(
        place, person_ids, class_id, leads=leads(place.school_id), now=clock.now()
    )


def _term(place: School) -> Term:
    today = place.day_of(clock.now())
    return term_from(request.args.get("from", ""), today, place.term_starts)


def _pages(page: int, families: int, kept: str) -> dict[str, str]:
    """Addresses of the families before and after those shown, empty where there are none."""
    return {
        "newer": f"?{kept}&page={page - 1}#families" if page > 1 else "",
        "older": f"?{kept}&page={page + 1}#families" if page * SHOWN < families else "",
    }


def _address(school_id: str) -> str:
    return f"/invitations/activities/families/s/{school_id}"
