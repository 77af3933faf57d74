"""Kafka, and nothing of it anywhere else, so that the client can be replaced.

A client made before a fork hangs, so each process makes its own. A web process makes none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, NewTopic
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import (
    CommitFailedError,
    KafkaConnectionError,
    KafkaError,
    RebalanceInProgressError,
    TopicAlreadyExistsError,
)
from kafka.structs import OffsetAndMetadata

from shared.envelope import Headers, Message
from shared.errors import InfrastructureDown
from shared.settings import Settings

Outgoing = tuple[str, str, Headers, bytes | None]


@dataclass(frozen=True)
class TopicDeclaration:
    """A topic of ``deploy/topics.toml``; the name is without the installation's prefix."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str] = field(default_factory=dict)


class Producer:
    """Sends messages and says which of them Kafka has acknowledged."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = settings.kafka.topic_prefix
        self._client = KafkaProducer(
            **_connection(settings),
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            batch_size=65_536,
            max_block_ms=5_000,
            request_timeout_ms=10_000,
            delivery_timeout_ms=20_000,
        )

    def start_sending(self, messages: Sequence[Outgoing]) -> Callable[[], list[bool]]:
        """Hand (topic, key, headers, value) to Kafka in order; call the result to wait for it.

        The result gives True where Kafka has the message for certain. False means that it is not
        known: the message may still be in the log.
        """
        futures: list[Any] = []
        with suppress(KafkaError):  # each further send would wait as long for the same broker
            futures.extend(self._send(*message) for message in messages)

        def wait() -> list[bool]:
            with suppress(KafkaError):  # what was acknowledged stands in each future
                self._client.flush(timeout=30)
            known = [future.succeeded() for future in futures]
            return known + [False] * (len(messages) - len(known))

        return wait

    def close(self) -> None:
        """Leave without waiting for what is still under way: its rows are still in the outbox."""
        self._client.close(timeout=5)

    def _send(self, topic: str, key: str, headers: Headers, value: bytes | None) -> Any:
        return self._client.send(
            self._prefix + topic,
            key=key.encode(),
            value=value,
            headers=list(headers.items()),
        )


class Consumer:
    """Reads the subscribed topics as one member of the service's group; commits only when told."""

    def __init__(
        self, settings: Settings, topics: Iterable[str], *, max_records: int = 500
    ) -> None:
        self._prefix = settings.kafka.topic_prefix
        self._client = KafkaConsumer(
            **_connection(settings),
            group_id=f"{self._prefix}{settings.service}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            session_timeout_ms=15_000,
            heartbeat_interval_ms=1_000,
            max_poll_interval_ms=120_000,
            max_poll_records=max_records,
            partition_assignment_strategy=[RangePartitionAssignor],
            allow_auto_create_topics=False,
            fetch_max_wait_ms=100,
        )
        self._client.subscribe([self._prefix + topic for topic in topics])

    def poll(self, timeout_seconds: float) -> list[Message]:
        """The next messages, each partition's in its order; empty when none came in time."""
        polled = self._client.poll(timeout_ms=int(timeout_seconds * 1000))
        return [
            Message(
                topic=record.topic.removeprefix(self._prefix),
                partition=record.partition,
                offset=record.offset,
                key=(record.key or b"").decode(errors="replace"),
                headers=dict(record.headers or ()),
                value=record.value,
            )
            for records in polled.values()
            for record in records
        ]

    def commit(self, messages: Sequence[Message]) -> bool:
        """Say that these are done; False when the group moved on and they will come again."""
        offsets: dict[Any, Any] = {}
        for message in messages:
            partition = TopicPartition(self._prefix + message.topic, message.partition)
            offsets[partition] = OffsetAndMetadata(message.offset + 1, "", -1)
        try:
            self._client.commit(offsets)
        except (CommitFailedError, RebalanceInProgressError):
            return False
        except KafkaError as error:
            raise InfrastructureDown("Kafka did not take the commit") from error
        return True

    def wait(self, seconds: float) -> None:
        """Stay in the group for so long without reading: a sleep would lose the partitions.

        Partitions that come to us meanwhile are not paused; what they gave is read again later.
        """
        self._client.pause(*self._client.assignment())
        polled = self._client.poll(timeout_ms=int(seconds * 1000))
        for partition, records in polled.items():
            self._client.seek(partition, records[0].offset)
        self._client.resume(*self._client.assignment())

    def close(self) -> None:
        """Leave the group."""
        self._client.close(autocommit=False)


def ensure_topics(settings: Settings, declarations: Sequence[TopicDeclaration]) -> list[str]:
    """Create missing topics and set the declared configuration; returns the new names."""
    admin = KafkaAdminClient(**_connection(settings))
    prefix = settings.kafka.topic_prefix
    try:
        existing = set(admin.list_topics())
        missing = [topic for topic in declarations if prefix + topic.name not in existing]
        created = [topic.name for topic in missing if _create_topic(admin, prefix, topic)]
        admin.alter_configs(
            [
                ConfigResource(ConfigResourceType.TOPIC, prefix + topic.name, dict(topic.config))
                for topic in declarations
                if topic.config and prefix + topic.name in existing
            ]
        )
        return created
    finally:
        admin.close()


def _create_topic(admin: Any, prefix: str, topic: TopicDeclaration) -> bool:
    new = NewTopic(
        prefix + topic.name,
        num_partitions=topic.partitions,
        replication_factor=topic.replication,
        topic_configs=dict(topic.config),
    )
    try:
        admin.create_topics([new])
    except TopicAlreadyExistsError:
        return False
    return True


def lag(settings: Settings, topics: Iterable[str]) -> dict[str, int]:
    """How many messages of each topic the service's group has not committed yet.

    Raises:
        InfrastructureDown: Kafka cannot be reached.
    """
    prefix = settings.kafka.topic_prefix
    group = f"{prefix}{settings.service}"
    try:
        client = KafkaConsumer(**_connection(settings), group_id=group, enable_auto_commit=False)
        try:
            return {topic: _topic_lag(client, prefix + topic) for topic in topics}
        finally:
            client.close(autocommit=False)
    except KafkaError as error:
        raise InfrastructureDown("Kafka does not say how far its readers are") from error


def _topic_lag(client: Any, topic: str) -> int:
    partitions = [
        TopicPartition(topic, number) for number in client.partitions_for_topic(topic) or ()
    ]
    ends = client.end_offsets(partitions)
    starts = client.beginning_offsets(partitions)
    return sum(ends[one] - (client.committed(one) or starts[one]) for one in partitions)


def is_unreachable(error: BaseException) -> bool:
    """Whether the error means that Kafka cannot be reached now, so that waiting helps."""
    return isinstance(error, KafkaConnectionError | InfrastructureDown | KafkaError)


def _connection(settings: Settings) -> dict[str, Any]:
    kafka = settings.kafka
    options: dict[str, Any] = {
        "bootstrap_servers": kafka.bootstrap_servers.split(","),
        "client_id": f"tuhono-{settings.service}",
        # The client's own 30 s would add to every outage.
        "reconnect_backoff_max_ms": 2_000,
        "security_protocol": kafka.security_protocol,
    }
    if kafka.sasl_mechanism:
        options |= {
            "sasl_mechanism": kafka.sasl_mechanism,
            "sasl_plain_username": kafka.username,
            "sasl_plain_password": kafka.password,
        }
    return options
