"""Households of a school's families: found by class or name, confirmed and told apart.

Guardians of a confirmed household may share an answer and a talk; all others never see each
other's. Source: architecture.md §5; R10.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from marshmallow import fields
from werkzeug.wrappers import Response

from services.evaluation.households import wording
from services.evaluation.households.queries import (
    guarded_called,
    guarded_child,
    guarded_in_class,
)
from services.evaluation.roster.decisions import confirm_household, split_household
from services.evaluation.roster.queries import school_names, today_in
from services.evaluation.roster.relations import all_classes, class_in
from shared.access import COORDINATORS, LEADERS, allow
from shared.errors import Invalid, NotFound
from shared.web.forms import Form, FormSchema, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint("households", __name__, template_folder="templates")

LONGEST_NAME = 80


class ShareForm(FormSchema):
    """Who shares a household."""

    guardian_ids = fields.List(fields.String(), load_default=list)


class SplitForm(FormSchema):
    """Which household is none."""

    household_id = fields.String(required=True)


@blueprint.get("/evaluation/s/<school_id>/households")
@allow(LEADERS | COORDINATORS)
def find(school_id: str) -> str:
    """The school's classes, and children by name; of a class those with several guardians."""
    name = request.args.get("name", "").strip()[:LONGEST_NAME]
    chosen = class_in(school_id, request.args.get("class", ""))
    today = today_in(school_id)
    found = None
    if name:
        found = guarded_called(school_id, name, on=today)
    elif chosen is not None:
        found = guarded_in_class(school_id, chosen.class_id, on=today)
    return render_template(
        "evaluation/households/find.html",
        school_id=school_id,
        school_name=school_names([school_id]).get(school_id, ""),
        classes=all_classes(school_id),
        chosen=chosen,
        name=name,
        found=found,
        words=wording,
    )


@blueprint.get("/evaluation/s/<school_id>/households/<student_id>")
@allow(LEADERS | COORDINATORS)
def show(school_id: str, student_id: str, form: Form | None = None) -> str:
    """One child's guardians: who shares a household with whom."""
    return render_template(
        "evaluation/households/child.html",
        school_id=school_id,
        school_name=school_names([school_id]).get(school_id, ""),
        child=guarded_child(school_id, student_id, on=today_in(school_id)),
        form=form or Form(),
        words=wording,
    )


@blueprint.post("/evaluation/s/<school_id>/households/<student_id>")
@shows_again(show)
@idempotent
@allow(LEADERS | COORDINATORS)
def share(school_id: str, student_id: str) -> Response:
    """These guardians of the child share a household."""
    child = guarded_child(school_id, student_id, on=today_in(school_id))
    chosen = set(read_form(ShareForm())["guardian_ids"])
    if len(chosen) < 2:
        raise Invalid({"guardian_ids": [wording.CHOOSE_TWO]})
    if not chosen <= {one for one, _ in child.guardians}:
        raise NotFound("guardian")
    confirm_household(school_id, chosen)
    return _back(school_id, student_id)


@blueprint.post("/evaluation/s/<school_id>/households/<student_id>/split")
@idempotent
@allow(LEADERS | COORDINATORS)
def split(school_id: str, student_id: str) -> Response:
    """The guardians of this household do not share one."""
    child = guarded_child(school_id, student_id, on=today_in(school_id))
    household_id = read_form(SplitForm())["household_id"]
    if household_id not in {one.household_id for one in child.shared}:
        raise NotFound("household")
    split_household(school_id, household_id)
    return _back(school_id, student_id)


def _back(school_id: str, student_id: str) -> Response:
    address = url_for("households.show", school_id=school_id, student_id=student_id, kept=1)
    return redirect(address, code=303)
