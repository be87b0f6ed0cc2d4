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
    assert other.error == (400, 1005, "duplicate identifier")


def test_indexes_are_listed_read_and_dropped(call, name):
    made = _index(call, name, fields=["a"]).json
    listed = call("GET", f"/_api/index?collection={name}").json
    assert [entry["type"] for entry in listed["indexes"]] == ["primary", "persistent"]
    assert set(listed["identifiers"]) == {f"{name}/0", made["id"]}
    assert call("GET", f"/_api/index/{made['id']}").json["fields"] == ["a"]
    assert call("DELETE", f"/_api/index/{made['id']}").json["id"] == made["id"]
    assert call("GET", f"/_api/index/{made['id']}").error == (404, 1212, "index not found")
    assert call("DELETE", f"/_api/index/{name}/0").error == (404, 1212, "index not found")


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
    assert _index(call, name, fields=["a"], unique=True).error[:2] == (400, 1210)
    assert len(call("GET", f"/_api/index?collection={name}").json["indexes"]) == 1


@pytest.mark.parametrize("kind", ["hash", "skiplist", "fulltext"])
def test_kinds_that_version_4_has_no_more(call, call_40, kind):
    for server, status in ((call, 201), (call_40, 400)):
        name = server.collection("kinds")
        reply = server("POST", f"/_api/index?collection={name}", {"type": kind, "fields": ["a"]})
        assert reply.status == status


@pytest.mark.parametrize(
    ("definition", "text"),
    [
        ({"type": "nonsense", "fields": ["a"]}, "invalid index type"),
        ({"fields": ["a"], "type": None}, "invalid index type"),
        ({"fields": []}, "invalid number of index attributes"),
        ({"fields": "a"}, "invalid number of index attributes"),
        ({"fields": [1]}, "index field names must be non-empty strings"),
        ({"fields": [""]}, "index field names must be non-empty strings"),
        ({"fields": [{"name": "a"}]}, "index field names must be only strings"),
        ({"fields": ["_id"]}, "_id attribute cannot be indexed"),
        ({"fields": ["a._id"]}, "_id attribute cannot be indexed"),
        ({"fields": ["a", "a"]}, "duplicate attribute name in index fields list"),
        (
            {"fields": ["a[*].b[*]"]},
            "cannot use multiple [*] expansions for a single index field",
        ),
        ({"fields": ["a"], "storedValues": "b"}, "storedValues must be an array"),
        (
            {"fields": ["a"], "storedValues": ["a"]},
            "duplicate attribute name (overlap between index fields and index stored values list)",
        ),
        ({"type": "ttl", "fields": ["a"]}, "expireAfter attribute must be a number"),
        (
            {"type": "ttl", "fields": ["a"], "expireAfter": -1},
            "expireAfter attribute must greater equal to zero",
        ),
        (
            {"type": "ttl", "fields": ["a.b"], "expireAfter": 1},
            "cannot index a sub-attribute in this type of index",
        ),
        (
            {"type": "ttl", "fields": ["a"], "expireAfter": 1, "unique": True},
            "a TTL index cannot be unique",
        ),
        ({"type": "geo", "fields": ["a", "b", "c"]}, "invalid number of index attributes"),
        ({"type": "geo2", "fields": ["a"]}, "invalid number of index attributes"),
        ({"type": "geo", "fields": ["a[*]"]}, "cannot use [*] expansion for this type of index"),
        (
            {"type": "mdi", "fields": ["a"]},
            "mdi index requires `fieldValueTypes` to be set to `double`"
            " - future releases might lift this requirement",
        ),
        (
            {"type": "mdi", "fields": ["a"], "fieldValueTypes": "double", "prefixFields": ["b"]},
            "`mdi` index does not support prefixed fields. use `mdi-prefixed` as type instead.",
        ),
    ],
)
def test_indexes_that_cannot_be_made(call, name, definition, text):
    assert _index(call, name, **definition).error == (400, 10, text)


def test_what_an_option_of_another_type_says_is_passed_over(call, name):
    made = _index(call, name, fields=["a"], unique=1, sparse="yes", estimates=0)
    assert (made.json["unique"], made.json["sparse"], made.json["estimates"]) == (
        False,
        False,
        True,
    )


def test_a_path_with_other_brackets_is_none(call, name):
    reply = _index(call, name, fields=["a[0]"])
    assert reply.error == (400, 1220, "can only use [*] for indexes")


@pytest.mark.parametrize("wanted", ["1st", "a/b", " a"])
def test_names_that_indexes_cannot_have(call, name, wanted):
    made = _index(call, name, fields=["a"], name=wanted)
    assert made.error == (400, 1208, "illegal name: index name invalid")


def test_a_collection_has_one_ttl_index(call, name):
    first = _index(call, name, type="ttl", fields=["a"], expireAfter=60)
    again = _index(call, name, type="ttl", fields=["a"], expireAfter=60)
    assert (first.status, again.status) == (201, 200)
    other = _index(call, name, type="ttl", fields=["b"], expireAfter=60)
    assert other.error == (400, 10, "there can only be one ttl index per collection")


def test_an_index_is_dropped_under_the_name_by_which_it_was_asked_for(call, name):
    _index(call, name, fields=["a"], name="mine")
    dropped = call("DELETE", f"/_api/index/{name}/mine")
    assert dropped.json["id"] == f"{name}/mine"
    assert call("DELETE", f"/_api/index/{name}/mine").error == (404, 1212, "index not found")


def test_selectivity_and_caches_are_at_paths_of_their_own(call, name):
    _index(call, name, fields=["a"], name="mine")
    _index(call, name, fields=["b"], estimates=False)
    shown = call("GET", f"/_api/index/selectivity?collection={name}").json["indexes"]
    assert set(shown.values()) == {1}
    assert len(shown) == 2
    assert call("POST", "/_api/index/sync-caches").json == {}


def test_figures_are_shown_where_they_are_asked_for(call, name):
    plain = call("GET", f"/_api/index?collection={name}").json["indexes"]
    detailed = call("GET", f"/_api/index?collection={name}&withStats=true").json["indexes"]
    assert ["figures" in index for index in plain] == [False]
    assert ["figures" in index for index in detailed] == [True]


def test_an_index_api_names_no_collection_that_it_does_not_find(call):
    for method, path in (
        ("GET", "/_api/index?collection=none"),
        ("GET", "/_api/index/none/0"),
        ("DELETE", "/_api/index/none/0"),
    ):
        assert call(method, path).error == (404, 1203, "collection or view not found")
    assert call("GET", "/_api/index/none").error == (400, 400, "bad parameter")
