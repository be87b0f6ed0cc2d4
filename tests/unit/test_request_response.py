"""Requests and answers as objects, resolvers, and a batch's report."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from typing import Any

import pytest

from arango_fastbatch.batch.report import MAX_FIRST_FAILURES, BatchReport
from arango_fastbatch.request import Request, encode_query, normalize_headers, normalize_params
from arango_fastbatch.resolver import (
    HostResolver,
    RandomHostResolver,
    RoundRobinHostResolver,
    SingleHostResolver,
)
from arango_fastbatch.response import Response

USUAL = {"charset": "utf-8", "content-type": "application/json"}


# --- Requests


def test_headers_are_lower_case_and_the_callers_win() -> None:
    given = {"X-Mine": "1", "Content-Type": "text/plain"}
    assert normalize_headers(given) == {**USUAL, "x-mine": "1", "content-type": "text/plain"}
    assert normalize_headers(None) == USUAL
    # Neither what was given nor the defaults are changed.
    assert given == {"X-Mine": "1", "Content-Type": "text/plain"}
    normalize_headers(None)["charset"] = "x"
    assert normalize_headers(None) == USUAL


def test_parameters_are_text() -> None:
    given = {"a": True, "b": False, "c": 1, "d": 1.5, "e": "x", "f": None, "g": [1]}
    assert normalize_params(given) == {
        "a": "1",
        "b": "0",
        "c": "1",
        "d": "1.5",
        "e": "x",
        "f": "None",
        "g": "[1]",
    }
    assert normalize_params(None) == {}


def test_query() -> None:
    assert encode_query({}) == ""
    assert encode_query({"a b": "ä&/?#=+ %"}) == "?a%20b=%C3%A4%26%2F%3F%23%3D%2B%20%25"


def test_request() -> None:
    request = Request("post", "/_api/x", {"If-Match": "r"}, {"a": 1}, {"d": 2}, "r", ["w"], "e")
    assert request.method == "post"
    assert request.endpoint == "/_api/x"
    assert request.headers == {**USUAL, "if-match": "r"}
    assert request.params == {"a": "1"}
    assert request.data == {"d": 2}
    assert (request.read, request.write, request.exclusive) == ("r", ["w"], "e")
    assert request.deserialize
    assert request.target == "/_api/x?a=1"
    assert repr(request) == "<Request post /_api/x?a=1>"


def test_own_headers_are_those_that_say_more() -> None:
    assert Request("get", "/").own_headers == []
    assert Request("get", "/", {"content-type": "text/plain", "X": "1"}).own_headers == [
        ("content-type", "text/plain"),
        ("x", "1"),
    ]


@pytest.mark.parametrize(
    ("target", "endpoint", "params"),
    [
        ("/x", "/x", {}),
        ("/x?a=1&b=%C3%A4%20c&d=", "/x", {"a": "1", "b": "ä c", "d": ""}),
        ("/x%3Fy", "/x%3Fy", {}),
    ],
)
def test_from_wire(target: str, endpoint: str, params: dict[str, str]) -> None:
    request = Request.from_wire("GET", target, [("x", "1")], b"")
    assert (request.endpoint, request.params, request.data) == (endpoint, params, None)
    assert request.headers == {**USUAL, "x": "1"}
    assert request.target == target
    assert Request.from_wire("POST", "/", [], b'{"a":1}').data == '{"a":1}'
    assert Request.from_wire("POST", "/", [], b"\xff").data == "\ufffd"


@pytest.mark.parametrize(
    "make", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
def test_requests_and_answers_can_be_copied(make: Any) -> None:
    request = make(Request("post", "/x", {"a": "b"}, {"c": 1}, {"d": 2}))
    assert request.target == "/x?c=1"
    assert request.headers["a"] == "b"
    response = make(Response("post", "http://h/x", {"a": "b"}, 200, "OK", b"body"))
    assert response.content == b"body"
    assert response.headers == {"a": "b"}


# --- Answers


def test_response() -> None:
    response = Response("POST", "http://h/x", {"a": "b"}, 201, "Created", '{"ä":1}')
    assert response.method == "post"
    assert response.url == "http://h/x"
    assert response.headers == {"a": "b"}
    assert response.status_code == 201
    assert response.status_text == "Created"
    assert response.raw_body == '{"ä":1}'
    assert response.content == '{"ä":1}'.encode()
    assert response.body is None
    assert response.error_code is None
    assert response.error_message is None
    assert response.is_success
    assert repr(response) == "<Response 201 post http://h/x>"


@pytest.mark.parametrize("content", [b"", b"text", b"\xff\r\n"])
def test_body_as_bytes(content: bytes) -> None:
    response = Response("get", "", {}, 200, "", content)
    assert response.content == content
    assert response.raw_body == content.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("status", "success"),
    [
        (100, False),
        (199, False),
        (200, True),
        (299, True),
        (300, False),
        (404, False),
        (500, False),
    ],
)
def test_success_is_by_status(status: int, success: bool) -> None:
    assert Response("get", "", {}, status, "", b"").is_success is success


# --- Resolvers


def test_single() -> None:
    assert [SingleHostResolver().get_host_index() for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_round_robin(count: int) -> None:
    resolver = RoundRobinHostResolver(count)
    assert [resolver.get_host_index() for _ in range(2 * count)] == [*range(count)] * 2


def test_random_reaches_all_and_nothing_else() -> None:
    resolver = RandomHostResolver(3)
    seen = Counter(resolver.get_host_index() for _ in range(1000))
    assert set(seen) == {0, 1, 2}


def test_resolvers_are_a_base() -> None:
    for resolver in (SingleHostResolver(), RoundRobinHostResolver(1), RandomHostResolver(1)):
        assert isinstance(resolver, HostResolver)


# --- The report


def test_report_keeps_the_first_failures_and_counts_all() -> None:
    report = BatchReport()
    errors = [ValueError(number) for number in range(MAX_FIRST_FAILURES + 50)]
    for index, error in enumerate(errors):
        report.add_failure(2 * index, error)
    assert MAX_FIRST_FAILURES == 100
    assert report.failed == 150
    assert report.first_failures == [
        (2 * index, errors[index]) for index in range(MAX_FIRST_FAILURES)
    ]


def test_reports_share_nothing() -> None:
    one, other = BatchReport(), BatchReport()
    one.add_failure(0, ValueError())
    assert other.first_failures == []
    assert BatchReport(1, 2, 3, 4) == BatchReport(sent=1, succeeded=2, failed=3, unknown=4)
