"""A browser for tests without a screen: sends what a browser sends, may be signed in as anybody."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey
from werkzeug.wrappers import Response

from shared import clock, ids
from shared.access import Principal
from shared.access.current import COOKIE, access_of
from shared.access.keys import OwnKeys
from shared.access.tokens import issue_token
from shared.settings import Settings

PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


class Browser(FlaskClient):
    """A client whose requests come from our own pages, unless a header says otherwise."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send one request; ``headers={"Sec-Fetch-Site": None}`` leaves a header out."""
        ours: dict[str, str | None] = {"Sec-Fetch-Site": "same-origin", "Accept": PAGE}
        headers = {**ours, **dict(kwargs.pop("headers", None) or {})}
        kwargs["headers"] = {name: value for name, value in headers.items() if value is not None}
        return super().open(*args, **kwargs)


def with_signing_key(settings: Settings, directory: Path) -> Settings:
    """The settings of a service that signs sessions itself, so it needs no other service."""
    path = directory / "signing-key.json"
    if not path.exists():
        key = OKPKey.generate_key("Ed25519", {"kid": "test"}, private=True)
        path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    return replace(settings, signing_key_file=str(path))


def browser(app: Flask, principal: Principal | None = None) -> Browser:
    """A fresh browser, signed in as the principal if one is given."""
    app.test_client_class = Browser
    client = app.test_client()
    assert isinstance(client, Browser)
    if principal is not None:
        client.set_cookie(COOKIE, token_for(app, principal))
    return client


def token_for(app: Flask, principal: Principal) -> str:
    """A session token that the app accepts."""
    keys = access_of(app).keys
    assert isinstance(keys, OwnKeys), "the app needs settings with_signing_key"
    now = clock.now()
    issuer = app.config["SETTINGS"].base_url
    return issue_token(principal, keys.signing, issuer, now=now, until=now + timedelta(hours=8))


def make_principal(**changes: Any) -> Principal:
    """Somebody signed in at one school."""
    values: dict[str, Any] = {
        "account_id": ids.new_id(),
        "person_ids": (ids.new_id(),),
        "schools": ("school-a",),
        "sid": ids.new_id(),
        "language": "en",
    }
    return Principal(**{**values, **changes})


def problem(answer: Response) -> dict[str, Any]:
    """The problem+json of an answer to a program."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    body: dict[str, Any] = json.loads(answer.get_data())
    return body
