import time

import pytest

LATER = {"x-arango-async": "store"}


@pytest.fixture(autouse=True)
def _no_jobs(call):
    call("DELETE", "/_api/job/all")


def _start(call, method, path, body=None):
    reply = call(method, path, body, LATER)
    assert (reply.status, reply.body) == (202, b"")
    return reply.headers["x-arango-async-id"]


def _done(call, number):
    while call("GET", f"/_api/job/{number}").status == 204:
        time.sleep(0.01)


def test_an_answer_is_fetched_once(call):
    number = _start(call, "GET", "/_api/version")
    _done(call, number)
    assert call("GET", "/_api/job/done").json == [number]
    reply = call("PUT", f"/_api/job/{number}")
    assert reply.json["server"] == "arango"
    assert reply.headers["x-arango-async-id"] == number
    assert call("PUT", f"/_api/job/{number}").error == (404, 404, "not found")


def test_errors_are_answers_too(call):
    number = _start(call, "GET", "/_api/document/nowhere/a")
    _done(call, number)
    assert call("PUT", f"/_api/job/{number}").error[:2] == (404, 1203)


def test_a_running_job_can_be_cancelled(call):
    query = {"query": "FOR i IN 1..100000 FOR j IN 1..100000 FILTER i == -1 RETURN i"}
    number = _start(call, "POST", "/_api/cursor", query)
    assert call("GET", f"/_api/job/{number}").status == 204
    assert call("PUT", f"/_api/job/{number}").status == 204
    assert call("GET", "/_api/job/pending").json == [number]
    assert call("PUT", f"/_api/job/{number}/cancel").json == {"result": True}
    _done(call, number)
    assert call("PUT", f"/_api/job/{number}").error[:2] == (410, 21)


def test_fire_and_forget(call):
    name = call.collection("fired")
    reply = call("POST", f"/_api/document/{name}", {"_key": "a"}, {"x-arango-async": "true"})
    assert reply.status == 202
    assert "x-arango-async-id" not in reply.headers
    while call("GET", f"/_api/document/{name}/a").status == 404:
        time.sleep(0.01)


def test_ids_that_are_none(call):
    assert call("GET", "/_api/job/nonsense").error == (400, 400, "bad parameter")
    for method in ("GET", "PUT", "DELETE"):
        assert call(method, "/_api/job/123456789").error == (404, 404, "not found")
    assert call("PUT", "/_api/job/123456789/cancel").error == (404, 404, "not found")
    assert call("PUT", "/_api/job/123456789/nonsense").error[:2] == (400, 400)


def test_jobs_belong_to_who_started_them(call):
    call("POST", "/_api/user", {"user": "ben"})
    call("PUT", "/_api/user/ben/database/_system", {"grant": "rw"})
    ben = ("ben", "")
    number = _start(call, "GET", "/_api/version")
    _done(call, number)
    assert call("GET", "/_api/job/done", user=ben).json == []
    for method in ("GET", "PUT", "DELETE"):
        assert call(method, f"/_api/job/{number}", user=ben).error[:2] == (404, 404)
    assert call("PUT", f"/_api/job/{number}").status == 200
    call("DELETE", "/_api/user/ben")


def test_lists_are_as_long_as_one_asks(call):
    numbers = [_start(call, "GET", "/_api/version") for _ in range(3)]
    for number in numbers:
        _done(call, number)
    assert sorted(call("GET", "/_api/job/done").json) == sorted(numbers)
    assert len(call("GET", "/_api/job/done?count=2").json) == 2
    assert call("DELETE", "/_api/job/all").json == {"result": True}
    assert call("GET", "/_api/job/done").json == []


def test_jobs_are_forgotten(call):
    number = _start(call, "GET", "/_api/version")
    _done(call, number)
    assert call("DELETE", f"/_api/job/expired?stamp={time.time() - 60}").json == {"result": True}
    assert call("GET", f"/_api/job/{number}").status == 200
    assert call("DELETE", f"/_api/job/expired?stamp={time.time() + 60}").json == {"result": True}
    assert call("GET", f"/_api/job/{number}").status == 404
    assert call("DELETE", "/_api/job/expired").status == 400
    assert call("DELETE", f"/_api/job/{number}").status == 404
