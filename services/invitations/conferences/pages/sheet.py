"""The host's sheet of a talk: the family's hopes first, then the agenda, then what was agreed."""

from flask import redirect, render_template
from werkzeug.wrappers import Response

from services.invitations.access import STAFF
from services.invitations.conferences import talking, wording
from services.invitations.conferences.led import preparation_of
from services.invitations.conferences.models import Talk
from services.invitations.conferences.pages.frame import HERE, blueprint, staffs_entry
from services.invitations.conferences.queries import (
    load_conference,
    load_hosted_talk,
    names_wanted,
)
from services.invitations.conferences.schemas import (
    AgendaForm,
    ChannelForm,
    ConfirmForm,
    NotesForm,
    actions_of,
    lines_of,
)
from services.invitations.roster.queries import people, school
from shared import clock
from shared.access import allow, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent


@blueprint.get("/s/<school_id>/talks/<talk_id>")
@allow(STAFF)
def show_sheet(school_id: str, talk_id: str, form: Form | None = None) -> str:
    """What the family hopes for stands first (S85)."""
    talk = _hosted(school_id, talk_id)
    conference = load_conference(talk.conference_id)
    confirming = {one["guardian_id"] for one in talk.confirmations}
    return render_template(
        "invitations/conferences/sheet.html",
        talk=talk,
        conference=conference,
        school=school(school_id),
        preparation=preparation_of(conference.id, talk.student_id),
        named=people({*names_wanted([talk]), *confirming}),
        form=form or Form(values=_values(talk)),
        here=f"{HERE}/s/{school_id}/talks/{talk_id}",
        back=f"{HERE}/s/{school_id}/{conference.id}/t/{talk.host_id}",
        now=clock.now(),
        words=wording,
    )


@blueprint.post("/s/<school_id>/talks/<talk_id>/items")
@shows_again(show_sheet)
@idempotent
@allow(STAFF)
def keep_items(school_id: str, talk_id: str) -> Response:
    """What the host wants to talk about; the family sees it before."""
    items = lines_of(read_form(AgendaForm(only=["items"]))["items"])
    mine = required_principal().person_ids
    talking.set_host_items(talk_id, items, school_id=school_id, person_ids=mine)
    return _back(school_id, talk_id, "agenda")


@blueprint.post("/s/<school_id>/talks/<talk_id>/notes")
@shows_again(show_sheet)
@idempotent
@allow(STAFF)
def keep_notes(school_id: str, talk_id: str) -> Response:
    """What was said and agreed; the family is asked whether it is right."""
    talk, values = _hosted(school_id, talk_id), read_form(NotesForm())
    talking.write_down(talk, values["notes"], actions_of(values), now=clock.now())
    return _back(school_id, talk_id, "agreed")


@blueprint.post("/s/<school_id>/talks/<talk_id>/confirm")
@shows_again(show_sheet)
@idempotent
@allow(STAFF)
def confirm_for_family(school_id: str, talk_id: str) -> Response:
    """The family said by phone or on paper whether it is right (R9)."""
    talk, values = _hosted(school_id, talk_id), read_form(ConfirmForm())
    talking.confirm_on_behalf(
        talk,
        staffs_entry(read_form(ChannelForm())["channel"]),
        agrees=values["agrees"],
        comment=values["comment"],
    )
    return _back(school_id, talk_id, "agreed")


def _hosted(school_id: str, talk_id: str) -> Talk:
    return load_hosted_talk(talk_id, school_id, required_principal().person_ids)


def _values(talk: Talk) -> dict[str, object]:
    actions = {
        name: action[part]
        for number, action in enumerate(talk.actions, start=1)
        for name, part in ((f"what_{number}", "what"), (f"who_{number}", "who"))
    }
    who = {"who_1": "school", "who_2": "family", "who_3": "student"}
    return {"items": "\n".join(talk.host_items), "notes": talk.notes, **who, **actions}


def _back(school_id: str, talk_id: str, anchor: str) -> Response:
    return redirect(f"{HERE}/s/{school_id}/talks/{talk_id}#{anchor}", code=303)
