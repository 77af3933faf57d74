"""The loops of a service's workers: consume, relay, work.

Each loop ends on its stop event after the piece in hand. While MongoDB or Kafka is away it backs
off and tries again, for as long as it takes.
"""

import random
import threading

from pymongo.errors import PyMongoError

from shared import bus, ids, jobs, leases, parking, relay, store
from shared.consumer import process_batch, replay_parked, run_waiting
from shared.envelope import Message
from shared.errors import InfrastructureDown
from shared.logs import logger
from shared.service import Service
from shared.settings import Settings

# Right after an event another one is likely; while nothing comes, to look costs more than to wait.
RELAY_POLL_SECONDS = (0.005, 0.04)
RELAY_LEASE_SECONDS = 15
# While something is away. Each service has a few processes, so asking again soon harms nobody.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
JOB_TURN_STEPS = 20
WAITING_SWEEP_SECONDS = 5
REPLAY_ROWS = 200
log = logger()


class Backoff:
    """Growing pauses while something cannot be reached, for ever."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._pause = SHORTEST_PAUSE

    def wait(self) -> None:
        """Pause, longer each time."""
        self._stop.wait(self.next_pause())

    def next_pause(self) -> float:
        """The next pause in seconds, for those who pause in their own way."""
        pause = self._pause * random.uniform(0.7, 1.3)  # noqa: S311  # nosec B311
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return pause

    def reset(self) -> None:
        """It is back."""
        self._pause = SHORTEST_PAUSE


def consume(service: Service, settings: Settings, stop: threading.Event) -> None:
    """Let events from Kafka take effect in this service's store."""
    backoff = Backoff(stop)
    while not stop.is_set():
        try:
            consumer = bus.Consumer(settings, service.topics)
        except Exception as error:
            if not bus.is_unreachable(error):
                raise
            log.warning("kafka_unreachable", reason=parking.describe(error))
            backoff.wait()
            continue
        try:
            _consume_until(stop, consumer, service, backoff)
        except InfrastructureDown as error:
            log.warning("consumer_starts_over", reason=str(error))
        except Exception as error:
            if not bus.is_unreachable(error):
                raise
            log.warning("kafka_unreachable", reason=parking.describe(error))
        finally:
            consumer.close()
        backoff.wait()


def _consume_until(
    stop: threading.Event, consumer: bus.Consumer, service: Service, backoff: Backoff
) -> None:
    while not stop.is_set():
        messages = consumer.poll(0.5)
        if messages:
            _apply(stop, consumer, service, messages)
            if not stop.is_set() and not consumer.commit(messages):
                log.info("partitions_moved", messages=len(messages))
            backoff.reset()


def _apply(
    stop: threading.Event, consumer: bus.Consumer, service: Service, messages: list[Message]
) -> None:
    """Process until it works; while the store is away, stay a member of the group."""
    backoff = Backoff(stop)
    while not stop.is_set():
        try:
            process_batch(service, messages)
        except InfrastructureDown as error:
            log.warning("store_unreachable", reason=str(error))
            consumer.wait(backoff.next_pause())
        else:
            return


def run_relay(_: Service, settings: Settings, stop: threading.Event) -> None:
    """Send recorded events from this service's outbox to Kafka."""
    holder = ids.new_id()
    backoff = Backoff(stop)
    producer: bus.Producer | None = None
    while not stop.is_set():
        try:
            if not leases.take("relay", holder, seconds=RELAY_LEASE_SECONDS):
                stop.wait(1)
                continue
            producer = producer or bus.Producer(settings)
            _relay_until_renewal(stop, producer)
            backoff.reset()
        except Exception as error:
            if not (bus.is_unreachable(error) or store.is_unreachable(error)):
                raise
            log.warning("relay_backs_off", reason=parking.describe(error))
            # A client that failed for good looks like one whose broker is away: make another.
            _close(producer)
            producer = None
            backoff.wait()
    _close(producer)
    try:
        leases.release("relay", holder)
    except PyMongoError:
        log.info("lease_left_to_expire")


def _close(producer: bus.Producer | None) -> None:
    if producer is not None:
        producer.close()


def _relay_until_renewal(stop: threading.Event, producer: bus.Producer) -> None:
    """Relay for a third of the lease's time."""
    clock = threading.Event()
    timer = threading.Timer(RELAY_LEASE_SECONDS / 3, clock.set)
    timer.daemon = True
    timer.start()
    passing = relay.Relay(producer)
    shortest, longest = RELAY_POLL_SECONDS
    pause = shortest
    try:
        while not (stop.is_set() or clock.is_set()):
            if passing.turn():
                pause = shortest
            else:
                stop.wait(pause)
                pause = min(pause * 1.5, longest)
        passing.settle()
    finally:
        timer.cancel()


def work(service: Service, _: Settings, stop: threading.Event) -> None:
    """Do this service's jobs and timed work."""
    holder = ids.new_id()
    backoff = Backoff(stop)
    timers = [*service.timers, *_platform_timers(service)]
    while not stop.is_set():
        try:
            busy = run_next_job(service, holder, stop)
            for timer in timers:
                if not stop.is_set() and jobs.due_timer(timer):
                    _run_timer(timer)
            backoff.reset()
        except Exception as error:
            if not (store.is_unreachable(error) or isinstance(error, InfrastructureDown)):
                raise
            log.warning("worker_backs_off", reason=parking.describe(error))
            backoff.wait()
            continue
        if not busy:
            stop.wait(0.2)


def run_next_job(service: Service, holder: str, stop: threading.Event | None = None) -> bool:
    """Do some steps of the next due job, then give others a turn; False when nothing is due."""
    claimed = jobs.claim(holder)
    if claimed is None:
        return False
    handler = service.job_handlers.get(claimed["kind"])
    if handler is None:
        jobs.note_failure(claimed["_id"], holder, LookupError(claimed["kind"]))
        return True
    try:
        _take_turn(handler, claimed, holder, stop)
    except Exception as error:
        if store.is_away(error):
            raise
        _job_failed(claimed, holder, error)
    return True


def _take_turn(
    handler: jobs.JobHandler, claimed: store.Row, holder: str, stop: threading.Event | None
) -> None:
    for _ in range(JOB_TURN_STEPS):
        if jobs.run_step(handler, claimed, holder):
            return
        if stop is not None and stop.is_set():
            break
    jobs.let_go(claimed["_id"], holder)


def _job_failed(claimed: store.Row, holder: str, error: Exception) -> None:
    log.exception("job_step_failed", kind=claimed["kind"], job_id=claimed["_id"])
    jobs.note_failure(claimed["_id"], holder, error)


def _run_timer(timer: jobs.Timer) -> None:
    try:
        timer.function()
    except Exception as error:
        if store.is_away(error):
            raise
        log.exception("timer_failed", timer=timer.name)


def _platform_timers(service: Service) -> list[jobs.Timer]:
    """What every service does now and then: retry parked events, sweep waiting ones."""

    def retry_parked() -> None:
        for key in parking.due_keys():
            while rows := parking.parked_rows(key=key, limit=REPLAY_ROWS):
                if replay_parked(service, rows) < len(rows):
                    break

    def sweep_waiting() -> None:
        # A record may have been projected between the look for it and the wait; this finds such
        # rows.
        run_waiting(service, parking.waiting_due())
        overdue = parking.waiting_longer_than(600)
        if overdue:
            log.warning("reactions_wait_long", count=len(overdue), first=overdue[0]["waits_for"])

    return [
        jobs.Timer("retry-parked", 1, retry_parked),
        jobs.Timer("sweep-waiting", WAITING_SWEEP_SECONDS, sweep_waiting),
    ]
