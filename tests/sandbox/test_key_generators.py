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
