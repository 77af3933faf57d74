"""One run: how far it is, or what it did, found and held."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.evaluation.feeds import queries, use_cases, wording
from services.evaluation.feeds.models import FeedRun
from services.evaluation.feeds.pages import words
from services.evaluation.feeds.pages.frame import (
    blueprint,
    district,
    district_zone,
    person_called,
    settings,
)
from shared.access import DISTRICT_STAFF, allow
from shared.web.idempotency import idempotent

SHOWN_HELD = 20


@dataclass(frozen=True, kw_only=True)
class KindRow:
    """A line of the counts: a kind of record, and the file that told it on its first line."""

    kind: str
    counts: dict[str, int]
    file: str = ""
    mode: str = ""
    rows: int = 0
    set_aside: int = 0


@blueprint.get("/evaluation/feeds/<run_id>")
@allow(DISTRICT_STAFF)
def show(run_id: str) -> str:
    """One run: how far it is, or what it did, found and held."""
    with district():
        run = queries.run_of(run_id)
        is_holding = run.is_open or run.is_dry_run
        return render_template(
            "evaluation/feeds/feed.html",
            run=run,
            summary=queries.summary_of(run),
            holds=queries.holds_of(run_id) if is_holding else [],
            held=queries.held_sample(run_id, SHOWN_HELD) if is_holding else [],
            findings=list(queries.findings_of(run_id, queries.SHOWN_FINDINGS)),
            kind_rows=kind_rows_of(run),
            may_load=queries.may_be_loaded(run),
            may_undo=queries.may_be_undone(run),
            decided_by=person_called(run.verdict_by) if run.verdict_by else "",
            started_by=person_called(run.started_by),
            zone=district_zone(),
            changes_of=queries.changes_of,
            wording=wording,
            words=words,
        )


@blueprint.post("/evaluation/feeds/<run_id>/load")
@idempotent
@allow(DISTRICT_STAFF)
def load(run_id: str) -> Response:
    """Load the very package that was checked."""
    with district():
        loading_id = use_cases.load_checked(run_id, settings().data_directory)
    return redirect(url_for("feeds.show", run_id=loading_id), code=303)


def kind_rows_of(run: FeedRun) -> list[KindRow]:
    """The counts in the order of the package's files; what came from no file of it stands last."""
    found: dict[str, KindRow] = {}
    for file in run.files:
        about = {"file": file["file"], "mode": file["mode"], "rows": file["rows"]}
        about["set_aside"] = file["set_aside"]
        for position, kind in enumerate(file["kinds"]):
            counts = run.counts.get(kind, {})
            found.setdefault(kind, KindRow(kind=kind, counts=counts, **({} if position else about)))
    for kind, counts in run.counts.items():
        found.setdefault(kind, KindRow(kind=kind, counts=counts))
    return list(found.values())
