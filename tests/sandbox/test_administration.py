"""What concerns the whole server: its log, its mode, its figures, tasks and users' functions."""

import pytest
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox import Sandbox


@pytest.fixture
def guest(call):
    call("POST", "/_api/user", {"user": "guest", "passwd": ""})
    call("PUT", "/_api/user/guest/database/_system", {"grant": "ro"})
    yield ("guest", "")
    call("DELETE", "/_api/user/guest")


def test_a_server_in_read_only_mode_lets_no_user_write_and_can_be_freed(call):
    mode = "/_admin/server/mode"
    name = call.collection("frozen")
    assert call("GET", mode).json["mode"] == "default"
    assert call("PUT", mode, {"mode": "readonly"}).json["mode"] == "readonly"
    try:
        assert call("POST", f"/_api/document/{name}", {}).error[:2] == (403, 1004)
        assert call("POST", "/_api/collection", {"name": "more"}).error[:2] == (403, 11)
        assert call("POST", "/_api/database", {"name": "more"}).error[:2] == (403, 11)
        query = {"query": f"INSERT {{}} INTO {name}"}
        assert call("POST", "/_api/cursor", query).error[:2] == (403, 1004)
        assert call("GET", f"/_api/collection/{name}/count").json["count"] == 0
    finally:
        assert call("PUT", mode, {"mode": "default"}).json["mode"] == "default"
    assert call("POST", f"/_api/document/{name}", {}).status == 202
    assert call("PUT", mode, {"mode": "other"}).error[:2] == (400, 400)


def test_who_is_no_administrator_leaves_the_server_alone(call, guest):
    assert call("PUT", "/_admin/server/mode", {"mode": "default"}, user=guest).status == 403
    text = "you need admin rights for log operations"
    assert call("GET", "/_admin/log", user=guest).error == (403, 403, text)
    assert call("GET", "/_api/engine/stats", user=guest).status == 403
    assert call("PUT", "/_admin/compact", user=guest).status == 403


def test_messages_of_the_log(call):
    entries = call("GET", "/_admin/log/entries").json
    assert entries["total"] >= 1
    first = entries["messages"][0]
    assert (first["level"], first["topic"]) == ("INFO", "general")
    older = call("GET", "/_admin/log?size=1&sort=desc&upto=info&search=sandbox").json
    assert older["lid"] == [first["id"]]
    assert older["text"] == [first["message"]]
    assert call("GET", "/_admin/log/entries?level=error").json["messages"] == []
    assert call("GET", "/_admin/log/entries?upto=3&offset=99").json["messages"] == []
    for name in ("upto", "level"):
        text = f"unknown '{name}' log level: 'loud'"
        assert call("GET", f"/_admin/log?{name}=LOUD").error == (400, 400, text)
    for method in ("GET", "PUT", "DELETE"):
        assert call(method, "/_admin/log/other").error[:2] == (400, 601)
    assert call("PUT", "/_admin/log").error[:2] == (400, 601)


def test_messages_can_be_forgotten():
    with Sandbox() as url:
        call = Caller(url)
        assert call("GET", "/_admin/log/entries").json["total"] > 0
        assert call("DELETE", "/_admin/log").json == {"error": False, "code": 200}
        assert call("GET", "/_admin/log/entries").json == {"total": 0, "messages": []}


def test_levels_of_the_log(call, call_311):
    path = "/_admin/log/level"
    before = call("GET", path).json
    assert call("PUT", path, {"queries": "trace", "nonsense": "info"}).json["queries"] == "TRACE"
    assert set(call("PUT", path, {"all": "ERROR"}).json.values()) == {"ERROR"}
    assert set(call("PUT", path, "debug").json.values()) == {"DEBUG"}
    assert call("PUT", path, {"queries": "loud"}).error[:2] == (400, 10)
    assert call("DELETE", path).json == before
    assert call_311("DELETE", path).error[:2] == (400, 601)
    appenders = call("GET", f"{path}?withAppenders=true").json["appenders"]
    assert list(appenders.values()) == [before]
    structured = call("PUT", "/_admin/log/structured", {"database": True, "other": True}).json
    assert structured["database"] is True
    assert "other" not in structured


def test_figures(call, call_311, call_40):
    assert 'role="SINGLE"' in call("GET", "/_admin/metrics/v2").body.decode()
    before = call_311("GET", "/_admin/statistics").json
    after = call_311("GET", "/_admin/statistics").json
    assert after["http"]["requestsGet"] == before["http"]["requestsGet"] + 1
    described = call_311("GET", "/_admin/statistics-description").json
    assert {group["group"] for group in described["groups"]} >= {"system", "http", "server"}
    assert call_40("GET", "/_admin/statistics").status == 404


def test_what_went_with_version_4(call, call_40):
    for path in ("/_admin/metrics/v2", "/_admin/database/target-version"):
        assert call("GET", path).status == 200
        assert call_40("GET", path).status == 404
    assert "lid" in call("GET", "/_admin/log").json
    assert call_40("GET", "/_admin/log").status == 400
    assert call_40("GET", "/_admin/log/entries").status == 200


def test_what_a_server_says_about_itself(call, call_311):
    assert call_311("GET", "/_admin/license").json == {"license": "none"}
    assert call("GET", "/_admin/license").json["upgrading"] is False
    assert call("PUT", "/_admin/license", "abc").error[:2] == (501, 31)
    assert len(call("GET", "/_admin/deployment/id").json["id"]) == 36
    assert call_311("GET", "/_admin/deployment/id").status == 404
    assert call("GET", "/_admin/database/target-version").json["version"].startswith("3.12")
    assert call("GET", "/_api/engine/stats").json["rocksdb.estimate-num-keys"] >= 0
    assert call("GET", "/_admin/options-public").json["database.extended-names"] is True
    assert call("POST", "/_admin/routing/reload").json == {}


def test_the_rules_of_the_optimizer(call, call_311):
    names = [rule["name"] for rule in call("GET", "/_api/query/rules").json]
    older = [rule["name"] for rule in call_311("GET", "/_api/query/rules").json]
    assert set(older) < set(names)
    assert "use-indexes" in older


def test_tasks_are_registered_listed_and_removed(call_311):
    call = call_311
    path = "/_api/tasks/mine"
    body = {"name": "sweep", "command": "1 + 1", "period": 2, "params": {"a": 1}}
    made = call("PUT", path, body).json
    assert (made["id"], made["type"], made["period"], made["offset"]) == ("mine", "periodic", 2, 0)
    assert "1 + 1" in made["command"]
    assert call("PUT", path, body).error[:2] == (409, 1851)
    once = call("POST", "/_api/tasks", {"command": "2", "offset": 100}).json
    assert (once["type"], once["name"]) == ("timed", "user-defined task")
    assert {t["id"] for t in call("GET", "/_api/tasks").json} == {"mine", once["id"]}
    assert call("GET", path).json == made
    for number in ("mine", once["id"]):
        assert call("DELETE", f"/_api/tasks/{number}").status == 200
    assert call("DELETE", path).error[:2] == (404, 1852)
    assert call("GET", path).error[:2] == (404, 1852)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ([], 600),
        ({}, 10),
        ({"command": ""}, 10),
        ({"command": "1", "period": 0}, 10),
        ({"command": "1", "period": "1"}, 10),
        ({"command": "1", "offset": -1}, 10),
    ],
)
def test_a_task_that_cannot_be(call_311, body, number):
    assert call_311("POST", "/_api/tasks", body).error[:2] == (400, number)


def test_version_4_has_no_javascript(call_40):
    for path in ("/_api/tasks", "/_api/aqlfunction", "/_api/foxx"):
        assert call_40("GET", path).status == 404


def test_functions_of_users_are_kept_but_not_run(call_311):
    call = call_311
    path = "/_api/aqlfunction"
    function = {"name": "my::space::twice", "code": "function (x) { return 2 * x; }"}
    assert call("POST", path, function).status == 201
    again = call("POST", path, function)
    assert (again.status, again.json["isNewlyCreated"]) == (200, False)
    (kept,) = call("GET", f"{path}/my").json["result"]
    assert kept == function | {"isDeterministic": False}
    assert call("GET", f"{path}/other").json["result"] == []
    query = {"query": "RETURN my::space::twice(1)"}
    assert call("POST", "/_api/cursor", query).error[:2] == (501, 9)
    assert call("POST", path, {"name": "plain", "code": "function () {}"}).error[:2] == (400, 1580)
    assert call("POST", path, {"name": "a::b", "code": "1"}).error[:2] == (400, 1581)
    assert call("DELETE", f"{path}/my::other").error[:2] == (404, 1582)
    assert call("DELETE", f"{path}/my?group=true").json["deletedCount"] == 1


def test_what_kind_of_server_this_is(call, call_40):
    assert call("GET", "/_admin/server/id").error == (500, 500, "internal server error")
    assert call("GET", "/_admin/server/role").json["role"] == "SINGLE"
    host, port = call.address
    assert call("GET", "/_api/endpoint").json == [{"endpoint": f"http://{host}:{port}"}]
    assert call_40("GET", "/_api/endpoint").status == 404
    call("POST", "/_api/database", {"name": "elsewhere"})
    reply = call("GET", "/_db/elsewhere/_api/endpoint")
    assert reply.error == (403, 1230, "operation only allowed in system database")
    call("DELETE", "/_api/database/elsewhere")


def test_read_only_mode_is_told(call):
    def told():
        info = call("GET", "/_admin/status").json["serverInfo"]
        mode = call("GET", "/_admin/server/availability", user=None).json["mode"]
        return info["readOnly"], info["writeOpsEnabled"], mode

    assert told() == (False, True, "default")
    call("PUT", "/_admin/server/mode", {"mode": "readonly"})
    try:
        assert told() == (True, False, "readonly")
    finally:
        call("PUT", "/_admin/server/mode", {"mode": "default"})
