"""What is kept of queries: results, and plans."""

import pytest

from arango_fastbatch.sandbox.velocypack import compact_size, size

TEXT = "FOR d IN kept FILTER d.a == @a RETURN d.a"


@pytest.fixture
def ask(call):
    call.collection("kept")
    call("POST", "/_api/document/kept", [{"a": 1}, {"a": 1}])
    call("PUT", "/_api/query-cache/properties", {"mode": "demand"})

    def run(text=TEXT, binds=None, headers=None, **body):
        binds = {"a": 1} if binds is None else binds
        body = {"query": text, "bindVars": binds, "cache": True, **body}
        reply = call("POST", "/_api/cursor", body, headers=headers)
        assert reply.status == 201, reply.body
        return reply.json

    yield run
    call("PUT", "/_api/query-cache/properties", {"mode": "off"})


def entries(call):
    return call("GET", "/_api/query-cache/entries").json


def test_the_same_is_answered_from_the_cache_until_something_changes(call, ask):
    first, second = ask(), ask()
    assert (first["cached"], second["cached"]) == (False, True)
    assert second["result"] == first["result"] == [1, 1]
    assert second["extra"] == first["extra"]
    (entry,) = entries(call)
    assert (entry["results"], entry["hits"], entry["dataSources"]) == (2, 1, ["kept"])
    call("POST", "/_api/document/kept", {"a": 1})
    assert entries(call) == []
    third = ask()
    assert (third["cached"], third["result"]) == (False, [1, 1, 1])


@pytest.mark.parametrize(
    "difference",
    [
        {"cache": False},
        {"binds": {"a": 2}},
        {"options": {"fullCount": True}},
        {"options": {"stream": True}},
        {"text": TEXT + " "},
    ],
)
def test_what_is_not_the_same_is_run(ask, difference):
    ask()
    assert ask(**difference)["cached"] is False


@pytest.mark.parametrize(
    "text",
    ["RETURN RAND()", "RETURN DATE_NOW()", "INSERT {} INTO kept", "RETURN 1 / 0"],
)
def test_what_may_change_by_itself_or_warns_or_writes_is_not_kept(ask, text):
    assert [ask(text, {})["cached"] for _ in range(2)] == [False, False]


def test_a_transaction_neither_finds_nor_keeps_results(call, ask):
    ask()
    body = {"collections": {"read": ["kept"]}}
    number = call("POST", "/_api/transaction/begin", body).json["result"]["id"]
    assert ask(headers={"x-arango-trx-id": number})["cached"] is False
    call("DELETE", f"/_api/transaction/{number}")


def test_modes_and_limits(call, ask):
    properties = "/_api/query-cache/properties"
    call("PUT", properties, {"mode": "on"})
    assert [ask(cache=None)["cached"] for _ in range(2)] == [False, True]
    assert ask(cache=False)["cached"] is False
    call("PUT", properties, {"maxResults": 1})
    ask("RETURN 1", {})
    assert [entry["query"] for entry in entries(call)] == ["RETURN 1"]
    call("PUT", properties, {"maxResults": 128, "maxEntrySize": 10})
    ask("RETURN 2", {})
    assert [entry["query"] for entry in entries(call)] == ["RETURN 1"]
    call("PUT", properties, {"mode": "nonsense", "maxEntrySize": 16777216})
    assert call("GET", properties).json["mode"] == "off"
    assert entries(call) == []
    assert call("PUT", properties, {"maxResults": "many"}).json["maxResults"] == 128
    assert call("PUT", properties, []).error[:2] == (400, 400)
    assert call("GET", "/_api/query-cache/other").error == (
        400,
        400,
        "expecting GET /_api/query-cache/properties or /_api/query-cache/entries",
    )


def test_clearing_forgets_the_results_of_one_database(call, ask):
    ask()
    call("POST", "/_api/database", {"name": "beside"})
    assert call("DELETE", "/_db/beside/_api/query-cache").status == 200
    assert len(entries(call)) == 1
    assert call("DELETE", "/_api/query-cache").status == 200
    assert entries(call) == []
    call("DELETE", "/_api/database/beside")


def test_a_result_is_for_those_who_may_read_what_it_is_made_of(call, ask):
    ask()
    call("POST", "/_api/user", {"user": "guest", "passwd": ""})
    call("PUT", "/_api/user/guest/database/_system", {"grant": "ro"})
    call("PUT", "/_api/user/guest/database/_system/kept", {"grant": "none"})
    body = {"query": TEXT, "bindVars": {"a": 1}, "cache": True}
    assert call("POST", "/_api/cursor", body, user=("guest", "")).error[:2] == (403, 11)
    call("DELETE", "/_api/user/guest")


def test_plans_are_kept_where_asked_for(call, ask):
    call("DELETE", "/_api/query-plan-cache")
    text, binds = "FOR d IN @@c FILTER d.a == @a RETURN d.a", {"@c": "kept", "a": 1}
    options = {"usePlanCache": True}
    first = ask(text, binds, cache=False, options=options)
    second = ask(text, binds | {"a": 2}, cache=False, options=options)
    assert "planCacheKey" not in first
    (plan,) = call("GET", "/_api/query-plan-cache").json
    assert second["planCacheKey"] == plan["hash"]
    assert (plan["hits"], plan["bindVars"], plan["dataSources"]) == (1, {"@c": "kept"}, ["kept"])
    call("DELETE", "/_api/collection/kept")
    assert call("GET", "/_api/query-plan-cache").json == []


def test_a_plan_that_depends_on_names_of_attributes_is_not_kept(call, ask):
    body = {
        "query": "FOR d IN kept RETURN d.@name",
        "bindVars": {"name": "a"},
        "options": {"usePlanCache": True},
    }
    assert call("POST", "/_api/cursor", body).error[1] == 1584


# Sizes that arangod itself gave, and what its format says.
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, 1),
        (True, 1),
        (9, 1),
        (10, 2),
        (-7, 2),
        (255, 2),
        (256, 3),
        (1.5, 9),
        ("abc", 4),
        ("x" * 127, 136),
        ([], 1),
        ({}, 1),
        ([1, 2, 3], 5),
        ([1, 16], 8),
        ({"a": 12, "b": True, "c": "xyz"}, 19),
    ],
)
def test_sizes_in_velocypack(value, expected):
    assert size(value) == expected


def test_sizes_without_a_table():
    assert compact_size([42]) == 5
    assert compact_size({"@coll": "coll", "val": "foo"}) == 22
