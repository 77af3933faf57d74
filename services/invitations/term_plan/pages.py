"""The term plan's pages: the mix, what is missing, every line; and looking back at one activity."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import (
    LEADING,
    STAFF,
    WORKING,
    leads,
    show_announced,
    visible_activity,
)
from services.invitations.activities.starting_points import TEMPLATES
from services.invitations.activities.wording import variant
from services.invitations.roster.queries import School, school, schools
from services.invitations.term_plan import queries, use_cases
from services.invitations.term_plan import wording as plan_words
from services.invitations.term_plan.rules import Decision, Term, term_from, term_of, week_of
from services.invitations.term_plan.schemas import EntryForm, FlagForm, ReviewForm, entry_of
from services.invitations.ways.queries import catalogue
from shared import clock
from shared.access import COORDINATORS, LEADERS, allow, current_roles, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages

blueprint = Blueprint(
    "term_plan",
    __name__,
    url_prefix="/invitations/activities/term-plan",
    template_folder="templates",
)
IDEAS_SHOWN = 3


@blueprint.get("/")
@allow(STAFF)
def choose() -> Response | str:
    """The reader's school; of several, which."""
    wanted = [school_id for school_id, held in current_roles().items() if held & WORKING]
    places = sorted(schools(wanted).values(), key=lambda one: one.name)
    if len(places) == 1:
        return redirect(_address(places[0].school_id), code=303)
    return render_template("invitations/term_plan/schools.html", places=places)


@blueprint.get("/s/<school_id>")
@allow(STAFF)
def show(school_id: str, form: Form | None = None) -> str:
    """The plan of a term: ``?from=2026-10`` is the month it begins in."""
    place, now = school(school_id), clock.now()
    term = _term(place)
    person_ids, is_leading = required_principal().person_ids, leads(school_id)
    plan = queries.plan_of(place, term, person_ids, leads=is_leading, now=now)
    return render_template(
        "invitations/term_plan/plan.html",
        school=place,
        term=term,
        plan=plan,
        ideas=_ideas(school_id, plan),
        leading=is_leading,
        planning_people=_people(school_id) if is_leading else [],
        variant_words=variant,
        form=form or Form(values=_first_values(place, term)),
        week=_first_week(place, term),
        today=place.day_of(now),
        now=now,
        languages_to_write=offered_languages(),
        words=wording,
        plan_words=plan_words,
    )


@blueprint.post("/s/<school_id>")
@shows_again(show)
@idempotent
@allow(STAFF)
def add(school_id: str) -> Response:
    """Put something in mind on the plan."""
    is_leading = leads(school_id)
    teachers = {one.person_id for one in queries.teachers_of(school_id)} if is_leading else set()
    entry = entry_of(
        read_form(EntryForm()),
        teachers=teachers,
        person_id=required_principal().actor,
        leads=is_leading,
    )
    added = use_cases.add_entry(entry, now=clock.now())
    return redirect(f"{_address(school_id)}?from={_month(school_id)}#line-{added}", code=303)


@blueprint.post("/s/<school_id>/entries/<entry_id>/announce")
@idempotent
@allow(STAFF)
def announce(school_id: str, entry_id: str) -> Response:
    """Write it as an announcement: the form opens with what is known.

    What was announced already is shown; a second announcement there is not. A way that is a feature
    of its own leads there.
    """
    principal = required_principal()
    entry = use_cases.load_entry(entry_id, principal.person_ids, leads=leads(school_id))
    announced = use_cases.announced_as(entry)
    if announced is not None:
        return show_announced(school_id, announced)
    way = TEMPLATES.get(entry.way)
    if way is not None and way.leads_to and not entry.draft_ids:
        return redirect(way.begins_at(school_id), code=303)
    draft_id = use_cases.begin_announcement(entry, person_id=principal.actor, now=clock.now())
    return redirect(f"/invitations/activities/s/{school_id}/new?draft={draft_id}", code=303)


@blueprint.post("/s/<school_id>/entries/<entry_id>/drop")
@idempotent
@allow(STAFF)
def drop(school_id: str, entry_id: str) -> Response:
    """Take it off the plan."""
    person_ids = required_principal().person_ids
    entry = use_cases.load_entry(entry_id, person_ids, leads=leads(school_id))
    use_cases.drop_entry(entry, now=clock.now())
    return redirect(f"{_address(school_id)}?from={_month(school_id)}#lines", code=303)


def show_plan_again(school_id: str, form: Form, **_: str) -> str:
    """The plan, with what is wrong with a reviewer's words."""
    return show(school_id, form)


@blueprint.post("/s/<school_id>/entries/<entry_id>/flag")
@shows_again(show_plan_again)
@idempotent
@allow(COORDINATORS | LEADERS)
def flag_entry(school_id: str, entry_id: str) -> Response:
    """Say that it makes homes more like school."""
    entry = use_cases.load_entry(entry_id, (), leads=True)
    use_cases.flag_entry(entry, read_form(FlagForm())["flag"], now=clock.now())
    return redirect(f"{_address(school_id)}?from={_month(school_id)}#line-{entry_id}", code=303)


@blueprint.get("/s/<school_id>/reviews/<activity_id>")
@allow(STAFF)
def show_review(school_id: str, activity_id: str, form: Form | None = None) -> str:
    """What is known of one activity, and what is to come of it."""
    activity = visible_activity(school_id, activity_id)
    looked = queries.look_back(activity)
    return render_template(
        "invitations/term_plan/review.html",
        activity=activity,
        school=school(school_id),
        looked=looked,
        term=_term_on(school(school_id), activity.starts_at),
        form=form or Form(values=_reviewed(looked)),
        may_flag=bool(current_roles().get(school_id, frozenset()) & LEADING),
        is_over=activity.starts_at <= clock.now(),
        words=wording,
        plan_words=plan_words,
    )


@blueprint.post("/s/<school_id>/reviews/<activity_id>")
@shows_again(show_review)
@idempotent
@allow(STAFF)
def decide(school_id: str, activity_id: str) -> Response:
    """Repeat, grow or stop."""
    activity = visible_activity(school_id, activity_id)
    values = read_form(ReviewForm())
    decision: Decision = values["decision"]
    use_cases.decide(activity, decision, values["reason"], now=clock.now())
    return redirect(f"{_address(school_id)}/reviews/{activity_id}#decided", code=303)


@blueprint.post("/s/<school_id>/reviews/<activity_id>/flag")
@shows_again(show_review)
@idempotent
@allow(COORDINATORS | LEADERS)
def flag_activity(school_id: str, activity_id: str) -> Response:
    """Say that it makes homes more like school."""
    activity = visible_activity(school_id, activity_id)
    use_cases.flag_activity(activity, read_form(FlagForm())["flag"], now=clock.now())
    return redirect(f"{_address(school_id)}/reviews/{activity_id}#flag", code=303)


def _ideas(school_id: str, plan: queries.Plan) -> dict[str, list[Any]]:
    """For each kind that is missing, some ways from the catalogue, the most helpful first."""
    listed = catalogue(school_id, clock.now())
    return {
        kind.value: [one for one in listed if one.kind == kind.value][:IDEAS_SHOWN]
        for kind in plan.mix.missing
    }


def _people(school_id: str) -> list[tuple[str, str]]:
    return [(one.person_id, one.full_name) for one in queries.teachers_of(school_id)]


def _term(place: School) -> Term:
    today = place.day_of(clock.now())
    return term_from(request.args.get("from", ""), today, place.term_starts)


def _term_on(place: School, moment: datetime) -> Term:
    return term_of(place.day_of(moment), place.term_starts)


def _month(school_id: str) -> str:
    """The month the plan in hand begins in, as its address says it."""
    return _term(school(school_id)).key


def _first_week(place: School, term: Term) -> str:
    """The next week to plan for: of the term, unless that has begun."""
    return max(term.begins_on, week_of(place.day_of(clock.now()))).isoformat()


def _first_values(place: School, term: Term) -> dict[str, Any]:
    asked = request.args
    return {
        "language": chosen_language().tag,
        "focus": asked.get("focus", "learning"),
        "kind": asked.get("kind", ""),
        "title": asked.get("title", ""),
        "way": asked.get("way", ""),
        "week": _first_week(place, term),
    }


def _reviewed(looked: queries.Looked) -> dict[str, Any]:
    review = looked.review
    if review is None:
        return {}
    return {"decision": review.decision or "", "reason": review.reason, "flag": review.flag}


def _address(school_id: str) -> str:
    return f"{blueprint.url_prefix}/s/{school_id}"
