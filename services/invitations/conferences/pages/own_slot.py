"""A guardian's own talk: when and where, its agenda, another time, what was agreed, aloud.

Opens for its guardian and their confirmed household; also by a link for exactly this slot.
"""

from datetime import datetime
from typing import Any

from flask import current_app, redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.conferences import files, showing, talking, wording
from services.invitations.conferences.booking import book, release
from services.invitations.conferences.led import preparation_of
from services.invitations.conferences.models import Conference, Slot, Talk
from services.invitations.conferences.pages.family import chosen_slots
from services.invitations.conferences.pages.frame import HERE, blueprint, kindly
from services.invitations.conferences.queries import (
    Need,
    load_conference,
    load_own_talk,
    names_wanted,
)
from services.invitations.conferences.rules import Entry, Format
from services.invitations.conferences.schemas import AgendaForm, BookForm, ConfirmForm, lines_of
from services.invitations.roster.queries import people, school
from shared import clock
from shared.access import SIGNED_IN, allow, purpose, required_principal
from shared.errors import Conflict, NotFound
from shared.events.conferences import ReleaseReason
from shared.tenancy import writing_to
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import _

# Whose talk it is, is a relation and no role: everybody else gets the same "not found".
GUARDIAN = purpose("answer", "slot") | SIGNED_IN


@blueprint.get("/b/<slot_id>")
@allow(GUARDIAN)
def show_slot(slot_id: str, form: Form | None = None, problem: object = "") -> str:
    """When and where, what the family wants to talk about, and what was agreed."""
    now = clock.now()
    talk, reader = _own(slot_id, now)
    values = {"hopes": talk.hopes, "items": "\n".join(talk.items)}
    return render_template(
        "invitations/conferences/slot.html",
        **_shown(talk, now),
        slot_id=slot_id,
        form=form or Form(values=values),
        problem=problem,
        said=next((one for one in talk.confirmations if one["guardian_id"] == reader), None),
        limited=required_principal().purpose is not None,
    )


@blueprint.post("/b/<slot_id>/agenda")
@shows_again(show_slot)
@idempotent
@allow(GUARDIAN)
def keep_agenda(slot_id: str) -> Response:
    """What the family hopes for and wants to talk about."""
    values = read_form(AgendaForm())
    talking.set_agenda(
        slot_id,
        values["hopes"],
        lines_of(values["items"]),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{_path(slot_id)}#agenda", code=303)


@blueprint.post("/b/<slot_id>/release")
@idempotent
@allow(GUARDIAN)
def give_back(slot_id: str) -> Response:
    """The family cannot come: the time is free for others."""
    now = clock.now()
    talk, _reader = _own(slot_id, now)
    try:
        with writing_to(talk.school_id):
            release(talk, ReleaseReason.FAMILY, Entry(at=now))
    except Conflict as refused:
        return kindly(show_slot, refused, slot_id)
    return redirect(_path(slot_id), code=303)


@blueprint.get("/b/<slot_id>/move")
@allow(GUARDIAN)
def show_move(slot_id: str, form: Form | None = None, problem: object = "") -> str:
    """Other free times of the same teacher."""
    now = clock.now()
    talk, reader = _own(slot_id, now)
    conference = load_conference(talk.conference_id)
    page = showing.booking_page(conference, [_need(talk, reader)], now)
    return render_template(
        "invitations/conferences/move.html",
        **_shown(talk, now),
        slot_id=slot_id,
        page=page,
        form=form or Form(),
        problem=problem,
        action=f"{_path(slot_id)}/move",
    )


@blueprint.post("/b/<slot_id>/move")
@shows_again(show_move)
@idempotent
@allow(GUARDIAN)
def move(slot_id: str) -> Response:
    """Another time with the same teacher."""
    now = clock.now()
    talk, reader = _own(slot_id, now)
    wanted = chosen_slots(read_form(BookForm())["slots"][:1], [_need(talk, reader)])
    try:
        with writing_to(talk.school_id):
            book(load_conference(talk.conference_id), wanted, Entry(at=now))
    except Conflict as refused:
        return kindly(show_move, refused, slot_id)
    # The old address goes on showing the talk: a mailed link's session may open no other.
    return redirect(_path(slot_id), code=303)


@blueprint.post("/b/<slot_id>/confirm")
@shows_again(show_slot)
@idempotent
@allow(GUARDIAN)
def confirm(slot_id: str) -> Response:
    """The family says whether what was written is right."""
    values = read_form(ConfirmForm())
    talking.confirm(
        slot_id,
        agrees=values["agrees"],
        comment=values["comment"],
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{_path(slot_id)}#agreed", code=303)


@blueprint.get("/b/<slot_id>/aloud")
@allow(GUARDIAN)
def show_aloud(slot_id: str) -> str:
    """What was agreed in large type, to be read aloud together."""
    now = clock.now()
    talk, _reader = _own(slot_id, now)
    if not talk.written_at:
        raise NotFound("notes")
    return render_template(
        "invitations/conferences/aloud.html", **_shown(talk, now), back=_path(slot_id)
    )


@blueprint.get("/b/<slot_id>/calendar.ics")
@allow(GUARDIAN)
def download_calendar(slot_id: str) -> Response:
    """The talk for the family's calendar; of a time given back, what takes it out again."""
    now = clock.now()
    talk, _reader = _own(slot_id, now)
    conference, named = load_conference(talk.conference_id), people(names_wanted([talk]))
    base = current_app.config["SETTINGS"].base_url
    summary = _(
        "Talk with %(host)s about %(child)s",
        host=wording.full_name(named, talk.host_id),
        child=wording.called(named, talk.student_id),
    )
    entries = [
        files.Entry(
            uid=files.uid_of(slot.id, talk.guardian_id, base),
            sequence=slot.sequence,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            summary=summary,
            place=wording.place_of(conference, talk.host_id).text,
            description=conference.link,
            url=f"{base}{_path(slot_id)}",
            cancelled=slot.id != talk.slot_id,
        )
        for slot in Slot.objects(id__in=[slot_id, talk.slot_id or slot_id])
    ]
    return files.calendar_file("talk", entries, now=now)


def _own(slot_id: str, now: datetime) -> tuple[Talk, str]:
    return load_own_talk(slot_id, required_principal().person_ids, now)


def _need(talk: Talk, reader: str) -> Need:
    return Need(student_id=talk.student_id, host_id=talk.host_id, guardian_id=reader)


def _shown(talk: Talk, now: datetime) -> dict[str, Any]:
    conference: Conference = load_conference(talk.conference_id)
    led = conference.form == Format.STUDENT_LED.value
    return {
        "talk": talk,
        "conference": conference,
        "school": school(talk.school_id),
        "preparation": preparation_of(conference.id, talk.student_id) if led else None,
        "named": people(names_wanted([talk])),
        "here": HERE,
        "now": now,
        "words": wording,
    }


def _path(slot_id: str) -> str:
    return f"{HERE}/b/{slot_id}"
