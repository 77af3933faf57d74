"""What the feeds are missing of the families, for the district's staff: each school's to-do list.

Source: product.md X19.
"""

from flask import Response, render_template
from werkzeug.wrappers import Response as Answer

from services.evaluation.feeds.pages import todo, words
from services.evaluation.feeds.pages.frame import blueprint
from services.evaluation.roster.missing import count_missing
from services.evaluation.roster.queries import all_schools
from shared.access import DISTRICT_STAFF, allow
from shared.errors import NotFound
from shared.web.idempotency import idempotent

_ENDPOINTS = {
    "list": "feeds.show_missing_in",
    "table": "feeds.download_missing_in",
    "guardians": "feeds.ask_about_guardians_in",
}


@blueprint.get("/evaluation/feeds/missing")
@allow(DISTRICT_STAFF)
def show_missing() -> str:
    """How much is missing at each school."""
    counted = [(org, count_missing(org.org_id)) for org in all_schools()]
    return render_template("evaluation/feeds/missing_all.html", schools=counted, words=words)


@blueprint.get("/evaluation/feeds/missing/<school>")
@allow(DISTRICT_STAFF)
def show_missing_in(school: str) -> str:
    """One school's list."""
    return todo.draw_list(_place(school))


@blueprint.get("/evaluation/feeds/missing/<school>/missing.csv")
@allow(DISTRICT_STAFF)
def download_missing_in(school: str) -> Response:
    """One school's list for a spreadsheet."""
    return todo.download_list(_place(school))


@blueprint.get("/evaluation/feeds/missing/<school>/guardians/<student_id>")
@allow(DISTRICT_STAFF)
def ask_about_guardians_in(school: str, student_id: str) -> str:
    """Which guardians of the child wait."""
    return todo.ask_about_guardians(_place(school), student_id)


@blueprint.post("/evaluation/feeds/missing/<school>/guardians/<student_id>")
@idempotent
@allow(DISTRICT_STAFF)
def take_guardians_in(school: str, student_id: str) -> Answer:
    """Take the guardians that wait."""
    return todo.take_guardians(_place(school), student_id)


def _place(school: str) -> todo.Place:
    if school not in {org.org_id for org in all_schools()}:
        raise NotFound("school")
    return todo.Place(school_id=school, endpoints=_ENDPOINTS, arguments={"school": school})
