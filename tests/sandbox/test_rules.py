"""What a collection demands of its documents, and what it adds to them."""

import pytest

RULE = {
    "type": "object",
    "properties": {"n": {"type": "integer", "minimum": 1}, "tags": {"items": {"type": "string"}}},
    "required": ["n"],
    "additionalProperties": False,
}


def test_a_schema_is_shown_and_enforced_in_every_way_to_write(call):
    schema = {"rule": RULE, "message": "not so"}
    name = call.collection("ruled", schema=schema)
    shown = call("GET", f"/_api/collection/{name}/properties").json["schema"]
    assert shown == {**schema, "level": "strict", "type": "json"}
    path = f"/_api/document/{name}"
    assert call("POST", path, {"_key": "k", "n": 1, "tags": ["a"]}).status == 202
    refused = (400, 1620, "not so")
    assert call("POST", path, {"n": 0}).error == refused
    assert call("PATCH", f"{path}/k", {"x": 1}).error == refused
    assert call("PUT", f"{path}/k", {"n": 1, "tags": [1]}).error == refused
    query = {"query": f"INSERT {{n: 'one'}} INTO {name}"}
    assert call("POST", "/_api/cursor", query).error[:2] == (400, 1620)
    lines = call("POST", f"/_api/import?type=documents&collection={name}", b'{"n":2}\n{"n":-1}')
    assert (lines.json["created"], lines.json["errors"]) == (1, 1)


@pytest.mark.parametrize(
    ("level", "insert", "repair", "worsen"),
    [
        ("none", 202, 202, 202),
        ("new", 400, 202, 202),
        ("moderate", 400, 202, 202),
        ("strict", 400, 202, 400),
    ],
)
def test_levels(call, level, insert, repair, worsen):
    name = call.collection("levels")
    path = f"/_api/document/{name}"
    call("POST", path, [{"_key": "bad"}, {"_key": "good", "n": 1}])
    properties = {"schema": {"rule": RULE, "level": level}}
    assert call("PUT", f"/_api/collection/{name}/properties", properties).status == 200
    assert call("POST", path, {"n": "x"}).status == insert
    assert call("PATCH", f"{path}/bad", {"y": 1}).status == worsen
    assert call("PUT", f"{path}/bad", {"n": 5}).status == repair
    spoiled = call("PUT", f"{path}/good", {"n": "x"}).status
    assert spoiled == (400 if level in {"moderate", "strict"} else 202)


def test_a_schema_can_be_taken_away(call):
    name = call.collection("freed", schema={"rule": RULE})
    call("PUT", f"/_api/collection/{name}/properties", {"schema": None})
    assert call("POST", f"/_api/document/{name}", {"any": "thing"}).status == 202


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        ({"type": ["string", "null"]}, [None, "x"], [1, True, []]),
        ({"type": "number"}, [1, 1.5], [True, "1"]),
        ({"type": "integer"}, [1, 2.0], [1.5, True]),
        ({"minimum": 1, "exclusiveMinimum": True}, [2, "x"], [1]),
        ({"exclusiveMaximum": 3}, [2.9], [3]),
        ({"multipleOf": 0.5}, [1.5], [1.2]),
        ({"minLength": 2, "maxLength": 3, "pattern": "^a"}, ["ab"], ["a", "abcd", "bb"]),
        ({"minItems": 1, "uniqueItems": True}, [[1, True]], [[], [1, 1.0]]),
        ({"items": [{"type": "string"}], "additionalItems": False}, [["a"]], [[1], ["a", "b"]]),
        ({"contains": {"const": 1}}, [[2, 1]], [[2]]),
        ({"enum": [1, "a", None]}, [1, "a", None], [True, "b"]),
        ({"patternProperties": {"^x": {"type": "string"}}}, [{"xa": "b", "y": 1}], [{"xa": 1}]),
        ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 1}]),
        ({"anyOf": [{"type": "string"}, {"minimum": 5}]}, ["a", 6], [4]),
        ({"oneOf": [{"minimum": 1}, {"minimum": 5}]}, [3], [0, 6]),
        ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1], [3]),
        ({"not": {"type": "string"}}, [1], ["a"]),
    ],
)
def test_keywords(call, rule, good, bad):
    name = call.collection("keyed", schema={"rule": {"properties": {"v": rule}}})
    for value in good:
        assert call("POST", f"/_api/document/{name}", {"v": value}).status == 202, value
    for value in bad:
        assert call("POST", f"/_api/document/{name}", {"v": value}).error[1] == 1620, value


def test_schemas_that_are_none(call):
    for schema in (1, {"rule": 1}, {"rule": {}, "level": "x"}, {"rule": {"properties": {"a": 1}}}):
        reply = call("POST", "/_api/collection", {"name": "none", "schema": schema})
        assert reply.error[:2] == (400, 1621)
    reply = call("POST", "/_api/collection", {"name": "none", "schema": {"rule": {"$ref": "#"}}})
    assert reply.error == (501, 9, "the sandbox does not implement the schema keyword $ref")
    name = call.collection("strange", schema={"rule": {"properties": {"v": {"minimum": "x"}}}})
    assert call("POST", f"/_api/document/{name}", {"v": 1}).error[:2] == (400, 1621)


def test_computed_values(call):
    values = [
        {"name": "sum", "expression": "RETURN @doc.a + @doc.b", "overwrite": True},
        {"name": "once", "expression": "RETURN 7", "overwrite": False, "computeOn": ["insert"]},
        {"name": "not", "expression": "RETURN null", "overwrite": True, "keepNull": False},
    ]
    name = call.collection("computed", computedValues=values)
    shown = call("GET", f"/_api/collection/{name}/properties").json["computedValues"]
    assert shown[1] == {**values[1], "failOnWarning": False, "keepNull": True}
    path = f"/_api/document/{name}"

    def stored():
        return {k: v for k, v in call("GET", f"{path}/k").json.items() if k[0] != "_"}

    call("POST", path, {"_key": "k", "a": 1, "b": 2, "sum": 99})
    assert stored() == {"a": 1, "b": 2, "sum": 3, "once": 7}
    call("PATCH", f"{path}/k", {"a": 5, "once": 1})
    assert stored() == {"a": 5, "b": 2, "sum": 7, "once": 1}
    call("PUT", f"{path}/k", {"a": 5, "b": 5})
    assert stored() == {"a": 5, "b": 5, "sum": 10}


def test_a_computed_value_may_fail_on_warnings(call):
    value = {"name": "v", "expression": "RETURN 1 / @doc.a", "overwrite": True}
    for fails, status in ((False, 202), (True, 400)):
        name = call.collection("warned", computedValues=[{**value, "failOnWarning": fails}])
        assert call("POST", f"/_api/document/{name}", {"a": 0}).status == status


@pytest.mark.parametrize(
    "value",
    [
        {"name": "a"},
        {"name": "_key", "expression": "RETURN 1", "overwrite": True},
        {"name": "a", "expression": "FOR d IN docs RETURN d", "overwrite": True},
        {"name": "a", "expression": "RETURN FIRST(FOR d IN _graphs RETURN d)", "overwrite": True},
        {"name": "a", "expression": "RETURN @other", "overwrite": True},
        {"name": "a", "expression": "RETURN (", "overwrite": True},
        {"name": "a", "expression": "RETURN 1", "overwrite": 1},
        {"name": "a", "expression": "RETURN 1", "overwrite": True, "computeOn": ["read"]},
        5,
    ],
)
def test_computed_values_that_are_none(call, value):
    body = {"name": "none", "computedValues": [value]}
    assert call("POST", "/_api/collection", body).status == 400
