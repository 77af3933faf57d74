"""Starting a run, phase by phase, each waited for with a real client of what it started."""

import subprocess
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from deploy.local.environment import run_environment, service_environment, write_for_shells
from deploy.local.errors import LocalRunError
from deploy.local.fleet import Fleet, Member, fleet, service_command
from deploy.local.jars import are_cached
from deploy.local.ports import require_free
from deploy.local.programs import PROJECT, Program, installed, refused
from deploy.local.servers import require_external_servers
from deploy.local.state import Run, locked, require_disk, run_folder
from deploy.local.supervision import Supervisor, launch_supervisor
from deploy.processes import SERVICES

# A web process on a slow laptop imports for several seconds; twelve start at once.
PHASE_SECONDS = 90
Show = Callable[[str], None]


def start(run: Run, show: Show) -> None:
    """Start everything of ``run`` and load the demo district the first time.

    ``show`` is told what is being done. Nothing is left running when it fails.

    Raises:
        LocalRunError: saying what failed, with the last log lines of whoever failed.
    """
    with locked(run):
        _require_stopped(run)
        require_disk(run_folder())
        require_external_servers()
        if not are_cached():
            show("Fetching Kafka and GreenMail (once, about 60 MB)")
        all_of_it = fleet(run)
        require_free(run.ports, all_of_it.ports)
        write_for_shells(run)
        supervisor = launch_supervisor(run, all_of_it.programs)
        try:
            _run_phases(run, supervisor, all_of_it, show)
        except BaseException:
            show("Stopping what was started")
            supervisor.shut_down()
            raise


def stop(run: Run) -> bool:
    """Stop everything of ``run``, services before servers; False when nothing was running."""
    with locked(run):
        supervisor = Supervisor(run)
        if not supervisor.is_running():
            return False
        supervisor.shut_down()
        return True


def _run_phases(run: Run, supervisor: Supervisor, parts: Fleet, show: Show) -> None:
    _bring_up(supervisor, parts.servers, "servers", show)
    show("Making topics and indexes")
    _prepare_stores(run)
    # Pages first: on two cores a dozen processes that start at once are all late.
    _bring_up(supervisor, parts.pages, "pages", show)
    _bring_up(supervisor, (*parts.front, *parts.workers), "front door and workers", show)
    if not run.once("demo").exists():
        show("Importing the demo district")
        _run_command((installed("python"), "-m", "deploy.demo"), run_environment(run), seconds=300)
        run.once("demo").touch()


def _require_stopped(run: Run) -> None:
    if Supervisor(run).is_running():
        raise LocalRunError(
            f"This run is already started: http://localhost:{run.base_port} (state in "
            f"{run.folder}).",
            remedy="`tuhono links` prints its addresses, `make stop` ends it. For a second run "
            "beside it choose another folder and port: TUHONO_HOME=… TUHONO_PORT=9080 make run",
        )


def _bring_up(supervisor: Supervisor, members: Iterable[Member], what: str, show: Show) -> None:
    show(f"Starting {what}")
    waiting = {member.program.name: member for member in members}
    supervisor.start(member.program for member in waiting.values())
    deadline = time.monotonic() + PHASE_SECONDS
    while waiting:
        show(f"Waiting for {what}: {', '.join(sorted(waiting))}")
        _require_none_failed(supervisor, [member.program for member in waiting.values()])
        running = {each.name for each in supervisor.programs() if each.state == "RUNNING"}
        for name in [name for name in waiting if name in running and waiting[name].is_ready()]:
            del waiting[name]
        if waiting and time.monotonic() > deadline:
            late = next(iter(waiting.values()))
            raise refused(late.program, f"was not ready after {PHASE_SECONDS} s")
        time.sleep(0.1)


def _require_none_failed(supervisor: Supervisor, programs: list[Program]) -> None:
    failed = {each.name: each for each in supervisor.programs() if each.has_failed}
    for program in programs:
        if program.name in failed:
            raise refused(program, f"does not start ({failed[program.name].description})")


def _prepare_stores(run: Run) -> None:
    topics = (installed("python"), "-m", "deploy.topics")
    commands: list[tuple[tuple[str, ...], dict[str, str]]] = [(topics, run_environment(run))]
    commands += [
        (service_command(service, "indexes"), service_environment(run, service))
        for service in SERVICES
    ]
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(_run_command, *each, seconds=120) for each in commands]:
            done.result()


def _run_command(arguments: tuple[str, ...], environment: dict[str, str], *, seconds: int) -> str:
    what = " ".join(("python", *arguments[1:]))
    try:
        done = subprocess.run(
            arguments,
            env=environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LocalRunError(f"`{what}` did not finish within {seconds} s.") from error
    if done.returncode:
        lines = (done.stdout + done.stderr).splitlines()
        raise LocalRunError(f"`{what}` failed.", log=tuple(lines[-15:]))
    return done.stdout
