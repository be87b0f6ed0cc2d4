"""Stream transactions: who sees what, who waits for whom, and what is refused."""

import threading
import time

import pytest


@pytest.fixture
def kept(call):
    name = call.collection("kept")
    index = {"type": "persistent", "fields": ["n"], "unique": True, "sparse": True}
    call("POST", f"/_api/index?collection={name}", index)
    call("POST", f"/_api/document/{name}", [{"_key": k, "n": n} for n, k in enumerate("abc")])
    yield f"/_api/document/{name}"
    for running in call("GET", "/_api/transaction").json["transactions"]:
        call("DELETE", f"/_api/transaction/{running['id']}")


@pytest.fixture
def begin(call):
    def begin_one(**collections):
        body = {"collections": collections or {"write": ["kept"]}}
        reply = call("POST", "/_api/transaction/begin", body)
        assert reply.status == 201, reply.body
        return {"x-arango-trx-id": reply.json["result"]["id"]}

    return begin_one


def end(call, transaction, method="PUT"):
    return call(method, f"/_api/transaction/{transaction['x-arango-trx-id']}")


def query(call, text, transaction=None):
    reply = call("POST", "/_api/cursor", {"query": text}, transaction)
    assert reply.status == 201, reply.body
    return reply.json["result"]


NAMES = "FOR d IN kept SORT d._key RETURN d._key"


def test_what_is_written_is_seen_inside_only_until_the_commit(call, kept, begin):
    inside = begin()
    call("POST", kept, {"_key": "d", "n": 9}, inside)
    call("DELETE", f"{kept}/a", None, inside)
    call("PATCH", f"{kept}/b", {"n": 8}, inside)
    count = "/_api/collection/kept/count"
    by_index = "FOR d IN kept FILTER d.n == {} RETURN d._key"
    assert query(call, NAMES, inside) == ["b", "c", "d"]
    assert query(call, NAMES) == ["a", "b", "c"]
    assert query(call, by_index.format(8), inside) == ["b"]
    assert query(call, by_index.format(8)) == []
    assert query(call, by_index.format(1)) == ["b"]
    assert query(call, by_index.format(1), inside) == []
    assert call("GET", f"{kept}/d").status == 404
    assert call("GET", f"{kept}/a").status == 200
    assert call("GET", f"{kept}/a", None, inside).status == 404
    assert call("GET", f"{kept}/b").json["n"] == 1
    assert call("GET", count).json["count"] == 3
    assert end(call, inside).status == 200
    assert query(call, NAMES) == ["b", "c", "d"]
    assert query(call, by_index.format(8)) == ["b"]
    assert call("GET", count).json["count"] == 3


def test_an_abort_leaves_no_trace(call, kept, begin):
    before = query(call, "FOR d IN kept RETURN d")
    inside = begin()
    query(call, "FOR d IN kept UPDATE d WITH {n: d.n + 10} IN kept", inside)
    query(call, "FOR d IN kept REMOVE d IN kept", inside)
    call("POST", kept, {"_key": "a", "n": 0}, inside)
    assert end(call, inside, "DELETE").status == 200
    after = query(call, "FOR d IN kept RETURN d")
    assert sorted(after, key=lambda d: d["_key"]) == sorted(before, key=lambda d: d["_key"])
    assert query(call, "FOR d IN kept FILTER d.n == 1 RETURN d._key") == ["b"]
    assert call("POST", kept, {"n": 1}).error[:2] == (409, 1210)
    assert call("POST", kept, {"n": 11}).status == 202


def test_a_transaction_looks_at_the_moment_of_its_beginning(call, kept, begin):
    inside = begin(read=["kept"])
    call("PATCH", f"{kept}/a", {"n": 50})
    call("DELETE", f"{kept}/b")
    call("POST", kept, {"_key": "z"})
    assert query(call, NAMES, inside) == ["a", "b", "c"]
    assert call("GET", f"{kept}/a", None, inside).json["n"] == 0
    assert query(call, "FOR d IN kept FILTER d.n == 0 RETURN d._key", inside) == ["a"]
    assert query(call, "FOR d IN kept FILTER d.n == 50 RETURN d._key", inside) == []
    end(call, inside)
    assert query(call, NAMES) == ["a", "c", "z"]


def test_what_was_not_committed_then_is_not_seen_later(call, kept, begin):
    writer = begin()
    call("PATCH", f"{kept}/a", {"n": 50}, writer)
    reader = begin(read=["kept"])
    end(call, writer)
    assert call("GET", f"{kept}/a", None, reader).json["n"] == 0
    assert call("GET", f"{kept}/a").json["n"] == 50
    end(call, reader)


def test_two_writers_of_one_document(call, kept, begin):
    first, second = begin(), begin()
    assert call("PATCH", f"{kept}/a", {"n": 10}, first).status == 202
    for transaction in (second, None):
        refused = call("PATCH", f"{kept}/a", {"n": 20}, transaction)
        assert refused.error[:2] == (409, 1200)
        assert "lock" in refused.json["errorMessage"]
    assert call("PATCH", f"{kept}/b", {"n": 20}, second).status == 202
    end(call, first)
    # It has changed since the second began.
    refused = call("PATCH", f"{kept}/a", {"n": 30}, second)
    assert refused.error[:2] == (409, 1200)
    assert "write-write conflict" in refused.json["errorMessage"]
    assert end(call, second).status == 200
    assert query(call, "FOR d IN kept SORT d._key RETURN d.n") == [10, 20, 2]


def test_a_writer_waits_for_a_while(call, kept, begin):
    inside = begin()
    call("PATCH", f"{kept}/a", {"n": 10}, inside)
    waiting = threading.Thread(target=end, args=(call, inside))
    waiting.start()
    assert call("PATCH", f"{kept}/a", {"m": 1}).status == 202
    text = "FOR d IN kept FILTER d._key == 'a' UPDATE d WITH {k: 1} IN kept"
    query(call, text)
    waiting.join()
    document = call("GET", f"{kept}/a").json
    assert (document["n"], document["m"], document["k"]) == (10, 1, 1)


def test_an_aborted_change_is_no_conflict(call, kept, begin):
    first, second = begin(), begin()
    call("PATCH", f"{kept}/a", {"n": 10}, first)
    end(call, first, "DELETE")
    assert call("PATCH", f"{kept}/a", {"n": 20}, second).status == 202
    assert end(call, second).status == 200


def test_a_value_that_must_be_unique_is_locked_too(call, kept, begin):
    inside = begin()
    call("POST", kept, {"_key": "new", "n": 7}, inside)
    call("PATCH", f"{kept}/a", {"n": 70}, inside)
    # 7 may be taken in a moment, and 0 may come back.
    for number in (7, 0):
        assert call("POST", kept, {"n": number}).error[:2] == (409, 1200)
    assert call("POST", kept, {"n": 1}).error[:2] == (409, 1210)
    end(call, inside)
    assert call("POST", kept, {"n": 7}).error[:2] == (409, 1210)
    assert call("POST", kept, {"n": 0}).status == 202


def test_a_failed_operation_takes_only_itself_back(call, kept, begin):
    inside = begin()
    call("POST", kept, {"_key": "good"}, inside)
    body = {"query": "FOR n IN [5, 6, 1] INSERT {n} INTO kept"}
    assert call("POST", "/_api/cursor", body, inside).error[:2] == (409, 1210)
    assert query(call, NAMES, inside) == ["a", "b", "c", "good"]
    end(call, inside)
    assert query(call, NAMES) == ["a", "b", "c", "good"]


def test_a_query_alone_is_a_transaction_too(call, kept):
    def reader():
        while not done.is_set():
            seen.add(query(call, "RETURN LENGTH(FOR d IN kept FILTER d.w RETURN 1)")[0])

    seen, done = set(), threading.Event()
    watching = threading.Thread(target=reader)
    watching.start()
    query(call, "FOR i IN 1..20000 INSERT {w: true} INTO kept")
    body = {"query": "FOR i IN 1..20000 INSERT {w: true, n: i < 20000 ? null : 1} INTO kept"}
    assert call("POST", "/_api/cursor", body).error[:2] == (409, 1210)
    done.set()
    watching.join()
    assert seen <= {0, 20000}
    assert query(call, "RETURN LENGTH(kept)") == [20003]


def test_an_exclusive_lock_keeps_writers_out_and_waits_for_them(call, kept, begin):
    alone = begin(exclusive=["kept"])
    body = {"collections": {"write": ["kept"]}, "lockTimeout": 0.2}
    begun = time.monotonic()
    refused = call("POST", "/_api/transaction/begin", body | {"lockTimeout": 1})
    assert refused.error[:2] == (500, 18)
    assert time.monotonic() - begun >= 0.9
    assert begin(read=["kept"])
    done = []
    outside = threading.Thread(target=lambda: done.append(call("POST", kept, {"_key": "x"})))
    outside.start()
    outside.join(0.3)
    assert not done
    end(call, alone)
    outside.join()
    assert done[0].status == 202


def test_operations_of_one_transaction_are_done_one_after_the_other(call, kept, begin):
    inside = begin()
    text = "FOR i IN 1..3 LET s = SLEEP(0.1) INSERT {_key: CONCAT('i', i)} INTO kept"
    slow = threading.Thread(target=query, args=(call, text, inside))
    slow.start()
    while not call("GET", "/_api/query/current").json:
        time.sleep(0.01)
    assert query(call, NAMES, inside) == ["a", "b", "c", "i1", "i2", "i3"]
    slow.join()
    end(call, inside)


def test_what_has_ended_is_not_used_again(call, kept, begin):
    committed, aborted = begin(), begin()
    end(call, committed)
    end(call, aborted, "DELETE")
    number = committed["x-arango-trx-id"]
    text = f"transaction {number} has already been committed"
    assert call("GET", f"{kept}/a", None, committed).error == (400, 1653, text)
    assert call("GET", f"{kept}/a", None, aborted).error[:2] == (410, 1654)
    assert end(call, committed).json["result"]["status"] == "committed"
    assert end(call, committed, "DELETE").error[:2] == (400, 1653)
    assert end(call, aborted).error[:2] == (400, 1653)
    unknown = {"x-arango-trx-id": "9"}
    error = (404, 1655, "transaction 9 not found")
    assert call("GET", f"{kept}/a", None, unknown).error == error
    assert call("GET", f"{kept}/a", None, {"x-arango-trx-id": "x"}).error[:2] == (400, 10)


def test_collections_that_were_not_named(call, kept, begin):
    call.collection("other")
    inside = begin(write=["kept"], allowImplicit=False)
    assert call("GET", "/_api/document/other/a", None, inside).error[:2] == (400, 1652)
    assert call("POST", "/_api/document/other", {}, inside).error[:2] == (400, 1652)
    reading = begin(read=["kept"])
    assert call("GET", "/_api/document/other/a", None, reading).error[:2] == (404, 1202)
    assert call("POST", kept, {}, reading).error[:2] == (400, 1652)


def test_a_transaction_has_a_size(call, kept):
    body = {"collections": {"write": ["kept"]}, "maxTransactionSize": 1000}
    number = call("POST", "/_api/transaction/begin", body).json["result"]["id"]
    inside = {"x-arango-trx-id": number}
    assert call("POST", kept, {"text": "x" * 2000}, inside).status == 202
    assert call("POST", kept, {}, inside).error[:2] == (500, 32)
    body["maxTransactionSize"] = "much"
    assert call("POST", "/_api/transaction/begin", body).error[:2] == (400, 10)


def test_truncating(call, kept, begin):
    inside = begin()
    truncate = "/_api/collection/kept/truncate"
    assert call("PUT", truncate, None, inside).status == 200
    assert query(call, NAMES, inside) == []
    assert query(call, NAMES) == ["a", "b", "c"]
    # Somebody has written and not ended.
    assert call("PUT", truncate).error[:2] == (409, 1200)
    end(call, inside)
    assert query(call, NAMES) == []


def test_a_complete_import_is_seen_as_a_whole(call, kept, begin):
    reader = begin(read=["kept"])
    path = "/_api/import?collection=kept&type=documents&complete=true&overwrite=true"
    assert call("POST", path, b'{"_key":"x"}\n{"_key":"x"}').error[:2] == (409, 1210)
    assert query(call, NAMES) == ["a", "b", "c"]
    assert call("POST", path, b'{"_key":"x"}\n{"_key":"y"}').json["created"] == 2
    assert query(call, NAMES) == ["x", "y"]
    assert query(call, NAMES, reader) == ["a", "b", "c"]


def test_cached_results_know_of_commits(call, kept, begin):
    call("PUT", "/_api/query-cache/properties", {"mode": "on"})
    inside = begin()
    call("DELETE", f"{kept}/a", None, inside)
    assert query(call, NAMES) == query(call, NAMES) == ["a", "b", "c"]
    end(call, inside)
    assert query(call, NAMES) == ["b", "c"]
    call("PUT", "/_api/query-cache/properties", {"mode": "off"})


def test_who_does_nothing_for_long_is_aborted_and_lets_go(call, kept, begin, monkeypatch):
    call.collection("locked")
    idle, locking = begin(), begin(exclusive=["locked"], write=[])
    assert call("POST", kept, {"_key": "free"}, idle).status == 202
    monkeypatch.setattr("arango_fastbatch.sandbox.store.transactions._IDLE_SECONDS", 0.0)
    assert call("GET", "/_api/transaction").json["transactions"] == []
    monkeypatch.undo()
    for inside in (idle, locking):
        number = inside["x-arango-trx-id"]
        assert call("GET", f"/_api/transaction/{number}").json["result"]["status"] == "aborted"
        assert call("GET", f"{kept}/a", None, inside).error[:2] == (410, 1654)
        text = f"while trying to commit transaction {number}: transaction was already expired"
        assert end(call, inside).error == (400, 1653, text)
        assert end(call, inside, "DELETE").json["result"]["status"] == "aborted"
    for path in (kept, "/_api/document/locked"):
        assert call("POST", path, {"_key": "free"}).status == 202


def test_a_transaction_is_its_users_own(call, kept, begin):
    inside = begin()
    number = inside["x-arango-trx-id"]
    call("POST", "/_api/user", {"user": "ina"})
    call("PUT", "/_api/user/ina/database/_system", {"grant": "rw"})
    ina = ("ina", "")
    assert call("GET", "/_api/transaction", user=ina).json["transactions"] == []
    assert call("GET", f"/_api/transaction/{number}", user=ina).error[:2] == (404, 1655)
    text = f"not authorized to access transaction {number}"
    assert call("GET", f"{kept}/a", None, inside, user=ina).error == (404, 1655, text)
    for method, operation in (("PUT", "commit"), ("DELETE", "abort")):
        text = f"transaction {number} inaccessible on {operation} operation"
        reply = call(method, f"/_api/transaction/{number}", user=ina)
        assert reply.error == (404, 1655, text)
    assert call("DELETE", "/_api/transaction/write", user=ina).status == 200
    assert end(call, inside).json["result"]["status"] == "committed"
    call("DELETE", "/_api/user/ina")
