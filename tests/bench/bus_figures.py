"""Relay and projection beside bare kafka-python and PyMongo moving the same bytes."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.coordinator.assignors.range import RangePartitionAssignor
from pymongo import MongoClient, ReplaceOne

from shared import bus, events, indexes, outbox, relay, store
from shared.consumer import process_batch
from shared.events.evaluation import PersonChanged, Role
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.bench.figures import Figure, best_rate, compared, seconds_of
from tests.shared.sample import SERVICE

EVENTS = 20_000
SCHOOL = "00000000-0000-4000-8000-000000000001"
PARTITIONS = 12
# The best of so many counts, ours and bare alike.
RUNS = 3


def measure(settings: Settings) -> list[Figure]:
    """Relay and projection, each with its ceiling measured right beside it."""
    bus.ensure_topics(
        settings, [bus.TopicDeclaration(name, PARTITIONS, 1) for name in SERVICE.topics]
    )
    indexes.ensure_indexes(SERVICE)
    rows = _record(EVENTS)
    sent = [_relay(settings)]
    ours_read, bare_read = _projection(settings), _bare_reads(settings)
    for _ in range(RUNS - 1):
        _record(EVENTS)
        sent.append(_relay(settings))
    ours_sent, bare_sent = max(sent), _bare_sends(settings, rows)
    return [
        compared("relay: outbox → Kafka", "events/s", ours_sent, bare_sent, aim_ratio=0.8),
        compared("projection: Kafka → MongoDB", "events/s", ours_read, bare_read, aim_ratio=0.6),
    ]


def _record(count: int) -> list[store.Row]:
    for start in range(0, count, 500):
        _record_some(range(start, start + 500))
    return list(store.raw_collection(outbox.OUTBOX).find())


@store.atomic
def _record_some(numbers: range) -> None:
    for number in numbers:
        event = PersonChanged(
            person_id=str(uuid.UUID(int=number)),
            given_name="Mele",
            family_name="Fifita",
            preferred_name="",
            roles=(Role.GUARDIAN,),
            grades=(),
            languages=("to", "en"),
            active=True,
        )
        outbox.record_state(event, school_id=SCHOOL, subject_id=event.person_id, version=1)


def _relay(settings: Settings) -> float:
    producer = bus.Producer(settings)

    def relay_all() -> None:
        passing = relay.Relay(producer)
        while passing.turn():
            pass

    try:
        return EVENTS / seconds_of(relay_all)
    finally:
        producer.close()


def _projection(settings: Settings) -> float:
    consumer = bus.Consumer(settings, SERVICE.topics)
    try:
        first = _first_messages(consumer)

        def project_all() -> None:
            done, batch = 0, first
            while done < EVENTS:
                if batch:
                    process_batch(SERVICE, batch)
                    consumer.commit(batch)
                    done += len(batch)
                if done < EVENTS:
                    batch = consumer.poll(1)

        return EVENTS / seconds_of(project_all)
    finally:
        consumer.close()


def _first_messages(consumer: bus.Consumer) -> list[Any]:
    """Joining the group is not what is measured."""
    batch: list[Any] = []
    while not batch:
        batch = consumer.poll(1)
    return batch


def _bare_sends(settings: Settings, rows: list[store.Row]) -> float:
    with _bare_topic(settings) as topic:
        producer = KafkaProducer(
            bootstrap_servers=settings.kafka.bootstrap_servers,
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            batch_size=65_536,
        )
        ready = [
            (row["key"].encode(), row["value"], [(k, bytes(v)) for k, v in row["headers"].items()])
            for row in rows
        ]

        def send_all() -> None:
            futures = [
                producer.send(topic, key=key, value=value, headers=headers)
                for key, value, headers in ready
            ]
            producer.flush()
            assert all(future.succeeded() for future in futures)

        rate = best_rate(EVENTS, send_all, runs=RUNS)
        producer.close()
        return rate


def _bare_reads(settings: Settings) -> float:
    client: MongoClient[Any] = MongoClient(settings.mongodb_uri)
    collection = client[f"{settings.database}_bare"]["people"]
    consumer = KafkaConsumer(
        settings.kafka.topic_prefix + events.event_type(PersonChanged).topic.value,
        bootstrap_servers=settings.kafka.bootstrap_servers,
        group_id=uuid.uuid4().hex,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_poll_records=500,
        partition_assignment_strategy=[RangePartitionAssignor],
    )
    try:
        polled: dict[Any, Any] = {}
        while not polled:
            polled = consumer.poll(1000)

        def read_all() -> None:
            done, batch = 0, polled
            while done < EVENTS:
                records = [record for some in batch.values() for record in some]
                if records:
                    collection.bulk_write([_bare_write(one) for one in records], ordered=False)
                    consumer.commit()
                    done += len(records)
                if done < EVENTS:
                    batch = consumer.poll(1000)

        return EVENTS / seconds_of(read_all)
    finally:
        consumer.close()
        client.drop_database(f"{settings.database}_bare")
        client.close()


def _bare_write(record: Any) -> Any:
    row = json.loads(record.value)
    row["_id"] = record.key.decode()
    return ReplaceOne({"_id": row["_id"]}, row, upsert=True)


@contextmanager
def _bare_topic(settings: Settings) -> Iterator[str]:
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka.bootstrap_servers)
    topic = f"{settings.kafka.topic_prefix}bare"
    admin.create_topics([NewTopic(topic, num_partitions=PARTITIONS, replication_factor=1)])
    try:
        yield topic
    finally:
        admin.delete_topics([topic])
        admin.close()


def in_scope(settings: Settings) -> list[Figure]:
    """``measure`` within the sample service's store and one school's scope."""
    with store.use(SERVICE.name), scope_of(SCHOOL):
        return measure(settings)
