import pytest
from shared import store
from shared.tenancy import scope_of, scope
from tests.shared.sample import SERVICE, Letter
@pytest.fixture(autouse=True)
def st(open_store):
    open_store(SERVICE)
    with scope_of("school-b"):
        store.insert_many([Letter(id="b1", school_id="school-b", words="secret canary")])
    with scope_of("school-a"):
        store.insert_many([Letter(id="a1", school_id="school-a", words="mine")])
        yield
ATT = {
 "map_reduce": lambda: [r for r in Letter.objects.map_reduce("function(){emit(this.words,1)}","function(k,v){return 1}","inline")],
 "item_freq_mr": lambda: Letter.objects.item_frequencies("words", map_reduce=True),
 "item_freq": lambda: Letter.objects.item_frequencies("words"),
 "exec_js": lambda: Letter.objects.exec_js("return 1"),
 "dropcoll": lambda: Letter.drop_collection(),
 "sum": lambda: Letter.objects.sum("words"),
 "distinct": lambda: Letter.objects.distinct("words"),
 "in_bulk": lambda: Letter.objects.in_bulk(["b1","a1"]),
 "with_id": lambda: Letter.objects.with_id("b1"),
 "raw or": lambda: list(Letter.objects(__raw__={"$or":[{"school_id":"school-b"}]}).as_pymongo()),
 "agg_nested": lambda: list(Letter.objects.aggregate([{"$facet":{"x":[{"$unionWith":"letters"}]}}])),
 "agg_docs": lambda: list(Letter._get_collection().aggregate([{"$limit":1},{"$lookup":{"from":"letters","pipeline":[],"as":"x"}}])),
 "update_upsert": lambda: Letter.objects(id="b1").update(words="x", upsert=True),
 "modify": lambda: Letter.objects(id="b1").modify(words="x"),
 "reload": lambda: Letter(id="b1", school_id="school-a").reload().words,
 "delete": lambda: Letter(id="b1", school_id="school-a").delete(),
 "save_over": lambda: Letter(id="b1", school_id="school-a", words="stolen").save(),
 "search_text": lambda: list(Letter._get_collection().find({"$text":{"$search":"secret"}})),
 "hint": lambda: list(Letter._get_collection().find({}, max={"_id":"zz"}, hint=[("_id",1)])),
 "find projection expr": lambda: list(Letter._get_collection().find({}, {"x": {"$function": {"body":"function(){return 1}","args":[],"lang":"js"}}})),
 "set_id pipeline": lambda: Letter._get_collection().update_one({"_id":"a1"}, [{"$replaceWith":{"_id":"a1","school_id":"school-b"}}]).modified_count,
 "subcoll": lambda: Letter._get_collection().find,
}
@pytest.mark.parametrize("n", ATT)
def test_it(n):
    try: r=ATT[n]()
    except BaseException as e: r=f"RAISED {type(e).__name__}: {str(e)[:110]}"
    print("PROBE", n, "=>", str(r)[:150], "| b1:", store.database()["letters"].find_one({"_id":"b1"}), store.database()["letters"].count_documents({}))
