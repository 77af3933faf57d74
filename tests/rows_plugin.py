"""Ties tests to the rows of product.md: checks the marks, and writes down which test shows what.

``@pytest.mark.row("S36", "R4")`` names rows of ``tests/rows.toml``. ``--rows-to FILE`` writes,
after the collection, which tests carry which rows; ``build/screenshots/index.json`` lists each
test's pictures.
"""

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ROWS = ROOT / "tests/rows.toml"
INDEX = ROOT / "build/screenshots/index.json"

_screenshots: dict[str, list[str]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rows-to``."""
    parser.addoption("--rows-to", metavar="FILE", help="write which tests show which rows, as JSON")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse marks that name no row; write the map if asked."""
    shown = {item.nodeid: list(rows_of(item)) for item in items}
    unknown = sorted({row for rows in shown.values() for row in rows} - set(titles()))
    if unknown:
        raise pytest.UsageError(f"no such rows in tests/rows.toml: {', '.join(unknown)}")
    target = config.getoption("--rows-to")
    if target:
        marked = {nodeid: rows for nodeid, rows in shown.items() if rows}
        Path(target).write_text(json.dumps(marked, indent=2), encoding="utf-8")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Add this session's pictures to the index; one of several processes hands them over."""
    handed_over = getattr(session.config, "workeroutput", None)
    if handed_over is not None:
        handed_over["screenshots"] = _screenshots
    elif _screenshots:
        _add_to_index()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the pictures that one of several processes noted."""
    _screenshots.update(getattr(node, "workeroutput", {}).get("screenshots", {}))


def _add_to_index() -> None:
    known = read_index()
    INDEX.parent.mkdir(parents=True, exist_ok=True)
    INDEX.write_text(json.dumps({**known, **_screenshots}, indent=2) + "\n", encoding="utf-8")


def keep_screenshot(nodeid: str, path: Path) -> None:
    """Note a picture that a test took."""
    _screenshots.setdefault(nodeid, []).append(path.relative_to(ROOT).as_posix())


def read_index() -> dict[str, list[str]]:
    """Each test's pictures of its last run."""
    if not INDEX.exists():
        return {}
    index: dict[str, list[str]] = json.loads(INDEX.read_text(encoding="utf-8"))
    return index


def rows_of(item: pytest.Item) -> Iterator[str]:
    """The rows a test is marked with."""
    for mark in item.iter_markers("row"):
        yield from mark.args


def first_row(item: pytest.Item) -> str:
    """The row under which a test's pictures are kept; empty without a mark."""
    return next(rows_of(item), "")


@cache
def titles() -> dict[str, str]:
    """Every row's title, in the order of product.md."""
    with ROWS.open("rb") as file:
        tables = tomllib.load(file)
    return {name: title for table in tables.values() for name, title in table.items()}
