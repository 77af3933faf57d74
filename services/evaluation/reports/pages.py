"""The pages of the reports: a school's for its leaders, the district's for its staff."""

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from services.evaluation.reports import queries, wording
from services.evaluation.reports.downloads import report_download
from services.evaluation.roster.queries import school_names
from shared import clock
from shared.access import (
    COORDINATORS,
    DISTRICT_STAFF,
    LEADERS,
    AppRole,
    allow,
    current_roles,
)
from shared.small_counts import SMALLEST_SHOWN

blueprint = Blueprint("reports", __name__, url_prefix="/evaluation", template_folder="templates")
_LEADS = frozenset({AppRole.LEADER, AppRole.COORDINATOR})


@blueprint.get("/report")
@allow(LEADERS | COORDINATORS)
def show_own_report() -> AnyResponse | str:
    """The report of the asker's school; of several, a choice."""
    schools = _schools_led()
    if len(schools) == 1:
        return redirect(f"/evaluation/s/{schools[0]}/report", code=303)
    names = school_names(schools)
    links = sorted((names.get(school, school), school) for school in schools)
    return render_template("evaluation/reports/choose.html", schools=links)


@blueprint.get("/s/<school_id>/report")
@allow(LEADERS | COORDINATORS)
def show_school_report(school_id: str) -> str:
    """How partnership is going in one school."""
    frame, report = queries.school_report(school_id, clock.now())
    return render_template(
        "evaluation/reports/school.html",
        school_id=school_id,
        frame_of=frame,
        report=report,
        words=wording,
        threshold=SMALLEST_SHOWN,
    )


@blueprint.get("/s/<school_id>/report.csv")
@allow(LEADERS | COORDINATORS)
def download_school_report(school_id: str) -> Response:
    """The school's report for a spreadsheet."""
    frame, report = queries.school_report(school_id, clock.now())
    return report_download(f"report-{frame.period.begins_on:%Y}.csv", report)


@blueprint.get("/district")
@allow(DISTRICT_STAFF)
def show_district() -> AnyResponse:
    """The district's first page is its report."""
    return redirect("/evaluation/district/report", code=303)


@blueprint.get("/district/report")
@allow(DISTRICT_STAFF)
def show_district_report() -> str:
    """How partnership is going across the schools: counts, never people."""
    frame, report, names = queries.district_report(_district_id(), clock.now())
    return render_template(
        "evaluation/reports/district.html",
        frame_of=frame,
        report=report,
        names=names,
        words=wording,
        threshold=SMALLEST_SHOWN,
    )


@blueprint.get("/district/report.csv")
@allow(DISTRICT_STAFF)
def download_district_report() -> Response:
    """The district's report for a spreadsheet."""
    frame, report, names = queries.district_report(_district_id(), clock.now())
    return report_download(f"district-report-{frame.period.begins_on:%Y}.csv", report, names)


def _schools_led() -> list[str]:
    return sorted(school for school, held in current_roles().items() if held & _LEADS)


def _district_id() -> str:
    return str(current_app.config["SETTINGS"].district_id)
