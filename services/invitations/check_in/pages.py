"""The check-in list of an activity: one tap ticks a family, and works without JavaScript.

With it a tap is kept on the phone first and sent when there is a connection: ``door.js``.
"""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations import wording
from services.invitations.access import STAFF, visible_activity
from services.invitations.check_in import codes, queries, use_cases
from services.invitations.check_in.rules import mark
from services.invitations.check_in.schemas import (
    MOST_TAPS,
    ArrivalForm,
    CodeForm,
    WalkInForm,
    arrival_of,
)
from services.invitations.check_in.wording import summary_of
from services.invitations.roster.queries import school
from shared import clock
from shared.access import allow, reader_key, required_principal
from shared.errors import Invalid, NotFound
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "check_in",
    __name__,
    url_prefix="/invitations/activities/s/<school_id>/<activity_id>/check-in",
    template_folder="templates",
)
MOST_PAGES = 1_000


@blueprint.get("/")
@allow(STAFF)
def show(school_id: str, activity_id: str, form: Form | None = None, **_: str) -> str:
    """Who is invited and who is there; after the end also who said yes and did not come."""
    activity, now = visible_activity(school_id, activity_id), clock.now()
    number = _number()
    door = queries.door(activity, number)
    return render_template(
        "invitations/check_in/list.html",
        activity=activity,
        school=school(school_id),
        door=door,
        summary=summary_of(door.counted),
        others=queries.children_not_invited(activity, required_principal().person_ids, now),
        form=form or Form(values={"adults": 1, "children": 1}),
        is_over=activity.ends_at < now,
        most_taps=MOST_TAPS,
        heard=mark(now - queries.STILL_UNDER_WAY),
        kept=_kept(number),
        pages={
            "newer": _kept(number - 1) or "?page=1" if number > 1 else "",
            "older": f"?page={number + 1}" if door.has_more else "",
        },
        reader=reader_key(required_principal()),
        words=wording,
    )


@blueprint.get("/history")
@allow(STAFF)
def show_history(school_id: str, activity_id: str) -> str:
    """Every tap, what was taken back and what came too late to count included."""
    activity = visible_activity(school_id, activity_id)
    return render_template(
        "invitations/check_in/history.html",
        activity=activity,
        school=school(school_id),
        taps=queries.taps(activity.id),
        words=wording,
    )


@blueprint.post("/code")
@shows_again(show)
@idempotent
@allow(STAFF)
def type_code(school_id: str, activity_id: str) -> Response:
    """Somebody typed the code that a family shows."""
    activity = visible_activity(school_id, activity_id)
    found = codes.find_by_code(activity, read_form(CodeForm())["code"])
    return redirect(f"{_address(school_id, activity_id)}/code/{found.code}", code=303)


@blueprint.get("/code/<code>")
@allow(STAFF)
def show_code(school_id: str, activity_id: str, code: str) -> str:
    """The family of a code, to be ticked with one more tap: opening an address changes nothing."""
    activity = visible_activity(school_id, activity_id)
    try:
        found = codes.find_by_code(activity, code)
    except Invalid as unknown:
        raise NotFound("code") from unknown
    return render_template(
        "invitations/check_in/code.html",
        activity=activity,
        school=school(school_id),
        found=found,
        words=wording,
    )


@blueprint.post("/invited/<invitation_id>")
@shows_again(show)
@idempotent
@allow(STAFF)
def tick(school_id: str, activity_id: str, invitation_id: str) -> Response:
    """The invited family takes part."""
    activity = visible_activity(school_id, activity_id)
    use_cases.check_in(
        activity, invitation_id, arrival_of(read_form(ArrivalForm())), now=clock.now()
    )
    return _back(school_id, activity_id, f"family-{invitation_id}")


@blueprint.post("/walk-in")
@shows_again(show)
@idempotent
@allow(STAFF)
def add_walk_in(school_id: str, activity_id: str) -> Response:
    """A family came without an invitation."""
    activity = visible_activity(school_id, activity_id)
    values, now = read_form(WalkInForm()), clock.now()
    if values["student_id"]:
        use_cases.walk_in(
            activity,
            values["student_id"],
            arrival_of(values),
            staff_ids=required_principal().person_ids,
            now=now,
        )
    else:
        use_cases.unknown_walk_in(activity, arrival_of(values), now=now)
    return _back(school_id, activity_id, "walk-ins")


@blueprint.post("/undo/<attendance_id>")
@idempotent
@allow(STAFF)
def untick(school_id: str, activity_id: str, attendance_id: str) -> Response:
    """It was ticked by mistake."""
    activity = visible_activity(school_id, activity_id)
    use_cases.undo_check_in(activity, attendance_id, now=clock.now())
    return _back(school_id, activity_id, "list")


def _back(school_id: str, activity_id: str, anchor: str) -> Response:
    return redirect(f"{_address(school_id, activity_id)}{_kept(_number())}#{anchor}", code=303)


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def _kept(number: int) -> str:
    """What an address says of the page one is on."""
    return f"?page={number}" if number > 1 else ""


def _address(school_id: str, activity_id: str) -> str:
    return f"/invitations/activities/s/{school_id}/{activity_id}/check-in"
