import json

import pytest


@pytest.fixture
def name(call):
    return call.collection("imported")


def _import(call, name, body, **parameters):
    query = "".join(f"&{key}={value}" for key, value in parameters.items())
    if not isinstance(body, (bytes, list)):
        body = body.encode()
    return call("POST", f"/_api/import?collection={name}{query}", body)


def _counts(reply):
    assert reply.status == 201, reply.body
    found = reply.json
    return {key: found[key] for key in ("created", "errors", "empty", "updated", "ignored")} | {
        "details": found.get("details")
    }


def _counted(created=0, errors=0, empty=0, updated=0, ignored=0, details=None):
    return locals()


def test_lines(call, name):
    body = '{"_key":"a"}\n\n  \n{"_key":"b"}\r\n[1]\nnull\n{x}\n'
    found = _counts(_import(call, name, body, type="documents", details="true"))
    offending = "invalid JSON type (expecting object), offending document:"
    assert found == _counted(
        created=2,
        errors=3,
        empty=2,
        details=[
            f"at position 5: {offending} [1]",
            f"at position 6: {offending} null",
            "at position 7: invalid JSON type (expecting object, probably parse error),"
            " offending context: {x}",
        ],
    )


def test_arrays_and_what_is_none(call, name):
    documents = [{"_key": "a"}, {"_key": "b"}]
    for kind in ("array", "list", "auto"):
        counts = _counts(_import(call, name, documents, type=kind, overwrite="true"))
        assert counts == _counted(created=2)
    assert _counts(_import(call, name, '{"a":1}\n', type="auto"))["created"] == 1
    expected = (400, 400, "expecting a JSON array in the request")
    assert _import(call, name, "{}", type="array").error == expected
    assert _import(call, name, "[", type="array").status == 400


def test_names_and_values(call, name):
    body = '["_key","a"]\n["k",1]\n["l",null]\n["m"]\n\n{}\nx'
    found = _counts(_import(call, name, body, details="true"))
    assert (found["created"], found["errors"], found["empty"]) == (2, 3, 1)
    assert found["details"][0] == ("at position 3: wrong number of JSON values (got 1, expected 2)")
    assert "a" not in call("GET", f"/_api/document/{name}/l").json
    assert _import(call, name, '["a"]').status == 400
    assert _import(call, name, "[1]\n[2]").status == 400


@pytest.mark.parametrize(
    ("action", "counts", "stored"),
    [
        ("error", _counted(errors=1), {"a": 1}),
        ("ignore", _counted(ignored=1), {"a": 1}),
        ("update", _counted(updated=1), {"a": 1, "b": 2}),
        ("replace", _counted(updated=1), {"b": 2}),
    ],
)
def test_duplicates(call, name, action, counts, stored):
    _import(call, name, '{"_key":"k","a":1}', type="documents")
    reply = _import(call, name, '{"_key":"k","b":2}', type="documents", onDuplicate=action)
    assert _counts(reply) == counts
    document = call("GET", f"/_api/document/{name}/k").json
    assert {key: v for key, v in document.items() if key[0] != "_"} == stored


def test_details_of_what_could_not_be_stored(call, name):
    body = '{"_key":"k"}\n{"_key":"k","x":"' + "y" * 300 + '"}'
    (text,) = _counts(_import(call, name, body, type="documents", details="yes"))["details"]
    start = (
        "at position 1: creating document failed with error 'unique constraint violated',"
        ' offending document: {"_key":"k","x":"yyy'
    )
    assert text.startswith(start)
    assert text.endswith("yyy...")


def test_complete_is_all_or_nothing(call, name):
    _import(call, name, '{"_key":"old"}', type="documents")
    body = json.dumps([{"_key": "a"}, {"_key": "old"}, {"_key": "b"}])
    reply = _import(call, name, body, type="array", complete="true", overwrite="false")
    assert reply.error[:2] == (409, 1210)
    assert call("GET", f"/_api/collection/{name}/count").json["count"] == 1
    bad = json.dumps([{"_key": "a"}, {"_key": "a"}])
    assert _import(call, name, bad, type="array", complete="true", overwrite="true").status == 409
    assert call("GET", f"/_api/document/{name}/old").status == 200


def test_complete_stops_at_what_nobody_can_read_and_keeps_the_rest(call, name):
    reply = _import(call, name, '{"_key":"a"}\n{x\n{"_key":"b"}', type="documents", complete="yes")
    assert _counts(reply) == _counted(created=1, errors=1)
    assert call("GET", f"/_api/collection/{name}/count").json["count"] == 1
    assert call("GET", f"/_api/document/{name}/a").status == 200


def test_faults_have_short_texts_here(call, name):
    body = '{"_key":"k"}\n{"_key":"k"}'
    reply = _import(call, name, body, type="documents", complete="true")
    assert reply.error == (409, 1210, "unique constraint violated")
    name = call.collection(
        "ruled", schema={"rule": {"required": ["a"]}, "message": "a is missing", "level": "strict"}
    )
    (text,) = _counts(_import(call, name, "{}", type="documents", details="true"))["details"]
    assert "failed with error 'schema validation failed', offending" in text


def test_missing_values_can_be_ignored(call, name):
    body = '["_key","a"]\n["k"]\n["l",1,2]'
    assert _counts(_import(call, name, body, ignoreMissing="true")) == _counted(created=2)
    assert "a" not in call("GET", f"/_api/document/{name}/k").json
    assert call("GET", f"/_api/document/{name}/l").json["a"] == 1


def test_prefixes_of_edges(call):
    name = call.collection("edges", type=3)
    body = '{"_key":"a","_from":"x","_to":1}\n{"_key":"b","_from":"p/x","_to":"q/y"}\n{"_from":"x"}'
    reply = _import(call, name, body, type="documents", fromPrefix="f", toPrefix="t/")
    assert _counts(reply) == _counted(created=2, errors=1)
    edge = call("GET", f"/_api/document/{name}/a").json
    assert (edge["_from"], edge["_to"]) == ("f/x", "t/1")
    edge = call("GET", f"/_api/document/{name}/b").json
    assert (edge["_from"], edge["_to"]) == ("p/x", "q/y")


def test_requests_that_are_none(call):
    assert call("POST", "/_api/import", b"{}").error[:2] == (400, 1204)
    assert call("POST", "/_api/import?collection=nowhere", b"[1]\n[2]").status in {400, 404}
    assert call("POST", "/_api/import?collection=x&type=documents", b"{}").error[:2] == (404, 1203)
    assert call("POST", "/_api/import/more?collection=x", b"{}").error[:2] == (400, 601)
