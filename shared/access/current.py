"""Who asks right now: the session of the request in hand, read once and kept with the request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flask import Flask, current_app, g, request

from shared import clock, ids
from shared.access.ended import is_ended
from shared.access.keys import OwnKeys, RemoteKeys
from shared.access.principal import Principal
from shared.access.roles import AppRole
from shared.access.rules import Rule
from shared.access.tokens import SessionToken, TokenReader
from shared.closed import closed_schools
from shared.errors import DomainError

COOKIE = "session"
READER = "Tuhono-Reader"
EXTENSION = "tuhono_access"

Roles = Mapping[str, frozenset[AppRole]]
LookUpRoles = Callable[[Principal], Roles]


class SignedOut(DomainError):
    """Nobody is signed in, or not any more. HTTP 401."""

    status = 401

    def __init__(self) -> None:
        """The same for everybody: no token, a forged or expired one, an ended session."""
        super().__init__("signed-out")


@dataclass(kw_only=True)
class Access:
    """What an app keeps for its gate: keys, reader of tokens, rules of libraries' routes."""

    keys: OwnKeys | RemoteKeys
    reader: TokenReader
    endpoint_rules: dict[str, Rule] = field(default_factory=dict)


def access_of(app: Flask) -> Access:
    """The app's gate."""
    access: Access = app.extensions[EXTENSION]
    return access


def presented_token() -> SessionToken | None:
    """The genuine token that came with the request, even if it is expired or its session ended."""
    if "session_token" not in g:
        g.session_token = access_of(current_app).reader.read(request.cookies.get(COOKIE))
    token: SessionToken | None = g.session_token
    return token


def current_principal() -> Principal | None:
    """Who is signed in, or None: no token, a forged or expired one, or an ended session.

    None too when the page that asks was made for another, who was signed in here before.
    """
    if "principal" not in g:
        token = presented_token()
        is_theirs = token is not None and _is_valid(token) and _is_for(token.principal)
        g.principal = _within_open_schools(token) if token and is_theirs else None
    principal: Principal | None = g.principal
    return principal


def reader_key(principal: Principal) -> str:
    """Under what a page's script keeps what is one person's on a phone that others use too.

    A script that sends it back as ``Tuhono-Reader`` acts for that person only.
    """
    return ids.derived_id("reader", principal.account_id)


def required_principal() -> Principal:
    """Who is signed in.

    Raises:
        SignedOut: nobody is.
    """
    principal = current_principal()
    if principal is None:
        raise SignedOut
    return principal


def current_roles() -> Roles:
    """What the principal may do in each of its schools, from this service's own roster.

    A session limited to a purpose has no roles.
    """
    if "roles" not in g:
        principal = current_principal()
        is_full = principal is not None and principal.purpose is None
        g.roles = current_app.config["ROLES"](principal) if is_full else {}
    roles: Roles = g.roles
    return roles


def _within_open_schools(token: SessionToken) -> Principal:
    """Who the token names, without the schools that are closed now."""
    closed = closed_schools()
    principal = token.principal
    if closed.isdisjoint(principal.schools):
        return principal
    return replace(principal, schools=tuple(one for one in principal.schools if one not in closed))


def _is_for(principal: Principal) -> bool:
    reader = request.headers.get(READER)
    return reader is None or reader == reader_key(principal)


def _is_valid(token: SessionToken) -> bool:
    return not token.is_expired(clock.now()) and not is_ended(token.principal.sid)
