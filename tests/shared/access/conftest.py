"""The small service behind the gate, and somebody at the door."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from shared.service import Service
from shared.settings import Settings
from shared.web import catalogues
from tests.shared.access import gate
from tests.web_client import with_signing_key


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    catalogues.compile_stale()


@pytest.fixture
def settings(open_store: Callable[[Service], Settings], tmp_path: Path) -> Settings:
    return with_signing_key(open_store(gate.SERVICE), tmp_path)


@pytest.fixture
def app(settings: Settings) -> Flask:
    gate.roles_of_account.clear()
    return gate.make_app(settings)
