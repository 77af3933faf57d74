"""Inviting 10,000 guardians beside bare PyMongo inserting the same documents and outbox rows."""

import dataclasses
from typing import Any

from pymongo import MongoClient
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from deploy.local.servers import Servers
from services.invitations.activities.use_cases import announce_activity
from services.invitations.service import SERVICE
from shared import clock, context, indexes, store
from shared.settings import load_settings
from shared.tenancy import scope_of
from tests.bench.figures import Figure, compared, seconds_of
from tests.invitations.world import World, announcement, run_jobs

GUARDIANS = 10_000
PER_TRANSACTION = 500
AIM_PER_SECOND = 3_000


def measure(_: Servers) -> list[Figure]:
    """Invitations per second of one activity's fan-out job."""
    settings = load_settings(SERVICE.name)
    store.connect(settings)
    try:
        with store.use(SERVICE.name):
            indexes.ensure_indexes(SERVICE)
            ours = _fan_out()
            bare = _bare(settings.mongodb_uri, settings.database)
    finally:
        store.disconnect(SERVICE.name)
    figure = compared(
        "fan-out: invitations of one activity", "invitations/s", ours, bare, aim_ratio=0.0
    )
    reached = ours >= AIM_PER_SECOND
    return [dataclasses.replace(figure, aim=f"≥ {AIM_PER_SECOND:,}/s", reached=reached)]


def _fan_out() -> float:
    world = World()
    school = world.make_school()
    room, teacher = world.make_class(school)
    world.make_families(school, room, GUARDIANS)
    with scope_of(school), context.acting(actor=teacher):
        announce_activity(announcement([room]), person_ids=[teacher], now=clock.now())
    seconds = seconds_of(run_jobs)
    made = store.database().invitations.count_documents({"school_id": school})
    assert made == GUARDIANS, made
    return GUARDIANS / seconds


def _bare(mongodb_uri: str, database: str) -> float:
    """The same invitations and outbox rows, with new ids, straight into bare collections."""
    client: MongoClient[Any] = MongoClient(mongodb_uri)
    source, target = client[database], client[f"{database}_bare"]
    rows = {
        name: [row | {"_id": f"{row['_id']}-bare"} for row in source[name].find()]
        for name in ("invitations", "outbox")
    }
    for name in rows:
        target.create_collection(name)
    target.invitations.create_index([("school_id", 1), ("activity_id", 1), ("place", 1)])
    target.invitations.create_index([("school_id", 1), ("activity_id", 1), ("family_key", 1)])
    target.invitations.create_index([("school_id", 1), ("guardian_id", 1), ("starts_at", -1)])
    target.outbox.create_index([("key", 1), ("version", 1)], unique=True)

    def insert(start: int) -> None:
        def write(session: Any) -> None:
            for name, whole in rows.items():
                target[name].insert_many(whole[start : start + PER_TRANSACTION], session=session)

        with client.start_session() as session:
            session.with_transaction(
                write,
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
            )

    def insert_all() -> None:
        for start in range(0, len(rows["invitations"]), PER_TRANSACTION):
            insert(start)

    try:
        return len(rows["invitations"]) / seconds_of(insert_all)
    finally:
        client.drop_database(target.name)
        client.close()
