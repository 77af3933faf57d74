"""Pages of the catalogue of ways: families read and propose, the team answers, adds and removes."""

from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, leads
from services.invitations.activities.starting_points import LEVELS
from services.invitations.roster.queries import school
from services.invitations.ways import queries, use_cases
from services.invitations.ways.schemas import (
    AnswerForm,
    IdeaForm,
    Verdict,
    WayForm,
    idea_of,
    way_of,
)
from shared import clock
from shared.access import ANY_FAMILY, COORDINATORS, LEADERS, allow, required_principal
from shared.errors import Invalid, NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, lazy_, offered_languages

blueprint = Blueprint("ways", __name__, url_prefix="/invitations", template_folder="templates")
TEAM = COORDINATORS | LEADERS
OF_STAFF = "/activities/ways/s/<school_id>"


@blueprint.get("/ways/")
@allow(ANY_FAMILY)
def show_to_family(form: Form | None = None) -> str:
    """The ways of the family's schools, the form that proposes one, and the answers so far."""
    now, person_ids = clock.now(), required_principal().person_ids
    places = queries.schools_of_family(person_ids, now)
    return render_template(
        "invitations/ways/family.html",
        shelves=[(one, queries.catalogue(one.school_id, now)) for one in places],
        school_options=[(one.school_id, one.name) for one in places],
        own=queries.own_proposals(person_ids),
        form=form or Form(values={"language": chosen_language().tag}),
        languages_to_write=offered_languages(),
        words=wording,
    )


@blueprint.post("/ways/")
@shows_again(show_to_family)
@idempotent
@allow(ANY_FAMILY)
def propose_as_family() -> Response:
    """Keep what a family proposes."""
    values, now = read_form(IdeaForm()), clock.now()
    person_ids = required_principal().person_ids
    places = [one.school_id for one in queries.schools_of_family(person_ids, now)]
    wanted = values["school_id"] or (places[0] if len(places) == 1 else "")
    if wanted not in places:
        raise Invalid({"school_id": [lazy_("Choose the school")]})
    use_cases.propose_as_family(idea_of(values), wanted, person_ids=person_ids, now=now)
    return redirect("/invitations/ways/#own", code=303)


@blueprint.get(OF_STAFF)
@allow(STAFF)
def show(school_id: str, form: Form | None = None) -> str:
    """The school's catalogue: what was used, what never was, what is proposed."""
    now, leading = clock.now(), leads(school_id)
    return render_template(
        "invitations/ways/staff.html",
        school=school(school_id),
        listed=queries.catalogue(school_id, now),
        waiting=queries.waiting_proposals(school_id) if leading else [],
        own=queries.own_proposals(required_principal().person_ids),
        leading=leading,
        levels=LEVELS,
        form=form or Form(values={"language": chosen_language().tag, "focus": "learning"}),
        languages_to_write=offered_languages(),
        words=wording,
    )


@blueprint.post(OF_STAFF)
@shows_again(show)
@idempotent
@allow(STAFF)
def add(school_id: str) -> Response:
    """The team adds a way; whoever else works at the school proposes one."""
    now = clock.now()
    if leads(school_id):
        use_cases.add_way(way_of(read_form(WayForm())), now=now)
    else:
        idea = idea_of(read_form(IdeaForm()))
        use_cases.propose_as_staff(idea, person_id=required_principal().actor, now=now)
    return redirect(f"{_address(school_id)}#own", code=303)


@blueprint.post(f"{OF_STAFF}/<way_id>/remove")
@idempotent
@allow(TEAM)
def remove(school_id: str, way_id: str) -> Response:
    """Offer it no more."""
    use_cases.remove_way(way_id, now=clock.now())
    return redirect(_address(school_id), code=303)


@blueprint.get(f"{OF_STAFF}/proposals/<proposal_id>")
@allow(TEAM)
def show_proposal(school_id: str, proposal_id: str, form: Form | None = None) -> str:
    """A proposal, and the form that answers it with a reason."""
    found = queries.proposal_of(proposal_id, school_id)
    if found is None:
        raise NotFound("proposal")
    return render_template(
        "invitations/ways/proposal.html",
        school=school(school_id),
        proposal=found,
        form=form or Form(values=_first_values(found)),
        languages_to_write=offered_languages(),
        words=wording,
    )


@blueprint.post(f"{OF_STAFF}/proposals/<proposal_id>")
@shows_again(show_proposal)
@idempotent
@allow(TEAM)
def answer(school_id: str, proposal_id: str) -> Response:
    """Take it up or not; who proposed it reads the reason."""
    values, now = read_form(AnswerForm()), clock.now()
    said = {"answer": values["answer"], "language": values["language"], "now": now}
    if values["verdict"] is Verdict.ACCEPT:
        use_cases.accept_proposal(proposal_id, way_of(values), **said)
    else:
        use_cases.decline_proposal(proposal_id, **said)
    return redirect(f"{_address(school_id)}#proposals", code=303)


def _first_values(proposal: Any) -> dict[str, Any]:
    return {
        "title": proposal.title,
        "about": proposal.about,
        "language": proposal.language,
        "focus": "learning",
    }


def _address(school_id: str) -> str:
    return f"/invitations/activities/ways/s/{school_id}"
