"""The session cookie: sent by the service that signs, read by every service."""

from datetime import datetime

from flask import current_app
from werkzeug.wrappers import Response

from shared import clock
from shared.access.current import COOKIE, access_of
from shared.access.keys import OwnKeys
from shared.access.principal import Principal
from shared.access.tokens import issue_token
from shared.errors import ConfigurationError
from shared.settings import Settings


def own_keys() -> OwnKeys:
    """The keys this service signs with.

    Raises:
        ConfigurationError: the app was started without ``SIGNING_KEY_FILE``.
    """
    keys = access_of(current_app).keys
    if not isinstance(keys, OwnKeys):
        raise ConfigurationError("SIGNING_KEY_FILE is missing: this service signs the sessions")
    return keys


def send_session(
    answer: Response, principal: Principal, *, good_until: datetime, keep: bool
) -> Response:
    """The answer, which puts a fresh token into the browser; it outlives the browser with ``keep``.

    The cookie outlives its token: an expired token still finds the session when it is renewed.
    """
    settings: Settings = current_app.config["SETTINGS"]
    key, now = own_keys().signing, clock.now()
    answer.set_cookie(
        COOKIE,
        issue_token(principal, key, settings.base_url, now=now, until=good_until),
        expires=good_until if keep else None,
        path="/",
        secure=settings.cookie_secure,
        httponly=True,
        samesite="Lax",
    )
    return answer


def forget_session(answer: Response) -> Response:
    """The answer, which takes the session out of the browser."""
    settings: Settings = current_app.config["SETTINGS"]
    answer.delete_cookie(
        COOKIE, path="/", secure=settings.cookie_secure, httponly=True, samesite="Lax"
    )
    return answer
