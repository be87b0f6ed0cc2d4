import re

import pytest


def _keys(call, name, count=3):
    documents = [{} for _ in range(count)]
    return [item["_key"] for item in call("POST", f"/_api/document/{name}", documents).json]


def test_traditional_keys_are_growing_numbers_beyond_those_of_users(call):
    name = call.collection("traditional")
    first = _keys(call, name)
    assert first == sorted(first, key=int)
    call("POST", f"/_api/document/{name}", {"_key": "999999999"})
    assert _keys(call, name, 1) == ["1000000000"]


def test_autoincrement_keys_keep_their_step(call):
    options = {"type": "autoincrement", "offset": 10, "increment": 5}
    name = call.collection("stepping", keyOptions=options)
    assert _keys(call, name) == ["10", "15", "20"]
    call("POST", f"/_api/document/{name}", {"_key": "42"})
    assert _keys(call, name, 1) == ["45"]
    shown = call("GET", f"/_api/collection/{name}/properties").json["keyOptions"]
    assert shown == {"allowUserKeys": True, **options, "lastValue": 45}


def test_autoincrement_begins_at_1(call):
    assert _keys(call, call.collection("one", keyOptions={"type": "autoincrement"}), 2) == [
        "1",
        "2",
    ]


def test_padded_and_uuid_keys_have_their_shapes(call):
    padded = _keys(call, call.collection("padded", keyOptions={"type": "padded"}))
    assert padded == sorted(padded)
    assert all(re.fullmatch("[0-9a-f]{16}", key) for key in padded)
    uuids = _keys(call, call.collection("uuids", keyOptions={"type": "uuid"}))
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key) for key in uuids)


def test_user_keys_can_be_forbidden(call):
    name = call.collection("own", keyOptions={"allowUserKeys": False})
    reply = call("POST", f"/_api/document/{name}", {"_key": "k"})
    assert reply.error == (400, 1222, "unexpected document key")


@pytest.mark.parametrize("options", [{"type": "nonsense"}, {"type": 5}])
def test_an_unknown_generator_is_refused(call, options):
    reply = call("POST", "/_api/collection", {"name": "x", "keyOptions": options})
    assert reply.error[:2] == (400, 1232)


@pytest.mark.parametrize("kind", ["traditional", "autoincrement", "uuid", "padded"])
def test_every_generator_takes_legal_keys_of_users_once(call, kind):
    name = call.collection("kept", keyOptions={"type": kind})
    path = f"/_api/document/{name}"
    assert call("POST", path, {"_key": "k"}).json["_key"] == "k"
    for key in ("", "a/b", "a b", "ä", "x" * 255, 1, None, []):
        assert call("POST", path, {"_key": key}).error == (400, 1221, "illegal document key")
    twice = (
        "unique constraint violated - in index primary of type primary over '_key';"
        " conflicting key: k"
    )
    assert call("POST", path, {"_key": "k"}).error == (409, 1210, twice)
    assert len(set(_keys(call, name, 50))) == 50
    shown = call("GET", f"/_api/collection/{name}/properties").json["keyOptions"]
    assert (shown["type"], shown["allowUserKeys"]) == (kind, True)


@pytest.mark.parametrize("kind", ["traditional", "autoincrement", "uuid", "padded"])
def test_every_generator_can_be_the_only_one_to_choose(call, kind):
    name = call.collection("chosen", keyOptions={"type": kind, "allowUserKeys": False})
    path = f"/_api/document/{name}"
    error = call("POST", path, [{"_key": "k"}, {}]).json
    assert error[0]["errorNum"] == 1222
    key = error[1]["_key"]
    assert call("PATCH", f"{path}/{key}", {"_key": key, "a": 1}).status == 202
    query = {"query": f"INSERT {{_key: 'k'}} INTO {name}"}
    assert call("POST", "/_api/cursor", query).error[:2] == (400, 1222)


@pytest.mark.parametrize(
    ("kind", "last", "beyond"),
    [
        ("traditional", "18446744073709551615", "18446744073709551616"),
        ("autoincrement", "18446744073709551614", "99999999999999999999"),
        ("padded", "ffffffffffffffff", "fffffffffffffffff"),
    ],
)
def test_a_generator_can_run_out_of_keys(call, kind, last, beyond):
    name = call.collection("exhausted", keyOptions={"type": kind})
    path = f"/_api/document/{name}"
    for key in (beyond, "1" * 200):
        assert call("POST", path, {"_key": key}).status == 202
    assert call("POST", path, {}).status == 202
    assert call("POST", path, {"_key": last}).status == 202
    assert call("POST", path, {}).error == (500, 1225, "out of keys")
    assert call("POST", path, [{}, {"_key": "k"}]).headers["x-arango-error-codes"] == '{"1225":1}'
