"""Pages of slots: a family signs up from its invitation, staff ask and see who brings what."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, visible_activity
from services.invitations.activities.models import Activity
from services.invitations.invitations.models import Invitation
from services.invitations.invitations.queries import for_staff
from services.invitations.invitations.rules import Entry
from services.invitations.invitations.use_cases import load_own
from services.invitations.roster.queries import school
from services.invitations.sign_ups import queries, use_cases
from services.invitations.sign_ups.schemas import (
    NeededForm,
    OnBehalfPledgeForm,
    PledgeForm,
    SlotForm,
    ask_of,
    pledge_of,
)
from shared import clock
from shared.access import SIGNED_IN, allow, purpose, required_principal
from shared.events import Picked, Texts, pick
from shared.events.invitations import Answer
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, offered_languages

blueprint = Blueprint("sign_ups", __name__, url_prefix="/invitations", template_folder="templates")
# Whose invitation it is, is a relation and no role: everybody else gets the same "not found".
INVITED = purpose("answer", "invitation") | SIGNED_IN
OF_ACTIVITY = "/activities/s/<school_id>/<activity_id>/sign-ups"


@blueprint.app_template_global("slots_of")
def slots_of(invitation: Invitation) -> list[queries.Offered]:
    """For the invitation's page: what its activity asks families for."""
    return queries.offered(invitation)


@blueprint.app_template_global("sign_ups_open")
def sign_ups_open(activity: Activity) -> bool:
    """Whether families may still sign up for the activity."""
    return queries.is_taking_sign_ups(activity, clock.now())


@blueprint.app_template_global("still_promised")
def still_promised(invitation: Invitation, activity: Activity) -> list[queries.Offered]:
    """What a guardian who said no stands for all the same, while it can be given back."""
    if invitation.answer != Answer.NO or not sign_ups_open(activity):
        return []
    return [one for one in queries.offered(invitation) if one.mine]


@blueprint.app_template_filter("slot_words")
def slot_words(texts: Texts) -> Picked:
    """What a slot asks for, in the reader's language if there is."""
    return pick(texts, chosen_language().tag)


@blueprint.get("/i/<invitation_id>/sign-ups")
@allow(INVITED)
def show_own(invitation_id: str, form: Form | None = None, slot_id: str = "") -> str:
    """What the activity asks families for, and the own part; ``slot_id`` is the one at fault."""
    now = clock.now()
    invitation, _ = load_own(invitation_id, required_principal().person_ids, now)
    activity = queries.activity_of(invitation)
    return render_template(
        "invitations/sign_ups/own.html",
        invitation=invitation,
        activity=activity,
        school=school(invitation.school_id),
        offered=queries.offered(invitation),
        is_open=queries.is_taking_sign_ups(activity, now),
        form=form or Form(),
        wrong_slot=slot_id,
        words=wording,
    )


@blueprint.post("/i/<invitation_id>/sign-ups/<slot_id>")
@shows_again(show_own)
@idempotent
@allow(INVITED)
def take(invitation_id: str, slot_id: str) -> Response:
    """Take so much of a slot, or give it back."""
    pledge = pledge_of(read_form(PledgeForm()))
    try:
        use_cases.sign_up(
            invitation_id,
            slot_id,
            pledge,
            person_ids=required_principal().person_ids,
            now=clock.now(),
        )
    except use_cases.SignUpsClosed as closed:
        # The page itself says it kindly.
        answer = make_response(show_own(invitation_id))
        answer.status_code = closed.status
        return answer
    return redirect(f"/invitations/i/{invitation_id}#sign-ups", code=303)


@blueprint.get(f"{OF_ACTIVITY}/")
@allow(STAFF)
def show(school_id: str, activity_id: str, form: Form | None = None, slot_id: str = "") -> str:
    """What the activity asks for, who brings what, and the form that asks for more."""
    activity, now = visible_activity(school_id, activity_id), clock.now()
    return render_template(
        "invitations/sign_ups/staff.html",
        activity=activity,
        school=school(school_id),
        staffed=queries.staffed(activity),
        is_open=queries.is_taking_sign_ups(activity, now),
        asked=queries.asked(activity, request.args.get("name", "").strip()),
        looked_for=request.args.get("name", ""),
        form=form or _blank(),
        blank=_blank(),
        wrong_slot=slot_id,
        languages_to_write=offered_languages(),
        words=wording,
    )


@blueprint.post(f"{OF_ACTIVITY}/")
@shows_again(show)
@idempotent
@allow(STAFF)
def add(school_id: str, activity_id: str) -> Response:
    """Ask families for something."""
    activity = visible_activity(school_id, activity_id)
    ask = ask_of(read_form(SlotForm()), activity.starts_at, school(school_id).zone)
    use_cases.add_slot(activity, ask, now=clock.now())
    return _back(school_id, activity_id)


@blueprint.post(f"{OF_ACTIVITY}/<slot_id>")
@shows_again(show)
@idempotent
@allow(STAFF)
def change(school_id: str, activity_id: str, slot_id: str) -> Response:
    """Ask for more of it, or for fewer."""
    activity = visible_activity(school_id, activity_id)
    use_cases.change_slot(activity, slot_id, needed=read_form(NeededForm())["needed"])
    return _back(school_id, activity_id)


@blueprint.post(f"{OF_ACTIVITY}/<slot_id>/remove")
@idempotent
@allow(STAFF)
def remove(school_id: str, activity_id: str, slot_id: str) -> Response:
    """Ask for it no more."""
    use_cases.remove_slot(visible_activity(school_id, activity_id), slot_id, now=clock.now())
    return _back(school_id, activity_id)


@blueprint.get(f"{OF_ACTIVITY}/for/<invitation_id>")
@allow(STAFF)
def show_for_family(
    school_id: str,
    activity_id: str,
    invitation_id: str,
    form: Form | None = None,
    slot_id: str = "",
) -> str:
    """What a family told on paper or by phone."""
    activity = visible_activity(school_id, activity_id)
    shown = for_staff(activity, invitation_id)
    return render_template(
        "invitations/sign_ups/on_behalf.html",
        shown=shown,
        activity=activity,
        offered=queries.offered(shown.invitation),
        is_open=queries.is_taking_sign_ups(activity, clock.now()),
        form=form or Form(),
        wrong_slot=slot_id,
        words=wording,
    )


@blueprint.post(f"{OF_ACTIVITY}/for/<invitation_id>/<slot_id>")
@shows_again(show_for_family)
@idempotent
@allow(STAFF)
def take_for_family(school_id: str, activity_id: str, invitation_id: str, slot_id: str) -> Response:
    """Enter it; who did it and when stays with it."""
    activity = visible_activity(school_id, activity_id)
    values = read_form(OnBehalfPledgeForm())
    use_cases.sign_up_on_behalf(
        invitation_id,
        slot_id,
        pledge_of(values),
        activity_id=activity.id,
        entry=Entry(
            at=clock.now(), channel=values["channel"], entered_by=required_principal().actor
        ),
    )
    return _back(school_id, activity_id, f"/for/{invitation_id}")


def _blank() -> Form:
    return Form(values={"language": chosen_language().tag, "needed": 1})


def _back(school_id: str, activity_id: str, rest: str = "/") -> Response:
    path = f"/invitations/activities/s/{school_id}/{activity_id}/sign-ups{rest}"
    return redirect(path, code=303)
