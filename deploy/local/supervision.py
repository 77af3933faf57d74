"""supervisord keeps the programs of a run: it starts them, and starts again those that die."""

import os
import sys
import time

# It speaks with our own supervisord, through a socket that only we may open.
import xmlrpc.client  # nosec B411
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast

import psutil
from supervisor.xmlrpc import SupervisorTransport

from deploy.local.configuration import render_configuration, socket_path
from deploy.local.errors import LocalRunError
from deploy.local.programs import Program, last_lines
from deploy.local.state import Run


@dataclass(frozen=True, kw_only=True)
class ProgramState:
    """What supervisord says of one program. ``state`` is its word, such as ``RUNNING``."""

    name: str
    group: str
    state: str
    pid: int
    uptime_seconds: int
    description: str

    @property
    def has_failed(self) -> bool:
        """Whether it ended by itself before it was up."""
        return self.state in {"BACKOFF", "FATAL", "EXITED"}


class Supervisor:
    """A line to the supervisord of a run, which need not be running."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._socket = socket_path(run)

    def is_running(self) -> bool:
        """Whether this run's supervisord answers."""
        try:
            return bool(self._call("getState"))
        except (OSError, HTTPException, xmlrpc.client.Error):
            return False

    def programs(self) -> list[ProgramState]:
        """The state of every program."""
        return [
            ProgramState(
                name=info["name"],
                group=info["group"],
                state=info["statename"],
                pid=info["pid"],
                uptime_seconds=max(0, info["now"] - info["start"]) if info["pid"] else 0,
                description=info["description"],
            )
            for info in cast("list[dict[str, Any]]", self._call("getAllProcessInfo"))
        ]

    def start(self, programs: Iterable[Program]) -> None:
        """Start each of ``programs``; does not wait until they are up."""
        for program in programs:
            self._call("startProcess", f"{program.group}:{program.name}", False)

    def shut_down(self, timeout_seconds: float = 90) -> None:
        """Stop every program in order, then supervisord, and wait for its end.

        Raises:
            LocalRunError: when it takes longer than ``timeout_seconds``.
        """
        pid = cast("int", self._call("getPID"))
        self._call("shutdown")
        deadline = time.monotonic() + timeout_seconds
        while _is_alive(pid):
            if time.monotonic() > deadline:
                raise LocalRunError(
                    f"The run did not stop within {timeout_seconds:.0f} s.",
                    remedy=f"Its keeper is process {pid}: kill {pid}",
                    log=last_lines(self._run.logs / "supervisord.log"),
                )
            time.sleep(0.1)

    def _call(self, method: str, *arguments: object) -> object:
        transport = SupervisorTransport(serverurl=f"unix://{self._socket}")
        try:
            proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
            return getattr(proxy.supervisor, method)(*arguments)
        finally:
            transport.close()


def launch_supervisor(run: Run, programs: list[Program]) -> Supervisor:
    """Start the run's supervisord, detached from this terminal, with nothing started yet.

    Raises:
        LocalRunError: when it does not answer within ten seconds.
    """
    configuration = run.folder / "supervisord.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(render_configuration(run, programs))
    log = run.logs / "supervisord.log"
    pid = _spawn_detached(
        (sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)), log
    )
    supervisor = Supervisor(run)
    deadline = time.monotonic() + 10
    while not supervisor.is_running():
        if not _is_alive(pid) or time.monotonic() > deadline:
            raise LocalRunError("supervisord does not start.", log=last_lines(log))
        time.sleep(0.05)
    return supervisor


def _spawn_detached(command: tuple[str, ...], log: Path) -> int:
    # Not subprocess: that wants to be there when its child ends, and we end first.
    write = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.posix_spawn(
        command[0],
        command,
        # Each program gets its own environment and nothing of this terminal's.
        {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), write, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _is_alive(pid: int) -> bool:
    try:
        # Ended, but not yet noticed by its parent, is ended.
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
