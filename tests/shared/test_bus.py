"""What Kafka holds arrives, whatever the group does meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from shared import bus, ids
from shared.envelope import Message
from shared.service import Service
from shared.settings import Settings
from tests.shared.sample import SERVICE
from tests.waiting import eventually

MESSAGES = 40


@pytest.fixture
def settings(open_store: Callable[[Service], Settings]) -> Settings:
    return open_store(SERVICE)


@pytest.fixture
def topic(settings: Settings) -> str:
    name = f"bus-{ids.new_id()}"
    bus.ensure_topics(settings, [bus.TopicDeclaration(name, 2, 1)])
    return name


@pytest.fixture
def join(settings: Settings, topic: str) -> Iterator[Callable[[], bus.Consumer]]:
    """Make another member of the group."""
    with ExitStack() as stack:

        def joined() -> bus.Consumer:
            consumer = bus.Consumer(settings, [topic])
            stack.callback(consumer.close)
            return consumer

        yield joined


def test_partitions_that_come_during_a_pause_lose_no_message(
    settings: Settings, topic: str, join: Callable[[], bus.Consumer]
) -> None:
    staying, leaving = join(), join()
    eventually(lambda: (leaving.poll(0.1), staying.poll(0.1)) and partitions(staying) == 1)
    send(settings, topic)
    leaving.close()

    def has_both_after_a_pause() -> bool:
        staying.wait(0.5)
        return partitions(staying) == 2

    eventually(has_both_after_a_pause)
    staying.wait(2)
    assert sorted(received(staying)) == sorted(f"k{number}" for number in range(MESSAGES))


def test_what_was_not_committed_comes_again_and_the_rest_does_not(
    settings: Settings, topic: str, join: Callable[[], bus.Consumer]
) -> None:
    send(settings, topic)
    first = join()
    keys = received(first)
    assert len(keys) == MESSAGES
    first.close()
    second = join()
    messages: list[Message] = []
    while len(messages) < MESSAGES:
        messages += second.poll(1)
    done = [one for one in messages if one.partition == 0]
    assert second.commit(done)
    second.close()
    assert sorted(received(join())) == sorted(one.key for one in messages if one.partition == 1)


def send(settings: Settings, topic: str) -> None:
    producer = bus.Producer(settings)
    wait = producer.start_sending([(topic, f"k{number}", {}, b"x") for number in range(MESSAGES)])
    assert all(wait())
    producer.close()


def received(consumer: bus.Consumer) -> list[str]:
    """What comes until nothing has come for a while."""
    keys: list[str] = []
    quiet = 0
    while quiet < 6:
        messages = consumer.poll(1)
        keys += [one.key for one in messages]
        quiet = 0 if messages else quiet + 1
    return keys


def partitions(consumer: bus.Consumer) -> int:
    return len(consumer._client.assignment())
