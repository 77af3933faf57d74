"""The ceiling of an import: csv, PyMongo and kafka-python alone move the very same things.

What an import left in its store and its topics is read again, a piece at a time, and each piece is
written into bare collections with the same indexes and sent to a bare topic. Only that is timed,
and the reading of the CSV files; finding the pieces is not.
"""

import csv
import io
import time
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database

from services.evaluation.progress.models import DOCUMENTS as KEPT
from services.evaluation.roster.models import PUBLISHED, SourceRecord
from shared import ids
from shared.settings import Settings
from shared.tenancy import TenantDocument

ROWS_AT_ONCE = 1_000
MESSAGES_AT_ONCE = 5_000
PARTITIONS = 12
DOCUMENTS: tuple[type[TenantDocument], ...] = (SourceRecord, *PUBLISHED, *KEPT)

Row = dict[str, Any]


@dataclass
class Ceiling:
    """Seconds that each part took, and how many documents and messages there were."""

    reading: float = 0.0
    storing: float = 0.0
    sending: float = 0.0
    documents: int = 0
    messages: int = 0

    @property
    def seconds(self) -> float:
        """All of it, one after the other."""
        return self.reading + self.storing + self.sending


def measure_ceiling(settings: Settings, path: Path, topics: Iterable[str]) -> Ceiling:
    """What bare libraries take for what the import of ``path`` left in this installation."""
    found = Ceiling(reading=_timed(partial(_read_all, path)))
    client: MongoClient[Row] = MongoClient(settings.mongodb_uri, tz_aware=True)
    ours, bare = client[settings.database], client[f"{settings.database}_bare"]
    try:
        for name in (one._get_collection_name() for one in DOCUMENTS):
            _store_again(found, ours[name], _like(ours[name], bare))
        _send_again(found, settings, topics, _like(ours["outbox"], bare))
    finally:
        client.drop_database(bare.name)
        client.close()
    return found


def _read_all(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as entry:
                for _ in csv.reader(io.TextIOWrapper(entry, encoding="utf-8", newline="")):
                    pass


def _like(ours: Collection[Row], bare: Database[Row]) -> Collection[Row]:
    """An empty collection with the same indexes."""
    made = bare.create_collection(ours.name)
    for name, index in ours.index_information().items():
        if name != "_id_":
            options = {one: index[one] for one in index if one not in {"key", "v", "ns"}}
            made.create_index(index["key"], name=name, **options)
    return made


def _store_again(found: Ceiling, ours: Collection[Row], bare: Collection[Row]) -> None:
    rows = iter(ours.find(batch_size=ROWS_AT_ONCE))
    while piece := list(islice(rows, ROWS_AT_ONCE)):
        found.storing += _timed(partial(bare.insert_many, piece, ordered=False))
        found.documents += len(piece)


def _send_again(
    found: Ceiling, settings: Settings, topics: Iterable[str], outbox: Collection[Row]
) -> None:
    with _bare_topic(settings) as topic, _bare_producer(settings) as producer:
        for messages in _messages(settings, topics):
            rows = [_outbox_row(one) for one in messages]
            found.storing += _timed(partial(_insert_and_delete, outbox, rows))
            found.sending += _timed(partial(_send, producer, topic, rows))
            found.messages += len(rows)


def _outbox_row(message: Any) -> Row:
    return {
        "_id": ids.new_id(),
        "key": message.key.decode(),
        "version": message.offset,
        "topic": message.topic,
        "headers": dict(message.headers),
        "value": message.value,
        "recorded_at": message.timestamp,
    }


def _insert_and_delete(outbox: Collection[Row], rows: list[Row]) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        piece = rows[start : start + ROWS_AT_ONCE]
        outbox.insert_many(piece, ordered=False)
        outbox.delete_many({"_id": {"$in": [row["_id"] for row in piece]}})


def _send(producer: KafkaProducer, topic: str, rows: list[Row]) -> None:
    futures = [
        producer.send(
            topic,
            key=row["key"].encode(),
            value=row["value"],
            headers=list(row["headers"].items()),
        )
        for row in rows
    ]
    producer.flush()
    assert all(future.succeeded() for future in futures)


def _messages(settings: Settings, topics: Iterable[str]) -> Iterator[list[Any]]:
    """Everything in the topics."""
    consumer = KafkaConsumer(
        bootstrap_servers=settings.kafka.bootstrap_servers,
        enable_auto_commit=False,
        max_poll_records=MESSAGES_AT_ONCE,
    )
    try:
        partitions = [
            TopicPartition(settings.kafka.topic_prefix + name, number)
            for name in topics
            for number in range(PARTITIONS)
        ]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        left = sum(consumer.end_offsets(partitions).values())
        while left > 0:
            polled = consumer.poll(timeout_ms=1_000)
            messages = [one for some in polled.values() for one in some]
            left -= len(messages)
            if messages:
                yield messages
    finally:
        consumer.close()


@contextmanager
def _bare_producer(settings: Settings) -> Iterator[KafkaProducer]:
    producer = KafkaProducer(
        bootstrap_servers=settings.kafka.bootstrap_servers,
        acks="all",
        enable_idempotence=True,
        linger_ms=5,
        batch_size=65_536,
    )
    try:
        yield producer
    finally:
        producer.close()


@contextmanager
def _bare_topic(settings: Settings) -> Iterator[str]:
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka.bootstrap_servers)
    topic = f"{settings.kafka.topic_prefix}bare-{uuid.uuid4().hex[:6]}"
    admin.create_topics([NewTopic(topic, num_partitions=PARTITIONS, replication_factor=1)])
    try:
        yield topic
    finally:
        admin.delete_topics([topic])
        admin.close()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
