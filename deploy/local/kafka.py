"""Real Apache Kafka in KRaft mode: one node that is broker and controller."""

import socket
import subprocess
import time
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.local.errors import LocalRunError
from deploy.local.jars import KAFKA, class_path, java
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.programs import Program

# A fixed cluster id lets a run be formatted again without asking what was there.
CLUSTER_ID = "dHVob25vLWxvY2FsLTAwMQ"
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
controlled.shutdown.enable=false
"""
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %m (%c{1})%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
"""


def kafka_program(state: Path, ports: Ports, logs: Path) -> Program:
    """Kafka, ready to be started on ``ports`` with its data under ``state``.

    Raises:
        LocalRunError: when its jars cannot be fetched or its disk cannot be formatted.
    """
    home = state / "kafka"
    home.mkdir(parents=True, exist_ok=True)
    properties = home / "server.properties"
    properties.write_text(
        PROPERTIES.format(
            host=LOOPBACK, port=ports.kafka, controller=ports.kafka_controller, data=home / "data"
        )
    )
    (home / "log4j2.properties").write_text(LOGGING)
    jars = class_path(KAFKA)
    if not (home / "data" / "meta.properties").is_file():
        _format(jars, home)
    return Program(
        name="kafka",
        command=(*_java(home, "-Xms256m", "-Xmx768m"), "-cp", jars, "kafka.Kafka", str(properties)),
        log=logs / "kafka.log",
        directory=home,
    )


def answers(bootstrap_servers: str, timeout_seconds: float = 2) -> bool:
    """Whether a broker there lists its topics."""
    # kafka-python leaves a socket behind for every address that nobody listens on.
    if not any(_listens(address) for address in bootstrap_servers.split(",")):
        return False
    try:
        admin = KafkaAdminClient(
            bootstrap_servers=bootstrap_servers,
            request_timeout_ms=int(timeout_seconds * 1000),
            bootstrap_timeout_ms=int(timeout_seconds * 1000),
        )
    except (KafkaError, OSError, ValueError):
        return False
    try:
        admin.list_topics()
    except (KafkaError, OSError):
        return False
    finally:
        admin.close()
    return True


def _listens(address: str) -> bool:
    host, _, port = address.strip().rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except (OSError, ValueError):
        return False
    return True


def _format(jars: str, home: Path) -> None:
    begun = time.monotonic()
    arguments = ("format", "-t", CLUSTER_ID, "-c", str(home / "server.properties"))
    done = subprocess.run(
        # Over in a second: not worth compiling well.
        (
            *_java(home, "-XX:TieredStopAtLevel=1"),
            "-cp",
            jars,
            "kafka.tools.StorageTool",
            *arguments,
        ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        lines = (done.stdout + done.stderr).splitlines()
        raise LocalRunError(
            f"Kafka cannot use {home} (Java ended after {time.monotonic() - begun:.0f} s).",
            log=tuple(lines[-12:]),
        )


def _java(home: Path, *options: str) -> tuple[str, ...]:
    logging = f"-Dlog4j2.configurationFile={home / 'log4j2.properties'}"
    return (java(), *options, "-XX:+UseSerialGC", logging)
