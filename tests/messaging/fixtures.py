"""Fixtures of messaging's tests; each folder's ``conftest.py`` takes what it needs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from services.messaging.app import create_app
from services.messaging.links.use_cases import link_key
from services.messaging.settings import settings as cached_settings
from shared import clock
from shared.settings import Settings
from shared.web import catalogues
from tests.conftest import Servers
from tests.messaging.gateway import SECRET, Gateway, open_gateway
from tests.messaging.mailboxes import Mailboxes
from tests.messaging.world import Family, World
from tests.web_client import Browser, browser, with_signing_key


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture
def settings(
    messaging_store: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """The service's settings with a signing key, for its pages and for its workers."""
    signing = with_signing_key(messaging_store, tmp_path)
    monkeypatch.setenv("SIGNING_KEY_FILE", str(signing.signing_key_file))
    _forget_settings()
    yield signing
    _forget_settings()


def _forget_settings() -> None:
    cached_settings.cache_clear()
    link_key.cache_clear()


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings)


@pytest.fixture
def world(settings: Settings) -> World:
    return World(district_id=settings.district_id)


@pytest.fixture
def phone(app: Flask) -> Browser:
    return browser(app)


@pytest.fixture
def mailboxes(servers: Servers) -> Mailboxes:
    return Mailboxes(servers.greenmail_api)


@pytest.fixture
def gateway(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """A text gateway that the service is told of."""
    with open_gateway() as opened:
        monkeypatch.setenv("SMS_URL", opened.url)
        monkeypatch.setenv("SMS_SECRET", SECRET)
        _forget_settings()
        yield opened


@pytest.fixture
def family(world: World) -> Family:
    return Family.made_in(world, world.make_school("Kōwhai Street School"))


class Hands:
    """The hands of the clock: tests move them on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._passed = timedelta(0)
        real = clock.now
        monkeypatch.setattr(clock, "now", lambda: real() + self._passed)

    def move(self, passed: timedelta) -> None:
        self._passed += passed


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    return Hands(monkeypatch)
