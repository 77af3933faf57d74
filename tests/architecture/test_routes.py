"""Every address of every service says who may use it, and every programs' address what it takes."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from shared import store
from shared.access.guard import routes_without_rule
from tests.architecture.source import SERVICES

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(params=SERVICES)
def app(request: Any) -> Iterator[Flask]:
    """Each service's application, as gunicorn starts it."""
    request.getfixturevalue("installation")
    made: Flask = importlib.import_module(f"services.{request.param}.app").create_app()
    try:
        with made.app_context():
            yield made
    finally:
        store.disconnect(request.param)


def test_every_route_has_an_access_rule(app: Flask) -> None:
    assert routes_without_rule(app) == []
    assert len(list(app.url_map.iter_rules())) > 5


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    described = _described(app)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api-docs") or not rule.rule.startswith("/api/"):
            continue
        for method in (rule.methods or set()) & (UNSAFE | {"GET"}):
            answers = described.get((_path(rule.rule), method.lower()), {})
            assert [code for code in answers if code.startswith("2")], f"{method} {rule.rule}"


def test_reading_never_writes(app: Flask) -> None:
    both = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & UNSAFE and "GET" in (rule.methods or set())
    ]
    assert both == [], "one view for reading, one for writing"


def _described(app: Flask) -> dict[tuple[str, str], dict[str, Any]]:
    """The answers that the description promises, by path and method."""
    paths = app.extensions["tuhono_api"].spec.to_dict()["paths"]
    return {
        (path, method): operation["responses"]
        for path, operations in paths.items()
        for method, operation in operations.items()
        if isinstance(operation, dict)
    }


def _path(rule: str) -> str:
    parts = [
        "{" + part.strip("<>").rpartition(":")[2] + "}" if part.startswith("<") else part
        for part in rule.split("/")
    ]
    return "/".join(parts)
