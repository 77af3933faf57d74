"""``kill -9`` in the middle of an import: another worker goes on, and the roster is the same."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psutil import Process

from deploy.demo.bundle import write_bundle
from services.evaluation.feeds.cli import run_import
from services.evaluation.feeds.models import RunState
from services.evaluation.service import SERVICE
from shared import store
from shared.loops import run_next_job
from shared.settings import Settings
from tests.evaluation.feeds.conftest import Snapshot

ROOT = Path(__file__).parents[3]
SECONDS_TO_GET_THERE = 60


@pytest.mark.parametrize("state", ["loading", "publishing"])
def test_a_killed_import_is_finished_by_another_worker(
    state: str,
    evaluation_store: Settings,
    snapshot: Callable[[], Snapshot],
    tmp_path: Path,
) -> None:
    path = tmp_path / "package.zip"
    write_bundle(path, students=300)
    run_import(SERVICE, path, source="sis")
    expected = _comparable(snapshot())
    for name in store.database().list_collection_names():
        store.database()[name].delete_many({})

    _kill_while(state, path)
    half = _comparable(snapshot())
    # What the killed worker held runs out; here at once.
    store.database()["jobs"].update_many({}, {"$unset": {"lease_until": ""}})
    while run_next_job(SERVICE, "another-worker"):
        pass

    run = store.database()["feed_runs"].find_one()
    assert run is not None
    assert run["state"] == RunState.FINISHED
    assert half != expected, "the kill came too late to prove anything"
    assert _comparable(snapshot()) == expected
    assert evaluation_store.service == "evaluation"


def _kill_while(state: str, path: Path) -> None:
    command = [sys.executable, "-m", "services.evaluation", "import", str(path), "--source", "sis"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ends_at = time.monotonic() + SECONDS_TO_GET_THERE
        while not _has_come_to(state):
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < ends_at, f"never {state}"
            time.sleep(0.005)
    finally:
        addresses = {
            f"127.0.0.1:{one.laddr.port}" for one in Process(process.pid).net_connections()
        }
        process.send_signal(signal.SIGKILL)
        process.wait()
        _end_transactions_of(addresses)


def _end_transactions_of(addresses: set[str]) -> None:
    """MongoDB gives a dead client's transaction a minute; the test does not wait for that."""
    client = store.database().client
    pipeline: list[dict[str, Any]] = [
        {"$currentOp": {"allUsers": True, "idleSessions": True}},
        {"$match": {"client": {"$in": sorted(addresses)}, "transaction": {"$exists": True}}},
    ]
    sessions = [{"id": one["lsid"]["id"]} for one in client.admin.aggregate(pipeline)]
    if sessions:
        client.admin.command("killSessions", sessions)


def _has_come_to(state: str) -> bool:
    where = {"state": state, "done": {"$gt": 0}}
    return store.database()["feed_runs"].find_one(where) is not None


def _comparable(taken: Snapshot) -> dict[str, list[Any]]:
    """What was published and told, without the ids and times of the telling."""
    return {
        name: sorted((row["key"], row["version"], row["value"]) for row in rows)
        if name == "outbox"
        else rows
        for name, rows in taken.items()
    }
