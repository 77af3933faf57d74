"""From the outbox over a real Kafka to a projection, in order, losing and repeating nothing."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pymongo
import pytest
from pymongo import monitoring

from shared import bus, outbox, relay, store
from shared.errors import InfrastructureDown
from shared.events.evaluation import PersonChanged, Role
from shared.loops import consume, run_relay
from shared.outbox import OUTBOX
from shared.process import service_status
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import platform_collection, scope_of
from tests.shared.sample import SERVICE, KnownPerson, open_invitation, times
from tests.waiting import eventually

SCHOOL = "school-a"


@pytest.fixture
def settings(open_store: Callable[[Service], Settings]) -> Iterator[Settings]:
    settings = open_store(SERVICE)
    with scope_of(SCHOOL):
        yield settings


during_first_read: list[Callable[[], None]] = []


class FirstRead(monitoring.CommandListener):
    """Runs what stands in ``during_first_read`` when a read of the outbox has given some rows."""

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Nothing to do yet."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to do."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """The cursor stands in the middle."""
        cursor = event.reply.get("cursor") or {} if event.command_name == "find" else {}
        if cursor.get("id") and cursor["ns"].endswith(OUTBOX) and during_first_read:
            during_first_read.pop()()


monitoring.register(FirstRead())


class RecordingProducer(bus.Producer):
    """A producer of which Kafka acknowledges only what it is told to."""

    def __init__(self, acknowledge: Callable[[str], bool]) -> None:
        self.sent: list[str] = []
        self._acknowledge = acknowledge

    def start_sending(self, messages: Sequence[bus.Outgoing]) -> Callable[[], list[bool]]:
        versions = [
            f"{key}:{headers['ce_subjectversion'].decode()}" for _, key, headers, _ in messages
        ]
        self.sent += versions
        return lambda: [self._acknowledge(version) for version in versions]


@pytest.mark.usefixtures("settings")
def test_rows_go_in_the_order_of_their_versions() -> None:
    for _ in range(3):
        open_invitation("l1", SCHOOL)
    rows = list(platform_collection(OUTBOX).find().sort("version"))
    first, last = rows[0], rows[-1]
    # A web process with a slow clock: the first version has the greatest id.
    platform_collection(OUTBOX).delete_one({"_id": first["_id"]})
    platform_collection(OUTBOX).insert_one(first | {"_id": last["_id"] + "z"})
    producer = RecordingProducer(lambda _: True)
    assert relay.Relay(producer).turn() == 3
    assert [one.rpartition(":")[2] for one in producer.sent] == ["1", "2", "3"]


@pytest.mark.usefixtures("settings")
def test_an_earlier_version_outside_the_batch_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "BATCH", 2)
    for letter in ("l1", "l1", "l2"):
        open_invitation(letter, SCHOOL)
    rows = list(platform_collection(OUTBOX).find().sort("_id"))
    platform_collection(OUTBOX).delete_one({"_id": rows[0]["_id"]})
    platform_collection(OUTBOX).insert_one(rows[0] | {"_id": rows[2]["_id"] + "z"})
    producer = RecordingProducer(lambda _: True)
    relay.Relay(producer).turn()
    assert [one for one in producer.sent if "l1" in one] == [
        f"{SCHOOL}/invitation/l1:1",
        f"{SCHOOL}/invitation/l1:2",
    ]


@pytest.mark.usefixtures("settings")
def test_a_row_stays_until_kafka_has_every_earlier_one_of_its_record() -> None:
    for letter in ("l1", "l1", "l1", "l2"):
        open_invitation(letter, SCHOOL)
    with pytest.raises(InfrastructureDown):
        relay.Relay(RecordingProducer(lambda one: not one.endswith("l1:2"))).turn()
    left = platform_collection(OUTBOX).find().sort("version")
    assert [(row["key"].rpartition("/")[2], row["version"]) for row in left] == [
        ("l1", 2),
        ("l1", 3),
    ]


@pytest.mark.usefixtures("settings")
def test_a_row_that_kafka_has_is_not_sent_again_before_it_is_deleted() -> None:
    producer = RecordingProducer(lambda _: True)
    passing = relay.Relay(producer)
    for letter in ("l1", "l2", "l1"):
        open_invitation(letter, SCHOOL)
        assert passing.turn() == 1
    assert platform_collection(OUTBOX).count_documents({}) == 1, "the last one goes when it is idle"
    assert passing.turn() == 0
    assert platform_collection(OUTBOX).count_documents({}) == 0
    assert [one.rpartition("/")[2] for one in producer.sent] == ["l1:1", "l2:1", "l1:2"]


def test_what_is_committed_while_rows_are_read_does_not_overtake(settings: Settings) -> None:
    """A cursor that has passed the first version's place must not find the second one."""
    for number in range(150):
        open_invitation(f"l{number}", SCHOOL)
    row = platform_collection(OUTBOX).find_one()
    with pymongo.MongoClient[store.Row](settings.mongodb_uri, timeoutMS=5000) as elsewhere:
        late = elsewhere[settings.database][OUTBOX]

        def commit_two() -> None:
            for version, place in ((1, "0"), (2, "z")):
                headers = row["headers"] | {"ce_subjectversion": str(version).encode()}
                late.insert_one(
                    row | {"_id": place, "key": "late", "version": version, "headers": headers}
                )

        during_first_read.append(commit_two)
        store.connect(settings)
        producer = RecordingProducer(lambda _: True)
        passing = relay.Relay(producer)
        while passing.turn():
            continue
    assert not during_first_read, "nothing was committed while rows were read"
    versions = [one for one in producer.sent if one.startswith("late")]
    assert versions in ([], ["late:1", "late:2"])


def test_a_missing_topic_holds_the_relay_up_once_and_not_for_each_row(settings: Settings) -> None:
    producer = bus.Producer(settings)
    begun = time.monotonic()
    wait = producer.start_sending([("nowhere", f"k{number}", {}, b"x") for number in range(30)])
    assert (wait(), time.monotonic() - begun < 60) == ([False] * 30, True)
    producer.close()


@pytest.mark.usefixtures("settings")
def test_an_event_that_kafka_would_never_take_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="too large"):
        open_invitation("l" * outbox.LARGEST_BYTES, SCHOOL)
    assert platform_collection(OUTBOX).count_documents({}) == 0


def test_events_reach_projections_and_reactions_over_kafka(settings: Settings) -> None:
    make_topics(settings)
    record_people(200)
    for number in range(50):
        open_invitation(f"l{number}", SCHOOL)
    with running(run_relay, settings), running(consume, settings):
        eventually(lambda: KnownPerson.objects.count() == 200)
        eventually(lambda: all(times(SCHOOL, f"opened/l{number}") == 1 for number in range(50)))
        eventually(lambda: sum(service_status(SERVICE, settings)["lag"].values()) == 0)
    assert service_status(SERVICE, settings)["outbox_rows"] == 0


def test_a_replay_of_the_whole_topic_changes_nothing(settings: Settings) -> None:
    make_topics(settings)
    with running(run_relay, settings), running(consume, settings):
        for number in range(20):
            open_invitation(f"again{number}", SCHOOL)
        eventually(lambda: times(SCHOOL, "opened/again19") == 1)
    # A group that committed nothing reads every topic from its start.
    elsewhere = dataclasses.replace(settings, service="sample-replay")
    with running(consume, elsewhere):
        eventually(lambda: sum(service_status(SERVICE, elsewhere)["lag"].values()) == 0)
    assert {times(SCHOOL, f"opened/again{number}") for number in range(20)} == {1}


def make_topics(settings: Settings) -> None:
    bus.ensure_topics(settings, [bus.TopicDeclaration(name, 3, 1) for name in SERVICE.topics])


@store.atomic
def record_people(count: int) -> None:
    for number in range(count):
        event = PersonChanged(
            person_id=f"p{number}",
            given_name="Mele",
            family_name="Fifita",
            preferred_name="",
            roles=(Role.GUARDIAN,),
            grades=(),
            languages=("to",),
            active=True,
        )
        outbox.record_state(event, school_id=SCHOOL, subject_id=f"p{number}", version=1)


class running:  # noqa: N801
    """A worker's loop in a thread, stopped at the end of the block."""

    def __init__(
        self, loop: Callable[[Service, Settings, threading.Event], None], settings: Settings
    ) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(loop, settings))

    def _run(
        self, loop: Callable[[Service, Settings, threading.Event], None], settings: Settings
    ) -> None:
        with store.use("sample"):
            loop(SERVICE, settings, self._stop)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=60)
