"""A family's own calendar feed: the page to get and to end it, and the feed itself."""

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from services.messaging.accounts.models import Account
from services.messaging.calendars import queries, use_cases
from services.messaging.calendars.rules import calendar_file
from services.messaging.roster.queries import zone_of
from services.messaging.settings import settings
from shared.access import ANY_FAMILY, PUBLIC, allow, required_principal
from shared.errors import NotFound
from shared.web.idempotency import idempotent
from shared.web.languages import _, speaking

blueprint = Blueprint("calendars", __name__, url_prefix="/calendar", template_folder="templates")


@blueprint.get("/")
@allow(ANY_FAMILY)
def show() -> str:
    """Whether the reader has a calendar feed, where it is, and what it holds now."""
    principal = required_principal()
    account = Account.objects(id=principal.account_id).first()
    if account is None:
        raise NotFound("account")
    return render_template(
        "messaging/calendars/calendar.html",
        address=queries.feed_address(account),
        opened_at=account.calendar_opened_at,
        occasions=queries.occasions_of(account),
        zone=zone_of(principal.schools),
        is_new="new" in request.args,
        is_closed="closed" in request.args,
    )


@blueprint.post("/open")
@idempotent
@allow(ANY_FAMILY)
def open_feed() -> AnyResponse:
    """Get an address for the feed; one that there was before ends."""
    use_cases.open_feed(required_principal().account_id)
    return redirect("/calendar/?new=1", code=303)


@blueprint.post("/close")
@idempotent
@allow(ANY_FAMILY)
def close_feed() -> AnyResponse:
    """End the feed: nobody sees anything at its address any more."""
    use_cases.close_feed(required_principal().account_id)
    return redirect("/calendar/?closed=1", code=303)


@blueprint.get("/<token>.ics")
@allow(PUBLIC)
def show_feed(token: str) -> AnyResponse:
    """The feed, for a calendar program; whoever has the address may read it."""
    account = queries.account_of_feed(token)
    with speaking(account.language or settings().default_language):
        name = str(_("School, with Tūhono"))
    body = calendar_file(
        queries.occasions_of(account), sender=queries.sender_address(), name=name, is_feed=True
    )
    answer = Response(body, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
