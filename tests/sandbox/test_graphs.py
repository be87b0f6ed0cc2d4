"""Named graphs: definitions, vertices, edges, and what they have to do with collections."""

import pytest

SOCIAL = {
    "name": "social",
    "edgeDefinitions": [
        {"collection": "knows", "from": ["people"], "to": ["people"]},
        {"collection": "owns", "from": ["people"], "to": ["things"]},
    ],
    "orphanCollections": ["others"],
}


@pytest.fixture(params=["call_311", "call", "call_40"], ids=["3.11", "3.12", "4.0"])
def server(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def graph(server):
    server("DELETE", "/_api/gharial/social?dropCollections=true")
    reply = server("POST", "/_api/gharial", SOCIAL)
    assert reply.status == 202, reply.body
    for key in ("ann", "bob"):
        assert server("POST", "/_api/gharial/social/vertex/people", {"_key": key}).status == 202
    edge = {"_key": "ab", "_from": "people/ann", "_to": "people/bob"}
    assert server("POST", "/_api/gharial/social/edge/knows", edge).status == 202
    yield "/_api/gharial/social"
    server("DELETE", "/_api/gharial/social?dropCollections=true")


def test_a_graph_makes_its_collections_and_is_shown_alike_everywhere(server, graph):
    shown = server("GET", graph).json["graph"]
    assert shown["name"] == shown["_key"] == "social"
    assert shown["edgeDefinitions"] == SOCIAL["edgeDefinitions"]
    assert shown["orphanCollections"] == ["others"]
    assert server("GET", "/_api/gharial").json["graphs"] == [shown]
    assert server("GET", f"{graph}/vertex").json["collections"] == ["others", "people", "things"]
    assert server("GET", f"{graph}/edge").json["collections"] == ["knows", "owns"]
    kinds = [server("GET", f"/_api/collection/{n}").json["type"] for n in ("knows", "people")]
    assert kinds == [3, 2]


def test_graphs_are_documents_of_a_system_collection(server, graph):
    document = server("GET", "/_api/document/_graphs/social")
    assert document.json["edgeDefinitions"] == SOCIAL["edgeDefinitions"]
    assert document.json["_rev"] == server("GET", graph).json["graph"]["_rev"]
    assert server("DELETE", "/_api/document/_graphs/social").status == 202
    assert server("GET", graph).error == (404, 1924, "graph 'social' not found")
    assert server("PUT", "/_api/collection/knows/truncate").status == 200
    server("POST", "/_api/gharial", SOCIAL)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": ""}, (400, 1922)),
        ({"name": 7}, (400, 1922)),
        ({"edgeDefinitions": {}}, (400, 1901)),
        ({"edgeDefinitions": ["knows"]}, (400, 1923)),
        ({"edgeDefinitions": [{"collection": "knows", "from": ["a"]}]}, (400, 1923)),
        ({"edgeDefinitions": [{"collection": "k", "from": [], "to": []}]}, (400, 1923)),
        ({"edgeDefinitions": SOCIAL["edgeDefinitions"][:1] * 2}, (400, 1920)),
        ({"orphanCollections": [7]}, (400, 1943)),
        (
            {"edgeDefinitions": [{"collection": "knows", "from": ["a"], "to": ["b"]}]},
            (400, 1921),
        ),
        (
            {"edgeDefinitions": [{"collection": "people", "from": ["a"], "to": ["b"]}]},
            (400, 1944),
        ),
        ({"isSmart": True}, (501, 31)),
        ({"options": {"smartGraphAttribute": "region"}}, (501, 31)),
        ({"name": "social"}, (409, 1925)),
    ],
)
def test_a_graph_that_cannot_be(server, graph, change, error):
    assert server("POST", "/_api/gharial", SOCIAL | {"name": "other"} | change).error[:2] == error


def test_definitions_are_added_changed_for_all_graphs_and_removed(server, graph):
    lends = {"collection": "lends", "from": ["people"], "to": ["books"]}
    added = server("POST", f"{graph}/edge", lends)
    assert added.status == 202
    assert [d["collection"] for d in added.json["graph"]["edgeDefinitions"]] == [
        "knows",
        "lends",
        "owns",
    ]
    assert added.headers["etag"] == added.json["graph"]["_rev"]
    assert server("POST", f"{graph}/edge", lends).error[:2] == (400, 1920)
    server("POST", "/_api/gharial", {"name": "second", "edgeDefinitions": [lends]})
    changed = lends | {"to": ["films"]}
    assert server("PUT", f"{graph}/edge/lends", changed).status == 202
    assert server("GET", "/_api/gharial/second").json["graph"]["edgeDefinitions"] == [changed]
    assert server("PUT", f"{graph}/edge/none", changed).error[:2] == (404, 1930)
    removed = server("DELETE", f"{graph}/edge/lends?dropCollections=true").json["graph"]
    assert "films" in removed["orphanCollections"]
    # The other graph still has it: it stays.
    assert server("GET", "/_api/collection/lends").status == 200
    assert server("DELETE", f"{graph}/edge/lends").error[:2] == (404, 1930)
    server("DELETE", "/_api/gharial/second?dropCollections=true")
    assert server("GET", "/_api/collection/lends").status == 404


def test_orphans_are_added_and_removed(server, graph):
    assert server("POST", f"{graph}/vertex", {"collection": "others"}).error[:2] == (400, 1938)
    assert server("POST", f"{graph}/vertex", {"collection": "people"}).error[:2] == (400, 1929)
    assert server("POST", f"{graph}/vertex", {"collection": 1}).error[:2] == (400, 10)
    path = f"{graph}/vertex?createCollection=false"
    assert server("POST", path, {"collection": "fresh"}).error[:2] == (404, 1926)
    added = server("POST", f"{graph}/vertex", {"collection": "fresh"})
    assert added.json["graph"]["orphanCollections"] == ["fresh", "others"]
    assert server("DELETE", f"{graph}/vertex/people").error[:2] == (400, 1928)
    removed = server("DELETE", f"{graph}/vertex/fresh?dropCollection=true")
    assert removed.json["graph"]["orphanCollections"] == ["others"]
    assert server("GET", "/_api/collection/fresh").status == 404


def test_vertices_are_read_changed_and_removed_with_their_edges(server, graph):
    path = f"{graph}/vertex/people/ann"
    read = server("GET", path)
    assert read.json["vertex"]["_key"] == "ann"
    revision = read.json["vertex"]["_rev"]
    assert read.headers["etag"] == revision
    assert server("GET", path, headers={"If-None-Match": f'"{revision}"'}).status == 304
    assert server("GET", path, headers={"If-Match": '"_other"'}).error[:2] == (412, 1200)
    changed = server("PATCH", f"{path}?returnNew=true&returnOld=true", {"a": 1, "b": None})
    assert changed.json["new"]["a"] == 1
    assert changed.json["new"]["b"] is None
    assert "a" not in changed.json["old"]
    assert changed.json["vertex"]["_oldRev"] == revision
    server("PATCH", f"{path}?keepNull=false", {"b": None})
    assert "b" not in server("GET", path).json["vertex"]
    server("PUT", path, {"c": 1})
    assert "a" not in server("GET", path).json["vertex"]
    assert server("DELETE", f"{path}?returnOld=true").json["old"]["c"] == 1
    assert server("GET", path).error[:2] == (404, 1202)
    assert server("GET", f"{graph}/edge/knows/ab").error[:2] == (404, 1202)


def test_a_removal_that_fails_leaves_the_edges(server, graph):
    stale = {"If-Match": '"_other"'}
    assert server("DELETE", f"{graph}/vertex/people/ann", headers=stale).status == 412
    assert server("DELETE", f"{graph}/vertex/people/none").error[:2] == (404, 1202)
    assert server("GET", f"{graph}/edge/knows/ab").status == 200


def test_edges_connect_vertices_of_the_graph(server, graph):
    path = f"{graph}/edge/knows"
    assert server("GET", f"{path}/ab").json["edge"]["_to"] == "people/bob"
    missing = 400 if server("GET", "/_api/version").json["version"] < "3.12" else 404
    for edge, error in [
        ({}, (400, 1233)),
        ({"_from": "people/ann"}, (400, 1233)),
        ({"_from": "ann", "_to": "bob"}, (400, 1233)),
        ({"_from": "people/ann", "_to": "people/none"}, (404, 1202)),
        ({"_from": "people/ann", "_to": "nowhere/bob"}, (missing, 1947)),
    ]:
        assert server("POST", path, edge).error[:2] == error
    assert server("POST", f"{graph}/edge/none", {}).error[:2] == (404, 1930)
    assert server("PATCH", f"{path}/ab", {"since": 1}).status == 202
    assert server("PATCH", f"{path}/ab", {"_to": "nowhere/x"}).error[:2] == (missing, 1947)
    assert server("PUT", f"{path}/ab", {"since": 1}).error[:2] == (400, 1233)
    assert server("DELETE", f"{path}/ab").json["removed"] is True


def test_a_vertex_of_a_collection_outside_of_the_graph(server, graph):
    server.collection("outside")
    old = server("GET", "/_api/version").json["version"] < "3.12"
    error = (400, 1947) if old else (404, 1949)
    assert server("POST", f"{graph}/vertex/outside", {}).error[:2] == error
    assert server("GET", f"{graph}/vertex/outside/x").error[:2] == error


def test_a_collection_of_a_graph_is_not_dropped_from_3_12_on(call, call_311):
    graph = {"name": "g", "orphanCollections": ["alone"]}
    for server in (call, call_311):
        assert server("POST", "/_api/gharial", graph).status == 202
    assert call("DELETE", "/_api/collection/alone").error[:2] == (403, 1942)
    assert call_311("DELETE", "/_api/collection/alone").status == 200
    for server in (call, call_311):
        assert server("DELETE", "/_api/gharial/g?dropCollections=true").json["removed"] is True


def test_graphs_follow_a_collection_that_is_renamed(server, graph):
    assert server("PUT", "/_api/collection/people/rename", {"name": "folk"}).status == 200
    assert server("GET", f"{graph}/vertex").json["collections"] == ["folk", "others", "things"]
    assert server("GET", graph).json["graph"]["edgeDefinitions"][0]["from"] == ["folk"]
    server("PUT", "/_api/collection/folk/rename", {"name": "people"})


def test_queries_walk_named_graphs(server, graph):
    text = "FOR v IN OUTBOUND 'people/ann' GRAPH 'social' RETURN v._key"
    assert server("POST", "/_api/cursor", {"query": text}).json["result"] == ["bob"]
    text = "FOR v IN OUTBOUND 'people/ann' GRAPH 'none' RETURN v._key"
    assert server("POST", "/_api/cursor", {"query": text}).error[1] == 1924


def test_graphs_in_a_transaction(server, graph):
    body = {"collections": {"write": ["people", "knows", "owns"]}}
    number = server("POST", "/_api/transaction/begin", body).json["result"]["id"]
    inside = {"x-arango-trx-id": number}
    assert server("DELETE", f"{graph}/vertex/people/ann", headers=inside).status == 202
    assert server("GET", f"{graph}/edge/knows/ab", headers=inside).status == 404
    assert server("DELETE", f"/_api/transaction/{number}").status == 200
    assert server("GET", f"{graph}/edge/knows/ab").status == 200


def test_paths_and_methods_that_are_none(server, graph):
    assert server("GET", f"{graph}/nothing").error[:2] == (404, 404)
    assert server("GET", f"{graph}/vertex/people/ann/more").error[:2] == (404, 404)
    assert server("PUT", graph, {}).error[:2] == (405, 405)
    assert server("POST", "/_api/gharial", b"[").error[:2] == (400, 600)
    assert server("POST", "/_api/gharial", []).error[:2] == (400, 10)


def test_rights(call):
    call("DELETE", "/_api/gharial/social?dropCollections=true")
    call("POST", "/_api/gharial", SOCIAL)
    call("POST", "/_api/user", {"user": "guest", "passwd": ""})
    call("PUT", "/_api/user/guest/database/_system", {"grant": "ro"})
    guest = ("guest", "")
    other = SOCIAL | {"name": "other"}
    assert call("GET", "/_api/gharial/social", user=guest).status == 200
    assert call("POST", "/_api/gharial", other, user=guest).error[:2] == (403, 1004)
    fresh = other | {"orphanCollections": ["made_up"]}
    assert call("POST", "/_api/gharial", fresh, user=guest).error[:2] == (403, 11)
    assert call("DELETE", "/_api/gharial/social", user=guest).error[:2] == (403, 1004)
    path = "/_api/gharial/social?dropCollections=true"
    assert call("DELETE", path, user=guest).error[:2] == (403, 11)
    vertex = "/_api/gharial/social/vertex/people"
    assert call("POST", vertex, {}, user=guest).error[:2] == (403, 1004)
    call("DELETE", path)
    call("DELETE", "/_api/user/guest")
