"""The binding of the core's pipeline: what goes in and out of it, and what it refuses."""

from __future__ import annotations

import sys
import threading
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from tests.core_batch import BOUNDARY

from arango_fastbatch._core import AnswerError, BatchBuffer, HeadTable, Pipeline

if TYPE_CHECKING:
    from collections.abc import Callable

GET, POST, INSERT, UPDATE, READ = range(5)
DOCUMENT = b'{"a":1}'
FIELDS = [("Host", "h:1"), ("Authorization", "x")]
STATUSES = {1200: 409, 1202: 404, 1210: 409}
WIDE = (1 << 20, 1000, 1 << 40)


def new_buffer(*heads: int) -> BatchBuffer:
    """A buffer of requests with heads of `GET`, `POST`, …"""
    table = HeadTable()
    table.add("GET", "/c/", "", [])
    table.add("POST", "/c", "", [])
    table.add("POST", "/c", "", [], ("insert", "/c?many", 412))
    table.add("PATCH", "/c/", "", [], merged=("update", "/c?many", 412))
    table.add("GET", "/c/", "", [], ("get", "/c?onlyget=true", 412))
    buffer = BatchBuffer(table)
    for head in heads:
        with_document = head in {POST, INSERT, UPDATE}
        key = "k" if head in {GET, UPDATE, READ} else ""
        buffer.append(head, DOCUMENT if with_document else b"", key)
    return buffer


def new_pipeline(*heads: int, **limits: int) -> tuple[BatchBuffer, Pipeline]:
    """A buffer and a pipeline of all of it, over an open connection."""
    buffer = new_buffer(*heads)
    pipeline = Pipeline(buffer, 0, len(buffer), STATUSES, **limits)
    pipeline.open("/_db/d", FIELDS)
    return buffer, pipeline


def reply(status: int, body: bytes = b"", *fields: str) -> bytes:
    lines = [f"HTTP/1.1 {status} x", *fields, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def contents(buffer: BatchBuffer) -> list[tuple[int, bytes] | None]:
    answers = [buffer.answer(index) for index in range(len(buffer))]
    return [answer and (answer.status_code, answer.content) for answer in answers]


# --- The way out


def test_requests_on_the_wire() -> None:
    buffer, pipeline = new_pipeline(POST, GET, INSERT, INSERT)
    buffer.append_raw("HEAD", "/raw?x", [("authorization", "own"), ("Connection", "close")], b"")
    whole = Pipeline(buffer, 0, 5, {})
    whole.open("/_db/d", FIELDS)
    common = "Host: h:1\r\nAuthorization: x\r\n"
    assert whole.segment(*WIDE).decode() == (
        f'POST /_db/d/c HTTP/1.1\r\n{common}Content-Length: 7\r\n\r\n{{"a":1}}'
        f"GET /_db/d/c/k HTTP/1.1\r\n{common}\r\n"
        f"POST /_db/d/c?many HTTP/1.1\r\n{common}Content-Length: 17\r\n\r\n"
        '[{"a":1},{"a":1}]'
        "HEAD /_db/d/raw?x HTTP/1.1\r\nHost: h:1\r\nauthorization: own\r\n\r\n"
    )
    assert (whole.unanswered, whole.handed, whole.at, pipeline.handed) == (4, 5, 0, 0)


def test_a_segment_has_a_size() -> None:
    _, pipeline = new_pipeline(POST, POST)
    with pytest.raises(ValueError, match="at least one byte"):
        pipeline.segment(0, 1, 1)
    first = pipeline.segment(10, 1, 1)
    assert len(first) == 10
    rest = pipeline.segment(2**80, 2**80, 2**80)
    assert (first + rest).count(b"POST ") == 2
    assert pipeline.unanswered_bytes == len(first + rest)
    assert pipeline.segment(*WIDE) == b""


def test_the_window_is_kept() -> None:
    _, pipeline = new_pipeline(*[POST] * 5)
    assert pipeline.segment(1 << 20, 2, 1 << 20).count(b"POST") == 2
    assert pipeline.segment(1 << 20, 3, 1) == b""
    assert pipeline.segment(1 << 20, 3, 1 << 20).count(b"POST") == 1
    assert pipeline.unanswered == 3


# --- The way in


def test_answers_are_matched_by_their_order() -> None:
    buffer, pipeline = new_pipeline(POST, GET, INSERT, INSERT, READ, READ)
    assert pipeline.feed(b"") == 0
    pipeline.segment(*WIDE)
    assert pipeline.least == 4 * 16
    error = b'{"error":true,"errorNum":1202}'
    data = (
        reply(201, b"{}")
        + b"HTTP/1.1 100 Continue\r\n\r\n"
        + b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n"
        + reply(202, b'[{"_key":"1"},{"error":true,"errorNum":1210}]')
        + reply(200, b"[" + error + b',{"error":true,"_id":"c/k"}]')
    )
    assert [pipeline.feed(data[:50]), pipeline.feed(data[50:])] == [1, 3]
    assert contents(buffer) == [
        (201, b"{}"),
        (404, b"no"),
        (202, b'{"_key":"1"}'),
        (409, b'{"code":409,"error":true,"errorNum":1210}'),
        (404, b'{"code":404,' + error[1:]),
        (200, b'{"error":true,"_id":"c/k"}'),
    ]
    assert pipeline.is_done
    assert (pipeline.answered, pipeline.at, pipeline.least) == (4, 6, 0)
    assert buffer.failed(0, 6) == [1, 3, 4]
    answer = buffer.answer(3)
    assert answer is not None
    assert (answer.status_text, answer.headers) == ("Conflict", {"content-length": "41"})


def test_an_error_is_final_and_names_the_record() -> None:
    buffer, pipeline = new_pipeline(GET, INSERT, INSERT, GET)
    pipeline.segment(*WIDE)
    with pytest.raises(AnswerError) as first:
        pipeline.feed(reply(200, b"1") + reply(200, b"[]"))
    assert first.value.args[1] == 1
    assert "2 merged requests" in first.value.args[0]
    calls: list[Callable[[], object]] = [lambda: pipeline.feed(b""), pipeline.finish]
    for again in calls:
        with pytest.raises(AnswerError) as error:
            again()
        assert error.value.args == first.value.args
    assert pipeline.segment(*WIDE) == b""
    assert pipeline.lose() == [(1, 4)]
    assert contents(buffer) == [(200, b"1"), None, None, None]
    assert pipeline.is_done


def test_an_answer_to_nothing_names_nothing() -> None:
    _, pipeline = new_pipeline(GET)
    with pytest.raises(AnswerError) as error:
        pipeline.feed(b"HTTP/1.1 408 ")
    assert error.value.args[1] is None


def test_a_connection_that_closes_is_followed_by_another() -> None:
    buffer, pipeline = new_pipeline(*[POST] * 3)
    first = pipeline.segment(*WIDE)
    pipeline.feed(reply(200, b"", "Connection: close"))
    assert pipeline.closing
    assert pipeline.segment(*WIDE) == b""
    assert pipeline.lose() == []
    pipeline.open("/_db/d", FIELDS)
    assert not pipeline.closing
    assert pipeline.segment(*WIDE) == first[: len(first) // 3 * 2]
    pipeline.feed(reply(201))
    pipeline.feed(b"HTTP/1.0 202 x\r\n\r\nto the end")
    pipeline.finish()
    assert contents(buffer) == [(200, b""), (201, b""), (202, b"to the end")]


def test_lost_reads_may_be_repeated() -> None:
    for heads, repeat, lost in (
        ([GET, READ, READ], True, []),
        ([GET, READ, READ], False, [(0, 3)]),
        ([GET, POST], True, [(0, 2)]),
    ):
        _, pipeline = new_pipeline(*heads)
        pipeline.segment(*WIDE)
        with pytest.raises(ValueError, match="lose them first"):
            pipeline.open("", [])
        assert pipeline.lose(repeat=repeat) == lost
        assert pipeline.handed == pipeline.at == (len(heads) if lost else 0)


def test_a_refusal_is_held_shown_and_taken_back() -> None:
    buffer, pipeline = new_pipeline(*[INSERT] * 4)
    pipeline.segment(*WIDE)
    assert pipeline.refusal is None
    pipeline.feed(reply(413, b"large", "X-A: 1"))
    assert pipeline.refusal == (413, [("x-a", "1"), ("content-length", "5")], b"large")
    pipeline.rewind(merge_bytes=17)
    assert pipeline.refusal is None
    assert pipeline.segment(*WIDE).count(b"Content-Length: 17") == 2
    pipeline.feed(reply(503) * 2)
    pipeline.rewind()
    assert pipeline.segment(*WIDE).count(b"Content-Length: 17") == 2
    pipeline.feed(reply(503) * 2)
    pipeline.accept()
    assert contents(buffer) == [(503, b"")] * 4
    with pytest.raises(ValueError, match="no refusal"):
        pipeline.rewind()


def test_a_proxys_failure_is_unclear() -> None:
    buffer, pipeline = new_pipeline(INSERT, INSERT, GET)
    pipeline.segment(*WIDE)
    pipeline.feed(reply(504, b"<html>") + reply(502, b'{"errorNum":1}'))
    assert pipeline.unclear() == [(0, 2, 504)]
    assert pipeline.unclear() == []
    assert contents(buffer) == [None, None, (502, b'{"errorNum":1}')]
    assert pipeline.is_done


# --- Without a connection


def test_requests_are_taken_and_put_one_by_one() -> None:
    buffer = new_buffer(UPDATE, UPDATE)
    buffer.append_raw("POST", "/x", [("A", "b"), ("Content-Length", "7")], b"body")
    pipeline = Pipeline(buffer, 0, 3, STATUSES)
    body = b'[{"_key":"k","a":1},{"_key":"k","a":1}]'
    assert pipeline.take() == ("PATCH", "/c?many", [], body)
    with pytest.raises(ValueError, match="no answer yet"):
        pipeline.take()
    with pytest.raises(ValueError, match="status"):
        pipeline.put(99, [], b"")
    pipeline.put(200, [], b"[{},{}]")
    assert pipeline.take() == ("POST", "/x", [("A", "b")], b"body")
    pipeline.put(503, [], b"")
    assert pipeline.refusal == (503, [], b"")
    with pytest.raises(ValueError, match="refusal"):
        pipeline.take()
    pipeline.rewind()
    assert pipeline.take() is not None
    pipeline.put(400, [("X", "y"), ("bad:", "z")], b"{}")
    assert pipeline.take() is None
    assert contents(buffer) == [(200, b"{}"), (200, b"{}"), (400, b"{}")]
    answer = buffer.answer(2)
    assert answer is not None
    assert (answer.status_text, answer.headers) == ("Bad Request", {"x": "y"})


def test_what_is_no_answer_to_a_taken_request_leaves_it_without_one() -> None:
    buffer = new_buffer(INSERT, INSERT)
    pipeline = Pipeline(buffer, 0, 2, STATUSES)
    pipeline.take()
    with pytest.raises(AnswerError):
        pipeline.put(200, [], b"{}")
    assert pipeline.lose() == [(0, 2)]


# --- What is refused


def test_without_a_connection_nothing_goes_out_or_in() -> None:
    pipeline = Pipeline(new_buffer(GET), 0, 1, {})
    calls: list[Callable[[], object]] = [
        lambda: pipeline.segment(1, 1, 1),
        lambda: pipeline.feed(b""),
        pipeline.finish,
    ]
    for call in calls:
        with pytest.raises(ValueError, match="no connection"):
            call()
    assert pipeline.lose() == []
    pipeline.open("", [])
    with pytest.raises(ValueError, match="over a connection"):
        pipeline.take()
    with pytest.raises(ValueError, match="no request is taken"):
        pipeline.put(200, [], b"")
    pipeline.finish()
    with pytest.raises(ValueError, match="has ended"):
        pipeline.feed(b"x")


@pytest.mark.parametrize(
    ("prefix", "fields"),
    [
        ("/a b", []),
        ("/é", []),
        ("\r\n", []),
        ("", [("a b", "c")]),
        ("", [("a", "b\r\nc")]),
        ("", [("Content-Length", "1")]),
        ("", [("transfer-encoding", "chunked")]),
    ],
)
def test_what_would_break_a_head_is_refused(prefix: str, fields: list[tuple[str, str]]) -> None:
    pipeline = Pipeline(new_buffer(GET), 0, 1, {})
    with pytest.raises(ValueError):  # noqa: PT011 - each says something else
        pipeline.open(prefix, fields)


@pytest.mark.parametrize(
    ("start", "stop"), [(-1, 1), (0, 4), (2, 1), (4, 4), (0, 2**32), (2**64, 2**64), (-(2**64), 0)]
)
def test_a_range_that_does_not_exist_is_an_index_error(start: int, stop: int) -> None:
    with pytest.raises(IndexError):
        Pipeline(new_buffer(GET, GET, GET), start, stop, {})


def test_amounts_are_not_negative() -> None:
    buffer, pipeline = new_pipeline(GET, INSERT, INSERT)
    calls: list[Callable[[], object]] = [
        lambda: pipeline.segment(-1, 1, 1),
        lambda: pipeline.segment(1, -1, 1),
        lambda: pipeline.segment(1, 1, -(2**80)),
        lambda: Pipeline(buffer, 0, 3, {}, -1),
        lambda: Pipeline(buffer, 0, 3, {}, merge_bytes=-1),
        lambda: pipeline.rewind(-1),
        lambda: pipeline.put(-1, [], b""),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"below 0|no refusal"):
            call()


def test_other_types_are_type_errors() -> None:
    buffer, pipeline = new_pipeline(GET)
    wrong: Any = pipeline
    calls: list[Callable[[], object]] = [
        lambda: wrong.feed("text"),
        lambda: wrong.segment("1", 1, 1),
        lambda: wrong.segment(1.0, 1, 1),
        lambda: wrong.open(b"", []),
        lambda: wrong.open("", {"a": "b"}),
        lambda: wrong.put(200, [], "text"),
        lambda: Pipeline(buffer, 0, 1, [(1, 2)]),  # type: ignore[arg-type]  # that it is refused
        lambda: Pipeline(wrong, 0, 1, {}),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()


def test_statuses_are_any_mapping() -> None:
    buffer = new_buffer(INSERT, INSERT)
    pipeline = Pipeline(buffer, 0, 2, MappingProxyType({7: 418}))
    pipeline.open("", [])
    pipeline.segment(*WIDE)
    pipeline.feed(reply(200, b'[{"error":true,"errorNum":7},{"error":true,"errorNum":8}]'))
    assert [answer and answer[0] for answer in contents(buffer)] == [418, 500]
    for wrong in ({-1: 1}, {1: 70_000}, {2**40: 1}):
        with pytest.raises(OverflowError):
            Pipeline(buffer, 0, 2, wrong)


@pytest.mark.parametrize(
    "merged",
    [("upsert", "/c", 412), ("insert", "", 412), ("insert", "/a b", 412)],
)
def test_a_head_says_rightly_how_it_is_merged(merged: tuple[str, str, int]) -> None:
    table = HeadTable()
    with pytest.raises(ValueError):  # noqa: PT011 - each says something else
        table.add("POST", "/c", "", [], merged)
    assert len(table) == 0


def test_a_record_is_answered_once() -> None:
    buffer, first = new_pipeline(GET)
    second = Pipeline(buffer, 0, 1, {})
    second.open("", [])
    for pipeline in (first, second):
        pipeline.segment(*WIDE)
    first.feed(reply(200))
    with pytest.raises(ValueError, match="answered by another"):
        second.feed(reply(201))
    third = Pipeline(buffer, 0, 1, {})
    third.open("", [])
    with pytest.raises(ValueError, match="has its answer"):
        third.segment(*WIDE)
    assert contents(buffer) == [(200, b"")]


# --- Records that no multipart message may hold


def test_what_must_be_alone_is_in_no_message() -> None:
    buffer = new_buffer(POST, POST)
    assert buffer.append(POST, b"a\0b", alone=True) == 2
    assert buffer.append_raw("POST", "/x", [], b"\0", alone=True) == 3
    buffer.append(POST, b"")
    assert [buffer.alone(index) for index in range(5)] == [False, False, True, True, False]
    assert [buffer.fit(index, 1 << 30) for index in range(5)] == [2, 2, 3, 4, 5]
    assert b"".join(buffer.segments(BOUNDARY, 0, 2)).count(b"POST /c") == 2
    for start, stop in ((0, 3), (2, 3), (0, 5)):
        with pytest.raises(ValueError, match="NUL"):
            buffer.segments(BOUNDARY, start, stop)
    with pytest.raises(IndexError):
        buffer.alone(5)
    pipeline = Pipeline(buffer, 2, 4, {})
    pipeline.open("", [])
    assert pipeline.segment(*WIDE).count(b"\0") == 2


# --- Memory and threads


def test_what_is_fed_is_not_held() -> None:
    _, pipeline = new_pipeline(GET)
    pipeline.segment(*WIDE)
    data = reply(200, b"x" * 100)[:-1]
    before = sys.getrefcount(data)
    pipeline.feed(data)
    assert sys.getrefcount(data) == before


def test_pipelines_of_one_buffer_in_several_threads_are_right_or_an_exception() -> None:
    """Large work lets other threads run: whoever comes then is told, and nothing breaks."""
    count, threads = 2000, 4
    buffer = new_buffer(*[INSERT] * (count * threads))
    items = b"[" + b",".join([b'{"_key":"1"}'] * 500) + b"]"

    def attempt(call: Callable[[], Any]) -> Any:
        while True:
            try:
                return call()
            except RuntimeError as error:
                if "borrowed" not in str(error):
                    raise

    def run(number: int, errors: list[BaseException]) -> None:
        try:
            records = number * count, (number + 1) * count
            pipeline = attempt(lambda: Pipeline(buffer, *records, {}, merge_count=500))
            attempt(lambda: pipeline.open("", []))
            while not attempt(lambda: pipeline.is_done):
                for call in (
                    lambda: pipeline.segment(*WIDE),
                    lambda: pipeline.feed(reply(201, items) * pipeline.unanswered),
                ):
                    attempt(call)
        except BaseException as error:
            errors.append(error)

    errors: list[BaseException] = []
    workers = [threading.Thread(target=run, args=(number, errors)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert set(contents(buffer)) == {(201, b'{"_key":"1"}')}
