"""A local run of its own for each test: its own folder, its own ports, no servers of others."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.errors import LocalRunError
from deploy.local.ports import ports_from, require_free
from deploy.local.programs import Program
from deploy.local.state import Run, open_run
from deploy.local.supervision import Supervisor

NAMED_BY_OTHERS = (
    "MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS", "SMTP_URL", "GREENMAIL_API", "OIDC_ISSUER",
    "BASE_URL",
)  # fmt: skip


@pytest.fixture
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment that names no server, with the state folder and first port of this test."""
    for name in NAMED_BY_OTHERS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUHONO_HOME", str(tmp_path / "run"))
    monkeypatch.setenv("TUHONO_PORT", str(_free_base()))
    return monkeypatch


@pytest.fixture
def run(own_environment: pytest.MonkeyPatch) -> Iterator[Run]:
    """A run that has a folder; whatever a test starts in it is stopped."""
    made = open_run()
    yield made
    supervisor = Supervisor(made)
    if supervisor.is_running():
        supervisor.shut_down()


def make_program(run: Run, name: str, *command: str, group: str = "servers") -> Program:
    """A small program that logs where the run's programs log."""
    return Program(name=name, command=command, log=run.logs / f"{name}.log", group=group)


def _free_base() -> int:
    while True:
        base = random.randrange(20_000, 60_000, 50)  # noqa: S311 - no secret
        ports = ports_from(base)
        try:
            require_free(ports, tuple(name for name, _ in ports.items()))
        except LocalRunError:
            continue
        return base
