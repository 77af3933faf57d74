"""Paper invitations: whom nothing reaches, their sheets, and the answers that come back."""

from collections.abc import Iterator

import segno
from flask import Blueprint, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.messaging.notices.wording import CHOICES, REFUSED, SUPPORTS
from services.messaging.paper import families, queries, use_cases
from services.messaging.paper.queries import Printed
from services.messaging.paper.rules import read_code
from services.messaging.paper.schemas import KeyedForm, PrintForm
from services.messaging.roster.queries import school_names, zone_of
from shared.access import (
    COORDINATORS,
    LEADERS,
    TEACHERS,
    AppRole,
    allow,
    current_roles,
    required_principal,
)
from shared.errors import Invalid, NotFound
from shared.events.invitations import Answer
from shared.web import lists
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import chosen_language, lazy_, speaking

blueprint = Blueprint("paper", __name__, url_prefix="/messages", template_folder="templates")

STAFF = LEADERS | COORDINATORS | TEACHERS
MOST_PAGES = 1_000
_SEE_ALL = frozenset({AppRole.LEADER, AppRole.COORDINATOR})
_STAFF_ROLES = _SEE_ALL | {AppRole.TEACHER}


@blueprint.get("/paper")
@allow(STAFF)
def find() -> Response:
    """From ``about=invitation/<id>`` to the families of its activity; else to one's school."""
    kind, _, subject_id = request.args.get("about", "").partition("/")
    found = queries.activity_of(subject_id) if kind == "invitation" and subject_id else None
    if found is None:
        return redirect(f"/messages/s/{_own_school()}/paper", code=303)
    school_id, activity_id = found
    address = f"/messages/s/{school_id}/paper/activities/{activity_id}"
    return redirect(f"{address}?only={subject_id}", code=303)


@blueprint.get("/paper/answer")
@allow(STAFF)
def find_answer() -> Response:
    """To the page of one's school where answers are keyed in."""
    return redirect(f"/messages/s/{_own_school()}/paper/answer", code=303)


@blueprint.get("/s/<school_id>/paper")
@allow(STAFF)
def show(school_id: str) -> str:
    """The activities to come, with how many families nothing reaches."""
    return render_template(
        "messaging/paper/paper.html",
        school_id=school_id,
        school=school_names([school_id]).get(school_id, ""),
        zone=zone_of([school_id]),
        activities=queries.waiting_activities(chosen_language().tag, _taught(school_id)),
    )


@blueprint.get("/s/<school_id>/paper/activities/<activity_id>")
@allow(STAFF)
def show_activity(school_id: str, activity_id: str, form: Form | None = None) -> str:
    """The invited families of an activity: those whom nothing reaches first, ticked."""
    only, number = request.args.get("only", ""), _number()
    page = families.families_page(activity_id, _taught(school_id), only=only, number=number)
    ticked = [
        one.invitation_id
        for one in page.families
        if one.invitation_id == only or (not only and one.needs_sheet)
    ]
    return render_template(
        "messaging/paper/families.html",
        school_id=school_id,
        activity_id=activity_id,
        title=queries.title_of(activity_id, chosen_language().tag),
        families=page.families,
        pages=_pages(number, has_more=page.has_more, kept=f"only={only}&" if only else ""),
        form=form or Form(values={"invitation_ids": ticked}),
    )


@blueprint.post("/s/<school_id>/paper/activities/<activity_id>")
@shows_again(show_activity)
@idempotent
@allow(STAFF)
def print_sheets(school_id: str, activity_id: str) -> Response:
    """Make the sheets of the chosen families, and go to where they can be printed."""
    chosen = set(read_form(PrintForm())["invitation_ids"])
    found = families.chosen_families(activity_id, _taught(school_id), chosen)
    wanted = [one.invitation_id for one in found]
    if not wanted:
        raise Invalid({"invitation_ids": [lazy_("Choose at least one family")]})
    use_cases.print_sheets(activity_id, wanted)
    address = f"/messages/s/{school_id}/paper/sheets/{activity_id}"
    return redirect(f"{address}?of={wanted[0]}" if len(wanted) == 1 else address, code=303)


@blueprint.get("/s/<school_id>/paper/sheets/<activity_id>")
@allow(STAFF)
def show_sheets(school_id: str, activity_id: str) -> str:
    """The sheets of an activity, one page each, every one in the language of its family."""
    number = _number()
    sheets, has_more = queries.printed_sheets(
        activity_id, _taught(school_id), only=request.args.get("of", ""), number=number
    )
    return render_template(
        "messaging/paper/sheets.html",
        school_id=school_id,
        activity_id=activity_id,
        sheets=list(_drawn(sheets)),
        pages=_pages(number, has_more=has_more),
    )


@blueprint.get("/s/<school_id>/paper/answer")
@allow(STAFF)
def show_answers(school_id: str, form: Form | None = None) -> str:
    """Where an answer from a sheet is keyed in, and those that were."""
    return render_template(
        "messaging/paper/answer.html",
        school_id=school_id,
        school=school_names([school_id]).get(school_id, ""),
        zone=zone_of([school_id]),
        choices=CHOICES,
        words=dict(CHOICES),
        refused={reason.value: line for reason, line in REFUSED.items()},
        keyed=queries.keyed_in(chosen_language().tag, _taught(school_id)),
        form=form or Form(values={"adults": 0, "children": 0}),
        is_done="done" in request.args,
    )


@blueprint.post("/s/<school_id>/paper/answer")
@shows_again(show_answers)
@idempotent
@allow(STAFF)
def key_in(school_id: str) -> Response:
    """Take an answer from a sheet."""
    values = read_form(KeyedForm())
    code = read_code(values["code"])
    sheet = queries.sheet_with(code) if code else None
    if sheet is None:
        wrong = lazy_("Look at the code once more: no sheet of your school has this one")
        raise Invalid({"code": [wrong]})
    comes = values["answer"] is Answer.YES
    if comes and not values["adults"] + values["children"]:
        raise Invalid({"adults": [lazy_("Say how many come")]})
    use_cases.key_in(
        sheet,
        values["answer"].value,
        values["adults"] if comes else 0,
        values["children"] if comes else 0,
        required_principal().actor,
    )
    return redirect(f"/messages/s/{school_id}/paper/answer?done=1", code=303)


def _drawn(sheets: list[Printed]) -> Iterator[Markup]:
    for one in sheets:
        with speaking(one.language) as language:
            offers = lists.things_in_text([SUPPORTS[support] for support in one.supports])
            page = render_template(
                "messaging/paper/sheet.html",
                sheet=one,
                language=language,
                offers=offers,
                choices=CHOICES,
                # Drawn by us from an address of ours.
                qr=Markup(qr_of(one.url)),  # noqa: S704  # nosec B704
            )
            # A template's own, escaped there.
            yield Markup(page)  # noqa: S704  # nosec B704


def qr_of(url: str) -> str:
    """The QR of an address, as an SVG without any style."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)


def _taught(school_id: str) -> frozenset[str] | None:
    """Of which classes somebody sees the families; None for all of them."""
    if current_roles().get(school_id, frozenset()) & _SEE_ALL:
        return None
    return queries.classes_taught(required_principal().person_ids)


def _number() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), MOST_PAGES)


def _pages(number: int, *, has_more: bool, kept: str = "") -> dict[str, str]:
    """Addresses of the pages before and after this one, empty where there are none."""
    return {
        "newer": f"?{kept}page={number - 1}" if number > 1 else "",
        "older": f"?{kept}page={number + 1}" if has_more else "",
    }


def _own_school() -> str:
    for school_id, held in sorted(current_roles().items()):
        if held & _STAFF_ROLES:
            return school_id
    raise NotFound("school")
