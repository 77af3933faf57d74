"""Whether this process runs, and whether it can work."""

from flask import Blueprint, Flask, jsonify
from pymongo.errors import PyMongoError
from werkzeug.wrappers import Response

from shared import logs, store
from shared.access import PUBLIC, allow

log = logs.logger()


def init_app(app: Flask) -> None:
    """Add ``/health/<service>/live`` and ``/health/<service>/ready``."""
    blueprint = Blueprint("health", __name__, url_prefix=f"/health/{app.config['SERVICE']}")
    blueprint.get("/live")(live)
    blueprint.get("/ready")(ready)
    app.register_blueprint(blueprint)


@allow(PUBLIC)
def live() -> Response:
    """200 while the process answers at all."""
    return jsonify(status="live")


@allow(PUBLIC)
def ready() -> tuple[Response, int]:
    """200 when the store answers, else 503."""
    try:
        store.ping()
    except PyMongoError as error:
        log.warning("not_ready", error=type(error).__name__)
        return jsonify(status="unavailable", store="unreachable"), 503
    return jsonify(status="ready", store="reachable"), 200
