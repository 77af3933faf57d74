"""Deciding about a run: end what it held, keep it, or take the whole load back.

Each asks first, on a page of its own that says what will happen. A decision taken twice, or by two
people, happens once: the second one is shown what became of the run.
"""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.evaluation.feeds import queries, use_cases, wording
from services.evaluation.feeds.pages import words
from services.evaluation.feeds.pages.frame import blueprint, district
from shared.access import DISTRICT_STAFF, allow
from shared.web.idempotency import idempotent


@blueprint.get("/evaluation/feeds/<run_id>/approve")
@allow(DISTRICT_STAFF)
def ask_to_approve(run_id: str) -> str | Response:
    """What ending the held records means."""
    return _ask_about_held(run_id, "evaluation/feeds/approve.html")


@blueprint.post("/evaluation/feeds/<run_id>/approve")
@idempotent
@allow(DISTRICT_STAFF)
def approve(run_id: str) -> Response:
    """End what the run held and is still missing."""
    with district():
        if not queries.run_of(run_id).is_open:
            return _to(run_id)
        return _to(use_cases.approve_held(run_id))


@blueprint.get("/evaluation/feeds/<run_id>/reject")
@allow(DISTRICT_STAFF)
def ask_to_reject(run_id: str) -> str | Response:
    """What keeping the held records means."""
    return _ask_about_held(run_id, "evaluation/feeds/reject.html")


@blueprint.post("/evaluation/feeds/<run_id>/reject")
@idempotent
@allow(DISTRICT_STAFF)
def reject(run_id: str) -> Response:
    """Leave what the run held as it is."""
    with district():
        if queries.run_of(run_id).is_open:
            use_cases.reject_held(run_id)
    return _to(run_id)


@blueprint.get("/evaluation/feeds/<run_id>/undo")
@allow(DISTRICT_STAFF)
def ask_to_undo(run_id: str) -> str | Response:
    """What taking the load back would put back."""
    with district():
        run = queries.run_of(run_id)
        if not queries.may_be_undone(run):
            return _to(run_id)
        return render_template(
            "evaluation/feeds/undo.html",
            run=run,
            summary=queries.summary_of(run),
            changes_of=queries.changes_of,
            wording=wording,
        )


@blueprint.post("/evaluation/feeds/<run_id>/undo")
@idempotent
@allow(DISTRICT_STAFF)
def undo(run_id: str) -> Response:
    """Put back what the load changed."""
    with district():
        run = queries.run_of(run_id)
        if run.undone_by:
            return _to(run.undone_by)
        return _to(use_cases.undo_run(run_id))


def _ask_about_held(run_id: str, template: str) -> str | Response:
    with district():
        run = queries.run_of(run_id)
        if not run.is_open:
            return _to(run_id)
        return render_template(
            template,
            run=run,
            summary=queries.summary_of(run),
            holds=queries.holds_of(run_id),
            wording=wording,
            words=words,
        )


def _to(run_id: str) -> Response:
    return redirect(url_for("feeds.show", run_id=run_id), code=303)
