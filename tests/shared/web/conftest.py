"""The sample app on an empty store, and browsers for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from shared.service import Service
from shared.settings import Settings
from shared.web import catalogues
from tests.shared.web import sample
from tests.web_client import Browser, browser, with_signing_key


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture
def app(open_store: Callable[[Service], Settings], tmp_path: Path) -> Flask:
    return sample.make_app(with_signing_key(open_store(sample.SERVICE), tmp_path))


@pytest.fixture
def stranger(app: Flask) -> Browser:
    return browser(app)
