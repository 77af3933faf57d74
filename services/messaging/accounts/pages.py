"""The account's pages: who am I, renewal, signing out, language."""

from flask import Blueprint, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from services.messaging.accounts import queries, use_cases
from services.messaging.roster.queries import names_of, school_names, zone_of
from shared.access import (
    PUBLIC,
    SIGNED_IN,
    allow,
    current_principal,
    local_path,
    required_principal,
)
from shared.access.cookies import forget_session, own_keys, send_session
from shared.access.current import presented_token
from shared.errors import NotFound
from shared.settings import Settings
from shared.web.languages import COOKIE as LANGUAGE_COOKIE
from shared.web.languages import COOKIE_SECONDS as LANGUAGE_SECONDS

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.get("/account")
@allow(SIGNED_IN)
def show() -> str:
    """Who is signed in here, at which schools, and where else."""
    principal = required_principal()
    return render_template(
        "messaging/accounts/account.html",
        names=names_of(principal.person_ids),
        schools=sorted(school_names(principal.schools).values()),
        sessions=queries.open_sessions(principal.account_id),
        here=principal.sid,
        zone=zone_of(principal.schools),
    )


@blueprint.get("/account/renew")
@allow(PUBLIC)
def renew() -> Response:
    """Go on to ``next`` with a fresh token, or without any when the session ended."""
    answer = redirect(_next(), code=303)
    token = presented_token()
    if token is None:
        return forget_session(answer)
    return _renewed(answer, token.principal.sid)


@blueprint.post("/account/sign-out")
@allow(PUBLIC)
def sign_out() -> Response:
    """End this session; harmless without one."""
    token = presented_token()
    if token is not None:
        use_cases.sign_out(token.principal.sid)
    return _signed_out()


@blueprint.post("/account/sign-out-everywhere")
@allow(SIGNED_IN)
def sign_out_everywhere() -> Response:
    """End every session of the account on every device."""
    use_cases.sign_out_everywhere(required_principal().account_id)
    return _signed_out()


@blueprint.get("/account/signed-out")
@allow(PUBLIC)
def signed_out() -> str:
    """That it is done."""
    return render_template("messaging/accounts/signed_out.html")


@blueprint.get("/account/language/<code>")
@allow(PUBLIC)
def choose_language(code: str) -> Response:
    """Speak this language from now on: in this browser, and to the account when signed in."""
    settings = _settings()
    answer = redirect(_next(), code=303)
    if code not in settings.languages:
        raise NotFound("language")
    answer.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=LANGUAGE_SECONDS,
        secure=settings.cookie_secure,
        httponly=True,
        samesite="Lax",
    )
    principal = current_principal()
    if principal is None:
        return answer
    use_cases.choose_language(principal.account_id, code)
    return _renewed(answer, principal.sid)


@blueprint.get("/.well-known/jwks.json")
@allow(PUBLIC)
def show_keys() -> Response:
    """The public keys of session tokens, as a JWK set."""
    answer = jsonify(own_keys().published())
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


def _signed_out() -> Response:
    """The answer, with which the browser also forgets what scripts of ours kept in it."""
    answer = forget_session(redirect("/account/signed-out", code=303))
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _renewed(answer: Response, sid: str) -> Response:
    try:
        signed_in = use_cases.renew_session(sid, district_id=_settings().district_id)
    except NotFound:
        return forget_session(answer)
    return send_session(
        answer, signed_in.principal, good_until=signed_in.good_until, keep=signed_in.keep
    )


def _next() -> str:
    return local_path(request.args.get("next"))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
