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
        ({"name": "x", "waitForSync": 1}, (400, 10)),
    ],
)
def test_collections_that_cannot_be_made(call, body, error):
    assert call("POST", "/_api/collection", body).error[:2] == error


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
    assert call("PUT", "/_api/collection/new/rename", {"name": "new"}).error[:2] == (409, 1207)


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
