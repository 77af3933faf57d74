"""Pages on which staff begin an activity: choose how, write it, keep it or send it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, WORKING, leads, show_announced, visible_activity
from services.invitations.activities import drafts, looking, prefill, schemas, use_cases
from services.invitations.activities import wording as own_words
from services.invitations.activities.catalogue import IMPORTED, Age, age_of
from services.invitations.activities.models import ActivityDraft
from services.invitations.activities.rules import Credit
from services.invitations.activities.starting_points import TEMPLATES, by_evidence
from services.invitations.audience.choosing import choices, looks_again
from services.invitations.invitations.queries import tallies
from services.invitations.participation.queries import taken_up
from services.invitations.participation.wording import TIMES
from services.invitations.roster.queries import classes_taught, school
from services.invitations.term_plan.use_cases import announced_before, entry_announced
from shared import clock
from shared.access import allow, current_roles, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages

blueprint = Blueprint(
    "activity_forms", __name__, url_prefix="/invitations/activities", template_folder="templates"
)
HUB = "/invitations/activities"
WORKED_SHOWN = 6
KEEP = "draft"


@blueprint.get("/s/<school_id>/choose")
@allow(STAFF)
def choose(school_id: str) -> str:
    """How to begin: templates by what is known to come of them, and what went well here."""
    now, person_ids = clock.now(), required_principal().person_ids
    taught = classes_taught(person_ids, school_id, school(school_id).day_of(now))
    wanted = request.args.get("age", "")
    age = (
        Age(wanted)
        if wanted in list(Age)
        else age_of(grade for one in taught for grade in one.grades)
    )
    before = looking.done_before(_working_schools(), now)
    answers = tallies(one.id for one in before)
    worked = sorted(before, key=lambda one: answers[one.id].coming, reverse=True)
    return render_template(
        "invitations/activities/choose.html",
        school=school(school_id),
        age=age,
        levels=by_evidence(age),
        worked=[one for one in worked if answers[one.id].coming][:WORKED_SHOWN],
        tallies=answers,
        words=wording,
        own_words=own_words,
    )


@blueprint.get("/s/<school_id>/new")
@allow(STAFF)
def show_new(school_id: str, form: Form | None = None) -> str | Response:
    """The form that announces an activity; without knowing how to begin, ``choose`` first.

    A template that is a feature of its own leads there.
    """
    if form is None and not request.args:
        return redirect(f"{HUB}/s/{school_id}/choose", code=303)
    template = TEMPLATES.get(request.args.get("way", ""))
    if form is None and template is not None and template.leads_to:
        return redirect(template.begins_at(school_id), code=303)
    place, now = school(school_id), clock.now()
    form = form or Form(values=_first_values(school_id))
    person_ids = required_principal().person_ids
    taught = classes_taught(person_ids, school_id, place.day_of(now))
    found = choices(
        school_id,
        person_ids,
        leads=leads(school_id),
        wanted=form.values,
        on=place.day_of(now),
    )
    signing = _ticked(form) or ([found.only_class] if found.only_class else [])
    own = [one.class_id for one in taught]
    return render_template(
        "invitations/activities/new.html",
        form=form,
        school=place,
        template=TEMPLATES.get(form.value("template")),
        is_imported=form.value("template") == IMPORTED,
        choices=found,
        families_times=TIMES,
        colleagues=looking.colleagues(school_id, person_ids),
        students=looking.students_in([one for one in signing if one in own], school_id, now),
        partners=schemas.PARTNERS,
        today=place.day_of(now).isoformat(),
        languages_to_write=offered_languages(),
        words=wording,
        own_words=own_words,
    )


@blueprint.post("/s/<school_id>/new")
@looks_again(show_new)
@shows_again(show_new)
@idempotent
@allow(STAFF)
def announce(school_id: str) -> Response:
    """Announce it and begin to invite the families after a moment for undoing; or keep a draft."""
    if request.form.get("then") == KEEP:
        return _keep()
    values = read_form(schemas.AnnounceForm())
    if values["variant_of"]:
        visible_activity(school_id, values["variant_of"])
    announced = announced_before(values["draft_id"])
    if announced is not None:
        return show_announced(school_id, announced)
    values["offer_id"] = _offer_of(values["offer_id"], school_id)
    activity_id = use_cases.announce_activity(
        schemas.announcement_of(values, school(school_id).zone, _credit(values["cloned_from"])),
        person_ids=required_principal().person_ids,
        now=clock.now(),
        hold=timedelta(seconds=current_app.config["SETTINGS"].undo_seconds),
        draft_id=values["draft_id"],
        leads=leads(school_id),
    )
    entry_announced(values["draft_id"], activity_id)
    return redirect(f"{HUB}/s/{school_id}/{activity_id}", code=303)


@blueprint.post("/s/<school_id>/drafts/<draft_id>/drop")
@idempotent
@allow(STAFF)
def drop(draft_id: str, **_: str) -> Response:
    """Throw a draft away."""
    drafts.drop_draft(draft_id, person_ids=required_principal().person_ids)
    return redirect(f"{HUB}/?show=drafts", code=303)


def _keep() -> Response:
    names = schemas.AnnounceForm().fields
    drafts.keep_draft(
        {name: request.form.getlist(name) for name in names if name in request.form},
        person_ids=required_principal().person_ids,
        now=clock.now(),
        draft_id=request.form.get("draft_id", ""),
    )
    return redirect(f"{HUB}/?show=drafts", code=303)


def _first_values(school_id: str) -> dict[str, Any]:
    """What the address asks for: a draft, the same again, a variant, an offer, a template.

    Else as the address says.

    Raises:
        NotFound: what it names is not there, or is not the reader's to use.
    """
    asked = request.args
    blank = {"language": chosen_language().tag, "focus": "learning"}
    if "draft" in asked:
        return _kept(drafts.own_draft(asked["draft"], required_principal().person_ids))
    if "offer" in asked:
        return _of_offer(asked["offer"], school_id, blank)
    if "from" in asked:
        return blank | prefill.again(looking.repeatable(asked["from"], _working_schools()))
    if "variant" in asked:
        activity = visible_activity(school_id, asked["variant"])
        return blank | prefill.as_variant(activity, school(school_id).zone)
    if asked.get("way") in TEMPLATES:
        return blank | prefill.of_template(TEMPLATES[asked["way"]])
    return blank | asked.to_dict(flat=False)


def _of_offer(offer_id: str, school_id: str, blank: dict[str, Any]) -> dict[str, Any]:
    """Who left the form goes on where they were, if they kept it."""
    person_ids = required_principal().person_ids
    offer = taken_up(offer_id, school_id, person_ids)
    if offer is None:
        raise NotFound("offer")
    begun = drafts.draft_of_offer(offer_id, person_ids)
    return _kept(begun) if begun else blank | prefill.of_offer(offer)


def _kept(draft: ActivityDraft) -> dict[str, Any]:
    return {**draft.values, "draft_id": draft.id, "taken_back": draft.taken_back}


def _offer_of(offer_id: str, school_id: str) -> str:
    """The offer, if the reader took it up and it is there still; else none: nobody types it."""
    return offer_id if taken_up(offer_id, school_id, required_principal().person_ids) else ""


def _credit(activity_id: str) -> Credit | None:
    if not activity_id:
        return None
    source = looking.repeatable(activity_id, _working_schools())
    return Credit(activity_id=source.id, school_id=source.school_id, host_id=source.host_id)


def _working_schools() -> list[str]:
    return [school_id for school_id, held in current_roles().items() if held & WORKING]


def _ticked(form: Form) -> list[str]:
    ticked = form.values.get("class_ids", [])
    return [ticked] if isinstance(ticked, str) else list(ticked)
