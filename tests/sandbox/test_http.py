import gzip
import json
import zlib

import pytest
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox import Sandbox


def test_every_answer_has_arangods_headers(call):
    for path, status in (("/_api/version", 200), ("/_api/nonsense", 404)):
        reply = call("GET", path)
        assert reply.status == status
        assert reply.headers["server"] == "ArangoDB"
        assert reply.headers["x-arango-queue-time-seconds"] == "0.000000"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-type"] == "application/json; charset=utf-8"


def test_unknown_paths_methods_and_missing_rooms(call, call_40):
    unknown = (404, 404, "unknown path '/_api/nonsense'")
    assert call("GET", "/_api/nonsense").error == unknown
    assert call("GET", "/_db/_system/_api/nonsense").error == unknown
    assert call("GET", "/_api/version/more").error[:2] == (404, 404)
    assert call("GET", "/_api/ttl").error == (501, 9, "the sandbox does not implement /_api/ttl")
    assert call_40("GET", "/_api/ttl").error[:2] == (404, 404)
    assert call("GET", "/_admin/echo").status == 200
    assert call_40("GET", "/_admin/echo").error[:2] == (404, 404)


@pytest.mark.parametrize(
    ("method", "path", "error"),
    [
        ("DELETE", "/_api/version", (405, 405, "method not supported")),
        ("GET", "/_open/auth", (405, 405, "method not supported")),
        ("PUT", "/_api/edges/some", (501, 9, "'ILLEGAL /_api/edges' not implemented")),
        ("GET", "/_api/import", (501, 9, "'ILLEGAL /_api/import' not implemented")),
        ("PATCH", "/_api/query", (501, 9, "'ILLEGAL /_api/query' not implemented")),
        ("POST", "/_api/query-cache", (501, 9, "'ILLEGAL /_api/document' not implemented")),
        ("HEAD", "/_api/user", None),
        ("PUT", "/_api/token", (400, 405, "method not supported")),
    ],
)
def test_paths_refuse_methods_each_in_its_way(call, method, path, error):
    reply = call(method, path)
    if error is None:
        assert (reply.status, reply.body) == (400, b"")
    else:
        assert reply.error == error


def test_options_are_answered_to_anybody(call):
    for path in ("/_api/document/some/key", "/_api/nonsense", "/_db/none/x"):
        reply = call("OPTIONS", path, user=None)
        assert (reply.status, reply.body) == (200, b"")
        assert reply.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting item or '}'"),
        ("[", "Expecting item or ']'"),
        ("{1:2}", "Expecting '\"' or '}'"),
        ('{"a"', "Expecting ':'"),
        ('{"a":1', "Expecting ',' or '}'"),
        ("[1 2]", "Expecting ',' or ']'"),
        ('{"a":1} x', "Expecting EOF"),
        ('"abc', "Unfinished string"),
        ('"\\x"', "Invalid escape sequence"),
        ('"\\u12', "Unfinished \\uXXXX escape sequence"),
        ('"\\u12x4"', "Illegal \\uXXXX escape sequence character"),
        ('"a\nb"', "Unexpected control character"),
        ("tru", "Expecting 'true'"),
        ("nul", "Expecting 'null'"),
        ("x", "Expecting digit"),
        ("-", "Incomplete number"),
        ("1.", "Incomplete number"),
        ("1e", "Incomplete number"),
        ("01", "Expecting EOF"),
        ("   ", "Expecting item"),
        ("[" * 2000, "Too deep nesting in Array/Object"),
        (b'"\xff"', "Invalid UTF-8 sequence"),
    ],
)
def test_malformed_json_is_told_as_arangods_parser_tells_it(call, text, message):
    name = call.collection("json")
    data = text if isinstance(text, bytes) else text.encode()
    reply = call("POST", f"/_api/document/{name}", data)
    assert reply.error == (400, 600, f"VPackError error: {message}")


@pytest.mark.parametrize("body", [b"null", b"1", b'"x"', b"[]", b"[1]", b"true", b"{}", b""])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_api/collection"),
        ("PUT", "/_api/collection/typed/rename"),
        ("PUT", "/_api/collection/typed/properties"),
        ("POST", "/_api/database"),
        ("POST", "/_api/document/typed"),
        ("PUT", "/_api/document/typed"),
        ("PUT", "/_api/document/typed/k"),
        ("PATCH", "/_api/document/typed"),
        ("DELETE", "/_api/document/typed"),
        ("PUT", "/_api/document/typed?onlyget=true"),
        ("POST", "/_api/cursor"),
        ("POST", "/_api/query"),
        ("PUT", "/_api/query/properties"),
        ("POST", "/_api/index?collection=typed"),
        ("POST", "/_api/import?collection=typed&type=documents"),
        ("POST", "/_api/import?collection=typed&type=array"),
        ("POST", "/_api/import?collection=typed"),
        ("PUT", "/_api/simple/by-example"),
        ("PUT", "/_api/simple/lookup-by-keys"),
        ("POST", "/_api/transaction/begin"),
        ("POST", "/_api/user"),
        ("PUT", "/_api/user/root/database/_system"),
        ("POST", "/_open/auth"),
        ("PUT", "/_admin/compact"),
    ],
)
def test_a_body_of_a_wrong_type_is_never_a_broken_server(call, method, path, body):
    if path.endswith("typed/k"):
        call.collection("typed")
    assert call(method, path, body).status < 500


def _answer(data):
    head, _, body = data.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head, body


def test_limits(call):
    head = b"Host: x\r\nConnection: close\r\n\r\n"
    status, _, _ = _answer(call.raw(b"GET /" + b"x" * 17_000 + b" HTTP/1.1\r\n" + head))
    assert status == 414
    chunked = b"POST /_api/cursor HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + head
    status, answered, _ = _answer(call.raw(chunked + b"2\r\n{}\r\n0\r\n\r\n"))
    assert status == 411
    assert b"Connection: Close" in answered
    fat = b"GET /_api/version HTTP/1.1\r\nX-Fat: " + b"x" * (1 << 20) + b"\r\n" + head
    status, _, _ = _answer(call.raw(fat))
    assert status == 431
    huge = b"POST /_api/cursor HTTP/1.1\r\nContent-Length: 2000000000\r\n" + head
    status, _, _ = _answer(call.raw(huge))
    assert status == 413


def test_what_is_no_http_is_a_400(call):
    for text in (b"nonsense\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
        status, _, _ = _answer(call.raw(text))
        assert status == 400


def test_pipelined_requests_are_answered_in_order(call):
    name = call.collection("piped")
    requests = b"".join(
        b"POST /_api/document/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Basic cm9vdDo=\r\n"
        b'Content-Length: %d\r\n\r\n{"_key":"%d"}' % (name.encode(), len(str(n)) + 11, n)
        for n in range(50)
    )
    last = b"GET /_api/version HTTP/1.1\r\nHost: x\r\nAuthorization: Basic cm9vdDo=\r\n"
    data = call.raw(requests + last + b"Connection: close\r\n\r\n")
    positions = [data.index(b'"_key":"%d"' % n) for n in range(50)]
    assert positions == sorted(positions)
    assert data.count(b"HTTP/1.1 202") == 50


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_compressed_bodies_are_understood_from_3_12_on(call, call_311, encoding, pack):
    body = pack(json.dumps({"_key": "packed"}).encode())
    for server, status in ((call, 202), (call_311, 400)):
        name = server.collection("packed")
        headers = {"Content-Encoding": encoding}
        assert server("POST", f"/_api/document/{name}", body, headers).status == status
    broken = call("POST", "/_api/document/packed", b"no", {"Content-Encoding": encoding})
    assert broken.status == 400


def test_a_body_is_decompressed_for_those_who_have_logged_in_and_up_to_a_limit(call):
    body = gzip.compress(json.dumps({"username": "root", "password": ""}).encode())
    packed = {"Content-Encoding": "gzip"}
    assert call("POST", "/_open/auth", body, packed, user=None).error[:2] == (400, 600)
    assert call("POST", "/_open/auth", body, packed).status == 200
    assert call("POST", "/_api/cursor", gzip.compress(b"[" * 9)[:-9], packed).status == 400
    bomb = zlib.compressobj(9)
    data = b"".join(bomb.compress(bytes(1 << 24)) for _ in range(65)) + bomb.flush()
    assert call("POST", "/_api/cursor", data, {"Content-Encoding": "deflate"}).status == 413


@pytest.mark.parametrize(
    ("accepted", "unpack"),
    [("gzip", gzip.decompress), ("br, deflate;q=0.5", zlib.decompress)],
)
def test_answers_are_compressed_where_asked_and_configured(accepted, unpack):
    query = {"query": "FOR i IN 1..5000 RETURN CONCAT('row ', i)", "batchSize": 10000}
    headers = {"Accept-Encoding": accepted}
    for version, is_packed in (("3.12", True), ("3.11", False)):
        with Sandbox(server_version=version, compress_responses=1000) as url:
            call = Caller(url)
            long = call("POST", "/_api/cursor", query, headers)
            assert ("content-encoding" in long.headers) is is_packed
            data = unpack(long.body) if is_packed else long.body
            assert len(json.loads(data)["result"]) == 5000
            assert "content-encoding" not in call("GET", "/_api/version", None, headers).headers
            assert "content-encoding" not in call("POST", "/_api/cursor", query).headers


def test_long_answers_and_long_bodies_are_the_same_as_short_ones(call):
    name = call.collection("long")
    documents = [{"_key": str(n), "text": 'a "}," b' * 9, "m": [{"n": n}, {}]} for n in range(9000)]
    body = json.dumps(documents).encode()
    assert len(body) > 1 << 20
    reply = call("POST", f"/_api/document/{name}?returnNew=true", body)
    assert [item["new"]["m"][0]["n"] for item in reply.json] == list(range(9000))
    asked = {"query": f"FOR d IN {name} SORT d.m[0].n RETURN d", "batchSize": 10000}
    result = call("POST", "/_api/cursor", asked).json["result"]
    shown = [{k: v for k, v in d.items() if k in documents[0]} for d in result]
    assert shown == documents
    assert call("POST", "/_api/cursor", {"query": f"RETURN (FOR d IN {name} RETURN 1)"}).json[
        "result"
    ] == [[1] * 9000]
    broken = body[:-1] + b", {]"
    assert call("POST", f"/_api/document/{name}", broken).error[:2] == (400, 600)
    path = f"/_api/import?collection={name}&type=array&overwrite=true"
    assert call("POST", path, body).json["created"] == 9000


def test_version(call, call_311, call_40):
    versions = [
        server("GET", "/_api/version").json["version"] for server in (call_311, call, call_40)
    ]
    assert versions == ["3.11.14", "3.12.9", "4.0.0"]
    details = call("GET", "/_api/version?details=true").json["details"]
    assert details["server-version"] == "3.12.9"


def test_databases(call):
    assert call("POST", "/_api/database", {"name": "other"}).json["result"] is True
    twice = (409, 1207, "duplicate database name 'other'")
    assert call("POST", "/_api/database", {"name": "other"}).error == twice
    assert set(call("GET", "/_api/database").json["result"]) >= {"_system", "other"}
    inside = call("GET", "/_db/other/_api/database/current").json["result"]
    assert (inside["name"], inside["isSystem"]) == ("other", False)
    reply = call("POST", "/_db/other/_api/database", {"name": "inner"})
    assert reply.error == (403, 1230, "operation only allowed in system database")
    for name in ("", "_own", "1st", "a/b", "x" * 200):
        assert call("POST", "/_api/database", {"name": name}).error[:2] == (400, 1229)
    assert call("DELETE", "/_api/database/other").status == 200
    assert call("DELETE", "/_api/database/other").error == (404, 1228, "database not found")
    assert call("DELETE", "/_api/database/_system").error[:2] == (403, 11)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], (400, 1229, "database name invalid")),
        ({"name": 5}, (400, 1229, "database name invalid")),
        ({"name": "_system"}, None),
        ({"name": "x", "options": 5}, (400, 400, "invalid options slice")),
        ({"name": "x", "users": {}}, (400, 400, "invalid users slice")),
        ({"name": "x", "users": [5]}, (400, 400, "bad parameter")),
        ({"name": "x", "users": [{}]}, (400, 400, "bad parameter")),
        ({"name": "x", "users": [{"username": 5}]}, (400, 400, "bad parameter")),
        ({"name": "x", "users": [{"user": "x", "passwd": 5}]}, (400, 400, "bad parameter")),
    ],
)
def test_databases_that_cannot_be_made(call, body, error):
    reply = call("POST", "/_api/database", body)
    assert reply.status >= 400
    assert error is None or reply.error == error
    assert "x" not in call("GET", "/_api/database").json["result"]


def test_paths_of_databases_that_there_are_not(call):
    assert call("GET", "/_api/database/other").error == (400, 10, "bad parameter")
    for method, path in (("GET", "/user/x"), ("POST", "/x"), ("DELETE", ""), ("DELETE", "/x/y")):
        reply = call(method, f"/_api/database{path}", {} if method == "POST" else None)
        assert reply.error == (400, 400, "bad parameter")


def test_nesting_has_a_limit_that_all_of_the_server_can_bear(call):
    name = call.collection("nested")
    call(
        "POST",
        f"/_api/index?collection={name}",
        {"type": "persistent", "fields": ["a"], "unique": True},
    )

    def nested(depth):
        return b'{"_key":"k","a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"

    path = f"/_api/document/{name}"
    assert call("POST", path, nested(254)).status == 202
    assert call("PUT", f"{path}/k", nested(254)).status == 202
    assert call("GET", f"{path}/k").status == 200
    refused = (400, 600, "VPackError error: Too deep nesting in Array/Object")
    assert call("POST", path, nested(255)).error == refused
    assert call("POST", path, b"[" + nested(255) + b"]").error == refused
    lines = call("POST", f"/_api/import?type=documents&collection={name}", nested(900))
    assert lines.json["errors"] == 1


def _spoken(call, *lines):
    head = b"\r\n".join((*lines, b"Host: x", b"Authorization: Basic cm9vdDo=", b"", b""))
    return call.raw(head)


def test_a_connection_is_kept_or_closed_as_one_wishes(call):
    asked = b"GET /_api/version HTTP/1.1"
    closed = _spoken(call, asked, b"Connection: close")
    assert b"\r\nConnection: Close\r\n" in closed
    first = asked + b"\r\nHost: x\r\nAuthorization: Basic cm9vdDo=\r\nConnection: %s\r\n\r\n"
    twice = call.raw(first % b"Keep-Alive" + first % b"close")
    assert twice.count(b"HTTP/1.1 200 OK") == 2
    assert twice.count(b"Connection: Keep-Alive") == twice.count(b"Connection: Close") == 1


def test_http_1_0_closes_unless_it_is_asked_not_to(call):
    old = b"GET /_api/version HTTP/1.0"
    data = _spoken(call, old)
    assert b" 200 OK\r\n" in data
    assert b"Connection: Close" in data
    first = old + b"\r\nAuthorization: Basic cm9vdDo=\r\nConnection: Keep-Alive\r\n\r\n"
    assert (
        call.raw(first + old + b"\r\nAuthorization: Basic cm9vdDo=\r\n\r\n").count(b" 200 OK") == 2
    )


def test_errors_keep_a_connection_too(call):
    lines = (b"GET /_api/nonsense HTTP/1.1", b"GET /_api/version HTTP/1.1\r\nConnection: close")
    both = b"".join(
        line + b"\r\nHost: x\r\nAuthorization: Basic cm9vdDo=\r\n\r\n" for line in lines
    )
    data = call.raw(both)
    assert data.index(b"HTTP/1.1 404") < data.index(b"HTTP/1.1 200")
