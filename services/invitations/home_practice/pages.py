"""Learning at home: a family tells of it in seconds, the child's teacher sees it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.home_practice import queries, use_cases
from services.invitations.home_practice.schemas import PracticeForm, practice_of
from services.invitations.roster.queries import school
from shared import clock
from shared.access import ANY_FAMILY, TEACHERS, allow, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "home_practice",
    __name__,
    url_prefix="/invitations/home-learning",
    template_folder="templates",
)


@blueprint.get("/")
@allow(ANY_FAMILY)
def show(form: Form | None = None) -> str:
    """The form, and what the family told before."""
    now, person_ids = clock.now(), required_principal().person_ids
    children = queries.own_children(person_ids, now)
    return render_template(
        "invitations/home_practice/family.html",
        form=form or Form(values=_first_values(children)),
        children=children,
        told=queries.own_practices(person_ids, now),
        thanked="told" in request.args,
        words=wording,
    )


@blueprint.post("/")
@shows_again(show)
@idempotent
@allow(ANY_FAMILY)
def tell() -> Response:
    """Keep what the family told."""
    use_cases.record_practice(
        practice_of(read_form(PracticeForm())),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{blueprint.url_prefix}/?told=1", code=303)


@blueprint.get("/s/<school_id>")
@allow(TEACHERS)
def show_to_teacher(school_id: str) -> str:
    """What families of the reader's classes told."""
    return render_template(
        "invitations/home_practice/teacher.html",
        told=queries.practices_of_classes(required_principal().person_ids, school_id, clock.now()),
        words=wording,
    )


def _first_values(children: list[queries.OwnChild]) -> dict[str, Any]:
    if not children:
        return {}
    today = school(children[0].school_id).day_of(clock.now())
    only = children[0].student_id if len(children) == 1 else ""
    return {"student_id": only, "practised_on": today.isoformat()}
