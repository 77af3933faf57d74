"""Errors as answers: problem+json (RFC 9457) for programs, a page in their language for people.

Nothing internal leaks: an unexpected error is logged with its trace and answered with the request's
id only.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, g, jsonify, render_template, request
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from shared import logs, store
from shared.errors import DomainError, InfrastructureDown, Invalid
from shared.web.error_words import words_for
from shared.web.requests import request_id

PROBLEM = "application/problem+json"
_FRAGMENTS = "/fragments/"
_FOR_PROGRAMS = ("/api/", "/health/", "/metrics/", "/webhooks/", "/.well-known/")

log = logs.logger()


def init_app(app: Flask) -> None:
    """Answer every error of the app; call it after flask-smorest, which answers some itself."""
    app.register_error_handler(DomainError, _answer_domain_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(Exception, _answer_unexpected)


def for_program() -> bool:
    """Whether a program asks, so that errors are problem+json; else a person with a browser."""
    if request.path.startswith(_FOR_PROGRAMS):
        return True
    kinds = ["text/html", PROBLEM, "application/json"]
    return request.accept_mimetypes.best_match(kinds, "text/html") != "text/html"


def problem_type(code: str) -> str:
    """The stable name of a problem, for programs to switch on."""
    return f"urn:tuhono:problem:{code}"


def _answer_domain_error(error: DomainError) -> Response:
    fields = error.fields if isinstance(error, Invalid) else {}
    return _answer(error.status, error.code, str(error.message), fields)


def _answer_http_error(error: HTTPException) -> Response:
    answer = error.get_response()
    status = answer.status_code
    if status < 400:
        return answer
    name = HTTP_STATUS_CODES.get(status, "error").lower().replace(" ", "-")
    messages = getattr(error, "data", {}).get("messages", {})
    answer = _answer(status, name, "", _by_pointer(messages))
    for header, value in error.get_headers():
        if header in ("Allow", "Retry-After", "WWW-Authenticate"):
            answer.headers[header] = value
    return answer


def _answer_unexpected(error: Exception) -> Response:
    is_store = isinstance(error, PyMongoError) and store.is_unreachable(error)
    if is_store or isinstance(error, InfrastructureDown):
        log.warning("unreachable", error=type(error).__name__)
        answer = _answer(503, "unavailable", "", {})
        answer.headers["Retry-After"] = "10"
        return answer
    log.exception("unexpected_error")
    return _answer(500, "unexpected", "", {})


def _answer(status: int, code: str, detail: str, fields: Mapping[str, list[Any]]) -> Response:
    # The page's frame asks the store who reads it; when the store is the trouble, it must not.
    g.plain_frame = status >= 500
    if for_program():
        return _problem(status, code, detail, fields)
    if _FRAGMENTS in request.path:
        # A part of another page: the front door shows its own stub in its place.
        return Response("", status, mimetype="text/html")
    page = render_template(
        "layout/error.html",
        words=words_for(status),
        detail=detail,
        # Worth writing down only where the fault is ours.
        request_id=request_id() if status >= 500 else "",
    )
    return Response(page, status, mimetype="text/html")


def _problem(status: int, code: str, detail: str, fields: Mapping[str, list[Any]]) -> Response:
    body: dict[str, Any] = {
        "type": problem_type(code),
        "title": HTTP_STATUS_CODES.get(status, "Error"),
        "status": status,
        "instance": f"urn:tuhono:request:{request_id()}",
    }
    if detail:
        body["detail"] = detail
    if fields:
        body["errors"] = [
            {"pointer": name if name.startswith("#") else f"#/{name}", "detail": str(message)}
            for name, messages in fields.items()
            for message in messages
        ]
    answer = jsonify(body)
    answer.status_code = status
    answer.mimetype = PROBLEM
    return answer


def _by_pointer(messages: Any, path: str = "#") -> dict[str, list[Any]]:
    """Webargs' nested messages, ``{"json": {"adults": ["…"]}}``, as JSON pointers to messages."""
    return dict(_walk(messages, path)) if messages else {}


def _walk(messages: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    if not isinstance(messages, Mapping):
        # A message of ours that waits for its language is no list, and would come letter by letter.
        yield path, list(messages) if isinstance(messages, list | tuple) else [messages]
        return
    for name, inner in messages.items():
        is_place = path == "#" and name in ("json", "query", "form", "files", "headers")
        yield from _walk(inner, path if is_place else f"{path}/{_in_pointer(name)}")


def _in_pointer(name: object) -> str:
    """A field's name as a JSON pointer has it. Source: RFC 6901 §3."""
    return str(name).replace("~", "~0").replace("/", "~1")
