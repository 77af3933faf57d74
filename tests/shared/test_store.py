"""A transaction keeps all or nothing, and contending writers all get through."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator

import pymongo
import pytest
from pymongo.errors import PyMongoError

from shared import store
from shared.errors import Conflict
from shared.outbox import OUTBOX
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import platform_collection, scope_of
from tests.shared.sample import SERVICE, Letter, add_one, open_invitation, times

SCHOOL = "school-a"


@pytest.fixture(autouse=True)
def sample_store(open_store: Callable[[Service], Settings]) -> Iterator[Settings]:
    settings = open_store(SERVICE)
    with scope_of(SCHOOL):
        yield settings


def test_a_change_and_its_event_are_kept_together() -> None:
    open_invitation("l1", SCHOOL)
    open_invitation("l1", SCHOOL)
    rows = list(platform_collection(OUTBOX).find().sort("version"))
    assert [row["version"] for row in rows] == [1, 2]
    assert Letter.objects.get(id="l1").version == 2


def test_an_error_keeps_neither_change_nor_event() -> None:
    @store.atomic
    def fail() -> None:
        open_invitation("l1", SCHOOL)
        raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert Letter.objects.count() == 0
    assert platform_collection(OUTBOX).count_documents({}) == 0


def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="atomic"):
        store.insert_at_commit(OUTBOX, {"_id": "x"})


def test_contending_writers_all_get_through() -> None:
    def write() -> None:
        with store.use("sample"), scope_of(SCHOOL):
            open_invitation("l1", SCHOOL)
            store.atomic(add_one)(SCHOOL, "written")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert Letter.objects.get(id="l1").version == 8
    assert times(SCHOOL, "written") == 8
    versions = sorted(row["version"] for row in platform_collection(OUTBOX).find())
    assert versions == list(range(1, 9))


def test_saving_over_somebody_elses_change_is_a_conflict() -> None:
    store.save(Letter(id="l1", school_id=SCHOOL, words="first", version=1))
    mine = Letter.objects.get(id="l1")
    open_invitation("l1", SCHOOL)
    mine.words = "mine"
    with pytest.raises(Conflict):
        store.save(mine)
    assert Letter.objects.get(id="l1").words == "opened"


def test_a_document_is_loaded_by_its_id_within_the_scope_only() -> None:
    open_invitation("l1", SCHOOL)
    loaded = store.load(Letter, "l1")
    assert (loaded.words, loaded.stored_version) == ("opened", 1)
    assert store.load(Letter, "l2") is None
    with scope_of("school-b"):
        assert store.load(Letter, "l1") is None


def test_a_collection_made_for_one_connection_is_not_used_for_the_next(
    sample_store: Settings,
) -> None:
    store.save(Letter(id="l1", school_id=SCHOOL, words="first", version=1))
    store.connect(dataclasses.replace(sample_store, mongodb_database_prefix="elsewhere_"))
    assert store.load(Letter, "l1") is None
    store.connect(sample_store)
    assert store.load(Letter, "l1").words == "first"


def test_a_transaction_that_ran_out_of_time_holds_nothing_back(sample_store: Settings) -> None:
    store.connect(dataclasses.replace(sample_store, mongodb_timeout_ms=500))

    @store.atomic
    def take_too_long() -> None:
        add_one(SCHOOL, "hot")
        time.sleep(0.6)
        add_one(SCHOOL, "hot")

    with pytest.raises(PyMongoError):
        take_too_long()
    with pymongo.MongoClient[store.Row](sample_store.mongodb_uri, timeoutMS=2000) as elsewhere:
        counts = elsewhere[sample_store.database]["counts"]
        with elsewhere.start_session() as session, session.start_transaction():
            row = {"_id": f"{SCHOOL}/hot", "school_id": SCHOOL, "times": 7}
            counts.insert_one(row, session=session)
    assert times(SCHOOL, "hot") == 7
