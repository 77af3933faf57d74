"""The door: ask for a link, or sign in with the school's account."""

import secrets
from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from services.messaging.roster.rules import one_spelling
from services.messaging.sign_in import oidc, use_cases
from services.messaging.sign_in.schemas import AskForLink
from shared import clock
from shared.access import PUBLIC, allow, local_path
from shared.access.cookies import own_keys, send_session
from shared.errors import NotFound, Refused
from shared.settings import OidcSettings, Settings
from shared.web.forms import Form, read_form, shows_again

blueprint = Blueprint("sign_in", __name__, template_folder="templates")

PENDING_COOKIE = "oidc"
CALLBACK_PATH = "/auth/callback"
# Per address: enough for a family that mistypes. Per network: a whole school may share one.
TRIES_PER_ADDRESS = 5
TRIES_PER_NETWORK = 60
TRIES_PER = timedelta(hours=1)


@blueprint.get("/account/sign-in")
@allow(PUBLIC)
def show(form: Form | None = None) -> str:
    """The two ways in."""
    return render_template(
        "messaging/sign_in/sign_in.html",
        form=form or Form(),
        next_path=_next(),
        has_provider=_settings().oidc is not None,
    )


@blueprint.post("/account/sign-in")
@allow(PUBLIC)
@shows_again(show)
def ask_for_link() -> str:
    """Say that a link is on its way if we know the address; the same words if we do not."""
    contact = str(read_form(AskForLink())["to"])
    _count_try("ask", one_spelling(contact), TRIES_PER_ADDRESS)
    _count_try("ask-network", str(request.remote_addr), TRIES_PER_NETWORK)
    use_cases.send_sign_in_links(
        contact, next_path=_next(), staff_have_provider=_settings().oidc is not None
    )
    return render_template("messaging/sign_in/sent.html")


@blueprint.get("/account/sign-in/school")
@allow(PUBLIC)
def go_to_provider() -> Response:
    """Send the browser to the school's identity provider; what is pending goes into a cookie."""
    pending = oidc.Pending(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        next_path=_next(),
    )
    answer = redirect(oidc.begin(_provider(), _redirect_uri(), pending), code=303)
    answer.set_cookie(
        PENDING_COOKIE,
        oidc.seal(pending, own_keys(), now=clock.now()),
        max_age=int(oidc.PENDING_LIFE.total_seconds()),
        path=CALLBACK_PATH,
        secure=_settings().cookie_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


@blueprint.get(CALLBACK_PATH)
@allow(PUBLIC)
def come_back() -> Response:
    """Sign in whom the provider vouches for, if exactly one active member of staff is meant."""
    _count_try("oidc", str(request.remote_addr), TRIES_PER_NETWORK)
    pending = oidc.unseal(request.cookies.get(PENDING_COOKIE), own_keys(), now=clock.now())
    identified = oidc.complete(
        _provider(),
        _redirect_uri(),
        pending,
        state=request.args.get("state", ""),
        code=request.args.get("code", ""),
        now=clock.now(),
    )
    signed_in = use_cases.sign_in_staff(
        identified.issuer,
        identified.subject,
        verified_email=identified.verified_email,
        device="computer",
    )
    answer = send_session(
        redirect(local_path(pending.next_path), code=303),
        signed_in.principal,
        good_until=signed_in.good_until,
        keep=signed_in.keep,
    )
    answer.delete_cookie(PENDING_COOKIE, path=CALLBACK_PATH)
    return answer


@blueprint.errorhandler(Refused)
def show_not_matched(_: Refused) -> Response:
    """The same page for an unknown, ambiguous, unverified, old or forged answer of the provider."""
    page = render_template("messaging/sign_in/not_matched.html")
    answer = Response(page, 403, mimetype="text/html")
    answer.delete_cookie(PENDING_COOKIE, path=CALLBACK_PATH)
    return answer


def _count_try(what: str, who: str, allowed: int) -> None:
    if not use_cases.may_try(what, who, allowed=allowed, per=TRIES_PER, now=clock.now()):
        raise TooManyRequests


def _provider() -> OidcSettings:
    provider = _settings().oidc
    if provider is None:
        raise NotFound
    return provider


def _redirect_uri() -> str:
    return f"{_settings().base_url}{CALLBACK_PATH}"


def _next() -> str:
    return local_path(request.values.get("next"))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
