"""The fast way into a batch and out of it: what takes it, and what is left to the long way."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import orjson
import pytest
from tests.core_batch import Log, answered, new_buffer, part

from arango_fastbatch import codec
from arango_fastbatch._core import BatchBuffer, BatchJob, CallQueue, ScopeQueue

POST, GET = object(), object()
OPTIONS = (True, None, "replace")
MAX_BODY = 1_000
META = "202 Accepted\r\nContent-Length: 8"


class Reading(Log):
    """A log whose jobs read their answers by the buffer's readers."""

    def __init__(self, buffer: BatchBuffer) -> None:
        self.buffer = buffer


class Queue:
    """A queue, its jobs and the scope in which POST and GET are known."""

    def __init__(self, *, jobs: bool = True, **limits: int) -> None:
        self.jobs: list[BatchJob[Any]] | None = [] if jobs else None
        self.buffer = new_buffer()
        self.queue = CallQueue(orjson.dumps, codec.refuse_nan, self.jobs, MAX_BODY, **limits)
        self.queue.open(Log(), self.buffer, 100)
        self.scope: ScopeQueue = self.queue.scope()
        self.scope.remember(POST, OPTIONS, 0)
        self.scope.remember(GET, (), 1)


def test_a_known_call_is_queued_and_gives_its_job() -> None:
    it = Queue()
    job = it.scope.put(POST, OPTIONS, {"a": 1})
    assert isinstance(job, BatchJob)
    assert it.jobs == [job]
    method, target, _, body = it.buffer.request(0) or pytest.fail("no request")
    assert (method, target) == ("POST", "/_api/document/c?silent=true")
    assert json.loads(body) == {"a": 1}


def test_a_known_call_may_have_a_key_and_no_body() -> None:
    it = Queue()
    it.scope.put(GET, (), None, "k%2F1")
    assert it.buffer.request(0) == ("GET", "/_api/document/c/k%2F1", [], b"")


def test_without_jobs_none_is_made() -> None:
    it = Queue(jobs=False)
    assert it.scope.put(POST, OPTIONS, {}) is None
    assert len(it.buffer) == 1


@pytest.mark.parametrize(
    ("operation", "options", "body", "key"),
    [
        (object(), OPTIONS, {}, ""),
        (POST, (True, None), {}, ""),
        (POST, (True, None, "ignore"), {}, ""),
        (POST, OPTIONS, [1], ""),
        (POST, OPTIONS, "text", ""),
        (POST, OPTIONS, {"a": object()}, ""),
        (POST, OPTIONS, {1: 2}, ""),
        (POST, OPTIONS, {"a": float("nan")}, ""),
        (POST, OPTIONS, {"a": "x" * MAX_BODY}, ""),
        (GET, (), None, "with space"),
        (GET, (), None, "line\r\nend"),
    ],
    ids=str,
)
def test_what_is_not_known_plain_and_right_takes_the_long_way(
    operation: Any, options: tuple[Any, ...], body: Any, key: str
) -> None:
    it = Queue()
    assert it.scope.put(operation, options, body, key) is NotImplemented
    assert len(it.buffer) == 0
    assert it.jobs == []


def test_a_null_that_was_none_is_queued() -> None:
    it = Queue()
    assert it.scope.put(POST, OPTIONS, {"a": None, "b": "null"}) is not NotImplemented


def test_a_turn_ends() -> None:
    it = Queue()
    it.queue.turn = 2
    assert it.scope.put(GET, (), None) is not NotImplemented
    assert it.scope.put(GET, (), None) is not NotImplemented
    assert it.queue.turn == 0
    assert it.scope.put(GET, (), None) is NotImplemented


def test_a_closed_queue_takes_nothing() -> None:
    it = Queue()
    it.queue.close()
    assert it.scope.put(GET, (), None) is NotImplemented
    it.queue.open(Log(), it.buffer, 1)
    assert it.scope.put(GET, (), None) is not NotImplemented


def test_the_call_that_reaches_a_flush_limit_takes_the_long_way() -> None:
    by_count = Queue(flush_count=3)
    queued = [by_count.scope.put(GET, (), None) for _ in range(3)]
    assert [job is NotImplemented for job in queued] == [False, False, True]
    by_bytes = Queue(flush_bytes=20_000)
    while by_bytes.scope.put(POST, OPTIONS, {"a": "x" * 900}) is not NotImplemented:
        assert by_bytes.buffer.wire_bytes < 20_000


def test_a_scope_remembers_some_kinds_of_calls_only() -> None:
    it = Queue()
    kinds = [object() for _ in range(50)]
    for kind in kinds:
        it.scope.remember(kind, (), 1)
    known = [it.scope.put(kind, (), None) is not NotImplemented for kind in kinds]
    assert 0 < sum(known) < len(known)


def test_the_collector_sees_through_the_queue() -> None:
    class Dumps:
        queue: CallQueue

        def __call__(self, value: Any) -> bytes:
            return orjson.dumps(value)

    dumps = Dumps()
    dumps.queue = CallQueue(dumps, codec.refuse_nan, [], MAX_BODY)
    gone = weakref.ref(dumps)
    del dumps
    gc.collect()
    assert gone() is None


def test_a_result_is_read_by_the_head_of_its_request() -> None:
    seen = []

    def finish(answer: Any, call: str) -> tuple[str, Any]:
        seen.append((answer.is_success, answer.status_code))
        return call, answer.body

    readers = [(finish, "post"), (finish, "get"), (finish, "head")]
    buffer = new_buffer(readers=readers, decode=codec.decode, loads=orjson.loads)
    log = Reading(buffer)
    job = buffer.append_job(log, 0, b"{}")
    answered(buffer, part(0, META, '{"a": 1}'))
    assert job.result() == ("post", {"a": 1})
    assert job.result() == ("post", {"a": 1})
    assert seen == [(True, 202)] * 2


def test_what_the_fast_reader_refuses_the_other_one_reads() -> None:
    readers = [(lambda answer, _: answer.body, None)] * 3
    buffer = new_buffer(readers=readers, decode=codec.decode, loads=orjson.loads)
    job = buffer.append_job(Reading(buffer), 0, b"{}")
    answered(buffer, part(0, META, "no json!"))
    assert job.result() == "no json!"


def test_without_a_reader_the_body_is_bytes_and_the_log_is_asked() -> None:
    buffer = new_buffer()
    job = buffer.append_job(Reading(buffer), 0, b"{}")
    answered(buffer, part(0, META, '{"a": 1}'))
    answer = buffer.answer(0)
    assert answer is not None
    assert answer.body == b'{"a": 1}'
    with pytest.raises(LookupError):
        job.result()


def test_a_failed_answer_shows_its_request() -> None:
    buffer = new_buffer()
    buffer.append(1, b"", "k")
    answered(buffer, part(0, "404 Not Found\r\nContent-Length: 8", '{"a": 1}'))
    answer = buffer.answer(0)
    assert answer is not None
    assert answer.request == ("GET", "/_api/document/c/k", [], b"")
    assert buffer.head(0) == 1
