"""The core's stream of requests beside plain Python: what goes out, comes in and is merged."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import chain
from typing import Any, NamedTuple

import hypothesis.strategies as st
from hypothesis import HealthCheck, example, given, settings
from tests.core_codec import in_pieces
from tests.model_store import STATUSES, Store
from tests.property.test_codec import header_lists, records
from tests.reference_codec import WireRequest
from tests.reference_http import Requests, respond

from arango_fastbatch._core import BatchBuffer, HeadTable, Pipeline

# A slow machine is no reason to fail.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PREFIX = "/_db/x"
OF_CONNECTION = {
    "connection",
    "content-length",
    "expect",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}

added_fields = header_lists.filter(
    lambda fields: (
        not {name.lower() for name, _ in fields} & {"content-length", "transfer-encoding"}
    )
)


class Window(NamedTuple):
    """How a stream is written: bytes of a segment, requests and bytes that may be unanswered."""

    most: int
    requests: int
    size: int


windows = st.builds(
    Window,
    st.integers(1, 300) | st.just(1 << 20),
    st.integers(1, 5) | st.just(1000),
    st.integers(0, 500) | st.just(1 << 40),
)
chunkings = st.lists(st.integers(0, 100), max_size=20)


def as_sent(request: WireRequest, added: list[tuple[str, str]]) -> WireRequest:
    """A request as a connection has to send it, but for what tells where the body ends."""
    own = [(name, value) for name, value in request.headers if name.lower() not in OF_CONNECTION]
    names = {name.lower() for name, _ in own}
    common = [(name, value) for name, value in added if name.lower() not in names]
    fields = [(name, value.strip(" \t")) for name, value in [*common, *own]]
    return WireRequest(request.method, PREFIX + request.target, fields, request.body)


@settings(patient)
@given(records(), added_fields, windows, st.data())
def test_any_requests_go_out_in_order_and_any_answers_come_back(
    made: tuple[BatchBuffer, list[WireRequest], set[int]],
    added: list[tuple[str, str]],
    window: Window,
    data: st.DataObject,
) -> None:
    buffer, requests, _ = made
    start = data.draw(st.integers(0, len(requests)))
    stop = data.draw(st.integers(start, len(requests)))
    if sum(len(request.body) for request in requests) > 5000:
        window = window._replace(most=1 << 20)
    pipeline = Pipeline(buffer, start, stop, {})
    pipeline.open(PREFIX, added)
    server, asked, answered = Requests(), [], []
    while not pipeline.is_done:
        segment = pipeline.segment(*window)
        assert len(segment) <= window.most
        new = server.feed(segment)
        asked += new
        assert pipeline.unanswered <= window.requests
        if segment and data.draw(st.booleans()):
            continue
        unanswered = asked[len(answered) :]
        assert segment or unanswered
        stream = b""
        for request in unanswered[: data.draw(st.integers(0 if segment else 1, 10))]:
            status, body, answer = data.draw(answers(request.method))
            stream += answer
            answered.append((status, body))
        pieces = in_pieces(stream, data.draw(chunkings))
        came = sum(pipeline.feed(piece) for piece in pieces)
        assert pipeline.answered == len(answered)
        assert came <= len(answered)
    assert server.is_clean
    assert asked == [as_sent(request, added) for request in requests[start:stop]]
    for index, (status, body) in zip(range(start, stop), answered, strict=True):
        answer = buffer.answer(index)
        assert answer is not None
        assert (answer.status_code, answer.content) == (status, body)


@st.composite
def answers(draw: st.DrawFn, method: str) -> tuple[int, bytes, bytes]:
    """Status, body and wire form of an answer that no stream holds or doubts."""
    status = draw(st.sampled_from([200, 202, 204, 304, 404, 409, 412, 500, 599]))
    body = draw(st.binary(max_size=30) | st.sampled_from([b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n"]))
    chunks = draw(st.none() | st.lists(st.integers(1, 10), max_size=3))
    interim = draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n"]))
    answer = respond(status, body, chunks=chunks, fields=("Server: x", "connection: Keep-Alive"))
    if method == "HEAD" or status in {204, 304}:
        answer, body = answer[: answer.index(b"\r\n\r\n") + 4], b""
    return status, body, interim + answer


# --- Connections that end


class Judge:
    """A server that counts what it executed; it answers with the body of the request."""

    def __init__(self) -> None:
        self.executed: list[bytes] = []
        self._requests = Requests()

    def execute(self, data: bytes) -> list[bytes]:
        """Execute what came whole: what it says of each."""
        bodies = [request.body for request in self._requests.feed(data)]
        self.executed += bodies
        # Long ones: most of what may break an answer breaks its body.
        return [respond(200, body.rjust(200)) for body in bodies]

    def connect(self) -> None:
        """Forget what did not come whole."""
        self._requests = Requests()


@settings(patient, max_examples=300)
@given(st.integers(1, 12), st.sampled_from([1 << 20, 90, 40]), st.integers(1, 12), st.data())
def test_what_is_told_of_connections_that_end_is_the_truth(
    count: int, most: int, requests: int, data: st.DataObject
) -> None:
    table = HeadTable()
    head = table.add("POST", "/", "", [])
    buffer = BatchBuffer(table)
    for index in range(count):
        buffer.append(head, b"%d" % index)
    pipeline = Pipeline(buffer, 0, count, {})
    judge, lost = Judge(), []
    while not pipeline.is_done:
        pipeline.open("", [])
        judge.connect()
        what = "answer"
        while what == "answer" and not pipeline.is_done:
            said = judge.execute(pipeline.segment(most, requests, 1 << 40))
            what = data.draw(st.sampled_from(["answer", "close", "cut"]))
            if what == "close" and said:
                # What was read behind the last answer was not executed.
                last = data.draw(st.integers(0, len(said) - 1))
                del judge.executed[len(judge.executed) - len(said) + last + 1 :]
                said[last] = said[last].replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
                said = said[: last + 1]
            stream = b"".join(said)
            end = len(stream) if what == "answer" else data.draw(st.integers(0, len(stream)))
            pipeline.feed(stream[:end])
        for start, stop in pipeline.lose():
            assert stop - start <= requests
            lost += range(start, stop)
    executed = [int(body) for body in judge.executed]
    answered = [index for index in range(count) if buffer.answer(index) is not None]
    assert executed == sorted(set(executed)), "in order, and nothing twice"
    assert sorted([*answered, *lost]) == list(range(count)), "answered or lost"
    assert set(answered) <= set(executed)
    for index in answered:
        answer = buffer.answer(index)
        assert answer is not None
        assert answer.content.strip() == b"%d" % index


# --- Any use of it

calls = st.one_of(
    st.tuples(st.just("segment"), st.integers(1, 200), st.integers(0, 9), st.integers(0, 300)),
    st.tuples(st.just("feed"), st.integers(1, 4), st.sampled_from([200, 204, 401, 413, 502, 503])),
    st.tuples(
        st.just("feed_raw"),
        st.sampled_from(
            [
                b"",
                b"x",
                b"HTTP/1.1 200 OK\r\n",
                b"Content-Length: 7\r\n\r\n[{},{}]",
                b"Transfer-Encoding: chunked\r\n\r\n",
                b"1\r\n",
                b"0\r\n\r\n",
                b"Connection: close\r\n",
                b"\r\n",
            ]
        ),
    ),
    st.tuples(st.just("open")),
    st.tuples(st.just("finish")),
    st.tuples(st.just("lose"), st.booleans()),
    st.tuples(st.just("accept")),
    st.tuples(st.just("rewind"), st.none() | st.integers(0, 100)),
    st.tuples(st.just("unclear")),
    st.tuples(st.just("take")),
    st.tuples(
        st.just("put"), st.sampled_from([0, 200, 413, 503]), st.sampled_from([b"", b"[{},{}]"])
    ),
)


def call(pipeline: Pipeline, name: str, *arguments: Any) -> list[tuple[int, ...]]:
    """Call something; gives the ranges that it tells of."""
    match name:
        case "open":
            pipeline.open("/x", [("Host", "h")])
        case "feed":
            times, status = arguments
            pipeline.feed(respond(status, b"[{},{}]") * times)
        case "feed_raw":
            pipeline.feed(*arguments)
        case "put":
            pipeline.put(arguments[0], [], arguments[1])
        case "lose" | "unclear":
            return [*getattr(pipeline, name)(*arguments)]
        case _:
            getattr(pipeline, name)(*arguments)
    return []


@settings(patient, max_examples=300)
@given(st.lists(st.integers(0, 3), max_size=8), st.lists(calls, max_size=40))
def test_no_row_of_calls_breaks_the_books(kinds: list[int], row: list[tuple[Any, ...]]) -> None:
    table = HeadTable()
    table.add("GET", "/", "", [])
    table.add("POST", "/", "", [])
    table.add("POST", "/", "", [], ("insert", "/c", 412))
    table.add("GET", "/", "", [], ("get", "/c", 412))
    buffer = BatchBuffer(table)
    for kind in kinds:
        buffer.append(kind, b"{}" if kind in {1, 2} else b"", "" if kind == 2 else "k")
    count = len(kinds)
    pipeline = Pipeline(buffer, 0, count, STATUSES)
    settled: set[int] = set()
    for name, *arguments in row:
        # A ValueError is what an AnswerError is, too.
        with suppress(ValueError):
            for start, stop, *_ in call(pipeline, name, *arguments):
                settled.update(range(start, stop))
        assert 0 <= pipeline.at <= pipeline.handed <= count
        assert pipeline.unanswered <= pipeline.handed - pipeline.at
        assert pipeline.is_done == (pipeline.at == count)
        assert (pipeline.unanswered == 0) <= (pipeline.unanswered_bytes == 0)
        assert pipeline.refusal is None or pipeline.unanswered == 0
        assert pipeline.least <= pipeline.unanswered * 16 or pipeline.unanswered
    for start, stop, _ in pipeline.unclear():
        settled.update(range(start, stop))
    answered = {index for index in range(count) if buffer.answer(index) is not None}
    assert not answered & settled
    assert answered | settled >= set(range(pipeline.at))
    # Nothing is known of the rest.
    assert not settled & set(range(pipeline.at, count))


# --- Merging

KINDS = {"insert": "POST", "update": "PATCH", "replace": "PUT", "delete": "DELETE", "get": "GET"}
keys = st.sampled_from(["a", "a", "b", "k:1", "g0", "g1"]) | st.sampled_from(
    # As no key may be, or as an id is written.
    ["c%2Fa", "%22", "%C3%A9", "%", "a%20b", "x" * 255, "%zz", "%61"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
names = st.sampled_from(["n", "error", "errorNum", "code", "_rev", "_id", 'quo"te']) | st.text(
    max_size=2
)
revisions = st.sampled_from(["r1", "r2", "r3"])
documents = st.fixed_dictionaries(
    {},
    optional={
        "_key": st.sampled_from(["a", "b", "c", "g1", "c/a", ""]) | st.integers(),
        "_rev": revisions,
        "error": st.booleans(),
        "n": values,
    },
).flatmap(
    lambda known: st.dictionaries(names, values, max_size=2).map(lambda more: {**more, **known})
)
bodies = st.one_of(
    documents.map(lambda document: json.dumps(document).encode()),
    documents.map(
        lambda document: json.dumps(document, ensure_ascii=False, indent=1).encode(
            errors="surrogatepass"
        )
    ),
    st.sampled_from(
        [
            b"",
            b"[]",
            b"[{}]",
            b"{",
            b"{}{}",
            b'{"n":1,"n":2}',
            b'{"n":{"x":1,"\\u0078":2}}',
            b'{"n":NaN}',
            b'{"n":1e999}',
            b'{"n":"\xff"}',
            b'{"n":"\\ud800"}',
            b"null",
            b'"a"',
            b"{}\0",
            b'{"n":' * 70 + b"1" + b"}" * 70,
        ]
    ),
)
operations = st.one_of(
    st.tuples(st.just("insert"), st.just(""), bodies),
    st.tuples(st.sampled_from(["update", "replace"]), keys, bodies),
    st.tuples(st.sampled_from(["delete", "get"]), keys, st.just(b"")),
)
# Neighbours of one kind are what is merged.
runs = st.lists(operations | operations, min_size=1, max_size=4).flatmap(
    lambda few: st.lists(st.sampled_from(few), min_size=1, max_size=10)
)
batches = st.lists(runs, min_size=1, max_size=4).map(lambda lists: list(chain(*lists)))
Batch = list[tuple[str, str, bytes]]


def run(batch: Batch, store: Store, count: int, size: int) -> list[tuple[int, Any]]:
    """Run operations on a store, merged up to so many and so many bytes: their answers."""
    table = HeadTable()
    heads = {}
    for kind, method in KINDS.items():
        before = "/c" if kind == "insert" else "/c/"
        target = "/c?onlyget=true" if kind == "get" else "/c"
        heads[kind] = table.add(method, before, "", [], (kind, target, 412))
    buffer = BatchBuffer(table)
    for kind, key, body in batch:
        buffer.append(heads[kind], body, key)
    pipeline = Pipeline(buffer, 0, len(batch), STATUSES, count, size)
    while (taken := pipeline.take()) is not None:
        method, target, _, body = taken
        pipeline.put(*_answer(store, method, target, body))
    assert pipeline.is_done
    answers = [buffer.answer(index) for index in range(len(batch))]
    return [(answer.status_code, json.loads(answer.content)) for answer in answers if answer]


def _answer(
    store: Store, method: str, target: str, body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    status, said = store.handle(method, target, body)
    return status, [], said


@settings(patient, max_examples=400)
@given(batches, st.integers(2, 1000), st.integers(0, 300) | st.just(1 << 20))
@example([("insert", "", b'{"_key":"a"}')] * 2 + [("delete", "c%2Fa", b"")] * 2, 1000, 1 << 20)
@example([("insert", "", b'{"_key":"a"}'), ("update", "a", b'{"_rev":"r0"}')] * 2, 9, 1 << 20)
@example([("update", "a", b'{"_rev":"r0"}')] * 2, 9, 1 << 20)
@example([("insert", "", b'{"_key":"a","error":true}')] + [("get", "a", b"")] * 2, 9, 1 << 20)
def test_merging_does_what_single_requests_do(batch: Batch, count: int, size: int) -> None:
    serial, merged = Store(), Store()
    expected = run(batch, serial, 1, size)
    assert run(batch, merged, count, size) == expected
    assert merged.documents == serial.documents
    assert list(merged.documents) == list(serial.documents)
    assert serial.requests == len(batch)
    assert merged.requests <= serial.requests


def test_plain_neighbours_are_merged() -> None:
    batch: Batch = [
        *[("insert", "", b'{"_key":"%d"}' % number) for number in range(20)],
        *[("update", f"{number}", b'{"n":1}') for number in range(10, 30)],
        *[("get", f"{number}", b"") for number in range(25)],
        *[("replace", f"{number}", b'{"_key":"%d"}' % number) for number in range(20)],
        *[("delete", f"{number}", b"") for number in range(10, 30)],
    ]
    store = Store()
    statuses = [status for status, _ in run(batch, store, 1000, 1 << 20)]
    assert store.requests == 5
    assert [statuses.count(status) for status in (200, 202, 404)] == [20, 60, 25]
    assert list(store.documents) == [str(number) for number in range(10)]
