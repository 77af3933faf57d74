"""The gate in front of every view: who asks, may they, which schools does the view read and write.

A route without a rule does not start. Anonymous page requests are sent to the sign-in; whatever
else is refused is refused in the same words, so that nobody learns whether a person or a thing
exists.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request
from werkzeug.wrappers import Response

from shared import clock, context, tenancy
from shared.access.addresses import RENEW_PATH, SIGN_IN_PATH, with_next
from shared.access.current import (
    EXTENSION,
    Access,
    SignedOut,
    access_of,
    current_principal,
    current_roles,
    presented_token,
)
from shared.access.keys import OwnKeys, RemoteKeys, load_signing_keys
from shared.access.principal import Principal
from shared.access.roles import AppRole
from shared.access.rules import PUBLIC, Asking, Rule
from shared.access.tokens import TokenReader
from shared.errors import ConfigurationError, Refused
from shared.settings import Settings

# A view argument of this name makes the path one school's: roles count, and writes go, there only.
SCHOOL_ARGUMENT = "school_id"
_MARK = "access_rule"

View = TypeVar("View", bound=Callable[..., Any])


def allow(rule: Rule) -> Callable[[View], View]:
    """Mark a view with the rule that whoever asks for it must meet; its innermost decorator."""

    def mark(view: View) -> View:
        setattr(view, _MARK, rule)
        return view

    return mark


def allow_endpoint(app: Flask, endpoint: str, rule: Rule) -> None:
    """The rule of a route that a library added, such as ``static``."""
    access_of(app).endpoint_rules[endpoint] = rule


def init_app(app: Flask, settings: Settings) -> None:
    """Put the gate in front of every view; the service that holds the signing key reads by it."""
    keys: OwnKeys | RemoteKeys = RemoteKeys(settings.jwks_url)
    if settings.signing_key_file:
        keys = load_signing_keys(settings.signing_key_file)
    app.extensions[EXTENSION] = Access(
        keys=keys,
        reader=TokenReader(keys, settings.base_url),
        endpoint_rules={"static": PUBLIC},
    )
    app.before_request(_enter)
    app.teardown_request(_leave)


def routes_without_rule(app: Flask) -> list[str]:
    """Every route (``GET /path``) that names no rule: must be empty."""
    return sorted(
        f"{method} {route.rule}"
        for route in app.url_map.iter_rules()
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
        if _rule_of(app, route.endpoint, method) is None
    )


def is_public(app: Flask, endpoint: str, method: str) -> bool:
    """Whether anybody may ask, signed in or not."""
    return _rule_of(app, endpoint, method) is PUBLIC


def require_rules(app: Flask) -> None:
    """Refuse to start while a route names no rule; call it when every route is there.

    Raises:
        ConfigurationError: with the routes.
    """
    missing = routes_without_rule(app)
    if missing:
        raise ConfigurationError(f"routes without an access rule: {', '.join(missing)}")


def _enter() -> Response | None:
    if request.url_rule is None:
        return None  # nothing there: Flask answers 404
    if _should_renew():
        return redirect(with_next(RENEW_PATH, _full_path()), code=303)
    principal = current_principal()
    g.entered = ExitStack()
    for entered in _contexts(principal):
        g.entered.enter_context(entered)
    if not _is_permitted(principal):
        return _refuse(principal)
    if _roles_in_path():
        school_id = str((request.view_args or {})[SCHOOL_ARGUMENT])
        g.entered.enter_context(tenancy.writing_to(school_id))
    return None


def _leave(_: BaseException | None) -> None:
    entered: ExitStack | None = g.pop("entered", None)
    if entered is not None:
        entered.close()


def _contexts(principal: Principal | None) -> Iterator[AbstractContextManager[None]]:
    if principal is not None:
        correlation_id = context.current_correlation_id()
        yield context.acting(actor=principal.actor, correlation_id=correlation_id)
        yield tenancy.scope(read=principal.schools)


def _is_permitted(principal: Principal | None) -> bool:
    rule = _rule_of(current_app, request.endpoint, request.method)
    asking = Asking(principal=principal, arguments=request.view_args or {}, roles=_roles_here)
    return rule is not None and rule.permits(asking)


def _should_renew() -> bool:
    """Only a whole page is sent to renew: fragments and programs take any unexpired token."""
    if not _is_page() or request.path == RENEW_PATH:
        return False
    token = presented_token()
    return token is not None and token.is_stale(clock.now())


def _is_page() -> bool:
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("Accept", "")
        and "HX-Request" not in request.headers
        and "/fragments/" not in request.path
        and not request.path.startswith("/api/")
    )


def _refuse(principal: Principal | None) -> Response:
    if principal is not None:
        raise Refused
    if _is_page():
        return redirect(with_next(SIGN_IN_PATH, _full_path()), code=303)
    raise SignedOut


def _roles_here() -> frozenset[AppRole]:
    """The roles in the school that the path names; without one, those in any school."""
    if SCHOOL_ARGUMENT in (request.view_args or {}):
        return _roles_in_path()
    return frozenset[AppRole]().union(*current_roles().values())


def _roles_in_path() -> frozenset[AppRole]:
    school_id = (request.view_args or {}).get(SCHOOL_ARGUMENT)
    principal = current_principal()
    if principal is None or school_id not in principal.schools:
        return frozenset()
    return current_roles().get(str(school_id), frozenset())


def _rule_of(app: Flask, endpoint: str | None, method: str) -> Rule | None:
    own = access_of(app).endpoint_rules.get(str(endpoint))
    if own is not None:
        return own
    view: Any = app.view_functions[str(endpoint)]
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        view = getattr(view_class, ("GET" if method == "HEAD" else method).lower(), view)
    rule: Rule | None = getattr(view, _MARK, None)
    return rule


def _full_path() -> str:
    return request.full_path.removesuffix("?")
