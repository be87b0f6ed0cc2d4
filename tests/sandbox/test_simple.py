import pytest


@pytest.fixture
def name(call):
    name = call.collection("simple")
    documents = [{"_key": str(n), "n": n, "kind": {"odd": n % 2 == 1}} for n in range(6)]
    call("POST", f"/_api/document/{name}", documents)
    return name


@pytest.fixture
def simple(call, name):
    def ask(what, **body):
        return call("PUT", f"/_api/simple/{what}", {"collection": name, **body})

    return ask


def _keys(reply):
    assert reply.status == 201
    return [document["_key"] for document in reply.json["result"]]


def test_all_with_skip_and_limit(simple):
    assert _keys(simple("all")) == ["0", "1", "2", "3", "4", "5"]
    assert _keys(simple("all", skip=2, limit=2)) == ["2", "3"]
    first = simple("all", batchSize=4).json
    assert (first["hasMore"], first["count"]) == (True, 6)


def test_all_keys(simple, name):
    assert simple("all-keys", type="key").json["result"][0] == "0"
    assert simple("all-keys", type="id").json["result"][0] == f"{name}/0"
    path = f"/_db/_system/_api/document/{name}/0"
    assert simple("all-keys").json["result"][0] == path


def test_any(call, simple, name):
    assert simple("any").json["document"]["_key"] in "012345"
    call("PUT", f"/_api/collection/{name}/truncate")
    assert simple("any").json["document"] is None


def test_by_example(simple):
    assert _keys(simple("by-example", example={"kind.odd": True})) == ["1", "3", "5"]
    assert _keys(simple("by-example", example={"kind": {"odd": True}, "n": 3.0})) == ["3"]
    assert _keys(simple("by-example", example={"_key": "2"})) == ["2"]
    assert _keys(simple("by-example", example={"n": True})) == []
    assert _keys(simple("by-example", example={"nothing": None}, limit=1)) == ["0"]
    assert simple("first-example", example={"n": 4}).json["document"]["_key"] == "4"
    assert simple("first-example", example={"n": 44}).error == (404, 404, "no match")


def test_changes_by_example(call, simple, name):
    odd = {"kind.odd": True}
    reply = simple("update-by-example", example=odd, newValue={"n": None, "x": 1}, limit=2)
    assert reply.json["updated"] == 2
    again = simple("update-by-example", example={"x": 1}, newValue={"n": None}, keepNull=False)
    assert again.json["updated"] == 2
    assert "n" not in call("GET", f"/_api/document/{name}/1").json
    replaced = simple("replace-by-example", example={"x": 1}, newValue={"y": 1})
    assert replaced.json["replaced"] == 2
    assert "kind" not in call("GET", f"/_api/document/{name}/1").json
    assert simple("remove-by-example", example={"y": 1}, options={"limit": 1}).json["deleted"] == 1
    assert call("GET", f"/_api/collection/{name}/count").json["count"] == 5


def test_by_keys(simple):
    found = simple("lookup-by-keys", keys=["1", "simple/2", "none", 5]).json["documents"]
    assert [document["_key"] for document in found] == ["1", "2"]
    removed = simple("remove-by-keys", keys=["1", "none"]).json
    assert (removed["removed"], removed["ignored"]) == (1, 1)


def test_a_range_needs_an_index(call, simple, name):
    asked = {"attribute": "n", "left": 1, "right": 3}
    assert simple("range", **asked).error == (404, 1209, "no suitable index known")
    call("POST", f"/_api/index?collection={name}", {"type": "skiplist", "fields": ["n"]})
    assert _keys(simple("range", **asked)) == ["1", "2"]
    assert _keys(simple("range", **asked, closed=True)) == ["1", "2", "3"]


def test_what_is_missing(call, simple):
    assert simple("near").error[:2] == (400, 17)
    assert simple("near", latitude=1, longitude=1).error[1] == 1570
    assert simple("nonsense").error[:2] == (404, 404)
    assert call("PUT", "/_api/simple/all", {}).error[:2] == (400, 17)
    assert call("PUT", "/_api/simple/all", {"collection": "nowhere"}).error[:2] == (404, 1203)
    assert simple("by-example").error[:2] == (400, 17)


def test_by_place_and_word(call, simple, name):
    call("POST", f"/_api/index?collection={name}", {"type": "geo", "fields": ["lat", "lon"]})
    call("POST", f"/_api/index?collection={name}", {"type": "fulltext", "fields": ["text"]})
    places = [{"_key": f"p{n}", "lat": n, "lon": n, "text": f"place number{n}"} for n in range(3)]
    call("POST", f"/_api/document/{name}", places)
    near = simple("near", latitude=2, longitude=2, limit=2, distance="far").json["result"]
    assert [d["_key"] for d in near] == ["p2", "p1"]
    assert near[0]["far"] == 0
    assert _keys(simple("within", latitude=0, longitude=0, radius=200_000)) == ["p0", "p1"]
    box = {"latitude1": -1, "longitude1": -1, "latitude2": 1.5, "longitude2": 1.5}
    assert sorted(_keys(simple("within-rectangle", **box))) == ["p0", "p1"]
    assert _keys(simple("fulltext", attribute="text", query="number1")) == ["p1"]


def test_simple_queries_are_gone_with_version_4(call_40):
    reply = call_40("PUT", "/_api/simple/all", {"collection": "x"})
    assert reply.error == (404, 404, "unknown path '/_api/simple/all'")


@pytest.mark.parametrize("kind", [{}, [], None, 5])
def test_a_type_of_keys_that_is_none_means_paths(call, kind):
    name = call.collection("simple_keys")
    call("POST", f"/_api/document/{name}", {"_key": "a"})
    reply = call("PUT", "/_api/simple/all-keys", {"collection": name, "type": kind})
    assert reply.json["result"] == [f"/_db/_system/_api/document/{name}/a"]
