"""The district's pages about feeds: upload, what runs now, what each run did and found."""

import csv
import io
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from marshmallow import fields, validate
from werkzeug.wrappers import Response as Answer

from services.evaluation.feeds import queries, use_cases, wording
from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.oneroster.archive import LIMITS
from services.evaluation.roster.queries import zone_of
from shared.access import DISTRICT_STAFF, allow
from shared.errors import Invalid
from shared.settings import Settings
from shared.tenancy import scope_of
from shared.web.forms import Form, FormSchema, body_limit, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import _

blueprint = Blueprint("feeds", __name__, template_folder="templates")

# The package, and the form around it.
UPLOAD_BYTES = LIMITS.archive_bytes + 64 * 1024
STREAM_SECONDS = 50
POLL_SECONDS = 0.4


class UploadForm(FormSchema):
    """What is sent with a package."""

    source = fields.String(required=True)
    do = fields.String(required=True, validate=validate.OneOf(["check", "load"]))


@blueprint.get("/evaluation/feeds")
@allow(DISTRICT_STAFF)
def show_all() -> str:
    """What runs, what waits for somebody, what the last runs did; and the upload."""
    return _draw_all()


def _draw_all(*, form: Form | None = None) -> str:
    with _district():
        runs = queries.latest_runs()
        for_source = runs[0].source if runs else ""
        return render_template(
            "evaluation/feeds/feeds.html",
            running=[run for run in runs if not run.is_final],
            held=[run for run in queries.newest_by_source(runs) if run.state == RunState.HELD],
            runs=[run for run in runs if run.is_final],
            summary_of=queries.summary_of,
            form=form or Form(values={"source": for_source}),
            zone=zone_of(_settings().district_id),
            changes_of=queries.changes_of,
            wording=wording,
        )


@blueprint.post("/evaluation/feeds")
@body_limit(UPLOAD_BYTES)
@shows_again(_draw_all)
@idempotent
@allow(DISTRICT_STAFF)
def upload() -> Answer:
    """Keep the package and begin to check or load it."""
    package = request.files.get("file")
    if package is None or not package.filename:
        raise Invalid({"file": [_("Choose a file")]})
    # The view may run twice before it commits.
    package.stream.seek(0)
    values = read_form(UploadForm())
    with _district():
        run_id = use_cases.start_run(
            package.stream,
            file_name=package.filename,
            source=values["source"],
            is_dry_run=values["do"] == "check",
            directory=_settings().data_directory,
        )
    return redirect(url_for("feeds.show", run_id=run_id), code=303)


@blueprint.get("/evaluation/feeds/<run_id>")
@allow(DISTRICT_STAFF)
def show(run_id: str) -> str:
    """One run: how far it is, or what it did and found."""
    with _district():
        run = queries.run_of(run_id)
        return render_template(
            "evaluation/feeds/feed.html",
            run=run,
            summary=queries.summary_of(run),
            findings=list(queries.findings_of(run_id, queries.SHOWN_FINDINGS)),
            may_load=queries.may_be_loaded(run),
            zone=zone_of(_settings().district_id),
            changes_of=queries.changes_of,
            wording=wording,
        )


@blueprint.post("/evaluation/feeds/<run_id>/load")
@idempotent
@allow(DISTRICT_STAFF)
def load(run_id: str) -> Answer:
    """Load the very package that was checked."""
    with _district():
        loading_id = use_cases.load_checked(run_id, _settings().data_directory)
    return redirect(url_for("feeds.show", run_id=loading_id), code=303)


@blueprint.get("/evaluation/feeds/<run_id>/progress")
@allow(DISTRICT_STAFF)
def progress(run_id: str) -> Response:
    """How far the run is, sent as it moves; a page without JavaScript reloads itself instead.

    A stream holds a thread, so it ends before long and the page opens another one.
    """
    with _district():
        queries.run_of(run_id)
    answer = Response(stream_with_context(_progress(run_id)), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@blueprint.get("/evaluation/feeds/<run_id>/findings.csv")
@allow(DISTRICT_STAFF)
def download_findings(run_id: str) -> Response:
    """Everything that was found, as a table for a spreadsheet."""
    with _district():
        queries.run_of(run_id)
        text = _findings_as_csv(run_id)
    name = f"feed-{run_id}.csv"
    answer = Response(text.encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _progress(run_id: str) -> Iterator[str]:
    ends_at = time.monotonic() + STREAM_SECONDS
    last = ""
    while time.monotonic() < ends_at:
        with _district():
            run = queries.run_of(run_id)
            html = render_template("evaluation/feeds/progress.html", run=run, wording=wording)
        if html != last:
            yield "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"
            last = html
        if run.is_final:
            yield "event: feed-finished\ndata: .\n\n"
            return
        time.sleep(POLL_SECONDS)


def _findings_as_csv(run_id: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["severity", "file", "row", "column", "code", "sourcedId", "what", "done"])
    for one in queries.findings_of(run_id):
        says, done = wording.FINDINGS[one.code], wording.consequence(one.code, one.severity)
        cells = [one.severity, one.file, one.row or "", one.column, one.code, one.sourced_id]
        writer.writerow([_harmless(str(cell)) for cell in (*cells, says, done)])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """Not a formula, whatever a spreadsheet thinks. Source: design interface.md §2."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell


def _district() -> AbstractContextManager[None]:
    """Feeds belong to the district, not to one school; each view lets only its staff in."""
    found: AbstractContextManager[None] = scope_of(_settings().district_id)
    return found


def _settings() -> Settings:
    own: Settings = current_app.config["SETTINGS"]
    return own
