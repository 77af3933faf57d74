"""Addresses that a request may send somebody on to: our own paths only."""

from urllib.parse import quote, urlsplit

RENEW_PATH = "/account/renew"
SIGN_IN_PATH = "/account/sign-in"


def local_path(candidate: str | None, default: str = "/") -> str:
    r"""The candidate when it is a path on this site, else the default: never an open redirect.

    Browsers read ``//host``, ``/\host`` and control characters as another host.
    """
    if not candidate or not candidate.startswith("/") or candidate.startswith("//"):
        return default
    if "\\" in candidate or any(ord(character) < 33 for character in candidate):
        return default
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else candidate


def with_next(path: str, next_path: str) -> str:
    """``path`` with the place to go on to afterwards."""
    return f"{path}?next={quote(next_path, safe='/')}"
