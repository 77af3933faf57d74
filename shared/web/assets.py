"""Static files, under addresses that change with their content, so that caches may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, request
from werkzeug.wrappers import Response

FOLDER = Path(__file__).parent / "static"
URL = "/static"
YEAR_SECONDS = 365 * 24 * 60 * 60
HOUR_SECONDS = 60 * 60


def init_app(app: Flask) -> None:
    """Give templates ``asset("tuhono.css")``. In a deployment nginx serves the files themselves."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_let_caches_keep)


@cache
def asset(name: str) -> str:
    """The address of a static file, with its content's hash; vendored folders carry their version.

    Raises:
        FileNotFoundError: there is no such file, so a page cannot point nowhere.
    """
    content = (FOLDER / name).read_bytes()
    if name.startswith("vendor/"):
        return f"{URL}/{name}"
    return f"{URL}/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def _let_caches_keep(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return response
    lasting = "v" in request.args or request.path.startswith(f"{URL}/vendor/")
    rule = f"max-age={YEAR_SECONDS}, immutable" if lasting else f"max-age={HOUR_SECONDS}"
    response.headers["Cache-Control"] = f"public, {rule}"
    return response
