import pytest


@pytest.fixture
def name(call):
    name = call.collection("traded")
    call.collection("untouched")
    call("POST", f"/_api/document/{name}", [{"_key": "a", "x": 1}, {"_key": "b", "x": 1}])
    return name


@pytest.fixture
def begin(call, name):
    begun = []

    def starter(**collections):
        body = {"collections": collections or {"write": name}}
        begun.append(call("POST", "/_api/transaction/begin", body).json["result"]["id"])
        return begun[-1], {"x-arango-trx-id": begun[-1]}

    yield starter
    for number in begun:
        call("DELETE", f"/_api/transaction/{number}")


def test_an_abort_takes_everything_back(call, name, begin):
    number, inside = begin()
    before = [call("GET", f"/_api/document/{name}/{key}").json for key in "ab"]
    call("PATCH", f"/_api/document/{name}/a", {"x": 2}, inside)
    call("DELETE", f"/_api/document/{name}/b", None, inside)
    call("POST", f"/_api/document/{name}", {"_key": "c"}, inside)
    call("PATCH", f"/_api/document/{name}/a", {"x": 3}, inside)
    query = {"query": f"FOR d IN {name} UPDATE d WITH {{y: 1}} IN {name}"}
    assert call("POST", "/_api/cursor", query, inside).status == 201
    assert call("DELETE", f"/_api/transaction/{number}").json["result"]["status"] == "aborted"
    assert [call("GET", f"/_api/document/{name}/{key}").json for key in "ab"] == before
    assert call("GET", f"/_api/document/{name}/c").status == 404


def test_a_commit_keeps_everything(call, name, begin):
    number, inside = begin()
    call("POST", f"/_api/document/{name}", {"_key": "c"}, inside)
    assert call("GET", f"/_api/transaction/{number}").json["result"]["status"] == "running"
    ended = call("PUT", f"/_api/transaction/{number}").json["result"]
    assert ended == {"id": number, "status": "committed"}
    assert call("GET", f"/_api/document/{name}/c").status == 200
    assert call("DELETE", f"/_api/transaction/{number}").error[:2] == (400, 1653)
    assert call("POST", f"/_api/document/{name}", {}, inside).error[:2] == (400, 1653)


def test_only_named_collections_may_be_written(call, name, begin):
    _, inside = begin()
    reply = call("POST", "/_api/document/untouched", {}, inside)
    assert reply.error[:2] == (400, 1652)
    _, inside = begin(read=[name])
    assert call("POST", f"/_api/document/{name}", {}, inside).error[1] == 1652
    assert call("GET", f"/_api/document/{name}/a", headers=inside).status == 200


def test_running_ones_are_listed(call, begin):
    number, _ = begin()
    assert {"id": number, "state": "running"} in call("GET", "/_api/transaction").json[
        "transactions"
    ]


@pytest.mark.parametrize(("number", "error"), [("1", (404, 1655)), ("nonsense", (400, 10))])
def test_a_transaction_that_is_none(call, name, number, error):
    assert call("GET", f"/_api/transaction/{number}").error[:2] == error
    headers = {"x-arango-trx-id": number}
    assert call("POST", f"/_api/document/{name}", {}, headers).error[:2] == error


def test_what_cannot_begin(call):
    path = "/_api/transaction/begin"
    reply = call("POST", path, {"collections": {"read": "nowhere"}})
    assert reply.error == (404, 1203, "collection or view not found: nowhere")
    assert call("POST", path, {}).error[:2] == (400, 10)
    assert call("POST", path, {"collections": {"read": 1}}).error[:2] == (400, 10)


def test_javascript_is_not_run(call, call_40):
    body = {"collections": {}, "action": "function () {}"}
    assert call("POST", "/_api/transaction", body).error[:2] == (501, 9)
    assert call_40("POST", "/_api/transaction", body).error == (400, 10, "bad parameter")
    assert call("POST", "/_api/transaction/start", body).error == (400, 10, "bad parameter")


def test_a_transaction_does_not_begin_in_another(call):
    body = {"collections": {}}
    inside = call("POST", "/_api/transaction/begin", body, {"x-arango-trx-id": "1"})
    text = "unexpected transaction ID received in begin transaction request"
    assert inside.error == (400, 10, text)


def test_transactions_that_there_are_not(call):
    path = "/_api/transaction"
    assert call("GET", f"{path}/12345678").error == (404, 1655, "transaction not found")
    assert call("GET", f"{path}/abc").error == (400, 10, "Illegal transaction ID")
    text = "expecting GET /_api/transaction/<transaction-ID>"
    assert call("GET", f"{path}/1/2").error == (400, 10, text)
    for method, operation in (("PUT", "commit"), ("DELETE", "abort")):
        text = f"transaction 12345678 not found on {operation} operation"
        assert call(method, f"{path}/12345678").error == (404, 1655, text)
        assert call(method, f"{path}/abc").error == (400, 10, "bad transaction ID")
        assert call(method, path).error == (400, 10, "bad parameter")


def test_all_that_write_can_be_aborted_at_once(call):
    name = call.collection("written")

    def begin(mode):
        body = {"collections": {mode: name}}
        return call("POST", "/_api/transaction/begin", body).json["result"]["id"]

    reading, writing = begin("read"), begin("write")
    assert call("DELETE", "/_api/transaction/write").json == {"error": False, "code": 200}

    def status(number):
        return call("GET", f"/_api/transaction/{number}").json["result"]["status"]

    assert (status(reading), status(writing)) == ("running", "aborted")
    late = call("PUT", f"/_api/transaction/{writing}")
    text = f"while trying to commit transaction {writing}: transaction was already aborted"
    assert late.error == (400, 1653, text)
    call("DELETE", f"/_api/transaction/{reading}")
