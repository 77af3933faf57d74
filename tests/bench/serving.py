"""Web processes under gunicorn for a bench, with tokens for who asks them."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from deploy.processes import WEB_CONFIG
from shared import clock, ids
from shared.access import Principal
from shared.access.current import COOKIE
from shared.access.keys import load_signing_keys, make_signing_key
from shared.access.tokens import issue_token
from shared.settings import load_settings
from tests.waiting import eventually

Headers = list[tuple[str, str]]


@contextmanager
def signing_key() -> Iterator[Path]:
    """A key file with which this bench and the processes it serves sign and read tokens."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "key.json"
        make_signing_key(str(path))
        yield path


def signed_in(service: str, key_file: Path, schools: Sequence[str], *person_ids: str) -> Headers:
    """The headers of somebody who is signed in at these schools; pages take them for 5 minutes."""
    settings, now = load_settings(service), clock.now()
    principal = Principal(
        account_id=ids.new_id(),
        person_ids=person_ids,
        schools=tuple(schools),
        sid=ids.new_id(),
        language="en",
    )
    key = load_signing_keys(str(key_file)).signing
    token = issue_token(principal, key, settings.base_url, now=now, until=now + timedelta(hours=1))
    return [("Cookie", f"{COOKIE}={token}"), ("Sec-Fetch-Site", "same-origin")]


@contextmanager
def served(application: str, key_file: Path | None = None, **more: str) -> Iterator[int]:
    """The app under gunicorn with the settings of every web process; ours logs and counts too."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", WEB_CONFIG, application]
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as metrics:
        environment = os.environ | {
            "TUHONO_ENV": "local",  # in a test's app the test runner keeps the log
            "LOG_LEVEL": "info",
            "PROMETHEUS_MULTIPROC_DIR": metrics,
            "WEB_BIND": f"127.0.0.1:{port}",
            "BARE_DATABASE": bare_name(),
            "SIGNING_KEY_FILE": str(key_file or ""),
            **more,
        }
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            eventually(lambda: _answers(port, process), what=application)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=60)


def bare_name() -> str:
    """The database of the bare libraries."""
    return f"{os.environ['MONGODB_DATABASE_PREFIX']}bare"


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Whether a worker answers anything at all: gunicorn listens before it has one."""
    assert process.poll() is None, "gunicorn ended"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
            probe.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return probe.recv(1) != b""
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
