"""Whether this machine can hold a local run, and what to do where it cannot."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from deploy.local.browser import find_browser
from deploy.local.errors import LocalRunError
from deploy.local.jars import are_cached, cache_folder, java
from deploy.local.mongodb import find_mongod
from deploy.local.nginx import find_nginx
from deploy.local.ports import DEFAULT_BASE, ports_from, require_free
from deploy.local.servers import require_external_servers
from deploy.local.state import chosen_port, existing_run, require_disk, run_folder
from deploy.local.supervision import Supervisor

NEEDED_PYTHON = (3, 11)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at. ``needed`` is false where only the tests miss it."""

    what: str
    passed: bool
    detail: str
    needed: bool = True


def examine() -> list[Finding]:
    """Every finding; none of them changes anything on this machine."""
    return [
        _check("Python", _python),
        _check("disk", _disk),
        _check("ports", _ports),
        _check("Java", lambda: _version(java(), "-version")),
        _check("Java's jars", _jars),
        _check("mongod", lambda: _version(find_mongod(), "--version")),
        _check("nginx", lambda: _version(find_nginx(), "-v", "-e", "stderr")),
        _check("servers of your own", _external),
        _check("Chromium (for the tests)", _browser, needed=False),
    ]


def _check(what: str, look: Callable[[], str], *, needed: bool = True) -> Finding:
    try:
        return Finding(what=what, passed=True, detail=look(), needed=needed)
    except (LocalRunError, OSError, subprocess.SubprocessError) as error:
        return Finding(what=what, passed=False, detail=str(error), needed=needed)


def _python() -> str:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < NEEDED_PYTHON:
        raise LocalRunError(f"This is Python {version}; 3.11 or newer is needed.")
    return version


def _disk() -> str:
    require_disk(run_folder())
    return f"enough for {run_folder()}"


def _ports() -> str:
    run = existing_run()
    if run and Supervisor(run).is_running():
        return f"{run.base_port} and following, in use by the run itself"
    base = chosen_port() or (run.base_port if run else DEFAULT_BASE)
    ports = ports_from(base)
    require_free(ports, tuple(name for name, _ in ports.items()))
    return f"{base} and following are free"


def _jars() -> str:
    if are_cached():
        return f"in {cache_folder()}"
    return "fetched at the first start (needs the network)"


def _external() -> str:
    require_external_servers()
    names = ("MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS", "SMTP_URL")
    used = [name for name in names if os.environ.get(name)]
    return f"{', '.join(used)} answer" if used else "none named; they will be started"


def _browser() -> str:
    found = find_browser()
    if not found:
        raise LocalRunError("none found; `make test` installs one")
    return found


def _version(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    lines = (done.stdout + done.stderr).strip().splitlines() or [""]
    if done.returncode:
        raise LocalRunError(f"{command[0]} does not start: {lines[-1]}")
    return lines[0]
