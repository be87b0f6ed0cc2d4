import pytest


def test_a_collections_life(call):
    call("DELETE", "/_api/collection/fresh")
    created = call("POST", "/_api/collection", {"name": "fresh", "waitForSync": True}).json
    assert created["waitForSync"] is True
    assert created["type"] == 2
    assert created["globallyUniqueId"].endswith("/" + created["id"])
    for path in ("fresh", created["id"]):
        assert call("GET", f"/_api/collection/{path}").json["name"] == "fresh"
    reply = call("GET", "/_api/collection/fresh/properties")
    assert reply.headers["location"] == "/_db/_system/_api/collection/fresh/properties"
    assert {k: v for k, v in reply.json.items() if k != "code"} == {
        k: v for k, v in created.items() if k != "code"
    }
    assert call("DELETE", "/_api/collection/fresh").json["id"] == created["id"]
    gone = call("GET", "/_api/collection/fresh")
    assert gone.error == (404, 1203, "collection or view not found")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"name": "_own"}, (400, 1208)),
        ({"name": "1st"}, (400, 1208)),
        ({"name": "a/b"}, (400, 1208)),
        ({"name": ""}, (400, 1208)),
        ({}, (400, 1208)),
        ([], (400, 1208)),
    ],
)
def test_collections_that_cannot_be_made(call, body, error):
    assert call("POST", "/_api/collection", body).error[:2] == error


def test_properties_of_another_type_are_passed_over(call):
    call("DELETE", "/_api/collection/typed")
    made = call("POST", "/_api/collection", {"name": "typed", "waitForSync": 1, "type": "edge"})
    assert (made.json["waitForSync"], made.json["type"]) == (False, 3)


def test_what_is_said_of_an_illegal_name(call):
    text = "illegal name: collection name invalid"
    assert call("POST", "/_api/collection", {"name": "1st"}).error == (400, 1208, text)
    name = call.collection("legal")
    renamed = call("PUT", f"/_api/collection/{name}/rename", {"name": "1st"})
    assert renamed.error == (400, 1208, text)
    empty = call("PUT", f"/_api/collection/{name}/rename", {"name": ""})
    assert empty.error == (400, 10, "<name> must be non-empty")
    none = call("PUT", f"/_api/collection/{name}/rename", {})
    assert none.error == (400, 1208, "name is empty")


def test_actions_say_what_they_did_and_where(call):
    name = call.collection("acting")
    call("POST", f"/_api/document/{name}", [{}, {}])
    recounted = call("PUT", f"/_api/collection/{name}/recalculateCount")
    assert recounted.json == {"error": False, "code": 200, "result": True, "count": 2}
    warm = call("PUT", f"/_api/collection/{name}/loadIndexesIntoMemory")
    assert warm.json == {"error": False, "code": 200, "result": True}
    for action, reply in (("recalculateCount", recounted), ("loadIndexesIntoMemory", warm)):
        assert reply.headers["location"] == f"/_db/_system/_api/collection/{name}/{action}"


def test_paths_of_a_collection_that_there_are_not(call, call_40):
    name, name_40 = call.collection("paths"), call_40.collection("paths")
    deep = call("GET", f"/_api/collection/{name}/a/b")
    text = "expect GET /_api/collection/<collection-name>/<method>"
    assert deep.error == (400, 400, text)
    shards = call("GET", f"/_api/collection/{name}/shards")
    assert shards.error == (501, 9, "shards API is only available in a cluster")
    assert call("GET", f"/_api/collection/{name}/responsibleShard").status == 404
    actions = "'truncate', 'properties', 'compact', 'rename', 'loadIndexesIntoMemory'"
    unknown = call("PUT", f"/_api/collection/{name}/dance")
    text = "expecting one of the actions"
    assert unknown.error == (404, 404, f"{text} 'load', 'unload', {actions}")
    assert call_40("PUT", f"/_api/collection/{name_40}/load").error == (
        404,
        404,
        f"{text} {actions}",
    )


def test_names_may_be_unicode_and_are_unique(call):
    name = "Ünïcöde 😀"
    assert call("POST", "/_api/collection", {"name": name}).status == 200
    assert call("POST", "/_api/collection", {"name": name}).error[:2] == (409, 1207)
    from urllib.parse import quote

    assert call("DELETE", f"/_api/collection/{quote(name)}").status == 200


def test_system_collections_are_there_and_protected(call):
    listed = call("GET", "/_api/collection").json["result"]
    assert {"_graphs", "_users", "_analyzers"} <= {entry["name"] for entry in listed}
    others = call("GET", "/_api/collection?excludeSystem=true").json["result"]
    assert not any(entry["isSystem"] for entry in others)
    assert call("DELETE", "/_api/collection/_graphs").error[:2] == (403, 11)
    assert call("POST", "/_api/document/_users", {}).status == 403
    body = {"name": "_mine", "isSystem": True}
    assert call("POST", "/_api/collection", body).json["isSystem"] is True
    assert call("DELETE", "/_api/collection/_mine?isSystem=true").status == 200


def test_count_figures_revision_and_checksum_follow_the_documents(call):
    name = call.collection("counted")
    path = f"/_api/collection/{name}"

    def seen():
        return {
            "count": call("GET", f"{path}/count").json["count"],
            "revision": call("GET", f"{path}/revision").json["revision"],
            "checksum": call("GET", f"{path}/checksum?withData=true").json["checksum"],
            "documents": call("GET", f"{path}/figures?details=true").json["figures"]["engine"][
                "documents"
            ],
        }

    empty = seen()
    call("POST", f"/_api/document/{name}", [{"_key": "a", "x": 1}, {"_key": "b"}])
    full = seen()
    assert (full["count"], full["documents"]) == (2, 2)
    assert full["revision"] != empty["revision"]
    assert full["checksum"] != empty["checksum"]
    call("PATCH", f"/_api/document/{name}/a", {"x": 1})
    assert seen()["checksum"] == full["checksum"]
    with_revisions = call("GET", f"{path}/checksum?withRevisions=true").json["checksum"]
    call("PATCH", f"/_api/document/{name}/a", {"x": 1})
    assert call("GET", f"{path}/checksum?withRevisions=true").json["checksum"] != with_revisions
    call("PUT", f"{path}/truncate")
    assert seen()["checksum"] == empty["checksum"]


def test_rename_renames_the_documents_too(call):
    name = call.collection("old")
    call("DELETE", "/_api/collection/new")
    call("POST", f"/_api/document/{name}", {"_key": "a"})
    assert call("PUT", "/_api/collection/old/rename", {"name": "new"}).json["name"] == "new"
    assert call("GET", "/_api/document/new/a").json["_id"] == "new/a"
    assert call("GET", "/_api/collection/old").status == 404
    # To its own name is no change.
    assert call("PUT", "/_api/collection/new/rename", {"name": "new"}).status == 200
    call.collection("taken")
    assert call("PUT", "/_api/collection/new/rename", {"name": "taken"}).error[:2] == (409, 1207)


def test_properties_can_be_changed(call):
    name = call.collection("changed")
    path = f"/_api/collection/{name}/properties"
    assert call("PUT", path, {"waitForSync": True, "cacheEnabled": True}).json["waitForSync"]
    assert call("GET", path).json["cacheEnabled"] is True


def test_loading_is_gone_with_version_4(call, call_40):
    for server, status in ((call, 200), (call_40, 404)):
        name = server.collection("loaded")
        for action in ("load", "unload"):
            assert server("PUT", f"/_api/collection/{name}/{action}").status == status
        assert server("PUT", f"/_api/collection/{name}/recalculateCount").json["result"] is True


def test_a_single_server_has_no_shards(call):
    name = call.collection("whole")
    reply = call("PUT", f"/_api/collection/{name}/responsibleShard", {"_key": "a"})
    assert reply.error[:2] == (501, 1471)
