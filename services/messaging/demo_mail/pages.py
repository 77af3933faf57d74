"""The demonstration's mailboxes, open to everybody who can open the page; never in production."""

import requests
from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from services.messaging.demo_mail import queries
from services.messaging.demo_mail.rules import paragraphs
from services.messaging.roster.models import RosterOrg
from services.messaging.roster.queries import zone_of
from shared.access import PUBLIC, allow
from shared.errors import NotFound
from shared.settings import Settings
from shared.tenancy import every_school
from shared.web.security import HEADERS

blueprint = Blueprint(
    "demo_mail", __name__, url_prefix="/messages/demo-mail", template_folder="templates"
)

# A mail brings its own style and may link; it runs nothing and fetches nothing.
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
    "sandbox allow-top-navigation allow-top-navigation-by-user-activation"
)


@blueprint.get("")
@allow(PUBLIC)
def show_mails() -> str:
    """The newest mails, of everybody or to the address asked for."""
    mailbox = request.args.get("to", "")
    return render_template(
        "messaging/demo_mail/mails.html",
        mails=queries.newest_mails(_api(), mailbox),
        mailbox=mailbox,
        zone=zone_of(every_school(RosterOrg)),
    )


@blueprint.get("/<mailbox>/<uid>")
@allow(PUBLIC)
def show_mail(mailbox: str, uid: str) -> str:
    """One mail's text, in which the links work."""
    mail = queries.mail_in(_api(), mailbox, uid)
    return render_template(
        "messaging/demo_mail/mail.html", mail=mail, paragraphs=paragraphs(mail.text)
    )


@blueprint.get("/<mailbox>/<uid>/html")
@allow(PUBLIC)
def show_mail_as_sent(mailbox: str, uid: str) -> Response:
    """One mail's HTML as a mail program would show it, in a sandbox."""
    answer = Response(queries.mail_in(_api(), mailbox, uid).html, mimetype="text/html")
    answer.headers.update(HEADERS)
    answer.headers["Content-Security-Policy"] = HTML_POLICY
    return answer


@blueprint.errorhandler(requests.RequestException)
def show_away(_: requests.RequestException) -> tuple[str, int]:
    """The mail server does not answer; it may be starting."""
    return render_template("messaging/demo_mail/away.html"), 503


def shows_demo_mail() -> bool:
    """Whether this installation's mail is for everybody to read."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.environment != "production" and settings.greenmail_api is not None


def _api() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    if settings.greenmail_api is None or not shows_demo_mail():
        raise NotFound
    return settings.greenmail_api
