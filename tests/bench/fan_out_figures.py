"""Inviting 10,000 guardians beside bare PyMongo inserting the same documents and outbox rows.

The audience is what costs most to resolve: classes, whole years and those who like something, with
guardians who share a household and some who said "not now".
"""

from typing import Any

from pymongo import MongoClient
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from deploy.local.servers import Servers
from services.invitations.activities.use_cases import announce_activity
from services.invitations.service import SERVICE
from shared import clock, context, indexes, store
from shared.settings import Settings, load_settings
from shared.tenancy import scope_of
from tests.bench.answer_figures import INDEXES
from tests.bench.figures import Figure, seconds_of
from tests.bench.school import LIKED, LargeSchool, large_school
from tests.invitations.world import announcement, run_jobs

PER_TRANSACTION = 500
# The best of so many, ours and bare in turns.
RUNS = 3
AIM_PER_SECOND = 5_000


def measure(_: Servers) -> list[Figure]:
    """Invitations per second of one activity's fan-out job."""
    settings = load_settings(SERVICE.name)
    store.connect(settings)
    try:
        with store.use(SERVICE.name):
            indexes.ensure_indexes(SERVICE)
            school = large_school()
            rates = [(_fan_out(school), _bare(settings)) for _ in range(RUNS)]
    finally:
        store.disconnect(SERVICE.name)
    ours, bare = (max(rate) for rate in zip(*rates, strict=True))
    return [
        Figure(
            name="fan-out: invitations of one activity",
            unit="invitations/s",
            ours=ours,
            ceiling=bare,
            aim=f"≥ {AIM_PER_SECOND:,}/s",
            reached=ours >= AIM_PER_SECOND,
        )
    ]


def _fan_out(school: LargeSchool) -> float:
    """An activity's invitations and events, in a store that holds no others."""
    for name in ("invitations", "outbox"):
        store.database()[name].delete_many({})
    half = school.class_ids[: len(school.class_ids) // 2]
    audience = {"class_ids": half, "grades": ["4"], "interests": [LIKED]}
    with scope_of(school.school_id), context.acting(actor=school.leader):
        announce_activity(
            announcement(half, audience=audience),
            person_ids=[school.leader],
            leads=True,
            now=clock.now(),
        )
    seconds = seconds_of(run_jobs)
    made = store.database().invitations.count_documents({})
    assert made == school.invited, made
    return made / seconds


def _bare(settings: Settings) -> float:
    """The same invitations and outbox rows, with new ids, straight into bare collections."""
    client: MongoClient[Any] = MongoClient(settings.mongodb_uri)
    source, target = client[settings.database], client[f"{settings.database}_bare"]
    rows = {
        name: [row | {"_id": f"{row['_id']}-bare"} for row in source[name].find()]
        for name in ("invitations", "outbox")
    }
    for name in rows:
        target.create_collection(name)
    for index in INDEXES:
        target.invitations.create_index([("school_id", 1), *index])
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
