"""No way of using a tenant's collection shows or changes another school's rows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo import (
    DeleteMany,
    DeleteOne,
    InsertOne,
    ReplaceOne,
    ReturnDocument,
    UpdateMany,
    UpdateOne,
)
from pymongo.collection import Collection

from shared import store
from shared.errors import NoScope
from shared.service import Service
from shared.settings import Settings
from shared.tenancy import platform_collection, scope, scope_of, writing_to
from shared.tenant_collection import HARMLESS, REFUSED, SCOPED
from shared.tenant_filters import Join
from tests.shared.sample import SERVICE, Letter

OURS, THEIRS = "school-a", "school-b"
CANARY = "canary of school b"


@pytest.fixture(autouse=True)
def two_schools(open_store: Callable[[Service], Settings]) -> Iterator[None]:
    open_store(SERVICE)
    with scope_of(OURS):
        store.save(Letter(id="a1", school_id=OURS, words="ours"))
    with scope_of(THEIRS):
        store.save(Letter(id="b1", school_id=THEIRS, words=CANARY))
    with scope_of(OURS):
        yield


def test_every_method_of_pymongos_collection_is_sorted() -> None:
    known = SCOPED | REFUSED | HARMLESS
    public = {name for name in dir(Collection) if not name.startswith("_")}
    assert public - known == set(), "decide whether these are scoped, refused or harmless"


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_could_reach_past_the_scope_is_refused(name: str) -> None:
    with pytest.raises(NoScope):
        getattr(Letter._get_collection(), name)


ALL = Join(name="all", document=Letter, here="nothing", there="nothing", fields=("words",))
"""No row has that field, so that it joins each row to all of them."""
READS: dict[str, Callable[[Any], object]] = {
    "find": lambda c: list(c.find({})),
    "find the other": lambda c: list(c.find({"school_id": THEIRS})),
    "find by or": lambda c: list(c.find({"$or": [{"school_id": THEIRS}, {"_id": "b1"}]})),
    "find one by id": lambda c: c.find_one("b1"),
    "find one": lambda c: c.find_one({"_id": "b1"}),
    "find joined": lambda c: c.find_joined("b1", ()),
    "find joined to all": lambda c: c.find_joined("a1", [ALL]),
    "distinct": lambda c: c.distinct("words"),
    "aggregate": lambda c: list(c.aggregate([{"$match": {"school_id": THEIRS}}])),
    "facet": lambda c: list(c.aggregate([{"$facet": {"all": [{"$match": {}}]}}])),
    "other options": lambda c: list(c.with_options().find({})),
    "cursor's collection": lambda c: list(c.find({}).collection.find({})),
    "documents": lambda _: [one.words for one in Letter.objects],
    "in bulk": lambda _: list(Letter.objects.in_bulk(["a1", "b1"])),
    "scalar": lambda _: list(Letter.objects.scalar("words")),
    "distinct of documents": lambda _: Letter.objects.distinct("words"),
    "filtered distinct": lambda _: Letter.objects(id="b1").distinct("words"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_no_read_shows_the_other_school(read: Callable[[Any], object]) -> None:
    assert CANARY not in str(read(Letter._get_collection()))


def test_a_join_finds_rows_of_the_rows_own_school_only() -> None:
    with scope(read=[OURS, THEIRS]):
        found = [Letter._get_collection().find_joined(one, [ALL]) for one in ("a1", "b1")]
    words = [[row["words"] for row in one["all"]] for one in found if one is not None]
    assert words == [["ours"], [CANARY]]


def test_counts_count_our_school_only() -> None:
    collection = Letter._get_collection()
    counts = [
        collection.count_documents({}),
        collection.count_documents({"_id": "b1"}),
        collection.estimated_document_count(),
        Letter.objects.count(),
        Letter.objects(school_id=THEIRS).count(),
    ]
    assert counts == [1, 0, 1, 1, 0]


WRITES: dict[str, Callable[[Any], object]] = {
    "update one": lambda c: c.update_one({"_id": "b1"}, {"$set": {"words": "x"}}),
    "update many": lambda c: c.update_many({}, {"$set": {"words": "x"}}),
    "update by pipeline": lambda c: c.update_many({"_id": "b1"}, [{"$set": {"words": "x"}}]),
    "delete one": lambda c: c.delete_one({"_id": "b1"}),
    "delete many": lambda c: c.delete_many({"school_id": THEIRS}),
    "find and update": lambda c: c.find_one_and_update({"_id": "b1"}, {"$set": {"words": "x"}}),
    "find and delete": lambda c: c.find_one_and_delete({"_id": "b1"}),
    "find and replace": lambda c: c.find_one_and_replace(
        {"_id": "b1"}, {"school_id": OURS}, return_document=ReturnDocument.AFTER
    ),
    "bulk": lambda c: c.bulk_write(
        [
            UpdateOne({"_id": "b1"}, {"$set": {"words": "x"}}),
            UpdateMany({}, {"$set": {"words": "x"}}),
            DeleteOne({"_id": "b1"}),
            DeleteMany({"school_id": THEIRS}),
        ]
    ),
    "queryset update": lambda _: Letter.objects(id="b1").update(set__words="x"),
    "queryset delete": lambda _: Letter.objects(id="b1").delete(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_no_write_changes_the_other_school(write: Callable[[Any], object]) -> None:
    write(Letter._get_collection())
    with scope_of(THEIRS):
        assert Letter.objects.get(id="b1").words == CANARY


REFUSED_USES: dict[str, Callable[[Any], object]] = {
    "insert of the other's": lambda c: c.insert_one({"_id": "x", "school_id": THEIRS}),
    "insert without a school": lambda c: c.insert_one({"_id": "x"}),
    "insert many": lambda c: c.insert_many([{"_id": "x", "school_id": THEIRS}]),
    "bulk insert": lambda c: c.bulk_write([InsertOne({"_id": "x", "school_id": THEIRS})]),
    "bulk replace": lambda c: c.bulk_write([ReplaceOne({"_id": "a1"}, {"school_id": THEIRS})]),
    "replace": lambda c: c.replace_one({"_id": "a1"}, {"school_id": THEIRS}),
    "move": lambda c: c.update_one({"_id": "a1"}, {"$set": {"school_id": THEIRS}}),
    "rename": lambda c: c.update_one({"_id": "a1"}, {"$rename": {"words": "school_id"}}),
    "unset": lambda c: c.update_one({"_id": "a1"}, {"$unset": {"school_id": 1}}),
    "newer": lambda c: c.replace_newer([{"_id": "x", "school_id": THEIRS, "version": 1}]),
    "look-up": lambda c: c.aggregate([{"$lookup": {"from": "letters"}}]),
    "nested union": lambda c: c.aggregate([{"$facet": {"a": [{"$unionWith": "letters"}]}}]),
    "out": lambda c: c.aggregate([{"$out": "elsewhere"}]),
    "code": lambda c: list(c.find({"$where": "true"})),
    "sub-collection": lambda c: c["sub"],
    "map and reduce": lambda _: Letter.objects.map_reduce("", "", "inline"),
    "frequencies": lambda _: Letter.objects.item_frequencies("words"),
    "code in the database": lambda _: Letter.objects.exec_js("return db.letters.find()"),
    "drop": lambda _: Letter.drop_collection(),
}


@pytest.mark.parametrize("use", REFUSED_USES.values(), ids=REFUSED_USES)
def test_uses_that_would_cross_schools_are_refused(use: Callable[[Any], object]) -> None:
    with pytest.raises(NoScope):
        use(Letter._get_collection())


def test_a_pipeline_update_cannot_move_a_row_to_another_school() -> None:
    Letter._get_collection().update_one({"_id": "a1"}, [{"$set": {"school_id": THEIRS}}])
    assert Letter.objects.get(id="a1").school_id == OURS


def test_nothing_is_read_or_written_without_a_scope() -> None:
    with scope(read=[], write=None):
        assert Letter.objects.count() == 0
        with pytest.raises(NoScope):
            Letter._get_collection().insert_one({"_id": "x", "school_id": OURS})


def test_a_reader_of_two_schools_writes_to_the_one_it_names() -> None:
    with scope(read=[OURS, THEIRS]):
        assert Letter.objects.count() == 2
        with pytest.raises(NoScope):
            Letter.objects(id="a1").update(set__words="x")
        with writing_to(OURS):
            Letter.objects(id__in=["a1", "b1"]).update(set__words="x")
        assert {one.id: one.words for one in Letter.objects} == {"a1": "x", "b1": CANARY}
        with pytest.raises(NoScope), writing_to("school-c"):
            pass


def test_a_tenants_collection_is_no_platform_collection() -> None:
    with pytest.raises(NoScope):
        platform_collection("letters")
