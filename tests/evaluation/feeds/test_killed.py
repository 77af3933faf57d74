"""``kill -9`` in the middle of a run: another worker goes on, and the end is the same."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from psutil import Process

from deploy.demo.bundle import files_of
from deploy.demo.synthetic import make_district
from services.evaluation.feeds.models import RunState
from services.evaluation.feeds.use_cases import approve_held, start_run, undo_run
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from shared import context, store
from shared.loops import run_next_job
from shared.tenancy import scope_of
from tests import bundles
from tests.evaluation.feeds.conftest import Load, Snapshot
from tests.evaluation.feeds.told import forget_everything

ROOT = Path(__file__).parents[3]
SECONDS_TO_GET_THERE = 60
STUDENTS = 120
# Small pieces, so that there is a middle.
WORKER = """
from services.evaluation.feeds import jobs, loading, reverting
from services.evaluation.service import SERVICE
from services.evaluation.settings import settings
from shared import store
from shared.loops import run_next_job

loading.ROWS_LOADED_AT_ONCE = jobs.RECORDS_PUBLISHED_AT_ONCE = 50
reverting.RECORDS_ENDED_AT_ONCE = 50
reverting.ENTRIES_AT_ONCE = 1
store.connect(settings())
while True:
    run_next_job(SERVICE, "killed-worker")
"""
STATES = pytest.mark.parametrize("state", ["loading", "publishing"])
Start = Callable[[], str]


@STATES
def test_a_killed_import_is_finished_by_another_worker(
    state: str, load: Load, snapshot: Callable[[], Snapshot], tmp_path: Path
) -> None:
    path = bundles.write_package(tmp_path / "whole.zip", _files())

    _compare(lambda: None, lambda: _start(path), state, snapshot)


@STATES
def test_a_killed_undo_is_finished_by_another_worker(
    state: str, load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    loaded: list[str] = []

    def prepare() -> None:
        loaded[:] = [load(_files()).id]

    _compare(prepare, lambda: undo_run(loaded[0]), state, snapshot)


@STATES
def test_a_killed_approval_is_finished_by_another_worker(
    state: str, load: Load, snapshot: Callable[[], Snapshot]
) -> None:
    held: list[str] = []

    def prepare() -> None:
        load(_files())
        run = load(_without_half())
        assert run.state == RunState.HELD
        held[:] = [run.id]

    _compare(prepare, lambda: approve_held(held[0]), state, snapshot)


def _compare(
    prepare: Callable[[], None], start: Start, state: str, snapshot: Callable[[], Snapshot]
) -> None:
    """Do it undisturbed, then again with a kill in the middle; the ends must be the same."""
    prepare()
    _work(_queued(start))
    expected = _comparable(snapshot())
    forget_everything()

    prepare()
    run_id = _queued(start)
    _kill_while(state, run_id)
    half = _comparable(snapshot())
    # What the killed worker held runs out; here at once.
    store.database()["jobs"].update_many({}, {"$unset": {"lease_until": ""}})
    _work(run_id)

    assert half != expected, "the kill came too late to prove anything"
    assert _comparable(snapshot()) == expected


def _files() -> bundles.Files:
    return dict(files_of(make_district(STUDENTS, seed=1), "1.2"))


def _without_half() -> bundles.Files:
    """Every second person and all that is said of them left out."""
    files = _files()
    people = [row["sourcedId"] for row in bundles.rows_of(files, "users.csv")]
    gone = set(people[::2])

    def kept(rows: list[bundles.Row]) -> list[bundles.Row]:
        return [
            row | {"agentSourcedIds": _without(row["agentSourcedIds"], gone)}
            if "agentSourcedIds" in row
            else row
            for row in rows
            if row.get("userSourcedId", row.get("sourcedId")) not in gone
        ]

    for name in ("users.csv", "roles.csv", "enrollments.csv", "tuhono.people.csv"):
        files = bundles.edit_rows(files, name, kept)
    return files


def _without(agents: str, gone: set[str]) -> str:
    return ",".join(one for one in agents.split(",") if one not in gone)


def _start(path: Path) -> str:
    with path.open("rb") as stream:
        return start_run(
            stream,
            file_name=path.name,
            source="sis",
            is_dry_run=False,
            directory=settings().data_directory,
        )


def _queued(start: Start) -> str:
    with context.acting(), scope_of(settings().district_id):
        return start()


def _work(run_id: str) -> None:
    while run_next_job(SERVICE, "another-worker"):
        pass
    run = store.database()["feed_runs"].find_one({"_id": run_id})
    assert run is not None
    assert run["state"] == RunState.FINISHED


def _kill_while(state: str, run_id: str) -> None:
    with _worker() as process:
        ends_at = time.monotonic() + SECONDS_TO_GET_THERE
        while not _has_come_to(state, run_id):
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < ends_at, f"never {state}"
            time.sleep(0.002)


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker of its own, which is killed at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
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


def _has_come_to(state: str, run_id: str) -> bool:
    where = {"_id": run_id, "state": state, "done": {"$gt": 0}}
    return store.database()["feed_runs"].find_one(where) is not None


def _comparable(taken: Snapshot) -> dict[str, list[Any]]:
    """What was published and told, without the ids and times of the telling."""
    return {
        name: sorted((row["key"], row["version"], row["value"]) for row in rows)
        if name == "outbox"
        else [{key: one for key, one in row.items() if key != "told_at"} for row in rows]
        for name, rows in taken.items()
    }
