"""What every answer tells the browser not to do, and the refusal of requests other sites started.

There is no CSRF token: three apps behind one origin would overwrite each other's. Instead the
browser's own word counts: ``Sec-Fetch-Site``, and where it sends none, ``Origin``.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from shared.errors import Refused
from shared.settings import Settings
from shared.web.languages import lazy_

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
SIGNED = "/webhooks/"
CONTENT_POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
HSTS = f"max-age={365 * 24 * 60 * 60}; includeSubDomains"


def init_app(app: Flask, settings: Settings) -> None:
    """Check every unsafe request and set the headers of every answer."""
    app.config["ORIGIN"] = settings.base_url
    app.config["SESSION_COOKIE_SECURE"] = settings.cookie_secure
    app.before_request(refuse_other_sites)
    app.after_request(_set_headers)


def refuse_other_sites() -> None:
    """Pass when the request is safe or comes from our own pages.

    An ``Authorization`` header is no proof: browsers make one from a form's ``//name:word@host``.
    What comes to ``/webhooks/`` is signed, and its view looks at the signature and at no session.

    Raises:
        Refused: another site may have started it.
    """
    if request.method in SAFE_METHODS or request.path.startswith(SIGNED):
        return
    if not _is_same_origin():
        raise Refused(
            "cross-site",
            lazy_(
                "This came from another site, so we did nothing. Open the page here and try again."
            ),
        )


def _is_same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    ours = {_origin(str(current_app.config["ORIGIN"])), _origin(request.host_url)}
    return bool(origin) and _origin(origin) in ours


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    # Pages are about one person; what may be kept says so itself (static files, public keys).
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
