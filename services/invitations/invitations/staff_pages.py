"""Staff's pages about an activity's families: who stands where, reminding, answers on behalf."""

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, visible_activity
from services.invitations.activities.models import Activity
from services.invitations.invitations import families, queries, reminding, use_cases
from services.invitations.invitations import wording as own_words
from services.invitations.invitations.effort import effort
from services.invitations.invitations.rules import Entry
from services.invitations.invitations.schemas import OnBehalfForm, first_values, reply_of
from services.invitations.invitations.tallying import two_answers
from services.invitations.roster.queries import school
from shared import clock
from shared.access import allow, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "invited-families", __name__, url_prefix="/invitations/activities", template_folder="templates"
)
SHOWN = 50
TOO_LATE = (use_cases.AnswersClosed, use_cases.NotHappening, use_cases.StandsForNobody)


@blueprint.get("/s/<school_id>/<activity_id>/families")
@allow(STAFF)
def list_families(school_id: str, activity_id: str) -> str:
    """The families of one state, or with a child of that name; what was tried; who to remind."""
    now = clock.now()
    activity = visible_activity(school_id, activity_id)
    only, name = request.args.get("only", ""), request.args.get("name", "").strip()[:80]
    page = max(request.args.get("page", 1, type=int), 1)
    found = families.families_page(
        activity, only=only, name=name, skip=(page - 1) * SHOWN, limit=SHOWN
    )
    return render_template(
        "invitations/invitations/families.html",
        activity=activity,
        school=school(school_id),
        tally=found.tally,
        differing=len(two_answers(activity)),
        effort=effort(activity_id),
        found=found,
        gone=families.stand_for_nobody(activity, found.families, now),
        form=Form(values={"name": name}),
        only=only if only in own_words.FILTERS else "",
        name=name,
        pages=_pages(page, found.total),
        **_reminding(activity),
        now=now,
        words=wording,
    )


@blueprint.post("/s/<school_id>/<activity_id>/remind")
@idempotent
@allow(STAFF)
def remind(school_id: str, activity_id: str) -> Response:
    """Begin to remind those who have not answered; at most once a day."""
    activity = visible_activity(school_id, activity_id)
    reminding.remind_now(activity.id, now=clock.now())
    return redirect(f"{_address(school_id, activity_id)}/families?only=silent", code=303)


@blueprint.get("/s/<school_id>/<activity_id>/answer/<invitation_id>")
@allow(STAFF)
def show_on_behalf(
    school_id: str,
    activity_id: str,
    invitation_id: str,
    form: Form | None = None,
    said: object = "",
) -> str:
    """The form with which staff enter what a family said; ``said`` stands above it."""
    shown = queries.for_staff(visible_activity(school_id, activity_id), invitation_id)
    return render_template(
        "invitations/invitations/on_behalf.html",
        shown=shown,
        form=form or Form(values=first_values(shown.invitation, len(shown.children))),
        said=said,
        words=wording,
    )


@blueprint.post("/s/<school_id>/<activity_id>/answer/<invitation_id>")
@shows_again(show_on_behalf)
@idempotent
@allow(STAFF)
def answer_for_family(school_id: str, activity_id: str, invitation_id: str) -> Response:
    """Enter the answer; who did it and when stays with it.

    When it cannot count any more, the page itself says why, and nothing typed is lost.
    """
    activity = visible_activity(school_id, activity_id)
    values = read_form(OnBehalfForm())
    entry = Entry(at=clock.now(), channel=values["channel"], entered_by=required_principal().actor)
    try:
        use_cases.answer_on_behalf(
            invitation_id, reply_of(values), activity_id=activity.id, entry=entry
        )
    except TOO_LATE as late:
        typed = Form(values=request.form.to_dict(flat=False))
        page = show_on_behalf(school_id, activity_id, invitation_id, typed, said=late.message)
        answer = make_response(page)
        answer.status_code = late.status
        return answer
    return redirect(f"{_address(school_id, activity_id)}#families", code=303)


def _reminding(activity: Activity) -> Mapping[str, object]:
    """What the page says of reminders: whether they make sense, and when the last one went out."""
    now = clock.now()
    is_open = not (activity.is_cancelled or activity.is_held) and activity.answer_by > now
    last = reminding.last_reminded(activity.id)
    return {
        "is_open": is_open,
        "is_reminded": is_open and reminding.was_reminded_today(activity, last, now),
        "last_reminded": last,
    }


def _address(school_id: str, activity_id: str) -> str:
    return f"/invitations/activities/s/{school_id}/{activity_id}"


def _pages(page: int, total: int) -> dict[str, str]:
    """The numbers of the pages before and after this one, empty where there are none."""
    return {
        "newer": str(page - 1) if page > 1 else "",
        "older": str(page + 1) if page * SHOWN < total else "",
    }
