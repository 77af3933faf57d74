"""200 families after 100 times of one teacher at the same moment, beside bare ``findAndModify``.

Each family wants a popular time first and takes the next one of its own when it is gone, so that
every time is fought for; both sides end with 100 times booked.
"""

import json
import os
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pymongo

from deploy.local.servers import Servers
from services.invitations.conferences.models import Conference
from services.invitations.conferences.rules import Span
from services.invitations.service import SERVICE
from shared import clock, ids, indexes, store
from shared.settings import load_settings
from tests.bench.figures import Figure
from tests.bench.http_load import Connection, Load, Visit, request_bytes, visit_all
from tests.bench.serving import Headers, bare_name, served, signed_in, signing_key
from tests.invitations.conferences.rounds import open_round, slots
from tests.invitations.world import World

GUARDIANS, TIMES, POPULAR = 200, 100, 20
SLOT_MINUTES = 5
# The first warms up.
ROUNDS = 4
CONNECTIONS = 32
AIM_P99 = 1_000
BOOKED, TAKEN = 200, 409


@dataclass(frozen=True)
class _Family:
    guardian_id: str
    student_id: str
    headers: Headers


@dataclass(frozen=True)
class _Round:
    conference: Conference
    slot_ids: Sequence[str]


def measure(_: Servers) -> list[Figure]:
    """Requests and bookings per second with their ceilings, how long one takes, who got two."""
    with signing_key() as key_file:
        settings = load_settings(SERVICE.name)
        store.connect(settings)
        try:
            with store.use(SERVICE.name):
                indexes.ensure_indexes(SERVICE)
                families, rounds = _school(key_file)
                with (
                    served("services.invitations.app:create_app()", key_file) as ours,
                    _bare_times(rounds),
                    served("tests.bench.bare_app:create_app()") as bare,
                ):
                    loads = [_both(one, families, ours, bare) for one in rounds][1:]
                doubled = sum(_doubled(one) for one in rounds)
        finally:
            store.disconnect(SERVICE.name)
    return _figures([one for one, _ in loads], [one for _, one in loads], doubled)


def _school(key_file: Path) -> tuple[list[_Family], list[_Round]]:
    world = World()
    school = world.make_school()
    room, teacher = world.make_class(school)
    world.make_families(school, room, GUARDIANS)
    links = store.database().roster_guardian_links.find({"school_id": school})
    families = [
        _Family(
            row["guardian_id"],
            row["student_id"],
            signed_in(SERVICE.name, key_file, [school], row["guardian_id"]),
        )
        for row in links
    ]
    rounds = []
    for number in range(ROUNDS):
        conference = open_round(
            school, [room], teacher, windows=(_day(9 + number),), slot_minutes=SLOT_MINUTES
        )
        rounds.append(_Round(conference, [one.id for one in slots(conference)]))
        assert len(rounds[-1].slot_ids) == TIMES
    return families, rounds


def _day(days: int) -> Span:
    begins = clock.now().replace(second=0, microsecond=0) + timedelta(days=days)
    return Span(starts_at=begins, ends_at=begins + timedelta(minutes=TIMES * SLOT_MINUTES))


def _both(one: _Round, families: Sequence[_Family], ours: int, bare: int) -> tuple[Load, Load]:
    numbered = list(enumerate(families))
    sides = (
        (ours, [_visit(_ours(one, family, number)) for number, family in numbered]),
        (bare, [_visit(_bare(one, family, number)) for number, family in numbered]),
    )
    loads = [visit_all(port, visits, connections=CONNECTIONS) for port, visits in sides]
    for load in loads:
        assert set(load.statuses) == {BOOKED, TAKEN}, load.statuses
        assert load.statuses[BOOKED] == TIMES, load.statuses
    return loads[0], loads[1]


def _visit(requests: Sequence[bytes]) -> Visit:
    """Ask for one time after the other until one is free."""

    def visit(connection: Connection) -> None:
        for request in requests:
            if connection.send(request) == BOOKED:
                return

    return visit


def _wished(one: _Round, number: int) -> Sequence[str]:
    return one.slot_ids[number % POPULAR :: POPULAR]


def _ours(one: _Round, family: _Family, number: int) -> list[bytes]:
    host = one.conference.host_ids[0]
    return [
        request_bytes(
            "POST",
            f"/api/invitations/conferences/{one.conference.id}/bookings",
            body=json.dumps(
                {"slots": [{"student_id": family.student_id, "host_id": host, "slot_id": slot}]}
            ).encode(),
            headers=[
                ("Content-Type", "application/json"),
                ("Accept", "application/json"),
                ("Idempotency-Key", ids.new_id()),
                *family.headers,
            ],
        )
        for slot in _wished(one, number)
    ]


def _bare(one: _Round, family: _Family, number: int) -> list[bytes]:
    return [
        request_bytes(
            "POST",
            f"/bookings/{slot}",
            body=json.dumps({"guardian_id": family.guardian_id}).encode(),
            headers=[("Content-Type", "application/json")],
        )
        for slot in _wished(one, number)
    ]


@contextmanager
def _bare_times(rounds: Sequence[_Round]) -> Iterator[None]:
    with pymongo.MongoClient[Any](os.environ["MONGODB_URI"]) as client:
        database = client[bare_name()]
        for name in ("talks", "outbox", "idempotency_keys"):
            database.create_collection(name)
        database.outbox.create_index([("key", 1), ("version", 1)], unique=True)
        database.idempotency_keys.create_index("at")
        for one in rounds:
            rows = [{"_id": slot, "guardian_id": None, "version": 0} for slot in one.slot_ids]
            database.slots.insert_many(rows)
        try:
            yield
        finally:
            client.drop_database(database.name)


def _doubled(one: _Round) -> int:
    """How many times have no family of their own, or more talks than one."""
    wanted = {"conference_id": one.conference.id}
    taken = list(store.database().conference_slots.find({**wanted, "talk_id": {"$ne": None}}))
    talks = list(store.database().conference_talks.find({**wanted, "state": "booked"}))
    families = {row["guardian_id"] for row in taken}
    held = {(row["slot_id"], row["guardian_id"]) for row in talks}
    known = {(row["_id"], row["guardian_id"]) for row in taken}
    return TIMES - len(families) + len(talks) - len(held & known)


def _figures(ours: Sequence[Load], bare: Sequence[Load], doubled: int) -> list[Figure]:
    cuts, bare_cuts = (statistics.quantiles(_milliseconds(one), n=100) for one in (ours, bare))
    return [
        Figure(
            name="booking: requests, most of them too late",
            unit="requests/s",
            ours=_rate(ours),
            ceiling=_rate(bare),
        ),
        Figure(
            name=f"booking: {TIMES} times for {GUARDIANS} families",
            unit="bookings/s",
            ours=_rate(ours, BOOKED),
            ceiling=_rate(bare, BOOKED),
        ),
        Figure(name="booking: one request, p50", unit="ms", ours=cuts[49], ceiling=bare_cuts[49]),
        Figure(
            name="booking: one request, p99",
            unit="ms",
            ours=cuts[98],
            ceiling=bare_cuts[98],
            aim=f"≤ {AIM_P99:,} ms",
            reached=cuts[98] <= AIM_P99,
        ),
        Figure(
            name="booking: times given twice",
            unit="times",
            ours=doubled,
            aim="0",
            reached=doubled == 0,
        ),
    ]


def _rate(loads: Sequence[Load], status: int | None = None) -> float:
    sent = [one.statuses.total() for one in loads]
    done = sent if status is None else [one.statuses[status] for one in loads]
    return sum(done) / sum(number / one.per_second for number, one in zip(sent, loads, strict=True))


def _milliseconds(loads: Sequence[Load]) -> list[float]:
    return [second * 1000 for one in loads for second in one.seconds]
