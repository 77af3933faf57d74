"""What a teacher writes for families: what the class expects of them, and what they said to staff.

Families' paper and phone answers are entered here, with who did it.
"""

from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations import wording as common
from services.invitations.homework import queries, sharing, use_cases, wording
from services.invitations.homework.models import Homework
from services.invitations.homework.schemas import (
    ON_BEHALF,
    ExpectationForm,
    OnBehalfForm,
    told_of,
)
from services.invitations.homework.staff_pages import address, classes_of_reader, own_homework
from services.invitations.roster.models import RosterPerson
from shared import clock
from shared.access import TEACHERS, allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages

blueprint = Blueprint(
    "homework_classes", __name__, url_prefix="/invitations/homework", template_folder="templates"
)


@blueprint.get("/s/<school_id>/<homework_id>/for/<student_id>/<guardian_id>")
@allow(TEACHERS)
def show_on_behalf(
    school_id: str,
    homework_id: str,
    student_id: str,
    guardian_id: str,
    form: Form | None = None,
) -> str:
    """The form with which a teacher enters what a family said on paper or by phone."""
    homework = own_homework(school_id, homework_id)
    student, guardian = _family(homework, student_id, guardian_id)
    return render_template(
        "invitations/homework/on_behalf.html",
        homework=homework,
        student=student,
        guardian=guardian,
        channels=[(one.value, common.CHANNELS[one.value]) for one in ON_BEHALF],
        here=address(school_id, homework_id),
        form=form or Form(),
        words=wording,
    )


@blueprint.post("/s/<school_id>/<homework_id>/for/<student_id>/<guardian_id>")
@shows_again(show_on_behalf)
@idempotent
@allow(TEACHERS)
def share_on_behalf(
    school_id: str, homework_id: str, student_id: str, guardian_id: str
) -> Response:
    """Enter it; who did and when stays with it."""
    homework = own_homework(school_id, homework_id)
    _family(homework, student_id, guardian_id)
    values = read_form(OnBehalfForm())
    sharing.share_on_behalf(
        homework,
        told_of(values),
        family=(student_id, guardian_id),
        channel=values["channel"],
        entered_by=required_principal().actor,
        now=clock.now(),
    )
    return redirect(f"{address(school_id, homework_id)}#answers", code=303)


@blueprint.get("/s/<school_id>/expectations/<class_id>")
@allow(TEACHERS)
def show_expectations(school_id: str, class_id: str, form: Form | None = None) -> str:
    """What a class expects of its families, to be written once."""
    taught = {one.class_id: one for one in classes_of_reader(school_id)}
    if class_id not in taught:
        raise NotFound("class")
    said = queries.expectations([class_id]).get(class_id)
    values: dict[str, Any] = {"language": chosen_language().tag}
    if said is not None:
        values = {name: said[name] for name in ("language", "minutes", "amount", "whom_to_ask")}
    return render_template(
        "invitations/homework/expectations.html",
        one=taught[class_id],
        here=f"{blueprint.url_prefix}/s/{school_id}",
        form=form or Form(values=values),
        languages_to_write=offered_languages(),
        common=common,
    )


@blueprint.post("/s/<school_id>/expectations/<class_id>")
@shows_again(show_expectations)
@idempotent
@allow(TEACHERS)
def state_expectations(school_id: str, class_id: str) -> Response:
    """Keep it; each task of the class shows it from now on."""
    use_cases.state_expectations(
        class_id,
        read_form(ExpectationForm()),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{blueprint.url_prefix}/s/{school_id}#expectations", code=303)


def _family(
    homework: Homework, student_id: str, guardian_id: str
) -> tuple[RosterPerson, RosterPerson]:
    found = queries.families_of(homework, required_principal().person_ids, clock.now())
    for student, guardian in found:
        if (student.person_id, guardian.person_id) == (student_id, guardian_id):
            return student, guardian
    raise NotFound("family")
