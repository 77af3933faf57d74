"""Feeds of made-up districts, imported by processes of their own on empty stores.

A first import ends when Kafka has acknowledged its last event, which the service's own relay
process passes on meanwhile. Aims: issue 4, point 6.
"""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymongo
from kafka.admin import KafkaAdminClient

from deploy.local.servers import Servers
from deploy.topics import declarations, topic_rules
from services.evaluation.service import SERVICE
from shared import bus, indexes, leases, store
from shared.settings import Settings, load_settings
from tests.bench.feed_bare import Ceiling, measure_ceiling
from tests.bench.feed_bundle import STUDENTS_OF_111_000_ROWS, write_feed
from tests.bench.feed_size import Size
from tests.bench.figures import Figure, compared
from tests.waiting import eventually

STUDENTS = (1_000, 10_000)
LARGE = 100_000
ROWS_PER_SECOND = 30_000
MEBIBYTES = 150
RATIO = 0.5
RUNS = 3
TIMES_FASTER_AGAIN = 5
TOPICS = [rule.name for rule in topic_rules() if rule.writer == SERVICE.name]


@dataclass(frozen=True, kw_only=True)
class Import:
    """An import in its own process, from its start until the last event was acknowledged."""

    rows: int
    seconds: float
    memory: float


@dataclass(frozen=True, kw_only=True)
class _Place:
    """An installation of nobody else: its settings, and the environment that says the same."""

    settings: Settings
    environment: dict[str, str]


def measure(_: Servers) -> list[Figure]:
    """A dry run, and first and second imports of two sizes."""
    with tempfile.TemporaryDirectory(prefix="tuhono-bench-feeds-") as name:
        folder = Path(name)
        figures = _dry_run(folder)
        for students in STUDENTS:
            figures += _imports(folder, students)
    return figures


def measure_large(_: Servers) -> list[Figure]:
    """The same of a district of 100,000 students; only when asked for by name."""
    with tempfile.TemporaryDirectory(prefix="tuhono-bench-feeds-") as name:
        return _imports(Path(name), LARGE)


def _dry_run(folder: Path) -> list[Figure]:
    path = folder / "dry-run.zip"
    rows = write_feed(path, Size(students=STUDENTS_OF_111_000_ROWS))
    with _installation(folder) as place:
        # It changes nothing, so that the best of some counts.
        runs = [_import(place, path, "--dry-run") for _ in range(RUNS)]
    found = min(runs, key=lambda one: one.seconds)
    rate = found.rows / found.seconds
    name = f"feed: dry run of {rows:,} rows"
    return [
        Figure(
            name=name,
            unit="rows/s",
            ours=rate,
            aim=f"≥ {ROWS_PER_SECOND:,}",
            reached=rate >= ROWS_PER_SECOND,
        ),
        _memory(name, found),
    ]


def _imports(folder: Path, students: int) -> list[Figure]:
    path = folder / f"{students}.zip"
    write_feed(path, Size(students=students))
    name = f"feed: {students:,} students"
    with _installation(folder) as place:
        with _relay(place):
            first, again = _import(place, path), _import(place, path)
        ceiling = measure_ceiling(place.settings, path, TOPICS)
    return [
        compared(
            f"{name}, first import",
            "records/s",
            first.rows / first.seconds,
            first.rows / ceiling.seconds,
            aim_ratio=RATIO,
        ),
        _faster_again(name, first, again),
        _memory(f"{name}, first import", first),
        *_sizes(name, ceiling),
    ]


def _faster_again(name: str, first: Import, again: Import) -> Figure:
    times = first.seconds / again.seconds
    return Figure(
        name=f"{name}, unchanged file again",
        unit="times faster",
        ours=times,
        aim=f"≥ {TIMES_FASTER_AGAIN}",
        reached=times >= TIMES_FASTER_AGAIN,
    )


def _memory(name: str, found: Import) -> Figure:
    return Figure(
        name=f"{name}: peak memory",
        unit="MiB",
        ours=found.memory,
        aim=f"≤ {MEBIBYTES}",
        reached=found.memory <= MEBIBYTES,
    )


def _sizes(name: str, ceiling: Ceiling) -> list[Figure]:
    return [
        Figure(name=f"{name}: documents stored", unit="", ours=ceiling.documents),
        Figure(name=f"{name}: events sent", unit="", ours=ceiling.messages),
    ]


def _import(place: _Place, path: Path, *options: str) -> Import:
    """Run one import in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.feed_child", str(path), *options]
    done = subprocess.run(command, env=place.environment, stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    assert told["state"] == "finished", told["state"]
    return Import(rows=told["rows"], seconds=told["seconds"], memory=told["memory"])


@contextmanager
def _relay(place: _Place) -> Iterator[None]:
    """The service's relay process, at work."""
    command = [sys.executable, "-m", "services.evaluation", "relay"]
    process = subprocess.Popen(command, env=place.environment)
    try:
        with pymongo.MongoClient[Any](place.settings.mongodb_uri) as client:
            held = client[place.settings.database][leases.LEASES]
            eventually(lambda: held.find_one({"_id": "relay"}) is not None, what="the relay")
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def _installation(folder: Path) -> Iterator[_Place]:
    """Databases and topics of one measurement's own, gone afterwards."""
    own = uuid.uuid4().hex[:6]
    changed = {
        "MONGODB_DATABASE_PREFIX": f"{os.environ['MONGODB_DATABASE_PREFIX']}{own}_",
        "KAFKA_TOPIC_PREFIX": f"{os.environ['KAFKA_TOPIC_PREFIX']}{own}.",
        "DATA_DIRECTORY": str(folder),
    }
    settings = _settings_with(changed)
    bus.ensure_topics(settings, [one for one in declarations(1) if one.name in TOPICS])
    store.connect(settings)
    try:
        with store.use(SERVICE.name):
            indexes.ensure_indexes(SERVICE)
        yield _Place(settings=settings, environment={**os.environ, **changed})
        store.database().client.drop_database(settings.database)
    finally:
        store.disconnect(SERVICE.name)
        _delete_topics(settings)


def _settings_with(changed: dict[str, str]) -> Settings:
    own = load_settings(SERVICE.name)
    return dataclasses.replace(
        own,
        mongodb_database_prefix=changed["MONGODB_DATABASE_PREFIX"],
        kafka=dataclasses.replace(own.kafka, topic_prefix=changed["KAFKA_TOPIC_PREFIX"]),
        data_directory=changed["DATA_DIRECTORY"],
    )


def _delete_topics(settings: Settings) -> None:
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka.bootstrap_servers)
    try:
        admin.delete_topics([settings.kafka.topic_prefix + name for name in TOPICS])
    finally:
        admin.close()
