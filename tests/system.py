"""The whole system as ``make run`` starts it, for journeys and faults: real servers, own ports."""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psutil
import pymongo

from deploy.local.environment import service_environment
from deploy.local.state import Run, required_run
from deploy.local.supervision import Supervisor
from deploy.processes import SERVICES

PROJECT = Path(__file__).parent.parent
# A run takes ports up to this far above its first.
SPAN = 41
START_SECONDS = 300
# A run of the tests' own starts its own servers, whatever this session's tests use.
NOT_OURS = frozenset(
    {
        "MONGODB_URI",
        "KAFKA_BOOTSTRAP_SERVERS",
        "SMTP_URL",
        "GREENMAIL_API",
        "BASE_URL",
        "DISTRICT_ID",
        "TUHONO_ENV",
        "MONGODB_DATABASE_PREFIX",
        "KAFKA_TOPIC_PREFIX",
        "DATA_DIRECTORY",
        "SIGNING_KEY_FILE",
        "JWKS_URL",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
    }
)


@dataclass(frozen=True)
class System:
    """A running installation with the demo district in it."""

    run: Run
    environments: dict[str, dict[str, str]]

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://localhost:{self.run.base_port}"

    @property
    def greenmail_api(self) -> str:
        """Where the mail server says what it received."""
        return f"http://127.0.0.1:{self.run.ports.greenmail_api}"

    def command(self, *arguments: str, seconds: int = 120) -> str:
        """Run a Python module of the project as an operator would; returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments],
            env=self.environments["messaging"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{arguments} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def pid(self, program: str) -> int:
        """The process id of one program of the run, as ``invitations-relay`` or ``kafka``."""
        states = {one.name: one for one in Supervisor(self.run).programs()}
        return states[program].pid

    def processes(self, program: str) -> list[psutil.Process]:
        """The program's process and its children, as gunicorn's workers."""
        parent = psutil.Process(self.pid(program))
        return [parent, *parent.children(recursive=True)]

    def stop(self, program: str) -> None:
        """Stop one program and leave it so, as ``services:evaluation-web``."""
        Supervisor(self.run)._call("stopProcess", program)

    def start(self, program: str) -> None:
        """Start it again and wait until it is up."""
        Supervisor(self.run)._call("startProcess", program)

    def is_running(self, program: str) -> bool:
        """Whether supervisord says so."""
        return any(
            one.name == program and one.state == "RUNNING"
            for one in Supervisor(self.run).programs()
        )

    @cached_property
    def mongodb(self) -> Any:
        """A client of the run's MongoDB, for looking at what is stored."""
        uri = self.environments["messaging"]["MONGODB_URI"]
        return pymongo.MongoClient(uri, timeoutMS=60_000, tz_aware=True)

    def close(self) -> None:
        """Let go of what this looked with."""
        if "mongodb" in self.__dict__:
            self.mongodb.close()

    def database(self, service: str) -> Any:
        """The database of one service."""
        return self.mongodb[f"tuhono_{service}"]

    def kafka_servers(self) -> str:
        """The run's Kafka."""
        return f"127.0.0.1:{self.run.ports.kafka}"


@contextmanager
def running_system(folder: Path) -> Iterator[System]:
    """Start a system with its state in ``folder``; it ends with the block.

    Who writes tests may keep one up and name its folder in TUHONO_TEST_RUN: it is used as it is.
    """
    clean = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    kept_up = os.environ.get("TUHONO_TEST_RUN")
    if kept_up:
        with closing(_described(clean | {"TUHONO_HOME": kept_up})) as system:
            yield system
        return
    clean |= {"TUHONO_HOME": str(folder), "TUHONO_PORT": str(_free_base())}
    clean |= {"UNDO_SECONDS": "2"}
    _tuhono("up", clean)
    try:
        with closing(_described(clean)) as system:
            yield system
    finally:
        _tuhono("down", clean)


def _described(clean: dict[str, str]) -> System:
    """The run; ``deploy.local`` reads its place and its servers from the environment."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(clean)
    try:
        run = required_run()
        return System(run, {name: service_environment(run, name) for name in SERVICES})
    finally:
        os.environ.clear()
        os.environ.update(before)


def _tuhono(command: str, environ: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local", command],
        env=environ,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"tuhono {command} failed:\n{done.stdout}\n{done.stderr}")


def _free_base() -> int:
    """A first port with free ports above it."""
    bases = list(range(21_000, 29_000, 100))
    # Somebody else may be looking at the same moment.
    random.shuffle(bases)
    for base in bases:
        with ExitStack() as held:
            try:
                for port in range(base, base + SPAN):
                    probe = held.enter_context(socket.socket())
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return base
    raise AssertionError("no free ports for a run")
