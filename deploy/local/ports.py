"""Which port each part of the local run listens on, and whether those ports are free."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass

import psutil

from deploy.local.errors import LocalRunError

DEFAULT_BASE = 8080
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Ports:
    """One loopback port for each listener."""

    front: int
    invitations: int
    messaging: int
    evaluation: int
    kafka: int
    kafka_controller: int
    mongodb: int
    smtp: int
    imap: int
    greenmail_api: int
    oidc: int

    def web(self, service: str) -> int:
        """The port of the web process of ``service``."""
        return int(getattr(self, service))

    def items(self) -> Iterator[tuple[str, int]]:
        """Each listener's name and port."""
        yield from asdict(self).items()


def ports_from(base: int) -> Ports:
    """The port map of the local run whose front door listens on ``base``."""
    return Ports(
        front=base,
        invitations=base + 1,
        messaging=base + 2,
        evaluation=base + 3,
        kafka=base + 10,
        kafka_controller=base + 11,
        mongodb=base + 20,
        smtp=base + 30,
        imap=base + 31,
        greenmail_api=base + 32,
        oidc=base + 40,
    )


def free_ports() -> Ports:
    """A port map of ports that nobody listens on now, for a run beside others."""
    names = list(Ports.__dataclass_fields__)
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in names]
        for probe in sockets:
            probe.bind((LOOPBACK, 0))
        return Ports(**dict(zip(names, (s.getsockname()[1] for s in sockets), strict=True)))


def require_free(ports: Ports, needed: tuple[str, ...]) -> None:
    """Make sure that nobody listens on the ports named in ``needed``.

    Raises:
        LocalRunError: naming each port that is taken and, where it can be seen, by whom.
    """
    taken = [(name, port) for name, port in ports.items() if name in needed and is_taken(port)]
    if taken:
        faults = ", ".join(f"{port} ({name}{_holder(port)})" for name, port in taken)
        raise LocalRunError(
            f"Port taken: {faults}.",
            remedy="End that program, or choose another first port: TUHONO_PORT=9080 make run",
        )


def is_taken(port: int) -> bool:
    """Whether somebody listens on ``port`` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError:
            return True
        return False


def _holder(port: int) -> str:
    try:
        pids = [
            connection.pid
            for connection in psutil.net_connections(kind="tcp")
            if connection.status == psutil.CONN_LISTEN and tuple(connection.laddr)[1:2] == (port,)
        ]
        return f", held by {psutil.Process(pids[0]).name()}, process {pids[0]}"
    except (psutil.Error, IndexError, TypeError):
        return ""
