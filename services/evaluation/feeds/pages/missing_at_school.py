"""The to-do list of a school for its leaders. Source: product.md X19."""

from flask import Response
from werkzeug.wrappers import Response as Answer

from services.evaluation.feeds.pages import todo
from services.evaluation.feeds.pages.frame import blueprint
from shared.access import LEADERS, allow
from shared.web.idempotency import idempotent

_ENDPOINTS = {
    "list": "feeds.show_own_missing",
    "table": "feeds.download_own_missing",
    "guardians": "feeds.ask_about_own_guardians",
}


@blueprint.get("/evaluation/s/<school_id>/missing")
@allow(LEADERS)
def show_own_missing(school_id: str) -> str:
    """What the feeds are missing of the school's families."""
    return todo.draw_list(_place(school_id))


@blueprint.get("/evaluation/s/<school_id>/missing.csv")
@allow(LEADERS)
def download_own_missing(school_id: str) -> Response:
    """The list for a spreadsheet."""
    return todo.download_list(_place(school_id))


@blueprint.get("/evaluation/s/<school_id>/missing/guardians/<student_id>")
@allow(LEADERS)
def ask_about_own_guardians(school_id: str, student_id: str) -> str:
    """Which guardians of the child wait."""
    return todo.ask_about_guardians(_place(school_id), student_id)


@blueprint.post("/evaluation/s/<school_id>/missing/guardians/<student_id>")
@idempotent
@allow(LEADERS)
def take_own_guardians(school_id: str, student_id: str) -> Answer:
    """Take the guardians that wait."""
    return todo.take_guardians(_place(school_id), student_id)


def _place(school_id: str) -> todo.Place:
    return todo.Place(school_id=school_id, endpoints=_ENDPOINTS, arguments={"school_id": school_id})
