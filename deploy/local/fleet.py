"""Everything a run keeps alive, and how each part says that it is ready."""

import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deploy.local.environment import service_environment
from deploy.local.identity import identity_program
from deploy.local.nginx import nginx_program
from deploy.local.ports import LOOPBACK
from deploy.local.programs import Program, installed
from deploy.local.servers import backing_servers
from deploy.local.state import Run
from deploy.processes import Process, command, processes


@dataclass(frozen=True, kw_only=True)
class Member:
    """A program of the fleet, the ports it takes, and whether it can be used yet."""

    program: Program
    ports: tuple[str, ...] = ()
    is_ready: Callable[[], bool] = lambda: True


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """The members in the order of the phases of a start."""

    servers: tuple[Member, ...]
    pages: tuple[Member, ...]
    workers: tuple[Member, ...]
    front: tuple[Member, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """All of them."""
        return (*self.servers, *self.pages, *self.workers, *self.front)

    @property
    def programs(self) -> list[Program]:
        """What supervisord is to keep."""
        return [member.program for member in self.members]

    @property
    def ports(self) -> tuple[str, ...]:
        """The names of all ports that the fleet takes."""
        return tuple(name for member in self.members for name in member.ports)


def fleet(run: Run) -> Fleet:
    """The fleet of ``run``, without the servers that the environment names.

    Raises:
        LocalRunError: when a server's program is not to be had on this machine.
    """
    return Fleet(
        servers=(*_backing(run), *_identity_provider(run)),
        pages=tuple(_pages(run)),
        workers=tuple(_workers(run)),
        front=(_front_door(run),),
    )


def service_command(service: str, name: str) -> tuple[str, ...]:
    """A command of one service as this machine runs it; ``name`` is a role or a one-off."""
    program, *arguments = command(service, name)
    return (installed(program), *arguments)


def is_healthy(url: str) -> bool:
    """Whether ``url`` answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 # nosec B310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _backing(run: Run) -> list[Member]:
    return [
        Member(program=server.program, ports=server.ports, is_ready=server.is_ready)
        for server in backing_servers(run.folder, run.ports, run.logs)
    ]


def _identity_provider(run: Run) -> list[Member]:
    if os.environ.get("OIDC_ISSUER"):
        return []
    ready = f"http://{LOOPBACK}:{run.ports.oidc}/.well-known/openid-configuration"
    program = identity_program(run)
    return [Member(program=program, ports=("oidc",), is_ready=lambda: is_healthy(ready))]


def _pages(run: Run) -> Iterator[Member]:
    for process in (each for each in processes() if each.role == "web"):
        service = process.service
        yield Member(
            program=_program(run, process),
            ports=(service,),
            is_ready=_health_check(service, run.ports.web(service)),
        )


def _workers(run: Run) -> Iterator[Member]:
    for process in (each for each in processes() if each.role != "web"):
        yield Member(program=_program(run, process))


def _program(run: Run, process: Process) -> Program:
    return Program(
        name=process.name,
        command=service_command(process.service, process.role),
        environment=service_environment(run, process.service),
        log=run.logs / f"{process.name}.log",
        group="services",
        stop_seconds=30,
    )


def _health_check(service: str, port: int) -> Callable[[], bool]:
    return lambda: is_healthy(f"http://{LOOPBACK}:{port}/health/{service}/ready")


def _front_door(run: Run) -> Member:
    url = f"http://{LOOPBACK}:{run.ports.front}/health/messaging/ready"
    return Member(program=nginx_program(run), ports=("front",), is_ready=lambda: is_healthy(url))
