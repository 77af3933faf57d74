"""A teacher's pages: the classes, the work of one, every student's result with hold and release.

Looking at a class's results is noted once for the class; a hold is noted by its use case.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.evaluation.progress import use_cases, wording
from services.evaluation.progress.models import Assignment
from services.evaluation.progress.queries import (
    assignment_in,
    assignments_of,
    class_results,
    result_in,
)
from services.evaluation.progress.tallies import tallies_of
from services.evaluation.roster.models import RosterClass
from services.evaluation.roster.queries import school_names, today_in
from services.evaluation.roster.relations import (
    all_classes,
    class_in,
    classes_taught,
    students_of,
)
from services.evaluation.roster.terms import term_began
from shared import audit
from shared.access import (
    LEADERS,
    TEACHERS,
    AppRole,
    allow,
    current_roles,
    required_principal,
)
from shared.errors import NotFound
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "class_results", __name__, url_prefix="/evaluation", template_folder="templates"
)
_STAFF = frozenset({AppRole.TEACHER, AppRole.LEADER})


@dataclass(frozen=True, kw_only=True)
class Taught:
    """The classes of one school that the reader may look into."""

    school_id: str
    school_name: str
    classes: tuple[RosterClass, ...]


@blueprint.get("/classes")
@allow(TEACHERS | LEADERS)
def list_classes() -> str:
    """The reader's classes, by school: a leader's are all of them."""
    schools = sorted(one for one, held in current_roles().items() if held & _STAFF)
    names = school_names(schools)
    taught = [
        Taught(school_id=one, school_name=names.get(one, ""), classes=tuple(_classes(one)))
        for one in schools
    ]
    return render_template("evaluation/progress/classes.html", taught=taught, words=wording)


@blueprint.get("/s/<school_id>/classes/<class_id>")
@allow(TEACHERS | LEADERS)
def show_class(school_id: str, class_id: str) -> str:
    """The class's work of this term with how its results stand, and its students."""
    one, today = _class(school_id, class_id), today_in(school_id)
    work = assignments_of(school_id, class_id, since=term_began(school_id, today))
    return render_template(
        "evaluation/progress/class.html",
        school_id=school_id,
        school_name=school_names([school_id]).get(school_id, ""),
        school_class=one,
        today=today,
        work=work,
        tallies=tallies_of(school_id, [item.assignment_id for item in work]),
        students=students_of(class_id, school_id, on=today),
        words=wording,
    )


@blueprint.get("/s/<school_id>/assignments/<assignment_id>")
@allow(TEACHERS | LEADERS)
def show_assignment(school_id: str, assignment_id: str) -> str:
    """Every student's result, held or not, with the buttons to hold and release."""
    assignment = _assignment(school_id, assignment_id)
    audit.append("class-results.viewed", f"assignment/{assignment_id}")
    return render_template(
        "evaluation/progress/assignment.html",
        school_id=school_id,
        assignment=assignment,
        school_class=class_in(school_id, assignment.class_id),
        rows=class_results(school_id, assignment_id, on=today_in(school_id)),
        words=wording,
    )


@blueprint.post("/s/<school_id>/results/<result_id>/hold")
@idempotent
@allow(TEACHERS | LEADERS)
def hold(school_id: str, result_id: str) -> Response:
    """Show home "result pending" until it was talked about."""
    use_cases.hold_result(result_id, **_decider(school_id))
    return _back(school_id, result_in(school_id, result_id).assignment_id, result_id)


@blueprint.post("/s/<school_id>/results/<result_id>/release")
@idempotent
@allow(TEACHERS | LEADERS)
def release(school_id: str, result_id: str) -> Response:
    """Show home the result: it was talked about."""
    use_cases.release_result(result_id, **_decider(school_id))
    return _back(school_id, result_in(school_id, result_id).assignment_id, result_id)


@blueprint.post("/s/<school_id>/assignments/<assignment_id>/hold")
@idempotent
@allow(TEACHERS | LEADERS)
def hold_all(school_id: str, assignment_id: str) -> Response:
    """Hold every result of the work, those to come too."""
    use_cases.hold_assignment(assignment_id, **_decider(school_id))
    return _back(school_id, assignment_id)


@blueprint.post("/s/<school_id>/assignments/<assignment_id>/release")
@idempotent
@allow(TEACHERS | LEADERS)
def release_all(school_id: str, assignment_id: str) -> Response:
    """Release the results held with the work; those held on their own stay held."""
    use_cases.release_assignment(assignment_id, **_decider(school_id))
    return _back(school_id, assignment_id)


def _classes(school_id: str) -> list[RosterClass]:
    if _leads(school_id):
        return all_classes(school_id)
    return classes_taught(required_principal().person_ids, school_id, on=today_in(school_id))


def _class(school_id: str, class_id: str) -> RosterClass:
    """The class, if the reader teaches it today or leads the school.

    Raises:
        NotFound: there is no such class, or not for the reader.
    """
    found = class_in(school_id, class_id)
    if found is None or class_id not in {one.class_id for one in _classes(school_id)}:
        raise NotFound("class")
    return found


def _assignment(school_id: str, assignment_id: str) -> Assignment:
    assignment = assignment_in(school_id, assignment_id)
    _class(school_id, assignment.class_id)
    return assignment


class _Decider(TypedDict):
    person_ids: tuple[str, ...]
    today: date
    leads: bool


def _decider(school_id: str) -> _Decider:
    """Who decides about a result: the reader, as the school has them today."""
    return {
        "person_ids": required_principal().person_ids,
        "today": today_in(school_id),
        "leads": _leads(school_id),
    }


def _leads(school_id: str) -> bool:
    return AppRole.LEADER in current_roles().get(school_id, frozenset())


def _back(school_id: str, assignment_id: str, result_id: str = "") -> Response:
    anchor = f"r-{result_id}" if result_id else None
    url = url_for(
        "class_results.show_assignment",
        school_id=school_id,
        assignment_id=assignment_id,
        _anchor=anchor,
    )
    return redirect(url, code=303)
