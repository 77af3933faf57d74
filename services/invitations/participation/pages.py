"""A family's own pages: how it takes part, what it likes and offers, what would help, a rest."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.invitations.invitations.rules import Entry
from services.invitations.participation import queries, use_cases, wording
from services.invitations.participation.rules import LONGEST_REST, Part, Seen, Whose
from services.invitations.participation.schemas import OfferForm, PartForm, RestForm, told_of
from services.invitations.roster.queries import school
from shared import clock
from shared.access import ANY_FAMILY, allow, required_principal
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent

blueprint = Blueprint(
    "participation",
    __name__,
    url_prefix="/invitations/participation",
    template_folder="templates",
)
HOME = "/invitations/participation/"
PART = "/at/<school_id>/<any(ways,times,interests,barriers,access):part>"
USUAL_REST = timedelta(weeks=4)


@blueprint.get("/")
@allow(ANY_FAMILY)
def show() -> str:
    """All that the guardian chose, who sees it, and what was shared when."""
    return render_template(
        "invitations/participation/mine.html",
        mine=queries.own(required_principal().person_ids, clock.now()),
        parts=list(Part),
        kept="kept" in request.args,
        words=wording,
    )


@blueprint.get(PART)
@allow(ANY_FAMILY)
def show_part(school_id: str, part: str, form: Form | None = None) -> str:
    """One question, and who may see the answer."""
    told = queries.told_by(_whose(school_id), Part(part))
    first = {"codes": list(told.codes), "words": told.words}
    return render_template(
        "invitations/participation/part.html",
        form=form or Form(values=first | ({} if told.is_empty else {"seen": told.seen.value})),
        part=Part(part),
        is_told=not told.is_empty,
        school=school(school_id),
        words=wording,
    )


@blueprint.post(PART)
@shows_again(show_part)
@idempotent
@allow(ANY_FAMILY)
def tell_part(school_id: str, part: str) -> Response:
    """Keep it."""
    told = told_of(read_form(PartForm()), Part(part))
    use_cases.tell(_whose(school_id), Part(part), told, entry=_now())
    return _kept()


@blueprint.post(f"{PART}/withdraw")
@idempotent
@allow(ANY_FAMILY)
def withdraw_part(school_id: str, part: str) -> Response:
    """Take it back."""
    use_cases.withdraw(_whose(school_id), Part(part), entry=_now())
    return _kept()


@blueprint.get("/at/<school_id>/offers")
@allow(ANY_FAMILY)
def show_offer(school_id: str, form: Form | None = None) -> str:
    """What the guardian can do with children."""
    _whose(school_id)
    return render_template(
        "invitations/participation/offer.html",
        form=form or Form(),
        school=school(school_id),
        words=wording,
    )


@blueprint.post("/at/<school_id>/offers")
@shows_again(show_offer)
@idempotent
@allow(ANY_FAMILY)
def make_offer(school_id: str) -> Response:
    """Keep the offer."""
    values = read_form(OfferForm())
    use_cases.make_offer(
        _whose(school_id), values["kind"], values["words"], Seen(values["seen"]), entry=_now()
    )
    return _kept()


@blueprint.post("/at/<school_id>/offers/<offer_id>/withdraw")
@idempotent
@allow(ANY_FAMILY)
def withdraw_offer(school_id: str, offer_id: str) -> Response:
    """Take an own offer back."""
    use_cases.withdraw_offer(_whose(school_id), offer_id)
    return _kept()


@blueprint.post("/at/<school_id>/offers/<offer_id>/words/withdraw")
@idempotent
@allow(ANY_FAMILY)
def withdraw_words(school_id: str, offer_id: str) -> Response:
    """Take back what was written with an own offer; that it was taken up stays."""
    use_cases.withdraw_words(_whose(school_id), offer_id)
    return _kept()


@blueprint.get("/at/<school_id>/not-now")
@allow(ANY_FAMILY)
def show_rest(school_id: str, form: Form | None = None) -> str:
    """Until when no invitations are wanted."""
    today = school(school_id).day_of(clock.now())
    until = queries.rest_of(_whose(school_id), today) or today + USUAL_REST
    return render_template(
        "invitations/participation/rest.html",
        form=form or Form(values={"until": until.isoformat()}),
        first=(today + timedelta(days=1)).isoformat(),
        last=(today + LONGEST_REST).isoformat(),
        school=school(school_id),
        words=wording,
    )


@blueprint.post("/at/<school_id>/not-now")
@shows_again(show_rest)
@idempotent
@allow(ANY_FAMILY)
def rest(school_id: str) -> Response:
    """No invitations until then."""
    until = read_form(RestForm())["until"]
    use_cases.rest(_whose(school_id), until, entry=_now())
    return _kept()


@blueprint.post("/at/<school_id>/not-now/end")
@idempotent
@allow(ANY_FAMILY)
def end_rest(school_id: str) -> Response:
    """Invitations are welcome again."""
    use_cases.rest(_whose(school_id), None, entry=_now())
    return _kept()


@blueprint.get("/at/<school_id>/forget")
@allow(ANY_FAMILY)
def ask_to_forget(school_id: str) -> str:
    """What would be deleted, before it is."""
    _whose(school_id)
    return render_template("invitations/participation/forget.html", school=school(school_id))


@blueprint.post("/at/<school_id>/forget")
@idempotent
@allow(ANY_FAMILY)
def forget(school_id: str) -> Response:
    """Delete all that the guardian told at the school."""
    use_cases.forget(_whose(school_id), entry=_now())
    return _kept()


def _whose(school_id: str) -> Whose:
    return queries.own_place(required_principal().person_ids, school_id, clock.now())


def _now() -> Entry:
    return Entry(at=clock.now())


def _kept() -> Response:
    return redirect(f"{HOME}?kept=1", code=303)
