"""A child's page, for its guardians, the student and the staff; and the words explained.

Every view of a child's record is noted in the audit log. Source: security.md (audit; record of
disclosures, 34 CFR 99.32).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services.evaluation.progress import day_words, glossary, wording
from services.evaluation.progress.queries import child_progress, closed_days
from services.evaluation.progress.showing import record_of
from services.evaluation.progress.viewing import Place, SeenChild, Viewer, own_places, see_child
from services.evaluation.roster.queries import school_names, zone_of
from services.evaluation.roster.terms import term_began
from shared import audit
from shared.access import (
    LEADERS,
    PUBLIC,
    SIGNED_IN,
    TEACHERS,
    AppRole,
    allow,
    current_roles,
    purpose,
    required_principal,
)
from shared.errors import NotFound
from shared.tenancy import writing_to

blueprint = Blueprint("progress", __name__, url_prefix="/evaluation", template_folder="templates")


@blueprint.get("/children")
@allow(SIGNED_IN)
def list_children() -> Response | str:
    """The reader's children, and the reader as a student; the only one's page at once."""
    principal = required_principal()
    places = own_places(principal)
    if len(places) == 1:
        return redirect(f"/evaluation/children/{places[0].person_id}", code=303)
    return _choose(places)


@blueprint.get("/children/<child_id>")
@allow(SIGNED_IN | purpose("read", "child"))
def show_own_child(child_id: str) -> str:
    """The child's page for the family and the student; a child at two schools is a choice.

    A mail's link opens it too, at the school that sent the mail.
    """
    places = [one for one in own_places(required_principal()) if one.person_id == child_id]
    if not places:
        raise NotFound("child")
    if len(places) > 1:
        return _choose(places, is_one_child=True)
    return _draw(places[0].school_id, child_id, roles=frozenset())


@blueprint.get("/children/<person_id>/at/<at_school_id>")
@allow(SIGNED_IN)
def show_own_child_at(person_id: str, at_school_id: str) -> str:
    """The child's page at one of its schools, for the family and the student."""
    if at_school_id not in required_principal().schools:
        raise NotFound("child")
    return _draw(at_school_id, person_id, roles=frozenset())


@blueprint.get("/s/<school_id>/children/<person_id>")
@allow(TEACHERS | LEADERS)
def show_child(school_id: str, person_id: str) -> str:
    """The child's page as home sees it, for its teachers and the school's leaders."""
    return _draw(school_id, person_id, roles=current_roles()[school_id])


@blueprint.get("/glossary")
@allow(PUBLIC)
def show_glossary() -> str:
    """Every word of results and attendance, with an example."""
    return render_template("evaluation/progress/glossary.html", groups=glossary.GROUPS)


def _choose(places: Sequence[Place], *, is_one_child: bool = False) -> str:
    return render_template(
        "evaluation/progress/children.html",
        places=places,
        is_one_child=is_one_child,
        own=required_principal().person_ids,
        words=wording,
    )


def _draw(school_id: str, person_id: str, *, roles: Collection[AppRole]) -> str:
    """The page; without ``roles`` for family and student only."""
    child = see_child(required_principal(), roles, school_id, person_id)
    _note(child)
    began = term_began(school_id, child.today)
    progress = child_progress(school_id, person_id, child.today)
    of_term = [one for one in progress.attendance if one.on >= began]
    closed = closed_days(school_id, began, child.today)
    return render_template(
        "evaluation/progress/child.html",
        child=child,
        record=record_of(replace(progress, attendance=of_term), closed, today=child.today),
        synced=progress.synced,
        began=began,
        school_name=school_names([school_id]).get(school_id, ""),
        zone=zone_of(school_id),
        writes=child.viewer is Viewer.GUARDIAN,
        own=child.viewer is Viewer.STUDENT,
        words=wording,
        days=day_words,
    )


def _note(child: SeenChild) -> None:
    with writing_to(child.school_id):
        audit.append("child.viewed", f"person/{child.person_id}", {"as": child.viewer.value})
