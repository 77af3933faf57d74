"""What programs may call: OpenAPI 3.1 at ``/api/<service>/openapi.json``.

What is the same for every call is said here once, from what the route is: who may ask, the key that
each command carries, and every error it can answer. ``/docs/<service>`` lists the calls for people,
without a script from elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import flask_smorest
from apispec import BasePlugin
from flask import Blueprint, Flask, current_app, render_template
from flask_smorest.pagination import PaginationMetadataSchema
from marshmallow import Schema, fields
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from shared.access import PUBLIC, allow, allow_endpoint
from shared.access.current import COOKIE
from shared.access.guard import is_public
from shared.web import idempotency
from shared.web.languages import lazy_

VERSION = "v1"
PROBLEM = "application/problem+json"
_METHODS = ("get", "post", "put", "patch", "delete")
_READING = frozenset({"get", "head", "options"})
_SESSION = "session"
_ABOUT = """\
Errors are problem+json (RFC 9457); `type` is what programs switch on, `instance` what to tell us.

A call belongs to somebody signed in: it carries the cookie `session`, and sees and does what that
person may on the pages. What is not theirs is answered as if it were not there. A call that changes
something comes from our own pages, or says by `Origin` that it does: the address of this
installation. It carries an `Idempotency-Key`: sent twice it happens once, and the second one gets
the first one's answer, with `Idempotency-Replayed: true`, for 48 hours.

Instants have an offset (RFC 3339). Texts by language are the original and its translations, each
with how it came about. A text holds no zero character, an instant and a day lie in the years 2000
to 2199, and bodies are at most 256 KiB.
"""
_ANSWERS = {
    400: "The body cannot be read, or there is no Idempotency-Key",
    401: "Nobody is signed in, or not any more",
    403: "Not for who is signed in; or the call came from another site",
    404: "There is none, or none of theirs",
    409: "Its state does not allow this any more, or somebody was quicker",
    413: "The body is too big",
    415: "The body is no JSON",
    422: "Not as described, or a rule says no: `errors` says where; or the key was used otherwise",
    500: "A fault of ours",
    503: "Our store cannot be reached: try again in a while",
}


class FaultSchema(Schema):
    """What is wrong in one place: a JSON pointer into the body or the query, and what to do."""

    pointer = fields.String(required=True)
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """An error as RFC 9457 has it; ``type`` is what programs switch on."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    instance = fields.String(required=True)
    detail = fields.String()
    errors = fields.List(fields.Nested(FaultSchema))


class _Api(flask_smorest.Api):
    ERROR_SCHEMA = ProblemSchema
    # Every error is told by its status, so that a test can hold us to them.
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_responses(self) -> None:
        """What an operation answers when it goes wrong, by the name of the status."""
        for status, description in _ANSWERS.items():
            answer: dict[str, Any] = {
                "description": description,
                "content": {PROBLEM: {"schema": ProblemSchema}},
            }
            if status == HTTPStatus.SERVICE_UNAVAILABLE:
                seconds = {"description": "Seconds", "schema": {"type": "string"}}
                answer["headers"] = {"Retry-After": seconds}
            self.spec.components.response(HTTPStatus(status).name, answer, lazy=True)

    def _register_pagination_header(self) -> None:
        """The header is a JSON object, which OpenAPI says by ``content`` and not by ``schema``."""
        pages = {
            "description": "Where this page is among all of them",
            "content": {"application/json": {"schema": PaginationMetadataSchema}},
        }
        self.spec.components.header("PAGINATION", pages, lazy=True)


class _Common(BasePlugin):
    """Completes each operation by what its route says of it."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def operation_helper(self, *_: Any, **given: Any) -> None:
        """Its id, who may ask, the headers of a command, and every error."""
        rule: Rule = given["rule"]
        view: Any = self.app.view_functions[rule.endpoint]
        for method, operation in given["operations"].items():
            operation["operationId"] = rule.endpoint.rpartition(".")[2]
            is_open = is_public(self.app, rule.endpoint, method.upper())
            operation["security"] = [] if is_open else [{_SESSION: []}]
            is_command = method not in _READING
            takes_key = getattr(view, idempotency.MARK, False)
            parameters = operation.setdefault("parameters", [])
            answers = operation.setdefault("responses", {})
            parameters += ["ORIGIN"] if is_command else []
            parameters += ["IDEMPOTENCY_KEY"] if takes_key else []
            for status in _errors(operation, rule, is_command=is_command, is_open=is_open):
                answers.setdefault(status, HTTPStatus(status).name)


def init_app(app: Flask, blueprints: Sequence[Blueprint]) -> None:
    """Register the service's blueprints: those of flask-smorest become part of the description."""
    service = app.config["SERVICE"]
    app.config.update(
        API_TITLE=f"Tūhono {service}",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=f"/api/{service}",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _Api(app, spec_kwargs={"extra_plugins": [_Common(app)], "info": {"description": _ABOUT}})
    api.register_converter(AnyConverter, _any_of)
    _add_components(api, app)
    app.extensions["tuhono_api"] = api
    allow_endpoint(app, "api-docs.openapi_json", PUBLIC)
    pages = Blueprint("documentation", __name__)
    pages.get(f"/docs/{service}")(show)
    app.register_blueprint(pages)
    for blueprint in blueprints:
        register = api if isinstance(blueprint, flask_smorest.Blueprint) else app
        register.register_blueprint(blueprint)


@allow(PUBLIC)
def show() -> str:
    """The list of operations, for people."""
    return render_template("layout/documentation.html", operations=list(_operations()))


def _add_components(api: _Api, app: Flask) -> None:
    components = api.spec.components
    components.security_scheme(_SESSION, {"type": "apiKey", "in": "cookie", "name": COOKIE})
    key = dict(idempotency.DESCRIPTION)
    components.parameter("IDEMPOTENCY_KEY", key.pop("in"), key, lazy=True)
    origin = {
        "name": "Origin",
        "required": True,
        "description": "The address of this installation. Browsers send it by themselves.",
        "schema": {"type": "string", "enum": [app.config["SETTINGS"].base_url]},
    }
    components.parameter("ORIGIN", "header", origin, lazy=True)


def _any_of(converter: AnyConverter) -> dict[str, Any]:
    return {"type": "string", "enum": sorted(converter.items)}


def _errors(
    operation: Mapping[str, Any], rule: Rule, *, is_command: bool, is_open: bool
) -> list[int]:
    """Every error that such an operation can answer."""
    has_body = "requestBody" in operation
    has_query = any(isinstance(one, dict) for one in operation["parameters"])
    found = [500, 503]
    found += [] if is_open else [401, 403]
    found += [404] if rule.arguments else []
    found += [400, 403, 409, 413, 422] if is_command else []
    found += [400, 413, 415, 422] if has_body else []
    found += [422] if has_query else []
    return sorted(set(found))


def _operations() -> Iterator[dict[str, Any]]:
    specification = current_app.extensions["tuhono_api"].spec.to_dict()
    for path, methods in specification.get("paths", {}).items():
        for method in _METHODS:
            if method in methods:
                summary = methods[method].get("summary", lazy_("No description yet"))
                yield {"method": method.upper(), "path": path, "summary": summary}
