"""What programs may call: OpenAPI 3.1 at ``/api/<service>/openapi.json``.

``/docs/<service>`` lists the same for people, without a script from elsewhere.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import flask_smorest
from flask import Blueprint, Flask, current_app, render_template
from marshmallow import Schema, fields

from shared.access import PUBLIC, allow, allow_endpoint
from shared.web.languages import lazy_

VERSION = "v1"
_METHODS = ("get", "post", "put", "patch", "delete")


class ProblemSchema(Schema):
    """An error as RFC 9457 has it; ``type`` is what programs switch on."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    instance = fields.String(required=True)
    detail = fields.String()
    errors = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class _Api(flask_smorest.Api):
    ERROR_SCHEMA = ProblemSchema


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
    api = _Api(app)
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


def _operations() -> Iterator[dict[str, Any]]:
    specification = current_app.extensions["tuhono_api"].spec.to_dict()
    for path, methods in specification.get("paths", {}).items():
        for method in _METHODS:
            if method in methods:
                summary = methods[method].get("summary", lazy_("No description yet"))
                yield {"method": method.upper(), "path": path, "summary": summary}
