"""Families answering over HTTP during a fault: every request is noted with its outcome."""

import json
import random
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from shared import clock, ids
from shared.access import Principal
from shared.access.current import COOKIE
from shared.access.keys import load_signing_keys
from shared.access.tokens import issue_token
from tests.faults.evidence import Operation
from tests.system import System

TIMEOUT_SECONDS = 20
RETRIES = 40
PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Invited:
    """An invitation of the running system and the session of the guardian it is for."""

    invitation_id: str
    token: str


@dataclass
class Load:
    """Answers under way; stop it, then look at its operations."""

    system: System
    invited: Sequence[Invited]
    operations: list[Operation] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, seed: int) -> None:
        """Answer invitations one after the other until stopped; what fails is sent again."""
        chance = random.Random(seed)  # noqa: S311
        with requests.Session() as session:
            while not self._stop.is_set():
                self._answer(session, chance)

    def stop(self) -> None:
        """Let every thread finish what it has begun."""
        self._stop.set()

    def _answer(self, session: requests.Session, chance: random.Random) -> None:
        invited = chance.choice(self.invited)
        body = {"answer": "yes", "adults": chance.randint(1, 3), "children": chance.randint(0, 3)}
        operation = Operation(key=ids.new_id(), subject=invited.invitation_id, body=body)
        with self._lock:
            self.operations.append(operation)
        for _ in range(RETRIES):
            if self._sent(session, invited, operation):
                break
            time.sleep(PAUSE_SECONDS)
        # A family that has its answer presses again: it must get the same one.
        if operation.status == 200 and chance.random() < 0.1:
            self._sent(session, invited, operation)

    def _sent(self, session: requests.Session, invited: Invited, operation: Operation) -> bool:
        try:
            answer = session.put(
                f"{self.system.url}/api/invitations/invitations/{operation.subject}/answer",
                data=json.dumps(operation.body),
                headers={
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                    "Idempotency-Key": operation.key,
                    "Sec-Fetch-Site": "same-origin",
                    "Cookie": f"{COOKIE}={invited.token}",
                },
                timeout=TIMEOUT_SECONDS,
            )
        except requests.RequestException:
            return False
        if answer.status_code >= 500:
            return False
        operation.status = answer.status_code
        operation.answers.append((answer.status_code, answer.content))
        return True


@contextmanager
def answering(system: System, invited: Sequence[Invited], *, threads: int = 4) -> Any:
    """Within the block families answer all the time; afterwards each request has its outcome."""
    load = Load(system, invited)
    workers = [threading.Thread(target=load.run, args=(seed,)) for seed in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield load
    finally:
        load.stop()
        for worker in workers:
            worker.join(timeout=RETRIES * (TIMEOUT_SECONDS + PAUSE_SECONDS))


def sessions_of(system: System, rows: Sequence[dict[str, Any]]) -> list[Invited]:
    """A session for the guardian of each of these invitations."""
    key = load_signing_keys(str(Path(system.run.signing_key))).signing
    now = clock.now()
    return [
        Invited(
            invitation_id=row["_id"],
            token=issue_token(
                Principal(
                    account_id=ids.new_id(),
                    person_ids=(row["guardian_id"],),
                    schools=(row["school_id"],),
                    sid=ids.new_id(),
                    language="en",
                ),
                key,
                system.url,
                now=now,
                until=now + timedelta(hours=1),
            ),
        )
        for row in rows
    ]
