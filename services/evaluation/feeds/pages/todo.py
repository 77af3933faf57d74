"""A school's list of what the feeds are missing of its families, drawn for whoever may see it.

The same list is reached by the district's staff among the feeds, and by a school's leaders in their
school: ``missing`` and ``missing_at_school`` say who may, this module draws.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from services.evaluation.feeds.pages import words
from services.evaluation.feeds.pages.frame import district
from services.evaluation.roster.decisions import approve_guardians
from services.evaluation.roster.missing import Missing, MissingContact, missing_in_file
from services.evaluation.roster.queries import school_names
from shared.errors import NotFound
from shared.web.spreadsheets import table_download


@dataclass(frozen=True, kw_only=True)
class Place:
    """The school whose list it is, and the endpoints and arguments that lead to its pages."""

    school_id: str
    endpoints: Mapping[str, str]
    arguments: Mapping[str, Any]

    def url(self, page: str, **more: Any) -> str:
        """The address of ``list``, ``table`` or ``guardians``."""
        return url_for(self.endpoints[page], **self.arguments, **more)


def draw_list(place: Place) -> str:
    """What is missing, by what it is, with what the office can do about it."""
    found = _missing_at(place)
    groups = [(what, [one for one in found if one.what is what]) for what in Missing]
    return render_template(
        "evaluation/feeds/missing.html",
        place=place,
        school_name=_name(place),
        was_taken="taken" in request.args,
        groups=[(what, those) for what, those in groups if those],
        words=words,
    )


def download_list(place: Place) -> Response:
    """The list for a spreadsheet. It names people: for the office, not to be passed on."""
    rows = [
        (one.what, one.sourced_id, words.MISSING[one.what], one.name, "; ".join(one.others))
        for one in _missing_at(place)
    ]
    return table_download("missing.csv", ("code", "sourcedId", "what", "name", "others"), rows)


def ask_about_guardians(place: Place, student_id: str) -> str:
    """Which guardians of the child wait, before they are taken."""
    return render_template(
        "evaluation/feeds/guardians.html", place=place, child=_waiting(place, student_id)
    )


def take_guardians(place: Place, student_id: str) -> Answer:
    """Take every guardian of the child that waits; taken already, there is nothing to do."""
    try:
        _waiting(place, student_id)
    except NotFound:
        return redirect(place.url("list"), code=303)
    with district():
        approve_guardians(student_id)
    return redirect(place.url("list", taken="yes"), code=303)


def _waiting(place: Place, student_id: str) -> MissingContact:
    for one in _missing_at(place):
        if one.what is Missing.HELD_GUARDIANS and one.person_id == student_id:
            return one
    raise NotFound("guardian-hold")


def _missing_at(place: Place) -> list[MissingContact]:
    return missing_in_file(None, place.school_id)


def _name(place: Place) -> str:
    return school_names([place.school_id]).get(place.school_id, "")
