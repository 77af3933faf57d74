"""Visits for staff: whom to ask, and what families answered. See ``after_pages`` for the rest."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.access import STAFF, WORKING, leads
from services.invitations.participation.queries import how_many_rest
from services.invitations.roster.queries import school, schools
from services.invitations.visits import on_behalf, queries, schemas, use_cases, wording
from services.invitations.visits.files import calendar_file
from services.invitations.visits.models import Visit
from services.invitations.visits.rules import Entry, Side
from services.invitations.wording import SUPPORTS
from shared import clock
from shared.access import TEACHERS, allow, current_roles, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "visits_of_staff", __name__, url_prefix="/invitations/visits", template_folder="templates"
)
ONE = "/s/<school_id>/<visit_id>"


@blueprint.get("/schools")
@allow(STAFF)
def choose_school() -> str | Response:
    """The reader's schools; with one there is nothing to choose."""
    wanted = [school_id for school_id, held in current_roles().items() if held & WORKING]
    if len(wanted) == 1:
        return redirect(f"{blueprint.url_prefix}/s/{wanted[0]}", code=303)
    found = sorted(schools(wanted).values(), key=lambda one: one.name)
    return render_template("invitations/visits/schools.html", found=found)


@blueprint.get("/s/<school_id>")
@allow(STAFF)
def list_visits(school_id: str) -> str:
    """The visits that the reader comes to or may see; for who leads also how many families."""
    now, person_ids, is_leading = clock.now(), required_principal().person_ids, leads(school_id)
    found = queries.visits_of_staff(school_id, person_ids, leads=is_leading, now=now)
    waiting = queries.waiting_for(found, now)
    rest = [one for one in found if one not in waiting]
    return render_template(
        "invitations/visits/staff_list.html",
        school=school(school_id),
        waiting=waiting,
        coming=[one for one in rest if not one.is_past],
        past=[one for one in rest if one.is_past],
        learnt=queries.learnt_before(person_ids, school_id, now),
        rate=queries.visit_rate(school_id, now) if is_leading else None,
        can_propose=bool(queries.families_to_visit(person_ids, school_id, now)),
        words=wording,
    )


@blueprint.get("/s/<school_id>/new")
@allow(STAFF)
def show_new(school_id: str, form: Form | None = None) -> str:
    """The form that asks one guardian; who teaches no class reads why there is nobody to ask."""
    person_ids, place, now = required_principal().person_ids, school(school_id), clock.now()
    families = queries.families_to_visit(person_ids, school_id, now)
    asked = [one.guardian_id for one in families]
    return render_template(
        "invitations/visits/new.html",
        school=place,
        form=form or Form(values={"minutes": 45}),
        families=families,
        resting=how_many_rest(asked, school_id, place.day_of(now)),
        colleagues=queries.colleagues(school_id, person_ids),
        words=wording,
    )


@blueprint.post("/s/<school_id>/new")
@shows_again(show_new)
@idempotent
@allow(TEACHERS)
def propose(school_id: str) -> Response:
    """Ask the guardian."""
    values = read_form(schemas.ProposalForm())
    principal = required_principal()
    proposal = schemas.proposal_of(values, principal.actor, school(school_id).zone)
    visit = use_cases.propose_visit(
        proposal, school_id=school_id, person_ids=principal.person_ids, entry=staff_entry()
    )
    return back_to(visit)


@blueprint.get(ONE)
@allow(STAFF)
def show(school_id: str, visit_id: str, form: Form | None = None, **_: str) -> str:
    """One visit, with what can be done about it now."""
    now = clock.now()
    visit = hosted(school_id, visit_id)
    return render_template(
        "invitations/visits/staff_show.html",
        shown=queries.shown(visit, now),
        school=school(school_id),
        form=form or Form(values=_values(visit)),
        colleagues=queries.colleagues(school_id, visit.host_ids[:1]),
        has_begun=visit.starts_at is not None and visit.starts_at <= now,
        now=now,
        supports=SUPPORTS,
        words=wording,
    )


@blueprint.post(f"{ONE}/accept")
@shows_again(show)
@idempotent
@allow(STAFF)
def accept(school_id: str, visit_id: str) -> Response:
    """Come where and when the family likes."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.TeamForm())
    use_cases.accept_wish(visit, schemas.team_of(values, visit.host_ids[0]), entry=staff_entry())
    return back_to(visit)


@blueprint.post(f"{ONE}/offer")
@shows_again(show)
@idempotent
@allow(STAFF)
def offer(school_id: str, visit_id: str) -> Response:
    """Offer other times."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.TimesForm())
    times = schemas.times_of(values, visit.minutes, school(school_id).zone)
    use_cases.offer_times(
        visit, schemas.team_of(values, visit.host_ids[0]), times, entry=staff_entry()
    )
    return back_to(visit)


@blueprint.get(f"{ONE}/answer")
@allow(STAFF)
def show_answer(school_id: str, visit_id: str, form: Form | None = None) -> str:
    """The form with which staff enter what the family said by phone or on paper."""
    visit = hosted(school_id, visit_id)
    return render_template(
        "invitations/visits/on_behalf.html",
        shown=queries.shown(visit, clock.now()),
        school=school(school_id),
        form=form or Form(values={"place_kind": visit.place_kind}),
        words=wording,
    )


@blueprint.post(f"{ONE}/answer")
@shows_again(show_answer)
@idempotent
@allow(STAFF)
def answer_for_family(school_id: str, visit_id: str) -> Response:
    """Enter what the family said by phone or on paper; who did it and when stays with it."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.OnBehalfForm())
    entry = Entry(
        at=clock.now(),
        side=Side.FAMILY,
        by=visit.guardian_id,
        channel=values["channel"],
        entered_by=required_principal().actor,
    )
    if values["choice"] == schemas.NO:
        on_behalf.decline_on_behalf(visit, values["family_words"], entry=entry)
    else:
        visit.require_turn(Side.FAMILY)
        zone = school(school_id).zone
        wish = schemas.wish_of(values, visit.times, visit.minutes, zone)
        on_behalf.answer_on_behalf(visit, wish, entry=entry)
    return back_to(visit)


@blueprint.post(f"{ONE}/decline")
@shows_again(show)
@idempotent
@allow(STAFF)
def decline(school_id: str, visit_id: str) -> Response:
    """Say no to what a family asks, or take a question back."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.ReasonForm())
    use_cases.decline_visit(visit, values["reason"], entry=staff_entry())
    return back_to(visit)


@blueprint.post(f"{ONE}/cancel")
@shows_again(show)
@idempotent
@allow(STAFF)
def cancel(school_id: str, visit_id: str) -> Response:
    """Call an agreed visit off."""
    visit, values = hosted(school_id, visit_id), read_form(schemas.ReasonForm())
    use_cases.cancel_visit(visit, values["reason"], entry=staff_entry())
    return back_to(visit)


@blueprint.get(f"{ONE}/calendar.ics")
@allow(STAFF)
def calendar(school_id: str, visit_id: str) -> Response:
    """The agreed visit for a host's calendar."""
    visit = hosted(school_id, visit_id)
    if visit.starts_at is None or visit.state == "proposed":
        raise NotFound("calendar")
    shown = queries.shown(visit, clock.now())
    return calendar_file(
        visit,
        title=wording.title_for_staff(shown),
        place=wording.place_of(visit, wording.PLACES_FOR_STAFF),
        url=f"{current_app.config['ORIGIN']}{_address(visit)}",
    )


def hosted(school_id: str, visit_id: str) -> Visit:
    """The visit, if the reader comes to it or leads the school.

    Raises:
        NotFound: as ``queries.hosted_visit``.
    """
    return queries.hosted_visit(
        visit_id, school_id, required_principal().person_ids, leads=leads(school_id)
    )


def staff_entry() -> Entry:
    """That the reader does it now, for the school."""
    return Entry(at=clock.now(), side=Side.STAFF, by=required_principal().actor)


def back_to(visit: Visit, anchor: str = "") -> Response:
    """To the visit's page."""
    return redirect(f"{_address(visit)}#{anchor}" if anchor else _address(visit), code=303)


def _address(visit: Visit) -> str:
    return f"{blueprint.url_prefix}/s/{visit.school_id}/{visit.id}"


def _values(visit: Visit) -> Mapping[str, Any]:
    others = [one for one in visit.host_ids[1:] if one]
    return {
        "colleague_id": others[0] if others else "",
        "company": visit.company,
        "company_name": visit.company_name,
        "came_ids": list(visit.host_ids),
        "adults": 1,
        "children": len(visit.student_ids),
    }
