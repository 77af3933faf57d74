"""Kafka, MongoDB and GreenMail for whoever needs them: a run, a test session, a benchmark."""

import atexit
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.local import greenmail, kafka, mongodb
from deploy.local.errors import LocalRunError
from deploy.local.ports import LOOPBACK, Ports, free_ports, require_free
from deploy.local.programs import Program, Running, refused

Echo = Callable[[str], None]
START_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the backing servers are. ``greenmail_api`` is empty for a mail server of your own."""

    kafka_bootstrap: str
    mongodb_uri: str
    smtp_url: str
    greenmail_api: str


@dataclass(frozen=True, kw_only=True)
class Backing:
    """One backing server to start: its program, its ports, and how to know that it is ready."""

    program: Program
    ports: tuple[str, ...]
    is_ready: Callable[[], bool]


class Servers:
    """Backing servers started by this process; they end with it, however it ends."""

    def __init__(self, addresses: Addresses, running: list[Running]) -> None:
        self.kafka_bootstrap = addresses.kafka_bootstrap
        self.mongodb_uri = addresses.mongodb_uri
        self.smtp_url = addresses.smtp_url
        self.greenmail_api = addresses.greenmail_api
        self._running = running

    def stop(self) -> None:
        """End them all; a second call does nothing."""
        while self._running:
            self._running.pop().stop()


def start_backing_servers(
    state_dir: Path, ports: Ports | None = None, echo: Echo | None = None
) -> Servers:
    """Start the servers that the environment does not name, and wait until each can be used.

    ``ports`` are free ones unless given; ``echo`` is told when a server is ready. Kafka
    and GreenMail keep their jars in the cache of :func:`deploy.local.jars.cache_folder`.

    Raises:
        LocalRunError: when a port is taken, a server refuses to start (with its last log lines),
            or a server named by the environment does not answer.
    """
    require_external_servers()
    ports = ports or free_ports()
    needed = backing_servers(state_dir, ports, state_dir / "logs")
    require_free(ports, tuple(name for server in needed for name in server.ports))
    running: list[Running] = []
    servers = Servers(addresses(ports), running)
    atexit.register(servers.stop)
    try:
        running.extend(Running(server.program) for server in needed)
        for server, started in zip(needed, tuple(running), strict=True):
            seconds = wait_until(server.is_ready, server.program, started.require_alive)
            if echo:
                echo(f"{server.program.name} is ready ({seconds:.1f} s)")
    except BaseException:
        servers.stop()
        raise
    return servers


def backing_servers(state: Path, ports: Ports, logs: Path) -> list[Backing]:
    """The servers to start: those that the environment does not name."""
    needed: list[Backing] = []
    if not os.environ.get("MONGODB_URI"):
        needed.append(
            Backing(
                program=mongodb.mongodb_program(state, ports, logs),
                ports=("mongodb",),
                is_ready=lambda: mongodb.become_primary(ports),
            )
        )
    if not os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        needed.append(
            Backing(
                program=kafka.kafka_program(state, ports, logs),
                ports=("kafka", "kafka_controller"),
                is_ready=lambda: kafka.answers(addresses(ports).kafka_bootstrap),
            )
        )
    if not os.environ.get("SMTP_URL"):
        needed.append(
            Backing(
                program=greenmail.greenmail_program(ports, logs),
                ports=("smtp", "imap", "greenmail_api"),
                is_ready=lambda: greenmail.smtp_answers(addresses(ports).smtp_url),
            )
        )
    return needed


def addresses(ports: Ports) -> Addresses:
    """Where the servers are: as the environment says, else where this run starts them."""
    chosen = os.environ.get
    own_mail = f"smtp://{LOOPBACK}:{ports.smtp}"
    own_api = "" if chosen("SMTP_URL") else f"http://{LOOPBACK}:{ports.greenmail_api}"
    return Addresses(
        kafka_bootstrap=chosen("KAFKA_BOOTSTRAP_SERVERS") or f"{LOOPBACK}:{ports.kafka}",
        mongodb_uri=chosen("MONGODB_URI") or mongodb.mongodb_uri(ports),
        smtp_url=chosen("SMTP_URL") or own_mail,
        greenmail_api=chosen("GREENMAIL_API") or own_api,
    )


def require_external_servers() -> None:
    """Raises LocalRunError unless every server that the environment names can be used."""
    uri, brokers = os.environ.get("MONGODB_URI"), os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    mail = os.environ.get("SMTP_URL")
    if uri:
        mongodb.require_transactions(uri)
    if brokers and not kafka.answers(brokers, timeout_seconds=5):
        raise _unreachable("KAFKA_BOOTSTRAP_SERVERS", brokers, "Kafka")
    if mail and not greenmail.smtp_answers(mail):
        raise _unreachable("SMTP_URL", mail, "mail server")


def wait_until(
    is_ready: Callable[[], bool], program: Program, require_alive: Callable[[], None]
) -> float:
    """Wait until ``is_ready``; the seconds that took.

    Raises:
        LocalRunError: when the program ends meanwhile or takes longer than START_SECONDS.
    """
    begun = time.monotonic()
    while not is_ready():
        require_alive()
        if time.monotonic() - begun > START_SECONDS:
            raise refused(program, f"was not ready after {START_SECONDS} s")
        time.sleep(0.1)
    return time.monotonic() - begun


def _unreachable(variable: str, value: str, what: str) -> LocalRunError:
    return LocalRunError(
        f"{variable} is {value}, but no {what} answers there.",
        remedy=f"Start it, or unset {variable} to have one started for you.",
    )
