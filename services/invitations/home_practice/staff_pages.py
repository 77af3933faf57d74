"""Learning at home, for teachers: what families told, thanks to them, writing it down for them."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording as common
from services.invitations.home_practice import queries, use_cases, wording
from services.invitations.home_practice.pages import kind_of, sent_clip
from services.invitations.home_practice.rules import shown_first
from services.invitations.home_practice.schemas import OnBehalfForm, ThanksForm, practice_of
from services.invitations.roster.models import RosterPerson
from services.invitations.roster.queries import school
from shared import clock
from shared.access import TEACHERS, allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "home_practice_staff",
    __name__,
    url_prefix="/invitations/home-learning",
    template_folder="templates",
)


@blueprint.get("/s/<school_id>")
@allow(TEACHERS)
def show(school_id: str, form: Form | None = None, **_: str) -> str:
    """What families of the reader's classes told, to be thanked for."""
    person_ids, now = required_principal().person_ids, clock.now()
    return render_template(
        "invitations/home_practice/teacher.html",
        school_id=school_id,
        told=queries.practices_of_classes(person_ids, school_id, now),
        families=queries.families_taught(person_ids, school_id, now),
        form=form or Form(),
        done=request.args.get("done", ""),
        words=wording,
    )


@blueprint.post("/s/<school_id>/p/<practice_id>/thank")
@shows_again(show)
@idempotent
@allow(TEACHERS)
def thank(school_id: str, practice_id: str) -> Response:
    """Let the family see that it was seen, and by whom."""
    principal = required_principal()
    use_cases.acknowledge_practice(
        practice_id,
        read_form(ThanksForm())["thanks"],
        by=principal.actor,
        person_ids=principal.person_ids,
        now=clock.now(),
    )
    return redirect(f"{blueprint.url_prefix}/s/{school_id}?done=thanked#told", code=303)


@blueprint.get("/s/<school_id>/p/<practice_id>/<kind>")
@allow(TEACHERS)
def show_clip(school_id: str, practice_id: str, kind: str) -> Response:
    """A photo or recording of a child that the reader teaches today."""
    person_ids = required_principal().person_ids
    told = queries.taught_practice(practice_id, person_ids, school_id, clock.now())
    return sent_clip(queries.clip_of(told, kind_of(kind)).clip)


@blueprint.get("/s/<school_id>/for/<student_id>/<guardian_id>")
@allow(TEACHERS)
def show_on_behalf(
    school_id: str, student_id: str, guardian_id: str, form: Form | None = None
) -> str:
    """The form with which a teacher writes down what a family told, because it agreed."""
    student, guardian = _family(school_id, student_id, guardian_id)
    today = school(school_id).day_of(clock.now())
    return render_template(
        "invitations/home_practice/on_behalf.html",
        here=f"{blueprint.url_prefix}/s/{school_id}",
        student=student,
        guardian=guardian,
        first=shown_first([student.grades]),
        form=form or Form(values={"practised_on": today.isoformat()}),
        words=wording,
        common=common,
    )


@blueprint.post("/s/<school_id>/for/<student_id>/<guardian_id>")
@shows_again(show_on_behalf)
@idempotent
@allow(TEACHERS)
def record_on_behalf(school_id: str, student_id: str, guardian_id: str) -> Response:
    """Keep it; the family sees it, by whom, and can take it back."""
    _family(school_id, student_id, guardian_id)
    values = read_form(OnBehalfForm(exclude=["student_id"]))
    use_cases.record_on_behalf(
        practice_of({**values, "student_id": student_id}),
        guardian_id=guardian_id,
        agreed=values["agreed"],
        recorded_by=required_principal().actor,
        now=clock.now(),
    )
    return redirect(f"{blueprint.url_prefix}/s/{school_id}?done=written#told", code=303)


def _family(school_id: str, student_id: str, guardian_id: str) -> tuple[RosterPerson, RosterPerson]:
    found = queries.families_taught(required_principal().person_ids, school_id, clock.now())
    for student, guardian in found:
        if (student.person_id, guardian.person_id) == (student_id, guardian_id):
            return student, guardian
    raise NotFound("family")
