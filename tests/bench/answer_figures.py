"""Answering an invitation over HTTP, beside bare Flask and PyMongo under the same gunicorn."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo

from deploy.local.servers import Servers
from deploy.processes import WEB_CONFIG
from services.invitations.service import SERVICE
from shared import clock, ids, indexes, store
from shared.access import Principal
from shared.access.current import COOKIE
from shared.access.keys import load_signing_keys, make_signing_key
from shared.access.tokens import issue_token
from shared.settings import load_settings
from tests.bench.bare_app import LINKS
from tests.bench.figures import Figure, compared
from tests.bench.http_load import request_bytes, send_all
from tests.invitations.world import World, announce
from tests.waiting import eventually

FAMILIES = 1_500
# Enough for everybody, so that each answer takes a seat.
CAPACITY = 1_000_000
AIM = 0.6
TURNS = 6
# Those of our own invitations, after the school's id.
INDEXES: tuple[list[tuple[str, int]], ...] = (
    [("activity_id", 1), ("place", 1), ("turn", 1)],
    [("activity_id", 1), ("family_key", 1)],
    [("guardian_id", 1), ("starts_at", -1)],
)


def measure(_: Servers) -> list[Figure]:
    """Answers per second without and with a limit of seats, each with its ceiling."""
    with tempfile.TemporaryDirectory() as folder:
        key_file = Path(folder) / "key.json"
        make_signing_key(str(key_file))
        return [
            _compared("answering: no limit of seats", key_file, None),
            _compared("answering: one limit of seats for all", key_file, CAPACITY),
        ]


def _compared(name: str, key_file: Path, capacity: int | None) -> Figure:
    rows = _invitations(capacity)
    ours = [_our_request(row, _token(row, key_file)) for row in rows]
    bare = [_bare_request(row, capacity) for row in rows]
    with (
        _served("services.invitations.app:create_app()", key_file) as our_port,
        _bare_database(rows, capacity),
        _served("tests.bench.bare_app:create_app()") as bare_port,
    ):
        our_rate, bare_rate = _rates((our_port, ours), (bare_port, bare))
    return compared(name, "answers/s", our_rate, bare_rate, aim_ratio=AIM)


def _invitations(capacity: int | None) -> list[dict[str, Any]]:
    settings = load_settings(SERVICE.name)
    store.connect(settings)
    try:
        with store.use(SERVICE.name):
            indexes.ensure_indexes(SERVICE)
            world = World()
            school = world.make_school()
            room, teacher = world.make_class(school)
            world.make_families(school, room, FAMILIES)
            activity = announce(school, room, teacher, capacity=capacity)
            found = store.database().invitations.find({"activity_id": activity.id})
            return list(found)
    finally:
        store.disconnect(SERVICE.name)


def _token(row: dict[str, Any], key_file: Path) -> str:
    settings = load_settings(SERVICE.name)
    now = clock.now()
    principal = Principal(
        account_id=ids.new_id(),
        person_ids=(row["guardian_id"],),
        schools=(row["school_id"],),
        sid=ids.new_id(),
        language="en",
    )
    key = load_signing_keys(str(key_file)).signing
    return issue_token(principal, key, settings.base_url, now=now, until=row["answer_by"])


def _our_request(row: dict[str, Any], token: str) -> bytes:
    return request_bytes(
        "PUT",
        f"/api/invitations/invitations/{row['_id']}/answer",
        body=json.dumps({"answer": "yes", "adults": 1, "children": 1}).encode(),
        headers=[
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            ("Cookie", f"{COOKIE}={token}"),
            ("Sec-Fetch-Site", "same-origin"),
            ("Idempotency-Key", ids.new_id()),
        ],
    )


def _bare_request(row: dict[str, Any], capacity: int | None) -> bytes:
    body = {"answer": "yes"} | ({} if capacity is None else {"capacity": capacity})
    return request_bytes(
        "PUT",
        f"/answers/{row['_id']}",
        body=json.dumps(body).encode(),
        headers=[("Content-Type", "application/json")],
    )


def _rates(*sides: tuple[int, Sequence[bytes]]) -> list[float]:
    """Requests per second of each side, in turns, so that a busy machine slows down both alike.

    The first of the turns warms up.
    """
    seconds, done = [0.0] * len(sides), [0] * len(sides)
    for turn in range(TURNS + 1):
        for side, (port, requests) in enumerate(sides):
            some = requests[turn :: TURNS + 1]
            load = send_all(port, some)
            assert set(load.statuses) == {200}, load.statuses
            if turn:
                seconds[side] += len(some) / load.per_second
                done[side] += len(some)
    return [count / took for count, took in zip(done, seconds, strict=True)]


@contextmanager
def _served(application: str, key_file: Path | None = None) -> Iterator[int]:
    """The app under gunicorn with the settings of every web process; ours logs and counts too."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", WEB_CONFIG, application]
    with tempfile.TemporaryFile() as log, tempfile.TemporaryDirectory() as metrics:
        environment = os.environ | {
            "TUHONO_ENV": "local",  # in a test's app the test runner keeps the log
            "LOG_LEVEL": "info",
            "PROMETHEUS_MULTIPROC_DIR": metrics,
            "WEB_BIND": f"127.0.0.1:{port}",
            "BARE_DATABASE": _bare_name(),
            "SIGNING_KEY_FILE": str(key_file or ""),
        }
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            eventually(lambda: _listens(port, process), what=application)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=60)


@contextmanager
def _bare_database(rows: Sequence[dict[str, Any]], capacity: int | None) -> Iterator[None]:
    """The same invitations and guardian links in a bare database with the same indexes."""
    with pymongo.MongoClient[Any](os.environ["MONGODB_URI"]) as client:
        database = client[_bare_name()]
        links = client[f"{os.environ['MONGODB_DATABASE_PREFIX']}{SERVICE.name}"][LINKS]
        schools = list({row["school_id"] for row in rows})
        database[LINKS].insert_many(links.find({"school_id": {"$in": schools}}))
        database[LINKS].create_index([("school_id", 1), ("guardian_id", 1)])
        database[LINKS].create_index([("school_id", 1), ("student_id", 1)])
        for name in ("outbox", "idempotency_keys", "seats"):
            database.create_collection(name)
        database.invitations.insert_many([dict(row) for row in rows])
        for index in INDEXES:
            database.invitations.create_index([("school_id", 1), *index])
        database.outbox.create_index([("key", 1), ("version", 1)], unique=True)
        database.idempotency_keys.create_index("at")
        if capacity is not None:
            database.seats.insert_one({"_id": rows[0]["activity_id"], "free": capacity})
        try:
            yield
        finally:
            client.drop_database(database.name)


def _bare_name() -> str:
    return f"{os.environ['MONGODB_DATABASE_PREFIX']}bare"


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "gunicorn ended"
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
