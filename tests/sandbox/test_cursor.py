import threading
import time

import pytest


def _query(call, text, **body):
    return call("POST", "/_api/cursor", {"query": text, **body})


def test_a_result_comes_in_batches(call):
    reply = _query(call, "FOR i IN 1..5 RETURN i", batchSize=2, count=True)
    first = reply.json
    assert (reply.status, first["result"], first["hasMore"], first["count"]) == (
        201,
        [1, 2],
        True,
        5,
    )
    second = call("POST", f"/_api/cursor/{first['id']}").json
    assert (second["result"], second["hasMore"], second["id"]) == ([3, 4], True, first["id"])
    third = call("PUT", f"/_api/cursor/{first['id']}").json
    assert (third["result"], third["hasMore"]) == ([5], False)
    assert "id" not in third
    gone = call("POST", f"/_api/cursor/{first['id']}")
    assert gone.error == (404, 1600, "cursor not found")


def test_batches_can_be_asked_for_again_where_that_was_agreed(call):
    first = _query(call, "FOR i IN 1..5 RETURN i", batchSize=2, options={"allowRetry": True}).json
    path = f"/_api/cursor/{first['id']}"
    assert first["nextBatchId"] == "2"
    second = call("POST", f"{path}/2").json
    assert second["result"] == [3, 4]
    assert call("POST", f"{path}/2").json == second
    assert call("POST", f"{path}/1").status == 404
    last = call("POST", f"{path}/3").json
    assert (last["result"], last["hasMore"], "nextBatchId" in last) == ([5], False, False)
    assert call("POST", f"{path}/3").json == last
    assert call("DELETE", path).status == 202


def test_a_cursor_can_be_closed_once(call):
    first = _query(call, "FOR i IN 1..5 RETURN i", batchSize=2).json
    closed = call("DELETE", f"/_api/cursor/{first['id']}")
    assert (closed.status, closed.json["id"]) == (202, first["id"])
    assert call("DELETE", f"/_api/cursor/{first['id']}").error[1] == 1600


def test_a_forgotten_cursor_is_gone(call):
    first = _query(call, "FOR i IN 1..5 RETURN i", batchSize=2, ttl=0.05).json
    time.sleep(0.2)
    assert call("POST", f"/_api/cursor/{first['id']}").error[1] == 1600


def test_put_is_gone_with_version_4(call_40):
    first = call_40("POST", "/_api/cursor", {"query": "FOR i IN 1..5 RETURN i", "batchSize": 2})
    assert call_40("PUT", f"/_api/cursor/{first.json['id']}").status == 405
    assert call_40("POST", f"/_api/cursor/{first.json['id']}").json["result"] == [3, 4]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"query":""}', b'{"query":1}'])
def test_no_query(call, body):
    assert call("POST", "/_api/cursor", body).error == (400, 1502, "query is empty")


def test_nothing_at_all_is_no_query_either(call):
    assert call("POST", "/_api/cursor", {}).error == (400, 600, "invalid JSON")


def test_a_batch_can_be_asked_for_again_only_where_that_was_agreed_upon(call):
    query = {"query": "FOR i IN 1..5 RETURN i", "batchSize": 2}
    number = call("POST", "/_api/cursor", query).json["id"]
    assert call("POST", f"/_api/cursor/{number}/2").json["result"] == [3, 4]
    again = call("POST", f"/_api/cursor/{number}/2")
    assert again.error == (400, 400, "expecting allowRetry option to be true")
    assert call("POST", f"/_api/cursor/{number}/7").error == (404, 1600, "batch id not found")
    assert call("POST", f"/_api/cursor/{number}/3").json["result"] == [5]
    number = call("POST", "/_api/cursor", {**query, "options": {"allowRetry": True}}).json["id"]
    for _ in range(2):
        assert call("POST", f"/_api/cursor/{number}/2").json["result"] == [3, 4]


def test_only_the_end_of_a_stream_says_what_its_query_did(call):
    query = {"query": "FOR i IN 1..3 RETURN i", "batchSize": 2, "stream": True, "count": True}
    first = call("POST", "/_api/cursor", query).json
    assert "extra" not in first
    assert "count" not in first
    last = call("POST", f"/_api/cursor/{first['id']}").json
    assert last["extra"]["stats"]["writesExecuted"] == 0


def test_sizes_of_batches_that_there_are_not(call, call_311):
    query = {"query": "RETURN 1", "batchSize": 0}
    text = "expecting positive value for <batchSize>"
    assert call("POST", "/_api/cursor", query).error == (400, 17, text)
    text = "expecting non-zero value for 'batchSize'"
    assert call_311("POST", "/_api/cursor", query).error == (400, 17, text)


def test_paths_of_cursors_that_there_are_not(call):
    text = "expecting POST /_api/cursor/<cursor-id>"
    assert call("PUT", "/_api/cursor/1/2").error == (400, 400, text)
    assert call("POST", "/_api/cursor/1/2/3").error == (400, 400, f"{text}/<batch-id>")


def test_paths_and_bodies_of_queries_that_there_are_not(call):
    path = "/_api/query"
    assert call("GET", path).error == (400, 400, "expecting GET /_api/query/<type>")
    assert call("GET", f"{path}/fast").error == (
        404,
        404,
        "unknown type 'fast', expecting 'slow', 'current', 'rules', or 'properties'",
    )
    assert call("POST", f"{path}/x", {"query": "RETURN 1"}).error[:2] == (400, 400)
    assert call("POST", path, []).error == (400, 400, "expecting a JSON object as body")
    assert call("POST", path, {}).error == (400, 10, "The attribute 'query' was not found.")
    assert call("POST", path, {"query": ""}).error == (400, 1502, "query is empty")


@pytest.mark.parametrize(
    "body", [{"bindVars": []}, {"bindVars": "x"}, {"options": []}, {"batchSize": 0}]
)
def test_arguments_of_a_wrong_type(call, body):
    assert _query(call, "RETURN 1", **body).error[:2] == (400, 17)


def test_a_query_that_fails_leaves_nothing_behind(call):
    name = call.collection("whole")
    call("POST", f"/_api/document/{name}", [{"_key": "5", "x": 0}, {"_key": "a", "x": 1}])
    query = f"FOR i IN 3..7 INSERT {{_key: TO_STRING(i)}} INTO {name}"
    reply = _query(call, query.replace("TO_STRING(i)", "CONCAT('', i)"))
    if reply.status == 400:  # without functions the key must be made otherwise
        query = f"FOR k IN ['3', '4', '5'] INSERT {{_key: k}} INTO {name}"
        reply = _query(call, query)
    assert reply.error[:2] == (409, 1210)
    assert call("GET", f"/_api/collection/{name}/count").json["count"] == 2
    _query(call, f"FOR d IN {name} UPDATE d WITH {{x: 1 / (1 - d.x)}} IN {name}")
    reply = _query(call, f"FOR d IN {name} REMOVE d IN {name} INSERT {{_key: 'b/c'}} INTO {name}")
    assert reply.status == 400
    assert call("GET", f"/_api/collection/{name}/count").json["count"] == 2


def test_a_long_query_lets_others_through_and_can_be_killed(call):
    query = "FOR i IN 1..100000 FOR j IN 1..100000 FILTER i == -1 RETURN i"
    replies = []
    thread = threading.Thread(target=lambda: replies.append(_query(call, query)))
    thread.start()
    while not (running := call("GET", "/_api/query/current").json):
        time.sleep(0.01)
    assert running[0]["query"] == query
    assert call("DELETE", f"/_api/query/{running[0]['id']}").status == 200
    thread.join()
    assert replies[0].error[:2] == (410, 1500)
    assert call("GET", "/_api/query/current").json == []
    assert call("DELETE", "/_api/query/1").error[:2] == (404, 1591)


def test_a_query_is_parsed_without_being_run(call):
    found = call("POST", "/_api/query", {"query": "FOR d IN @@c FILTER d.x == @x RETURN d"}).json
    assert found["parsed"] is True
    assert set(found["bindVars"]) == {"@c", "x"}
    assert call("POST", "/_api/query", {"query": "FOR"}).error[:2] == (400, 1501)


def test_settings_of_query_tracking(call):
    path = "/_api/query/properties"
    assert call("PUT", path, {"slowQueryThreshold": 5.5}).json["slowQueryThreshold"] == 5.5
    # What is of another type says nothing.
    assert call("PUT", path, {"enabled": "no"}).json["enabled"] is True
    assert call("PUT", path, {"slowQueryThreshold": 10}).json["slowQueryThreshold"] == 10


def test_an_export_is_a_cursor_too(call, call_40):
    name = call.collection("exported")
    call("POST", f"/_api/document/{name}", [{"_key": str(n), "n": n, "m": n} for n in range(5)])
    body = {"batchSize": 2, "count": True, "restrict": {"type": "include", "fields": ["n"]}}
    first = call("POST", f"/_api/export?collection={name}", body).json
    assert (first["result"], first["count"]) == ([{"n": 0}, {"n": 1}], 5)
    second = call("PUT", f"/_api/export/{first['id']}").json
    assert second["result"] == [{"n": 2}, {"n": 3}]
    assert call("DELETE", f"/_api/export/{first['id']}").status == 202
    excluded = {"limit": 1, "restrict": {"type": "exclude", "fields": ["_id", "_rev", "m"]}}
    found = call("POST", f"/_api/export?collection={name}", excluded).json["result"]
    assert found == [{"_key": "0", "n": 0}]
    for bad in ({"restrict": {}}, {"restrict": {"type": "x", "fields": []}}, []):
        assert call("POST", f"/_api/export?collection={name}", bad).status == 400
    assert call_40("POST", f"/_api/export?collection={name}", {}).error[:2] == (404, 404)


def test_a_query_is_explained_without_being_run(call):
    name = call.collection("explained")
    query = f"FOR d IN {name} FILTER d._key == @key REMOVE d IN {name}"
    found = call("POST", "/_api/explain", {"query": query, "bindVars": {"key": "a"}}).json
    assert found["plan"]["isModificationQuery"] is True
    assert found["plan"]["nodes"][0]["type"] == "SingletonNode"
    body = {"query": f"FOR d IN {name} RETURN d", "options": {"allPlans": True}}
    assert len(call("POST", "/_api/explain", body).json["plans"]) == 1
    reply = call("POST", "/_api/explain", {"query": "RETURN @x"})
    text = "no value specified for declared bind parameter 'x' (while parsing)"
    assert reply.error == (400, 1551, text)
    assert call("POST", "/_api/explain", {}).error == (400, 1502, "query is empty")
