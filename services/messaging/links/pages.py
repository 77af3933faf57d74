"""Where links lead. Opening one changes nothing, as mail scanners open them; the button does."""

import re
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from services.messaging.accounts.use_cases import SignedIn, sign_out
from services.messaging.links import queries, use_cases
from services.messaging.links.models import Link
from services.messaging.links.rules import LinkKind
from services.messaging.roster.queries import school_names
from shared.access import PUBLIC, allow, current_principal
from shared.access.cookies import send_session
from shared.access.targets import path_of
from shared.errors import NotFound
from shared.settings import Settings
from shared.web.forms import Form
from shared.web.languages import COOKIE as LANGUAGE_COOKIE
from shared.web.languages import speaking

blueprint = Blueprint("links", __name__, template_folder="templates")

# "One tap" in a mail comes with a choice made; the page behind decides what it means.
_CHOICE = re.compile(r"[a-z-]{1,32}")


@blueprint.get("/go/<token>")
@allow(PUBLIC)
def show_purpose_link(token: str) -> str:
    """A landing page that names nobody."""
    link = queries.working_link(token, LinkKind.PURPOSE)
    with _in_language_of(link):
        return render_template(
            "messaging/links/purpose.html",
            kind=link.purpose.kind,
            school=_school_of(link),
            choice=_choice(request.args.get("choice")),
        )


@blueprint.post("/go/<token>")
@allow(PUBLIC)
def open_purpose_link(token: str) -> Response:
    """Open a session for the link's purpose only; whoever is signed in as that person stays so."""
    link = queries.working_link(token, LinkKind.PURPOSE)
    principal = current_principal()
    choice = _choice(request.form.get("choice"))
    if principal and principal.purpose is None and link.person_id in principal.person_ids:
        return redirect(_with_choice(path_of(link.subject), choice), code=303)
    signed_in, path = use_cases.redeem_purpose_link(token)
    return _let_in(signed_in, _with_choice(path, choice))


@blueprint.get("/account/link/<token>")
@allow(PUBLIC)
def show_sign_in_link(token: str) -> str:
    """Ask to go in; a family that is signed in is asked whether to add the link's person."""
    link = queries.working_link(token, LinkKind.SIGN_IN)
    principal = current_principal()
    joins = principal is not None and queries.may_join(principal, link)
    with _in_language_of(link):
        return render_template(f"messaging/links/{'join' if joins else 'sign_in'}.html")


@blueprint.post("/account/link/<token>")
@allow(PUBLIC)
def open_sign_in_link(token: str) -> Response:
    """Sign in, or add the link's person to the account that is signed in when the form says so."""
    link = queries.working_link(token, LinkKind.SIGN_IN)
    principal = current_principal()
    wants_join = request.form.get("account") == "add"
    if wants_join and principal is not None and queries.may_join(principal, link):
        signed_in, path = use_cases.redeem_to_join(token, principal.account_id, principal.sid)
        return _let_in(signed_in, path)
    signed_in, path = use_cases.redeem_sign_in_link(
        token, device=_device(), own_device=request.form.get("own_device") == "yes"
    )
    if principal is not None and principal.purpose is None:
        sign_out(principal.sid)
    return _let_in(signed_in, path)


@blueprint.errorhandler(NotFound)
def show_ended(_: NotFound) -> tuple[str, int]:
    """The same page for a link that is forged, used, over, revoked, or of somebody who left."""
    return render_template("messaging/links/ended.html", form=Form()), 404


def _let_in(signed_in: SignedIn, path: str) -> Response:
    return send_session(
        redirect(path, code=303),
        signed_in.principal,
        good_until=signed_in.good_until,
        keep=signed_in.keep,
    )


def _in_language_of(link: Link) -> AbstractContextManager[object]:
    """Speak the link's language, unless the browser chose one."""
    settings: Settings = current_app.config["SETTINGS"]
    chosen = request.cookies.get(LANGUAGE_COOKIE) in settings.languages
    if chosen or link.language not in settings.languages:
        return nullcontext()
    return speaking(link.language)


def _school_of(link: Link) -> str:
    return school_names([link.school_id]).get(link.school_id, "")


def _choice(given: str | None) -> str:
    return given if given and _CHOICE.fullmatch(given) else ""


def _with_choice(path: str, choice: str) -> str:
    return f"{path}?{urlencode({'choice': choice})}" if choice else path


def _device() -> str:
    return "phone" if "Mobi" in request.headers.get("User-Agent", "") else "computer"
