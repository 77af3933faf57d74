"""A real Chromium for the tests: found on this machine, else installed.

``python -m deploy.local.browser`` prints its path, or says why there is none and ends with 1.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from deploy.local.errors import LocalRunError

# The shell first: the same engine without a window of its own to draw, a tenth of the work for an
# open page.
ON_PATH = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# Pages are shown in Māori, Arabic and Chinese; without these fonts a screenshot shows boxes.
DEBIAN_PACKAGES = ("chromium-headless-shell", "fonts-noto-core", "fonts-noto-cjk")
INSTALL_SECONDS = 900


def find_browser() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, PATH, Playwright's own. None without."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return chosen
    on_path = (shutil.which(name) for name in ON_PATH)
    return next((path for path in on_path if path), None) or _playwrights_own()


def require_browser(echo: Callable[[str], None]) -> str:
    """The path of a Chromium, installed when there is none.

    Raises:
        LocalRunError: when none can be installed either.
    """
    found = find_browser()
    attempts = [_install_from_playwright]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts.append(_install_from_debian)
    faults: list[str] = []
    for attempt in attempts:
        if not found:
            faults += attempt(echo)
            found = find_browser()
    if not found:
        raise LocalRunError(
            "The tests need a real Chromium, and none could be installed.",
            remedy="Install Chromium or Chrome so that it is on PATH, or name it: CHROMIUM=/path",
            log=tuple(faults),
        )
    return found


def _playwrights_own() -> str | None:
    if not _playwright_folder().is_dir():
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _playwright_folder() -> Path:
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen and chosen != "0":
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    return Path.home() / ".cache" / "ms-playwright"


def _install_from_playwright(echo: Callable[[str], None]) -> list[str]:
    echo("No Chromium here; asking Playwright for its own")
    return _run((sys.executable, "-m", "playwright", "install", "chromium"))


def _install_from_debian(echo: Callable[[str], None]) -> list[str]:
    echo("Installing Debian's Chromium and fonts with apt (a few minutes)")
    options = ("-qq", "-y", "--no-install-recommends")
    return _run(("apt-get", "update", "-qq")) + _run(
        ("apt-get", "install", *options, *DEBIAN_PACKAGES)
    )


def _run(command: tuple[str, ...]) -> list[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [str(error)]
    lines = (done.stdout + done.stderr).strip().splitlines()
    return [f"{' '.join(command)}:", *lines[-4:]] if done.returncode else []


@click.command()
def main() -> None:
    """Print the path of a Chromium, installing one when there is none."""
    try:
        click.echo(require_browser(lambda line: click.echo(line, err=True)))
    except LocalRunError as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
