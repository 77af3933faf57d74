"""What a run found and what it holds, as tables for a spreadsheet. No cell of the package."""

from flask import Response

from services.evaluation.feeds import queries, wording
from services.evaluation.feeds.models import FeedFinding
from services.evaluation.feeds.pages import words
from services.evaluation.feeds.pages.frame import blueprint, district
from shared.access import DISTRICT_STAFF, allow
from shared.web.spreadsheets import table_download

_FINDING_COLUMNS = (
    "severity", "file", "row", "column", "code", "sourcedId", "what", "done", "advice",
)  # fmt: skip
_HELD_COLUMNS = ("kind", "sourcedId", "group", "org", "code", "why")


@blueprint.get("/evaluation/feeds/<run_id>/findings.csv")
@allow(DISTRICT_STAFF)
def download_findings(run_id: str) -> Response:
    """Everything that was found: where, the code, what to do. No other cell of the package."""
    with district():
        queries.run_of(run_id)
        rows = [_finding_row(one) for one in queries.findings_of(run_id)]
    return table_download(f"feed-{run_id}.csv", _FINDING_COLUMNS, rows)


@blueprint.get("/evaluation/feeds/<run_id>/held.csv")
@allow(DISTRICT_STAFF)
def download_held(run_id: str) -> Response:
    """Every record that the run holds, by identifier; names stay on the page."""
    with district():
        found = queries.held_sample(run_id, None)
    rows = [
        (one.kind, one.sourced_id, one.group, one.org, one.reason, words.REASONS[one.reason])
        for one in found
    ]
    return table_download(f"held-{run_id}.csv", _HELD_COLUMNS, rows)


def _finding_row(one: FeedFinding) -> tuple[object, ...]:
    says, done = wording.FINDINGS[one.code], wording.consequence(one.code, one.severity)
    where = (one.severity, one.file or "", one.row or "", one.column or "")
    return (*where, one.code, one.sourced_id or "", says, done, wording.advice(one.code))
