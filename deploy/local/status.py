"""What a run looks like from outside: each program, and whether each service is ready."""

from dataclasses import dataclass

import psutil

from deploy.local.environment import base_url
from deploy.local.fleet import is_healthy
from deploy.local.ports import LOOPBACK
from deploy.local.state import Run
from deploy.local.supervision import ProgramState, Supervisor
from deploy.processes import SERVICES


@dataclass(frozen=True, kw_only=True)
class ProgramReport:
    """One program of the run; memory is that of its children too."""

    name: str
    state: str
    pid: int
    uptime_seconds: int
    memory_mib: int


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """The whole run. ``ready`` tells for each service whether its health page says so."""

    url: str
    folder: str
    running: bool
    healthy: bool
    programs: tuple[ProgramReport, ...] = ()
    ready: dict[str, bool] | None = None


def report(run: Run) -> RunReport:
    """How ``run`` is now."""
    supervisor = Supervisor(run)
    url, folder = base_url(run), str(run.folder)
    if not supervisor.is_running():
        return RunReport(url=url, folder=folder, running=False, healthy=False)
    programs = tuple(_program(state) for state in supervisor.programs())
    ready = {
        service: is_healthy(f"http://{LOOPBACK}:{run.ports.front}/health/{service}/ready")
        for service in SERVICES
    }
    all_run = all(program.state == "RUNNING" for program in programs)
    return RunReport(
        url=url,
        folder=folder,
        running=True,
        healthy=all_run and all(ready.values()),
        programs=programs,
        ready=ready,
    )


def _program(state: ProgramState) -> ProgramReport:
    return ProgramReport(
        name=state.name,
        state=state.state,
        pid=state.pid,
        uptime_seconds=state.uptime_seconds,
        memory_mib=_memory_mib(state.pid) if state.pid else 0,
    )


def _memory_mib(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return int(sum(member.memory_info().rss for member in family) / 1024**2)
    except psutil.Error:
        return 0
