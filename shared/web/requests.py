"""What surrounds every request: whose store, which chain of causes, and one log line at its end.

The line names the route, never the path: a path may hold a link's token.
"""

import re
import time

import structlog
from flask import Flask, current_app, g, request
from werkzeug.wrappers import Response

from shared import context, ids, logs, store

HEADER = "X-Request-Id"
_PLAUSIBLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_QUIET = ("health.", "metrics.", "static")

log = logs.logger()


def init_app(app: Flask) -> None:
    """Begin and end every request; call it first, so that all else runs inside."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of this request: the front door's if it gave one. It is also the correlation id."""
    return str(g.request_id)


def _begin() -> None:
    service = current_app.config["SERVICE"]
    given = request.headers.get(HEADER, "")
    g.request_id = given if _PLAUSIBLE.fullmatch(given) else ids.new_id()
    g.begun_at_seconds = time.perf_counter()
    store.use_from_now_on(service)
    context.become(context.SYSTEM, g.request_id)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(service=service, process="web", request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    quiet = (request.endpoint or "").startswith(_QUIET)
    write = log.debug if quiet else log.info
    write(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.begun_at_seconds) * 1000, 1),
    )
    return response
