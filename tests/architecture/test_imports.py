"""Who may know whom, directly; import-linter checks the chains in ``make check``."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.source import SERVICES, imports_any, python_files

FRAMEWORKS = (
    "flask",
    "flask_babel",
    "flask_smorest",
    "mongoengine",
    "pymongo",
    "kafka",
    "requests",
)
IMPURE = (
    "time",
    "random",
    "secrets",
    "shared.clock",
    "shared.ids",
    "shared.store",
    "shared.context",
)


def test_kafkas_client_is_known_to_the_bus_only() -> None:
    files = [path for path in python_files("shared", "services") if path.name != "bus.py"]
    assert importing(files, "kafka") == {}


def test_the_platform_knows_no_service() -> None:
    assert importing(python_files("shared"), "services", "deploy", "tests") == {}
    assert importing(python_files("services"), "deploy", "tests") == {}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_knows_no_other(name: str) -> None:
    others = [f"services.{other}" for other in SERVICES if other != name]
    assert importing(python_files(f"services/{name}"), *others) == {}


def test_the_published_language_stands_on_nothing_but_itself() -> None:
    files = python_files("shared/events")
    beside = {
        path: [name for name in names if not name.startswith(("shared.events", "shared.errors"))]
        for path, names in importing(files, "shared").items()
    }
    assert {path: names for path, names in beside.items() if set(names) - {"shared"}} == {}
    assert importing(files, *FRAMEWORKS) == {}


def test_rules_are_pure() -> None:
    rules = [path for path in python_files("services") if path.name == "rules.py"]
    assert len(rules) > 2
    assert importing(rules, *FRAMEWORKS, *IMPURE) == {}


def test_only_the_platform_goes_round_the_scope() -> None:
    files = python_files("services")
    unscoped = ("pymongo.MongoClient", "shared.store.raw_collection", "shared.store.database")
    assert importing(files, *unscoped) == {}


def importing(files: Iterable[Path], *modules: str) -> dict[str, list[str]]:
    """The files that import any of the modules, with what they import of them."""
    found = {str(path): imports_any(path, *modules) for path in files}
    return {path: names for path, names in found.items() if names}
