"""All feeds on one page: what waits for somebody, each source, what runs, and the upload."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import redirect, render_template, request, url_for
from marshmallow import fields, validate
from werkzeug.wrappers import Response

from services.evaluation.feeds import queries, use_cases, wording
from services.evaluation.feeds.oneroster.options import LIMITS
from services.evaluation.feeds.pages import words
from services.evaluation.feeds.pages.frame import blueprint, district, district_zone, settings
from services.evaluation.feeds.pages.standing import sentence, standings
from shared import clock
from shared.access import DISTRICT_STAFF, allow
from shared.errors import Invalid
from shared.web.forms import Form, FormSchema, body_limit, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import _

# The package, and the form around it.
UPLOAD_BYTES = LIMITS.archive_bytes + 64 * 1024
SHOWN_RUNS = 8


class UploadForm(FormSchema):
    """What is sent with a package; a new source's name goes before a chosen one."""

    source = fields.String(load_default="")
    new_source = fields.String(load_default="")
    strict = fields.List(fields.String(), load_default=list)
    do = fields.String(required=True, validate=validate.OneOf(["check", "load"]))


@blueprint.get("/evaluation/feeds")
@allow(DISTRICT_STAFF)
def show_all() -> str:
    """What waits for somebody, each source, what runs, what the last runs did; and the upload."""
    return _draw_all()


def _draw_all(*, form: Form | None = None) -> str:
    with district():
        zone = district_zone()
        found = standings(clock.now(), zone)
        runs = queries.latest_runs()
        return render_template(
            "evaluation/feeds/feeds.html",
            standings=found,
            sentence=sentence(found),
            names=[(one.source, one.source) for one in found],
            running=[run for run in runs if not run.is_final],
            held=[(run, queries.holds_of(run.id)) for one in found for run in one.held],
            runs=[run for run in runs if run.is_final][:SHOWN_RUNS],
            form=form or Form(values={"source": runs[0].source if runs else ""}),
            zone=zone,
            summary_of=queries.summary_of,
            wording=wording,
            words=words,
        )


@blueprint.post("/evaluation/feeds")
@body_limit(UPLOAD_BYTES)
@shows_again(_draw_all)
@idempotent
@allow(DISTRICT_STAFF)
def upload() -> Response:
    """Keep the package and begin to check or load it."""
    package = request.files.get("file")
    if package is None or not package.filename:
        raise Invalid({"file": [_("Choose a file")]})
    # The view may run twice before it commits.
    package.stream.seek(0)
    values = read_form(UploadForm())
    named_in = "new_source" if values["new_source"] or not values["source"] else "source"
    with district(), _errors_of_source_at(named_in):
        run_id = use_cases.start_run(
            package.stream,
            file_name=package.filename,
            source=values[named_in],
            is_dry_run=values["do"] == "check",
            directory=settings().data_directory,
            is_strict=bool(values["strict"]),
        )
    return redirect(url_for("feeds.show", run_id=run_id), code=303)


@contextmanager
def _errors_of_source_at(field: str) -> Iterator[None]:
    """Say what is wrong with the source's name at the field where it was written."""
    try:
        yield
    except Invalid as wrong:
        found = {field if name == "source" else name: why for name, why in wrong.fields.items()}
        raise Invalid(found) from wrong
