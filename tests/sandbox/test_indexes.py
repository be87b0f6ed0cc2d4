import pytest


@pytest.fixture
def name(call):
    return call.collection("indexed")


def _index(call, name, /, **definition):
    return call("POST", f"/_api/index?collection={name}", {"type": "persistent", **definition})


def test_an_index_is_made_once(call, name):
    first = _index(call, name, fields=["a"], name="mine")
    again = _index(call, name, fields=["a"])
    assert (first.status, first.json["isNewlyCreated"]) == (201, True)
    assert (again.status, again.json["isNewlyCreated"]) == (200, False)
    assert again.json["id"] == first.json["id"]
    other = _index(call, name, fields=["b"], name="mine")
    assert other.error == (409, 1005, "duplicate identifier")


def test_indexes_are_listed_read_and_dropped(call, name):
    made = _index(call, name, fields=["a"]).json
    listed = call("GET", f"/_api/index?collection={name}").json
    assert [entry["type"] for entry in listed["indexes"]] == ["primary", "persistent"]
    assert set(listed["identifiers"]) == {f"{name}/0", made["id"]}
    assert call("GET", f"/_api/index/{made['id']}").json["fields"] == ["a"]
    assert call("DELETE", f"/_api/index/{made['id']}").json["id"] == made["id"]
    assert call("GET", f"/_api/index/{made['id']}").error == (404, 1212, "index not found")
    assert call("DELETE", f"/_api/index/{name}/0").error == (403, 11, "forbidden")


def test_edges_have_an_edge_index(call):
    name = call.collection("edged", type=3)
    listed = call("GET", f"/_api/index?collection={name}").json["indexes"]
    assert listed[1]["type"] == "edge"
    assert listed[1]["fields"] == ["_from", "_to"]


def test_uniqueness_is_enforced_in_every_way_to_write(call, name):
    number = _index(call, name, fields=["a"], unique=True, name="one").json
    path = f"/_api/document/{name}"
    call("POST", path, [{"_key": "x", "a": 1}, {"_key": "y", "a": 2}])
    expected = (
        409,
        1210,
        "unique constraint violated - in index one of type persistent over 'a'; conflicting key: x",
    )
    assert number["unique"] is True
    assert call("POST", path, {"a": 1}).error == expected
    assert call("PATCH", f"{path}/y", {"a": 1.0}).error == expected
    assert call("PUT", f"{path}/y", {"a": 1}).error == expected
    assert call("GET", f"{path}/y").json["a"] == 2
    call("DELETE", f"{path}/x")
    assert call("PATCH", f"{path}/y", {"a": 1}).status == 202
    assert call("POST", path, {"a": 2}).status == 202


def test_true_and_1_are_two_values_null_and_nothing_are_one(call, name):
    _index(call, name, fields=["a"], unique=True)
    path = f"/_api/document/{name}"
    for value in (1, True, "1", [1], {"b": 1}, [True]):
        assert call("POST", path, {"a": value}).status == 202, value
    assert call("POST", path, {"a": None}).status == 202
    assert call("POST", path, {}).error[1] == 1210
    assert call("POST", path, {"a": {"b": 1.0, "c": None}}).error[1] == 1210


def test_sparse_indexes_do_not_mind_nulls(call, name):
    _index(call, name, fields=["a", "b.c"], unique=True, sparse=True)
    path = f"/_api/document/{name}"
    for _ in range(2):
        assert call("POST", path, {"a": 1}).status == 202
        assert call("POST", path, {"a": 1, "b": {"c": None}}).status == 202
    assert call("POST", path, {"a": 1, "b": {"c": 1}}).status == 202
    assert call("POST", path, {"a": 1, "b": {"c": 1}}).error[1] == 1210


def test_array_expansion(call, name):
    _index(call, name, fields=["tags[*]"], unique=True)
    path = f"/_api/document/{name}"
    assert call("POST", path, {"tags": ["a", "a", "b"]}).status == 202
    assert call("POST", path, {"tags": ["b", "c"]}).error[1] == 1210
    assert call("POST", path, {"tags": ["c"]}).status == 202


def test_a_unique_index_cannot_be_made_over_twins(call, name):
    call("POST", f"/_api/document/{name}", [{"a": 1}, {"a": 1}])
    assert _index(call, name, fields=["a"], unique=True).error[:2] == (409, 1210)
    assert len(call("GET", f"/_api/index?collection={name}").json["indexes"]) == 1


@pytest.mark.parametrize("kind", ["hash", "skiplist", "fulltext"])
def test_kinds_that_version_4_has_no_more(call, call_40, kind):
    for server, status in ((call, 201), (call_40, 400)):
        name = server.collection("kinds")
        reply = server("POST", f"/_api/index?collection={name}", {"type": kind, "fields": ["a"]})
        assert reply.status == status


@pytest.mark.parametrize(
    "definition",
    [
        {"type": "nonsense", "fields": ["a"]},
        {"fields": ["a"], "type": None},
        {"fields": []},
        {"fields": "a"},
        {"fields": [1]},
        {"fields": ["_id"]},
        {"fields": ["a", "a"]},
        {"fields": ["a"], "unique": 1},
        {"type": "ttl", "fields": ["a"]},
        {"type": "geo", "fields": ["a", "b", "c"]},
        {"type": "mdi", "fields": ["a"]},
    ],
)
def test_indexes_that_cannot_be_made(call, name, definition):
    assert _index(call, name, **definition).error[:2] == (400, 10)
