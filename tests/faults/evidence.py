"""What a system really did: its documents, outboxes, topics and inboxes, read past its own code."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from tests.system import System


@dataclass(frozen=True)
class Recorded:
    """One event as it stands in a topic or an outbox."""

    id: str
    type: str
    key: str
    version: int
    data: dict[str, Any]


@dataclass
class Operation:
    """One request of the load: what was asked, and what came of it, as far as the asker knows.

    ``status`` is None where no answer came: it may have happened or not.
    """

    key: str
    subject: str
    body: dict[str, Any]
    status: int | None = None
    answers: list[tuple[int, bytes]] = field(default_factory=list)


def events_of(system: System, topics: Iterable[str]) -> list[Recorded]:
    """Every event in these topics, in the order of the log, duplicates included."""
    consumer = KafkaConsumer(
        bootstrap_servers=system.kafka_servers(), enable_auto_commit=False, group_id=None
    )
    try:
        found: list[Recorded] = []
        for topic in topics:
            partitions = [
                TopicPartition(topic, number)
                for number in sorted(consumer.partitions_for_topic(topic) or ())
            ]
            found += _read_to_end(consumer, partitions)
        return found
    finally:
        consumer.close(autocommit=False)


def outbox_of(system: System, service: str) -> list[Recorded]:
    """What still waits in a service's outbox."""
    return [
        Recorded(
            id=row["_id"],
            type=row["headers"]["ce_type"].decode(),
            key=row["key"],
            version=row["version"],
            data=json.loads(row["value"] or b"{}"),
        )
        for row in system.database(service)["outbox"].find()
    ]


def versions_by_record(recorded: Iterable[Recorded]) -> dict[str, dict[int, set[str]]]:
    """Event ids by record and version; a version with two ids means a repeated effect."""
    versions: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in recorded:
        versions[one.key][one.version].add(one.id)
    return versions


def _read_to_end(consumer: Any, partitions: list[Any]) -> list[Recorded]:
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    found = []
    while any(consumer.position(one) < ends[one] for one in partitions):
        for records in consumer.poll(timeout_ms=1000).values():
            found += [_recorded(record) for record in records]
    return [one for one in found if one is not None]


def _recorded(record: Any) -> Recorded | None:
    headers = dict(record.headers)
    if "ce_id" not in headers:
        return None
    return Recorded(
        id=headers["ce_id"].decode(),
        type=headers["ce_type"].decode(),
        key=record.key.decode(),
        version=int(headers["ce_subjectversion"]),
        data=json.loads(record.value or b"{}"),
    )
