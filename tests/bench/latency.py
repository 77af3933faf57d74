"""How soon an answer shows in another service, at a steady 100 answers a second."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from shared import ids
from shared.access.current import COOKIE
from tests.bench.figures import Figure
from tests.faults.activity import announced
from tests.faults.load import Invited, sessions_of
from tests.system import System

ANSWERS_PER_SECOND = 100
SECONDS = 10
AIM_P50, AIM_P99 = 100, 500


def measure_latency(system: System) -> list[Figure]:
    """Milliseconds from the answer's 200 until evaluation's store, which its page reads, has it."""
    invited = sessions_of(system, announced(system))
    system.database("evaluation")["ledger"].find_one()
    seen: dict[str, float] = {}
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(system, seen, stop))
    watcher.start()
    try:
        _answer_steadily(system, invited, seconds=3)
        answered = _answer_steadily(system, invited, seconds=SECONDS)
        deadline = time.monotonic() + 60
        while any(key not in seen for key in answered) and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        stop.set()
        watcher.join()
    late = sorted((seen[key] - sent) * 1000 for key, sent in answered.items() if key in seen)
    missing = len(answered) - len(late)
    assert missing == 0, f"{missing} answers never showed"
    cuts = statistics.quantiles(late, n=100)
    return [
        _figure("answer → other service, p50", cuts[49], AIM_P50),
        _figure("answer → other service, p99", cuts[98], AIM_P99),
        Figure(
            name="answers sent while measuring",
            unit="answers/s",
            ours=len(answered) / SECONDS,
            aim=f"{ANSWERS_PER_SECOND}/s",
        ),
    ]


def _figure(name: str, milliseconds: float, aim: float) -> Figure:
    return Figure(
        name=name,
        unit="ms",
        ours=milliseconds,
        aim=f"≤ {aim} ms",
        reached=milliseconds <= aim,
    )


def _watch(system: System, seen: dict[str, float], stop: threading.Event) -> None:
    """Note when the ledger got what each request caused; its id is the correlation id."""
    ledger = system.database("evaluation")["ledger"]
    with ledger.watch([{"$match": {"operationType": "insert"}}], max_await_time_ms=200) as stream:
        while not stop.is_set():
            change = stream.try_next()
            if change is not None:
                seen[change["fullDocument"]["correlation_id"]] = time.monotonic()


def _answer_steadily(system: System, invited: list[Invited], *, seconds: float) -> dict[str, float]:
    """Start an answer every hundredth of a second; when each was answered, by request id."""
    answered: dict[str, float] = {}
    local = threading.local()

    def answer(number: int) -> None:
        session = getattr(local, "session", None) or requests.Session()
        local.session = session
        request_id = _send(session, system, invited[number % len(invited)])
        answered[request_id] = time.monotonic()

    start = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        for number in range(int(ANSWERS_PER_SECOND * seconds)):
            time.sleep(max(0.0, start + number / ANSWERS_PER_SECOND - time.monotonic()))
            pool.submit(answer, number)
    return answered


def _send(session: Any, system: System, one: Invited) -> str:
    answer = session.put(
        f"{system.url}/api/invitations/invitations/{one.invitation_id}/answer",
        json={"answer": "yes", "adults": 1, "children": 1},
        headers={
            "Accept": "application/json",
            "Idempotency-Key": ids.new_id(),
            "Sec-Fetch-Site": "same-origin",
            "Cookie": f"{COOKIE}={one.token}",
        },
        timeout=30,
    )
    answer.raise_for_status()
    return str(answer.headers["X-Request-Id"])
