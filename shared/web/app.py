"""How a service's web process is put together: what every request meets, in this order.

Request id and store, the reader's choice of language, other sites refused, access; then the view;
then the headers, and one log line. Errors are answered in one place.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from shared import access, logs, store
from shared.access import Principal, Roles
from shared.settings import Settings
from shared.web import (
    assets,
    documentation,
    errors,
    filters,
    formats,
    health,
    languages,
    layout,
    lists,
    metrics,
    requests,
    security,
)

TEMPLATES = Path(__file__).parent / "templates"
# Forms and JSON; a view that takes more says so with ``forms.body_limit``.
PAGE_MAX_BYTES = 256 * 1024


def create_app(
    service: str,
    settings: Settings,
    *,
    blueprints: Sequence[Blueprint],
    roles: Callable[[Principal], Roles],
    reader: layout.LookUpReader | None = None,
) -> Flask:
    """The service's Flask app, connected to its store; call it after a fork.

    ``roles`` and ``reader`` ask the service's own roster: who may what, and what the frame calls
    them.

    Raises:
        ConfigurationError: a route without access rule, a catalogue not compiled.
    """
    if settings.environment != "test":  # there the test runner keeps the lines
        logs.configure_logs(service, "web", settings.log_level)
    app = Flask(
        f"services.{service}",
        template_folder=str(TEMPLATES),
        static_folder=str(assets.FOLDER),
        static_url_path=assets.URL,
    )
    app.config.update(SERVICE=service, SETTINGS=settings, ROLES=roles)
    app.config["MAX_CONTENT_LENGTH"] = PAGE_MAX_BYTES
    app.url_map.strict_slashes = False
    _trust_front_door(app)
    _add_platform(app, settings, reader)
    documentation.init_app(app, blueprints)
    errors.init_app(app)
    access.require_rules(app)
    store.connect(settings)
    return app


def _add_platform(app: Flask, settings: Settings, reader: layout.LookUpReader | None) -> None:
    requests.init_app(app)
    languages.init_app(app, settings)
    formats.init_app(app)
    filters.init_app(app)
    lists.init_app(app)
    assets.init_app(app)
    layout.init_app(app, reader)
    security.init_app(app, settings)
    access.init_app(app, settings)
    metrics.init_app(app)
    health.init_app(app)


def _trust_front_door(app: Flask) -> None:
    """One proxy stands in front of us and says who asked, by which scheme and host."""
    wrapped: Any = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    app.wsgi_app = wrapped  # type: ignore[method-assign]
