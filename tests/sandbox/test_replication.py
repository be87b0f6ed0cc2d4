"""Dumps of moments, the log of writes, and the state of what would follow another server."""

import json

import pytest
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox import Sandbox

BATCH = "/_api/replication/batch"
INVENTORY = "/_api/replication/inventory"


@pytest.fixture(scope="module", params=["3.11", "3.12.9", "3.12.10", "4.0"])
def server(request):
    with Sandbox(server_version=request.param) as url:
        yield Caller(url), request.param


@pytest.fixture
def call(server):
    return server[0]


@pytest.fixture
def follows(server):
    """Whether servers of this version could follow others."""
    return server[1] in {"3.11", "3.12.9"}


@pytest.fixture
def batch(call):
    number = call("POST", BATCH, {"ttl": 60}).json["id"]
    yield number
    call("DELETE", f"{BATCH}/{number}")


def lines(reply):
    return [json.loads(line) for line in reply.body.splitlines()]


def test_a_dump_shows_the_moment_of_its_beginning(call):
    name = call.collection("moments")
    call("POST", f"/_api/document/{name}", [{"_key": str(n)} for n in range(3)])
    number = call("POST", BATCH, {}).json["id"]
    call("DELETE", f"/_api/document/{name}/1")
    call("PATCH", f"/_api/document/{name}/2", {"new": True})
    call("POST", f"/_api/document/{name}", {"_key": "3"})
    call.collection("moments_later")
    reply = call("GET", f"/_api/replication/dump?collection={name}&batchId={number}")
    assert reply.status == 200
    assert reply.headers["content-type"].startswith("application/x-arango-dump")
    assert reply.headers["x-arango-replication-checkmore"] == "false"
    markers = lines(reply)
    assert [marker["type"] for marker in markers] == [2300] * 3
    assert sorted(marker["data"]["_key"] for marker in markers) == ["0", "1", "2"]
    assert not any("new" in marker["data"] for marker in markers)
    later = f"/_api/replication/dump?collection=moments_later&batchId={number}"
    assert call("GET", later).status == 204
    assert call("DELETE", f"{BATCH}/{number}").status == 204
    gone = call("GET", f"/_api/replication/dump?collection={name}&batchId={number}").error
    text = "replication dump - unable to find context (it could be expired)"
    assert gone == (404, 400, text)


def test_a_dump_comes_in_chunks_and_then_begins_anew(call):
    name = call.collection("chunks")
    call("POST", f"/_api/document/{name}", [{"_key": str(n), "long": "x" * 99} for n in range(5)])
    number = call("POST", BATCH, {}).json["id"]
    path = f"/_api/replication/dump?collection={name}&batchId={number}&chunkSize=200"
    seen = []
    for _ in range(2):
        more = "true"
        while more == "true":
            reply = call("GET", f"{path}&useEnvelope=false")
            assert len(lines(reply)) < 5
            seen += [document["_key"] for document in lines(reply)]
            more = reply.headers["x-arango-replication-checkmore"]
    assert seen == ["0", "1", "2", "3", "4"] * 2
    call("DELETE", f"{BATCH}/{number}")


def test_batches_are_prolonged_and_end_once(call):
    number = call("POST", BATCH, {"ttl": 60}).json["id"]
    assert call("PUT", f"{BATCH}/{number}", {"ttl": 90}).status == 204
    assert call("DELETE", f"{BATCH}/{number}").status == 204
    for method in ("PUT", "DELETE"):
        assert call(method, f"{BATCH}/{number}", {}).error == (404, 1600, "cursor not found")
        assert call(method, BATCH, {}).error[:2] == (405, 405)
    assert call("POST", BATCH, b"[]").error[:2] == (400, 400)
    assert call("POST", BATCH, b"{").error[:2] == (400, 600)


def test_a_batch_that_nobody_asks_for_is_forgotten(call):
    # As short a time as can be said: it has passed when the next request comes.
    number = call("POST", BATCH, {"ttl": 1e-9}).json["id"]
    assert call("DELETE", f"{BATCH}/{number}").error[:2] == (404, 1600)


def test_an_inventory_names_collections_with_their_indexes(call, batch):
    name = call.collection("listed")
    call("POST", f"/_api/index?collection={name}", {"type": "persistent", "fields": ["a"]})
    call("POST", "/_api/view", {"name": "listed_view", "type": "arangosearch"})
    found = call("GET", f"{INVENTORY}?batchId={batch}").json
    assert found["state"]["running"] is True
    assert found["properties"]["name"] == "_system"
    assert "listed_view" in [view["name"] for view in found["views"]]
    by_name = {c["parameters"]["name"]: c for c in found["collections"]}
    assert "_users" in by_name
    assert [index["fields"] for index in by_name[name]["indexes"]] == [["a"]]
    assert by_name[name]["parameters"]["deleted"] is False
    own = call("GET", f"{INVENTORY}?batchId={batch}&includeSystem=false").json
    assert not any(c["parameters"]["isSystem"] for c in own["collections"])
    every = call("GET", f"{INVENTORY}?batchId={batch}&global=true").json
    assert "_system" in [database["name"] for database in every["databases"]]
    call("DELETE", "/_api/view/listed_view")


def test_an_inventory_needs_a_batch(call):
    assert call("GET", INVENTORY).error == (404, 1600, "batchId not specified")
    assert call("GET", f"{INVENTORY}?batchId=1").error == (404, 1600, "context was not found")
    inventory = "/_api/replication/clusterInventory"
    assert call("GET", inventory).error[:2] == (403, 1471)


def test_only_the_system_database_knows_all(call, batch):
    call("POST", "/_api/database", {"name": "one"})
    path = f"/_db/one{INVENTORY}?batchId={batch}&global=true"
    assert call("GET", path).error[:2] == (403, 11)
    assert call("GET", "/_db/one/_api/wal/tail?global=true").error[:2] == (403, 11)
    call("DELETE", "/_api/database/one")


def test_the_tick_grows_with_what_is_written_and_only_then(call):
    def tick():
        return int(call("GET", "/_api/wal/lastTick").json["tick"])

    name = call.collection("ticking")
    before = tick()
    call("POST", "/_api/cursor", {"query": f"FOR d IN {name} RETURN d"})
    assert tick() == before
    for method, path, body in (
        ("POST", f"/_api/document/{name}", {"_key": "a"}),
        ("PATCH", f"/_api/document/{name}/a", {"b": 1}),
        ("DELETE", f"/_api/document/{name}/a", None),
        ("DELETE", f"/_api/collection/{name}", None),
    ):
        assert call(method, path, body).status in {200, 202}
        assert tick() > before
        before = tick()


def test_what_is_made_and_gone_again_has_been_written_too(call):
    def tick():
        return int(call("GET", "/_api/wal/lastTick").json["tick"])

    def index():
        body = {"type": "persistent", "fields": ["a"]}
        number = call("POST", "/_api/index?collection=kept", body).json["id"]
        call("DELETE", f"/_api/index/{number}")

    def collection():
        call("POST", "/_api/collection", {"name": "brief"})
        call("DELETE", "/_api/collection/brief")

    def database():
        call("POST", "/_api/database", {"name": "brief"})
        call("POST", "/_db/brief/_api/collection", {"name": "c"})
        for field in "abcd":
            body = {"type": "persistent", "fields": [field]}
            call("POST", "/_db/brief/_api/index?collection=c", body)
        assert tick() > before
        call("DELETE", "/_api/database/brief")

    def document():
        call("POST", "/_api/document/kept", {"_key": "brief"})
        call("DELETE", "/_api/document/kept/brief")

    call.collection("kept")
    for write in (index, collection, database, document):
        before = tick()
        write()
        assert tick() > before, write.__name__


def test_who_has_read_the_log_is_told_so_and_nobody_is_told_what_was_in_it(call):
    tick = call("GET", "/_api/wal/range").json["tickMax"]
    for method, body in (("GET", None), ("PUT", [])):
        reply = call(method, f"/_api/wal/tail?from={tick}", body)
        assert reply.status == 204
        assert reply.headers["x-arango-replication-lasttick"] == tick
        assert reply.headers["x-arango-replication-checkmore"] == "false"
    status, number, text = call("GET", f"/_api/wal/tail?from={int(tick) - 1}").error
    assert (status, number) == (501, 9)
    assert "keeps no log" in text
    assert call("GET", "/_api/wal/tail?from=5&to=4").error[:2] == (400, 400)
    assert call("GET", "/_api/wal/tail?collection=nowhere").error[:2] == (404, 1203)
    assert call("PUT", "/_api/wal/tail", {}).error[:2] == (400, 400)
    assert call("GET", "/_api/wal/open-transactions").status == 204
    for path in ("/_api/wal", "/_api/wal/other"):
        assert call("GET", path).error[:2] == (400, 400)


def test_the_log_is_flushed_and_has_no_settings(call, server):
    assert call("PUT", "/_admin/wal/flush").json == {}
    assert call("PUT", "/_admin/wal/flush", []).error[:2] == (400, 400)
    assert call("GET", "/_admin/wal/flush").error[:2] == (405, 405)
    assert call("GET", "/_admin/wal/properties").status == 501
    assert call("GET", "/_admin/wal/other").error[:2] == (400, 400)
    reply = call("GET", "/_admin/wal/transactions")
    if server[1] == "4.0":
        assert reply.error[:2] == (400, 400)
        return
    name = call.collection("counted")
    running = reply.json["runningTransactions"]
    body = {"collections": {"write": [name]}}
    number = call("POST", "/_api/transaction/begin", body).json["result"]["id"]
    more = call("GET", "/_admin/wal/transactions").json
    assert more == {"runningTransactions": running + 1}
    call("DELETE", f"/_api/transaction/{number}")


def test_the_logger_tells_where_the_log_stands(call, follows):
    state = call("GET", "/_api/replication/logger-state").json
    assert state["server"]["engine"] == "rocksdb"
    assert state["clients"] == []
    tick = state["state"]["lastLogTick"]
    first = call("GET", "/_api/replication/logger-first-tick")
    follow = call("GET", f"/_api/replication/logger-follow?from={tick}")
    own = call("GET", "/_api/replication/server-id")
    if not follows:
        text = "invalid command 'logger-first-tick'"
        assert first.error == (400, 400, text)
        assert follow.error[:2] == own.error[:2] == (400, 400)
        return
    assert first.json == {"firstTick": tick}
    assert (follow.status, follow.headers["x-arango-replication-active"]) == (204, "true")
    assert own.json["serverId"] == state["server"]["serverId"]


def test_the_applier_keeps_its_settings_and_never_runs(call, follows):
    config, start = "/_api/replication/applier-config", "/_api/replication/applier-start"
    if not follows:
        assert call("GET", config).error[:2] == call("PUT", start).error[:2] == (400, 400)
        return
    assert call("PUT", start).error == (400, 1410, "no endpoint configured")
    assert call("PUT", config, {}).error == (400, 1410, "invalid value for <endpoint>")
    half = {"endpoint": "tcp://h:1", "restrictType": "include"}
    assert call("PUT", config, half).error[:2] == (400, 1410)
    assert "endpoint" not in call("GET", config).json
    body = {"endpoint": "tcp://h:1", "username": "u", "password": "p", "chunkSize": 5, "verbose": 1}
    settings = call("PUT", config, body).json
    assert list(settings)[:3] == ["endpoint", "database", "username"]
    assert (settings["chunkSize"], settings["verbose"]) == (5, False)
    assert "password" not in settings
    assert call("GET", config).json == settings
    state = call("GET", "/_api/replication/applier-state").json
    assert state["state"]["running"] is False
    assert (state["endpoint"], state["database"]) == ("tcp://h:1", "_system")
    assert call("PUT", start).error[:2] == (501, 9)
    assert call("PUT", "/_api/replication/applier-stop").json["state"]["phase"] == "inactive"
    assert call("DELETE", "/_api/replication/applier-state").status == 200
    assert "endpoint" not in call("GET", config).json


def test_other_servers_are_not_asked(call, follows):
    for name in ("sync", "make-follower", "make-slave"):
        path, leader = f"/_api/replication/{name}", {"endpoint": "tcp://h:1"}
        wanted = (501, 9) if follows else (400, 400)
        assert call("PUT", path, leader).error[:2] == wanted
        assert call("PUT", path, {}).error[0] == 400


def test_what_is_no_command_is_refused(call):
    assert call("GET", "/_api/replication").error[:2] == (400, 601)
    assert call("GET", "/_api/replication/other").error == (400, 400, "invalid command 'other'")
    assert call("PUT", "/_api/replication/logger-state").error[:2] == (405, 405)
    assert call("GET", "/_api/replication/keys/1").error[:2] == (501, 9)
    assert call("PUT", "/_api/replication/addFollower").error[:2] == (403, 1477)


def test_users_may_dump_what_they_may_read_and_nothing_else(call):
    name, other = call.collection("dumped"), call.collection("hidden")
    call("POST", f"/_api/document/{name}", {})
    call("POST", "/_api/user", {"user": "reader", "passwd": ""})
    call("PUT", "/_api/user/reader/database/_system", {"grant": "ro"})
    call("PUT", f"/_api/user/reader/database/_system/{other}", {"grant": "none"})
    reader = ("reader", "")
    number = call("POST", BATCH, {}, user=reader).json["id"]
    path = "/_api/replication/dump?batchId=" + number
    assert call("GET", f"{path}&collection={name}", user=reader).status == 200
    assert call("GET", f"{path}&collection={other}", user=reader).error[:2] == (403, 11)
    found = call("GET", f"{INVENTORY}?batchId={number}", user=reader).json["collections"]
    assert other not in [c["parameters"]["name"] for c in found]
    for forbidden in ("/_api/replication/logger-state", "/_api/wal/lastTick"):
        assert call("GET", forbidden, user=reader).error == (403, 11, "forbidden")
    call("DELETE", f"{BATCH}/{number}")
    call("DELETE", "/_api/user/reader")
