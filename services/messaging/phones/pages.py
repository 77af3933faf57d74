"""Where the gateway tells of texts that came back: signed, and each one once."""

from flask import Blueprint, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from services.messaging.phones.rules import SIGNATURE_HEADER, is_signed
from services.messaging.phones.schemas import IncomingText
from services.messaging.phones.use_cases import take_text
from services.messaging.settings import settings
from shared import clock
from shared.access import PUBLIC, allow
from shared.errors import Invalid, Refused
from shared.web.languages import lazy_

blueprint = Blueprint("phones", __name__, url_prefix="/webhooks/messaging")


@blueprint.post("/sms")
@allow(PUBLIC)
def take() -> Response:
    """A text came back. 204 whatever it means: the gateway has nothing more to do.

    Signed by ``SMS_SECRET`` over this very body some minutes ago at most; a text that comes again
    has the same id and answers nothing twice.
    """
    require_signature()
    try:
        told = IncomingText().loads(request.get_data(as_text=True))
    except (ValidationError, ValueError) as wrong:
        raise Invalid({"text": [lazy_("Send id, from and text as JSON.")]}) from wrong
    take_text(told["id"], told["sender"], told["text"])
    return Response(status=204)


def require_signature() -> None:
    """Pass when who sent this knows the secret.

    Raises:
        Refused: it is not signed, by another, over another body, or too long ago.
    """
    header = request.headers.get(SIGNATURE_HEADER, "")
    now = int(clock.now().timestamp())
    if not is_signed(request.get_data(), settings().sms_secret, header, now):
        raise Refused("signature")
