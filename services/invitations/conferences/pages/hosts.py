"""A host's timetable: on the page, to print, as a PDF, as a calendar; who came and who did not."""

from typing import Any

from flask import current_app, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.access import STAFF
from services.invitations.conferences import files, showing, talking, wording
from services.invitations.conferences.models import Conference, Talk
from services.invitations.conferences.pages.frame import (
    HERE,
    blueprint,
    staffs_conference,
    visible_host,
)
from services.invitations.conferences.queries import names_wanted
from services.invitations.conferences.schemas import ArrivalForm
from services.invitations.roster.queries import people, school
from shared import clock, store
from shared.access import allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import _


@blueprint.get("/s/<school_id>/<conference_id>/t/<host_id>")
@allow(STAFF)
def show_timetable(
    school_id: str, conference_id: str, host_id: str, form: Form | None = None, **_: str
) -> str:
    """Every time of the host with the family in it."""
    conference = staffs_conference(school_id, conference_id)
    return render_template(
        "invitations/conferences/timetable.html",
        **_timetable(conference, visible_host(conference, host_id)),
        makes_pdf=files.makes_pdf(),
        is_own=host_id in required_principal().person_ids,
        form=form or Form(),
        here=f"{HERE}/s/{school_id}/{conference_id}",
        talks_path=f"{HERE}/s/{school_id}/talks",
    )


@blueprint.get("/s/<school_id>/<conference_id>/t/<host_id>/timetable.pdf")
@allow(STAFF)
def download_pdf(school_id: str, conference_id: str, host_id: str) -> Response:
    """The timetable on paper."""
    if not files.makes_pdf():
        raise NotFound("pdf")
    conference = staffs_conference(school_id, conference_id)
    shown = _timetable(conference, visible_host(conference, host_id))
    html = render_template("invitations/conferences/timetable_paper.html", **shown)
    return files.pdf_file("timetable", html)


@blueprint.get("/s/<school_id>/<conference_id>/t/<host_id>/timetable.ics")
@allow(STAFF)
def download_timetable(school_id: str, conference_id: str, host_id: str) -> Response:
    """The booked talks for the host's calendar."""
    conference = staffs_conference(school_id, conference_id)
    shown = _timetable(conference, visible_host(conference, host_id))
    base, named = current_app.config["SETTINGS"].base_url, shown["named"]
    entries = [
        files.Entry(
            uid=files.uid_of(row.slot.id, host_id, base),
            sequence=row.slot.sequence,
            starts_at=row.slot.starts_at,
            ends_at=row.slot.ends_at,
            summary=_(
                "Talk about %(child)s, with %(guardian)s",
                child=wording.full_name(named, row.talk.student_id),
                guardian=wording.full_name(named, row.talk.guardian_id),
            ),
            place=wording.place_of(conference, host_id).text,
            description=conference.link,
            url=f"{base}{HERE}/s/{school_id}/talks/{row.talk.id}",
        )
        for row in shown["rows"]
        if row.talk is not None
    ]
    return files.calendar_file("timetable", entries, now=clock.now())


@blueprint.post("/s/<school_id>/<conference_id>/t/<host_id>/came/<talk_id>")
@shows_again(show_timetable)
@idempotent
@allow(STAFF)
def note_arrival(school_id: str, conference_id: str, host_id: str, talk_id: str) -> Response:
    """The family came, or booked and did not come."""
    conference = staffs_conference(school_id, conference_id)
    visible_host(conference, host_id)
    talk: Talk | None = store.load(Talk, talk_id)
    if talk is None or (talk.conference_id, talk.host_id) != (conference_id, host_id):
        raise NotFound("talk")
    values = read_form(ArrivalForm())
    talking.note_arrival(
        talk,
        came={"yes": True, "no": False}.get(values["came"]),
        led_by_student=values["led"],
        by=required_principal().actor,
    )
    path = f"{HERE}/s/{school_id}/{conference_id}/t/{host_id}"
    return redirect(f"{path}#talk-{talk_id}", code=303)


def _timetable(conference: Conference, host_id: str) -> dict[str, Any]:
    now = clock.now()
    rows = showing.timetable(conference, host_id, now)
    phone = showing.asked_to_phone(conference, host_id)
    talks = [*(row.talk for row in rows if row.talk is not None), *phone]
    place = school(conference.school_id)
    return {
        "conference": conference,
        "school": place,
        "host_id": host_id,
        "days": showing.by_day(rows, place),
        "rows": rows,
        "phone": phone,
        "named": people({*names_wanted(talks), host_id}),
        "now": now,
        "words": wording,
    }
