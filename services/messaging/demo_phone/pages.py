"""The demonstration's phones, open to everybody who can open the page; never in production."""

from flask import Blueprint, redirect, render_template, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from services.messaging.demo_phone import queries, use_cases
from services.messaging.demo_phone.schemas import OutgoingText, TextForm
from services.messaging.phones.pages import require_signature
from services.messaging.roster.models import RosterOrg
from services.messaging.roster.queries import zone_of
from services.messaging.settings import settings
from shared.access import PUBLIC, allow
from shared.errors import Invalid, NotFound
from shared.tenancy import every_school
from shared.web.forms import Form, read_form, shows_again
from shared.web.idempotency import idempotent
from shared.web.languages import lazy_

blueprint = Blueprint("demo_phone", __name__, template_folder="templates")

DIGITS = ("1", "2", "3", "4")


@blueprint.get("/messages/demo-phone")
@allow(PUBLIC)
def show_phones() -> str:
    """The phones that were written to, the newest first."""
    _only_in_demonstration()
    return render_template(
        "messaging/demo_phone/phones.html",
        phones=queries.phones(),
        zone=zone_of(every_school(RosterOrg)),
    )


@blueprint.get("/messages/demo-phone/<number>")
@allow(PUBLIC)
def show_phone(number: str, form: Form | None = None) -> str:
    """One phone: its texts, and what one can send from it."""
    _only_in_demonstration()
    texts = queries.texts_on(number)
    if not texts:
        raise NotFound("phone")
    return render_template(
        "messaging/demo_phone/phone.html",
        number=number,
        texts=texts,
        digits=[(digit, digit) for digit in DIGITS],
        form=form or Form(),
        zone=zone_of(every_school(RosterOrg)),
    )


@blueprint.post("/messages/demo-phone/<number>")
@shows_again(show_phone)
@idempotent
@allow(PUBLIC)
def send(number: str) -> Response:
    """Send a text from the phone."""
    _only_in_demonstration()
    use_cases.send_from_phone(number, read_form(TextForm())["text"])
    return redirect(f"/messages/demo-phone/{number}#newest", code=303)


@blueprint.post("/webhooks/messaging/demo-phone")
@allow(PUBLIC)
def take() -> Response:
    """What a gateway would do: keep the text for the phone. Signed like everything to a gateway."""
    _only_in_demonstration()
    require_signature()
    try:
        told = OutgoingText().loads(request.get_data(as_text=True))
    except (ValidationError, ValueError) as wrong:
        raise Invalid({"text": [lazy_("Send id, to and text as JSON.")]}) from wrong
    use_cases.keep_text(told["id"], told["to"], told["text"])
    return Response(status=204)


def shows_demo_phone() -> bool:
    """Whether this installation's texts stay here, for everybody to read."""
    is_ours = (settings().sms_url or "").endswith("/webhooks/messaging/demo-phone")
    return settings().environment != "production" and is_ours


def _only_in_demonstration() -> None:
    if not shows_demo_phone():
        raise NotFound
