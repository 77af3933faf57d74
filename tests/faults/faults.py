"""What goes wrong on purpose: a process is killed, or a server answers nobody for a while."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from deploy.local import kafka
from tests.system import System
from tests.waiting import eventually


@dataclass(frozen=True)
class Fault:
    """A fault to the running system; ``strike`` returns when the cause is gone."""

    name: str
    strike: Callable[[System], None]


def killed(program: str, *, times: int = 1, pause_seconds: float = 1.0) -> Fault:
    """``kill -9`` of the program and its workers; supervisord starts it again."""

    def strike(system: System) -> None:
        for _ in range(times):
            before = system.pid(program)
            _kill_all(system.processes(program))
            eventually(
                lambda old=before: _is_back(system, program, old),  # type: ignore[misc]
                seconds=180,
                what=f"{program} after its end",
            )
            eventually(lambda: _serves(system, program), seconds=180, what=program)
            time.sleep(pause_seconds)

    return Fault(f"{program} killed", strike)


def worker_killed(program: str, *, times: int = 3) -> Fault:
    """``kill -9`` of one of the program's workers in the middle of its requests."""

    def strike(system: System) -> None:
        for _ in range(times):
            workers = system.processes(program)[1:]
            _kill_all([random.choice(workers)])  # noqa: S311
            time.sleep(1)

    return Fault(f"{program} worker killed", strike)


def frozen(program: str, *, seconds: float) -> Fault:
    """The server is there but answers nobody; see decision 5."""

    def strike(system: System) -> None:
        process = psutil.Process(system.pid(program))
        process.suspend()
        try:
            time.sleep(seconds)
        finally:
            process.resume()

    return Fault(f"{program} frozen", strike)


def _kill_all(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _serves(system: System, program: str) -> bool:
    """Whether a killed server can be used again; until then the fault is not healed."""
    if program == "kafka":
        return kafka.answers(system.kafka_servers())
    if program == "mongodb":
        return bool(system.mongodb.admin.command("hello")["isWritablePrimary"])
    return True


def _is_back(system: System, program: str, old: int) -> bool:
    return system.is_running(program) and system.pid(program) not in {0, old}
