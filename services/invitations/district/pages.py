"""Pages of the district's staff: announce one activity to all schools, and see how it stands.

They show names of schools and counts of families, never people. Source: product.md R7.
"""

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.activities.looking import sending
from services.invitations.activities.schemas import announcement_to_everybody
from services.invitations.activities.use_cases import AlreadyOut
from services.invitations.district import queries, use_cases
from services.invitations.district import wording as own_words
from services.invitations.district.rules import chosen_of
from services.invitations.district.schemas import (
    EVERY_SCHOOL,
    SOME_SCHOOLS,
    DistrictForm,
    typed_again,
)
from services.invitations.roster.queries import School, school
from shared import clock
from shared.access import DISTRICT_STAFF, allow
from shared.errors import Invalid
from shared.settings import Settings
from shared.small_counts import SMALLEST_SHOWN
from shared.tenancy import scope_of
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, lazy_, offered_languages

blueprint = Blueprint(
    "district", __name__, url_prefix="/invitations/district", template_folder="templates"
)
HUB = "/invitations/district"


@blueprint.get("/")
@allow(DISTRICT_STAFF)
def list_announcements() -> str:
    """What the district announced to its schools, the newest first."""
    with _district():
        found = queries.announcements()
        return render_template(
            "invitations/district/list.html",
            announcements=[(one, sending(one.job_id)) for one in found],
            district=_district_school(),
            words=wording,
        )


@blueprint.get("/new")
@allow(DISTRICT_STAFF)
def show_new(form: Form | None = None) -> str:
    """The form that announces an activity to the schools; ``?from=`` begins with an earlier one."""
    places = queries.places(_settings().district_id)
    with _district():
        today = _district_school().day_of(clock.now())
        form = form or Form(values=_first_values())
    return render_template(
        "invitations/district/new.html",
        form=form,
        places=[one for one in places if one.host_id],
        left_out=[one.school.name for one in places if not one.host_id],
        today=today.isoformat(),
        languages_to_write=offered_languages(),
        words=wording,
        own_words=own_words,
    )


@blueprint.post("/new")
@shows_again(show_new)
@idempotent
@allow(DISTRICT_STAFF)
def announce() -> Response:
    """Announce it to the schools after a moment for undoing."""
    values = read_form(DistrictForm())
    places = queries.places(_settings().district_id)
    chosen = values["school_ids"] if values["whom"] == SOME_SCHOOLS else ()
    school_ids = chosen_of((one.school.school_id for one in places), chosen)
    if not school_ids:
        raise Invalid({"school_ids": [lazy_("Tick at least one school")]})
    zones = {one.school.zone for one in places if one.school.school_id in school_ids}
    with _district():
        announcement_id = use_cases.send_announcement(
            DistrictForm().dump(values),
            school_ids,
            tried=[announcement_to_everybody(values, zone, "") for zone in sorted(zones)],
            now=clock.now(),
            hold=timedelta(seconds=_settings().undo_seconds),
        )
    return redirect(f"{HUB}/{announcement_id}", code=303)


@blueprint.get("/<announcement_id>")
@allow(DISTRICT_STAFF)
def show(announcement_id: str, said: str = "") -> str:
    """How it stands in each school; ``said`` stands above it all."""
    with _district():
        announcement = queries.announcement_of(announcement_id)
        district = _district_school()
    return render_template(
        "invitations/district/show.html",
        said=said,
        announcement=announcement,
        job=sending(announcement.job_id),
        schools=queries.progress_of(announcement),
        district=district,
        few=SMALLEST_SHOWN,
        words=wording,
        own_words=own_words,
    )


@blueprint.post("/<announcement_id>/undo")
@idempotent
@allow(DISTRICT_STAFF)
def undo(announcement_id: str) -> Response:
    """Take it back for all schools before any of them hears of it."""
    try:
        with _district():
            use_cases.take_back(announcement_id)
    except AlreadyOut as late:
        answer = make_response(show(announcement_id, said=str(late.message)))
        answer.status_code = late.status
        return answer
    return redirect(f"{HUB}/{announcement_id}", code=303)


def _first_values() -> dict[str, Any]:
    """What the form begins with; the district is in scope.

    Raises:
        NotFound: what ``?from=`` names is not there.
    """
    blank = {"language": chosen_language().tag, "focus": "learning", "whom": EVERY_SCHOOL}
    if "from" in request.args:
        kept = queries.announcement_of(request.args["from"]).values
        return blank | typed_again(kept)
    return blank


def _district() -> AbstractContextManager[None]:
    """Announcements belong to the district, not to one school; each view lets only its staff in."""
    found: AbstractContextManager[None] = scope_of(_settings().district_id)
    return found


def _district_school() -> School:
    """The district as its calendar and clock know it."""
    return school(_settings().district_id)


def _settings() -> Settings:
    own: Settings = current_app.config["SETTINGS"]
    return own
