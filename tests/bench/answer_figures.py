"""Answering an invitation over HTTP, beside bare Flask and PyMongo under the same gunicorn."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo

from deploy.local.servers import Servers
from services.invitations.service import SERVICE
from shared import ids, indexes, store
from shared.settings import load_settings
from tests.bench.bare_app import ACTIVITIES, HOUSEHOLDS, LINKS
from tests.bench.figures import Figure, compared
from tests.bench.http_load import request_bytes, send_all
from tests.bench.serving import bare_name, served, signed_in, signing_key
from tests.invitations.world import World, announce

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
    with signing_key() as key_file:
        return [
            _compared("answering: no limit of seats", key_file, None),
            _compared("answering: one limit of seats for all", key_file, CAPACITY),
        ]


def _compared(name: str, key_file: Path, capacity: int | None) -> Figure:
    rows = _invitations(capacity)
    ours = [_our_request(row, key_file) for row in rows]
    bare = [_bare_request(row, capacity) for row in rows]
    with (
        served("services.invitations.app:create_app()", key_file) as our_port,
        _bare_database(rows, capacity),
        served("tests.bench.bare_app:create_app()") as bare_port,
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


def _our_request(row: dict[str, Any], key_file: Path) -> bytes:
    return request_bytes(
        "PUT",
        f"/api/invitations/invitations/{row['_id']}/answer",
        body=json.dumps({"answer": "yes", "adults": 1, "children": 1}).encode(),
        headers=[
            ("Content-Type", "application/json"),
            ("Accept", "application/json"),
            ("Idempotency-Key", ids.new_id()),
            *signed_in(SERVICE.name, key_file, [row["school_id"]], row["guardian_id"]),
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
def _bare_database(rows: Sequence[dict[str, Any]], capacity: int | None) -> Iterator[None]:
    """The same invitations, links and activities in a bare database with the same indexes."""
    with pymongo.MongoClient[Any](os.environ["MONGODB_URI"]) as client:
        database = client[bare_name()]
        ours = client[f"{os.environ['MONGODB_DATABASE_PREFIX']}{SERVICE.name}"]
        schools = {"school_id": {"$in": list({row["school_id"] for row in rows})}}
        for name in (LINKS, ACTIVITIES):
            database[name].insert_many(ours[name].find(schools))
        database[LINKS].create_index([("school_id", 1), ("guardian_id", 1)])
        database[LINKS].create_index([("school_id", 1), ("student_id", 1)])
        database[HOUSEHOLDS].create_index([("school_id", 1), ("guardian_ids", 1)])
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
