"""Finding the browser that the journeys need."""

from pathlib import Path

import pytest

from deploy.local.browser import find_browser, require_browser


@pytest.fixture
def browser_on_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    program = tmp_path / "google-chrome"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return program


def test_a_browser_on_path_is_found_and_nothing_is_installed(browser_on_path: Path) -> None:
    told: list[str] = []

    assert require_browser(told.append) == str(browser_on_path)
    assert told == []


def test_a_named_browser_comes_first(
    browser_on_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")

    assert find_browser() == "/opt/chromium"


def test_without_any_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))

    assert find_browser() is None
