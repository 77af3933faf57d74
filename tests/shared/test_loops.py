"""No batch, event or job that is too much work, and no strange message, stops the rest."""

import dataclasses
import time
from collections.abc import Callable, Iterator

import pytest

from shared import jobs, parking, store
from shared.consumer import process_batch
from shared.envelope import Envelope, Message
from shared.events.invitations import InvitationOpened
from shared.handlers import Handlers
from shared.jobs import JobState, Step, enqueue, job, job_status
from shared.loops import run_next_job
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import scope_of
from tests.shared.messages import message_of
from tests.shared.sample import SERVICE, add_one, times

SCHOOL = "school-a"
DEADLINE_SECONDS = 1.0


@pytest.fixture(autouse=True)
def settings(open_store: Callable[[Service], Settings]) -> Iterator[Settings]:
    settings = open_store(SERVICE)
    with scope_of(SCHOOL):
        yield settings


@pytest.fixture
def short_deadline(settings: Settings) -> None:
    store.connect(dataclasses.replace(settings, mongodb_timeout_ms=int(DEADLINE_SECONDS * 1000)))


@pytest.fixture
def slow_service() -> Service:
    """Each opening takes a quarter of the deadline; that of ``endless`` more than all of it."""
    handlers = Handlers("sample")

    @handlers.react(InvitationOpened)
    def on_opened(event: InvitationOpened, envelope: Envelope) -> None:
        is_endless = event.invitation_id == "endless"
        time.sleep(DEADLINE_SECONDS * (1.2 if is_endless else 0.25))
        add_one(envelope.school_id, f"opened/{event.invitation_id}")

    return dataclasses.replace(SERVICE, handlers=[handlers])


@pytest.mark.usefixtures("short_deadline")
def test_a_batch_that_takes_longer_than_the_deadline_is_done_one_by_one(
    slow_service: Service,
) -> None:
    process_batch(slow_service, [opened(f"i{number}") for number in range(6)])
    assert [times(SCHOOL, f"opened/i{number}") for number in range(6)] == [1] * 6


@pytest.mark.usefixtures("short_deadline")
def test_an_event_that_never_ends_in_time_is_parked_and_the_next_one_flows(
    slow_service: Service,
) -> None:
    process_batch(slow_service, [opened("endless"), opened("i1")])
    assert [row["key"] for row in parking.parked_rows()] == [f"{SCHOOL}/invitation/endless"]
    assert times(SCHOOL, "opened/i1") == 1


@pytest.mark.usefixtures("short_deadline")
def test_a_job_whose_step_never_ends_in_time_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "RETRY_AFTER_SECONDS", ())

    @job("endless")
    def never_end(step: Step) -> None:
        time.sleep(DEADLINE_SECONDS * 1.2)
        add_one(step.school_id, "step")

    service = dataclasses.replace(SERVICE, jobs=[never_end])
    job_id = store.atomic(enqueue)("endless", school_id=SCHOOL, args={})
    assert run_next_job(service, "w1")
    assert job_status(job_id).state is JobState.FAILED


@pytest.mark.parametrize(
    "headers",
    [{"ce_type\x00": b"x"}, {"ce_type": None}, {"$ce.type": b"x"}, {"": b""}],
    ids=["null-byte", "no-value", "operator", "empty"],
)
def test_a_message_with_strange_headers_is_parked_and_can_be_read_again(
    headers: dict[str, bytes],
) -> None:
    strange = dataclasses.replace(opened("i1"), headers=headers)
    process_batch(SERVICE, [strange, opened("i2")])
    assert times(SCHOOL, "opened/i2") == 1
    (row,) = parking.parked_rows()
    again = parking.stored_message(row).headers
    assert again == {name: value or b"" for name, value in headers.items()}


def test_an_event_from_a_topic_that_is_not_its_own_is_parked() -> None:
    """A service that was broken into writes to its own topics only; nobody believes it more."""
    foreign = dataclasses.replace(opened("i1"), topic="messaging.facts.v1")
    process_batch(SERVICE, [foreign])
    assert times(SCHOOL, "opened/i1") == 0
    assert [row["error"] for row in parking.parked_rows()] == ["not on this event's topic"]


def opened(invitation_id: str) -> Message:
    event = InvitationOpened(invitation_id=invitation_id, activity_id="a", guardian_id="g")
    return message_of(event, school_id=SCHOOL)
