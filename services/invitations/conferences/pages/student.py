"""A student's pages: the talks that the student leads, and what to prepare for them."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.conferences import talking, wording
from services.invitations.conferences.led import conferences_led_by, preparation_of, talks_led_by
from services.invitations.conferences.models import Talk
from services.invitations.conferences.pages.frame import HERE, blueprint
from services.invitations.conferences.queries import (
    names_wanted,
)
from services.invitations.conferences.schemas import PrepareForm
from services.invitations.roster.queries import people, school, schools
from shared import clock
from shared.access import STUDENTS, allow, required_principal
from shared.errors import NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent


@blueprint.get("/own")
@allow(STUDENTS)
def list_led() -> str:
    """The conferences that the student leads, with the booked times."""
    now, mine = clock.now(), required_principal().person_ids
    talks = talks_led_by(mine, now)
    return render_template(
        "invitations/conferences/student.html",
        led=[
            (one, [talk for talk, _ in talks if talk.conference_id == one.id])
            for one, _ in conferences_led_by(mine, now)
        ],
        named=people(names_wanted(talk for talk, _ in talks)),
        schools=schools(),
        here=HERE,
        words=wording,
    )


@blueprint.get("/own/<conference_id>")
@allow(STUDENTS)
def show_preparation(conference_id: str, form: Form | None = None) -> str:
    """What to invite with, show and talk about."""
    now, mine = clock.now(), required_principal().person_ids
    led = [pair for pair in conferences_led_by(mine, now) if pair[0].id == conference_id]
    if not led:
        raise NotFound("conference")
    conference, student_id = led[0]
    talks: list[Talk] = [
        talk for talk, _ in talks_led_by(mine, now) if talk.conference_id == conference_id
    ]
    kept = preparation_of(conference_id, student_id)
    names = ("invitation", "proud", "show", "next_step")
    values = {name: getattr(kept, name) if kept else "" for name in names}
    return render_template(
        "invitations/conferences/prepare.html",
        conference=conference,
        school=school(conference.school_id),
        talks_booked=talks,
        named=people(names_wanted(talks)),
        kept=kept,
        form=form or Form(values=values),
        here=HERE,
        words=wording,
    )


@blueprint.post("/own/<conference_id>")
@shows_again(show_preparation)
@idempotent
@allow(STUDENTS)
def keep_preparation(conference_id: str) -> Response:
    """Keep it; the family and the teacher see it."""
    talking.prepare(
        conference_id,
        read_form(PrepareForm()),
        person_ids=required_principal().person_ids,
        now=clock.now(),
    )
    return redirect(f"{HERE}/own/{conference_id}#kept", code=303)
