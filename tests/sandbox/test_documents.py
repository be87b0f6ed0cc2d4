import pytest


@pytest.fixture
def docs(call):
    return call.collection("docs")


def test_an_insert_answers_handle_revision_etag_and_location(call, docs):
    reply = call("POST", f"/_api/document/{docs}", {"_key": "a b".replace(" ", ":"), "x": 1})
    handle = reply.json
    assert reply.status == 202
    assert list(handle) == ["_id", "_key", "_rev"]
    assert handle["_id"] == "docs/a:b"
    assert reply.headers["etag"] == f'"{handle["_rev"]}"'
    assert reply.headers["location"] == "/_db/_system/_api/document/docs/a%3Ab"


def test_revisions_have_arangods_shape_and_grow(call, docs):
    revisions = [call("POST", f"/_api/document/{docs}", {}).json["_rev"] for _ in range(3)]
    alphabet = "-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    assert all(len(revision) == 11 for revision in revisions)
    ranks = [[alphabet.index(character) for character in revision] for revision in revisions]
    assert ranks == sorted(ranks)
    assert len(set(revisions)) == 3


def test_wait_for_sync_is_seen_in_the_status(call, docs):
    assert call("POST", f"/_api/document/{docs}?waitForSync=true", {"_key": "s"}).status == 201
    assert call("PATCH", f"/_api/document/{docs}/s?waitForSync=true", {"x": 1}).status == 201
    assert call("DELETE", f"/_api/document/{docs}/s?waitForSync=true").status == 200
    synced = call.collection("synced", waitForSync=True)
    assert call("POST", f"/_api/document/{synced}", {}).status == 201


def test_stored_documents_begin_with_their_system_attributes(call, docs):
    sent = {"x": 1, "_rev": "mine", "_id": "other/1", "_key": "k", "_from": "a/b"}
    call("POST", f"/_api/document/{docs}", sent)
    document = call("GET", f"/_api/document/{docs}/k").json
    assert list(document) == ["_key", "_id", "_rev", "x"]
    assert document["_id"] == "docs/k"
    assert document["_rev"] != "mine"


@pytest.mark.parametrize("key", [1, None, "", "a b", "ü", "a/b", "x" * 255, ["a"]])
def test_an_illegal_key_is_refused(call, docs, key):
    reply = call("POST", f"/_api/document/{docs}", {"_key": key})
    assert reply.error == (400, 1221, "illegal document key")


def test_all_legal_characters_make_a_key(call, docs):
    key = "aZ09_-:.@()+,=;$!*'%"
    reply = call("POST", f"/_api/document/{docs}", {"_key": key})
    assert reply.status == 202
    assert call("GET", reply.headers["location"]).json["_key"] == key


def test_a_taken_key_is_a_unique_constraint_violation(call, docs):
    call("POST", f"/_api/document/{docs}", {"_key": "k"})
    assert call("POST", f"/_api/document/{docs}", {"_key": "k"}).error == (
        409,
        1210,
        "unique constraint violated - in index primary of type primary over '_key';"
        " conflicting key: k",
    )


@pytest.mark.parametrize(
    ("mode", "stored"),
    [
        ("replace", {"b": {"d": 1}}),
        ("update", {"a": 1, "b": {"c": 1, "d": 1}}),
        ("ignore", {"a": 1, "b": {"c": 1}}),
    ],
)
def test_overwrite_modes(call, docs, mode, stored):
    path = f"/_api/document/{docs}"
    first = call("POST", path, {"_key": "k", "a": 1, "b": {"c": 1}}).json
    reply = call("POST", f"{path}?overwriteMode={mode}", {"_key": "k", "b": {"d": 1}})
    assert reply.status == 202
    assert reply.json.get("_oldRev") == (None if mode == "ignore" else first["_rev"])
    document = call("GET", f"{path}/k").json
    assert {name: v for name, v in document.items() if name[0] != "_"} == stored


def test_overwrite_is_gone_with_version_4(call, call_40):
    for server, status in ((call, 202), (call_40, 409)):
        name = server.collection("overwritten")
        server("POST", f"/_api/document/{name}", {"_key": "k"})
        reply = server("POST", f"/_api/document/{name}?overwrite=true", {"_key": "k"})
        assert reply.status == status


def test_return_new_return_old_and_silent(call, docs):
    path = f"/_api/document/{docs}"
    created = call("POST", f"{path}?returnNew=true", {"_key": "k", "x": 1}).json
    assert created["new"]["x"] == 1
    changed = call("PATCH", f"{path}/k?returnNew=true&returnOld=true", {"x": 2}).json
    assert (changed["old"]["x"], changed["new"]["x"]) == (1, 2)
    assert changed["_oldRev"] == created["_rev"]
    silent = call("PUT", f"{path}/k?silent=true", {"x": 3})
    assert silent.json == {}
    assert "etag" not in silent.headers
    assert call("DELETE", f"{path}/k?returnOld=true").json["old"]["x"] == 3


def test_a_patch_merges_and_nulls_remove_where_asked(call, docs):
    path = f"/_api/document/{docs}/k"
    call("POST", f"/_api/document/{docs}", {"_key": "k", "a": {"b": 1, "c": 2}, "d": 1})
    call("PATCH", f"{path}?keepNull=false", {"a": {"b": None, "e": {"f": None}}, "d": None})
    document = call("GET", path).json
    assert document["a"] == {"c": 2, "e": {}}
    assert "d" not in document
    call("PATCH", f"{path}?mergeObjects=false", {"a": {"x": None}})
    assert call("GET", path).json["a"] == {"x": None}


def test_preconditions(call, docs):
    rev = call("POST", f"/_api/document/{docs}", {"_key": "k"}).json["_rev"]
    path = f"/_api/document/{docs}/k"
    same, other = {"If-Match": f'"{rev}"'}, {"If-Match": '"_other"'}
    assert call("GET", path, headers=same).status == 200
    not_modified = call("GET", path, headers={"If-None-Match": f'"{rev}"'})
    assert not_modified.status == 304
    assert not_modified.headers["etag"] == f'"{rev}"'
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        reply = call(method, path, None if method in {"GET", "DELETE"} else {}, other)
        assert reply.error == (412, 1200, "conflict, _rev values do not match")
        assert reply.json["_rev"] == rev
        assert reply.headers["etag"] == f'"{rev}"'
    assert call("PUT", f"{path}?ignoreRevs=false", {"_rev": "_old"}).status == 412
    assert call("DELETE", path, headers=same).status == 202


def test_head_measures_the_document_and_sends_none(call, docs):
    call("POST", f"/_api/document/{docs}", {"_key": "k", "x": "y" * 100})
    read = call("GET", f"/_api/document/{docs}/k")
    head = call("HEAD", f"/_api/document/{docs}/k")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(read.body)
    assert call("HEAD", f"/_api/document/{docs}/none").status == 404


def test_what_is_not_there(call, docs):
    assert call("GET", f"/_api/document/{docs}/none").error == (404, 1202, "document not found")
    assert call("PATCH", f"/_api/document/{docs}/none", {}).error[1] == 1202
    assert call("DELETE", f"/_api/document/{docs}/none").error[1] == 1202
    expected = (404, 1203, "collection or view not found: nowhere")
    assert call("POST", "/_api/document/nowhere", {}).error == expected


@pytest.mark.parametrize("body", [1, "text", None, True])
def test_what_is_no_document_is_refused(call, docs, body):
    reply = call("POST", f"/_api/document/{docs}", body)
    assert reply.error == (400, 1227, "invalid document type")


def test_many_documents_at_once_fail_one_by_one(call, docs):
    path = f"/_api/document/{docs}"
    reply = call("POST", path, [{"_key": "a"}, {"_key": 1}, {"_key": "a"}, 5])
    assert reply.status == 202
    assert [item.get("errorNum") for item in reply.json] == [None, 1221, 1210, 1227]
    counts = {"1221": 1, "1210": 1, "1227": 1}
    assert reply.headers["x-arango-error-codes"] == str(counts).replace("'", '"').replace(" ", "")
    assert call("PATCH", path, [{"_key": "a", "x": 1}, {"x": 1}]).json[1]["errorNum"] == 1205
    read = call("PUT", f"{path}?onlyget=true", ["a", "none", "docs/a"]).json
    assert [item.get("x", item.get("errorNum")) for item in read] == [1, 1202, 1]
    removed = call("DELETE", path, ["a", {"_key": "a"}]).json
    assert [item.get("errorNum") for item in removed] == [None, 1202]


def test_silent_many_answer_errors_only(call, docs):
    path = f"/_api/document/{docs}?silent=true"
    assert call("POST", path, [{"_key": "a"}, {"_key": "b"}]).json == {}
    answers = call("POST", path, [{"_key": "c"}, {"_key": "a"}]).json
    assert [item["errorNum"] for item in answers] == [1210]


def test_edges_need_both_ends(call, call_311):
    for server in (call, call_311):
        edges = server.collection("links", type=3)
        path = f"/_api/document/{edges}"
        for bad in ({}, {"_from": "a/b"}, {"_from": "a/b", "_to": "c"}, {"_from": 1, "_to": "a/b"}):
            assert server("POST", path, bad).error[:2] == (400, 1233)
        key = server("POST", path, {"_from": "a/b", "_to": "c/d", "x": 1}).json["_key"]
        document = server("GET", f"{path}/{key}").json
        assert list(document) == ["_key", "_id", "_from", "_to", "_rev", "x"]
        server("PATCH", f"{path}/{key}", {"_to": "e/f"})
        assert server("GET", f"{path}/{key}").json["_to"] == "e/f"
        assert server("PUT", f"{path}/{key}", {"_from": "a/b"}).error[1] == 1233


def test_numbers_without_a_fraction_are_written_without_one(call, docs):
    call("POST", f"/_api/document/{docs}", b'{"_key":"k","a":1.0,"b":1.5,"c":[2.0],"d":"3.0"}')
    body = call("GET", f"/_api/document/{docs}/k").body
    assert body.endswith(b'"a":1,"b":1.5,"c":[2],"d":"3.0"}')


def test_an_unknown_overwrite_mode_is_passed_over(call, docs):
    path = f"/_api/document/{docs}"
    call("POST", path, {"_key": "a"})
    again = call("POST", f"{path}?overwriteMode=other", {"_key": "a"})
    assert again.error[:2] == (409, 1210)


def test_what_was_there_is_shown_only_where_it_may_be_overwritten(call, docs):
    path = f"/_api/document/{docs}"
    call("POST", path, {"_key": "a", "v": 1})
    ignored = call("POST", f"{path}?overwriteMode=ignore&returnOld=true", {"_key": "a"})
    assert set(ignored.json) == {"_id", "_key", "_rev"}
    replaced = call("POST", f"{path}?overwriteMode=replace&returnOld=true", {"_key": "a"})
    assert replaced.json["old"]["v"] == 1
    many = call("POST", f"{path}?overwriteMode=ignore&returnOld=true", [{"_key": "a"}])
    assert "old" not in many.json[0]


def test_null_in_an_overwriting_update_removes_unless_it_is_said_otherwise(call, docs):
    path = f"/_api/document/{docs}"
    call("POST", path, {"_key": "a", "v": 1, "w": 1})
    call("POST", f"{path}?overwriteMode=update", {"_key": "a", "v": None})
    call("POST", f"{path}?overwriteMode=update&keepNull=true", {"_key": "a", "w": None})
    assert {k: v for k, v in call("GET", f"{path}/a").json.items() if k[0] != "_"} == {"w": None}


def test_one_document_may_be_read_and_removed_by_a_body(call, docs):
    path = f"/_api/document/{docs}"
    made = call("POST", path, {"_key": "a"}).json
    read = call("PUT", f"{path}?onlyget=true", {"_key": "a"})
    assert (read.status, read.json["_rev"]) == (200, made["_rev"])
    assert read.headers["etag"] == f'"{made["_rev"]}"'
    assert call("PUT", f"{path}?onlyget=true", {"_key": "b"}).error[:2] == (404, 1202)
    wrong = call("DELETE", f"{path}?ignoreRevs=false", {"_key": "a", "_rev": "_other---"})
    assert wrong.error[:2] == (412, 1200)
    removed = call("DELETE", path, {"_key": "a"})
    assert (removed.status, removed.json["_key"]) == (202, "a")
    assert call("DELETE", path, "a").error == (400, 400, "Request body not parseable")


def test_head_knows_the_same_preconditions(call, docs):
    path = f"/_api/document/{docs}/k"
    rev = call("POST", f"/_api/document/{docs}", {"_key": "k"}).json["_rev"]
    for headers, status in (
        ({"If-Match": f'"{rev}"'}, 200),
        ({"If-Match": rev}, 200),
        ({"If-Match": '"_other"'}, 412),
        ({"If-None-Match": f'"{rev}"'}, 304),
        ({"If-None-Match": '"_other"'}, 200),
    ):
        for method in ("GET", "HEAD"):
            reply = call(method, path, None, headers)
            assert reply.status == status, headers
            assert reply.headers["etag"] == f'"{rev}"'
            assert bool(reply.body) is (method == "GET" and status != 304)


def test_a_write_knows_if_match_and_passes_over_if_none_match(call, docs):
    path = f"/_api/document/{docs}/k"
    for method, body in (("PUT", {}), ("PATCH", {}), ("DELETE", None)):
        rev = call("POST", f"/_api/document/{docs}?overwrite=true", {"_key": "k"}).json["_rev"]
        assert call(method, path, body, {"If-Match": '"_other"'}).status == 412
        assert call("GET", path).json["_rev"] == rev
        reply = call(method, path, body, {"If-Match": f'"{rev}"', "If-None-Match": f'"{rev}"'})
        assert (reply.status, reply.json.get("_oldRev", rev)) == (202, rev)


def test_revisions_in_bodies_count_only_where_that_is_said(call, docs):
    path = f"/_api/document/{docs}"
    call("POST", path, [{"_key": "k"}, {"_key": "l"}])
    old = {"_key": "k", "_rev": "_old"}
    for method in ("PUT", "PATCH"):
        assert call(method, f"{path}/k", old).status == 202
        assert call(method, f"{path}/k?ignoreRevs=false", old).error[:2] == (412, 1200)
        (item,) = call(method, path, [old]).json
        assert "error" not in item
        reply = call(method, f"{path}?ignoreRevs=false", [old, {"_key": "l"}])
        assert [item.get("errorNum") for item in reply.json] == [1200, None]
        assert reply.headers["x-arango-error-codes"] == '{"1200":1}'
    reply = call("DELETE", f"{path}?ignoreRevs=false", [old])
    assert reply.json[0]["errorNum"] == 1200
    assert call("DELETE", path, [old]).json[0]["_key"] == "k"
