"""Batch jobs: their identity, their status, and what a log tells them."""

from __future__ import annotations

import gc
import re
import weakref
from typing import Any

import pytest

from arango_fastbatch import codec
from arango_fastbatch.batch.handled import HandlerJob
from arango_fastbatch.batch.log import BatchLog, Calls
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchJobResultError,
    BatchOutcomeUnknownError,
    DocumentInsertError,
)
from arango_fastbatch.job import BatchJob
from arango_fastbatch.operation import Call, HandlerOperation, Operation, body_as_is
from arango_fastbatch.response import Response

ID = re.compile("[0-9a-f]{32}")
BOUNDARY = "0" * 32
INSERT: Operation[Any] = Operation("POST", "/_api/document/c", DocumentInsertError)


class Codec:
    """How a connection reads bodies."""

    decode = staticmethod(codec.decode)
    fast_loads = staticmethod(codec.fast_loads)

    def url(self, target: str) -> str:
        return f"http://host/_db/test{target}"


@pytest.fixture
def log() -> BatchLog:
    """A log with three inserts, not sent yet."""
    calls = Calls(Codec(), None)
    calls.add(INSERT, ("/_api/document/c", ""), None)
    made = BatchLog(calls, offset=10)
    for number in range(3):
        made.buffer.append(0, codec.dumps({"number": number}))
    return made


def job(log: BatchLog, index: int) -> BatchJob[Any]:
    return log.buffer.job(log, index)


def answer(log: BatchLog, *replies: tuple[int, str, bytes]) -> None:
    """Send all of a log, and answer from the first record on."""
    log.sent = len(log.buffer)
    decoder = log.buffer.decoder(BOUNDARY, 0, log.sent)
    for index, (status, reason, body) in enumerate(replies):
        head = f"Content-Id: {index}\r\n\r\nHTTP/1.1 {status} {reason}\r\n"
        decoder.feed(
            f"--{BOUNDARY}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n"
        )


STORED = (202, "Accepted", b'{"_key":"k"}')
CONFLICT = (409, "Conflict", b'{"error":true,"errorNum":1210,"errorMessage":"taken"}')


# --- Identity


def test_ids(log: BatchLog) -> None:
    ids = [job(log, index).id for index in range(3)]
    assert all(ID.fullmatch(text) for text in ids)
    assert len(set(ids)) == 3
    # The same each time, for each object that stands for the request.
    assert [job(log, index).id for index in range(3)] == ids


def test_ids_differ_between_logs() -> None:
    logs = [BatchLog(Calls(Codec(), None)) for _ in range(100)]
    assert len({log.job_id(0) for log in logs}) == 100


def test_equality(log: BatchLog) -> None:
    one, same, other = job(log, 0), job(log, 0), job(log, 1)
    assert one == same
    assert one is not same
    assert one != other
    assert one != BatchLog(log.calls).job_id(0)
    assert one != "text"
    assert len({one, same, other}) == 2
    assert hash(one) == hash(same)


def test_equal_indexes_of_other_logs_are_other_jobs(log: BatchLog) -> None:
    twin = BatchLog(log.calls)
    twin.buffer.append(0, b"{}")
    assert job(log, 0) != job(twin, 0)


def test_repr(log: BatchLog) -> None:
    assert repr(job(log, 0)) == f"<BatchJob {job(log, 0).id}>"


def test_generic_alias() -> None:
    assert BatchJob[int] is not None


# --- Made by hand


def test_made_by_hand() -> None:
    """A job of no batch: it has an id and never a result."""
    one, other = BatchJob(print), BatchJob(response_handler=print)
    assert ID.fullmatch(one.id)
    assert one.id == one.id
    assert one.id != other.id
    assert one == one  # noqa: PLR0124 - that is the point
    assert one != other
    assert one.status() == "pending"
    with pytest.raises(BatchJobResultError, match="not queued in a batch"):
        one.result()
    assert repr(one) == f"<BatchJob {one.id}>"
    with pytest.raises(TypeError):
        BatchJob()  # type: ignore[call-arg]  # that is the point


# --- Status and result


def test_pending(log: BatchLog) -> None:
    assert job(log, 0).status() == "pending"
    with pytest.raises(BatchJobResultError, match="not available yet") as caught:
        job(log, 0).result()
    assert type(caught.value) is BatchJobResultError


def test_done(log: BatchLog) -> None:
    answer(log, STORED, CONFLICT)
    stored, conflict, waiting = (job(log, index) for index in range(3))
    assert [it.status() for it in (stored, conflict, waiting)] == ["done", "done", "pending"]
    assert stored.result() == {"_key": "k"}
    assert stored.result() is not stored.result()
    with pytest.raises(DocumentInsertError, match="taken") as caught:
        conflict.result()
    assert caught.value.request.data == '{"number":1}'
    assert caught.value.url == "http://host/_db/test/_api/document/c"
    with pytest.raises(BatchJobResultError):
        waiting.result()


def test_unknown(log: BatchLog) -> None:
    answer(log, STORED)
    log.unknown.append((0, 3, "the line went dead"))
    assert [job(log, index).status() for index in range(3)] == ["done"] * 3
    assert job(log, 0).result() == {"_key": "k"}
    with pytest.raises(
        BatchOutcomeUnknownError, match=r"whether request 12 of the batch .*: the line went dead"
    ) as caught:
        job(log, 2).result()
    assert isinstance(caught.value, BatchJobResultError)
    request = caught.value.request
    assert request is not None
    assert (request.method, request.target) == ("POST", "/_api/document/c")
    assert request.data == '{"number":2}'


def test_ranges_of_unknown_outcome(log: BatchLog) -> None:
    log.sent = 2
    log.unknown += [(0, 1, "first"), (1, 2, "second")]
    for index, reason in enumerate(["first", "second"]):
        with pytest.raises(BatchOutcomeUnknownError, match=reason):
            job(log, index).result()
    assert job(log, 2).status() == "pending"


def test_refused(log: BatchLog) -> None:
    refusal = Response("post", "http://host/_api/batch", {}, 413, "Payload Too Large", b"<html>")
    log.refuse(1, refusal)
    assert job(log, 1).status() == "done"
    for _ in range(2):
        with pytest.raises(DocumentInsertError, match="HTTP 413") as caught:
            job(log, 1).result()
        assert caught.value.request.data == '{"number":1}'
    assert job(log, 0).status() == "pending"


# --- Requests with a handler of their own


def handled(log: BatchLog, handler: Any) -> HandlerJob[Any]:
    index = log.buffer.append_raw("GET", "/_api/x?a=1", [("x", "1")], b"")
    operation: Operation[Any] = HandlerOperation(
        "get", "/_api/x?a=1", BatchExecuteError, decode=body_as_is
    )
    log.own_calls[index] = Call(operation, log.calls.codec, None)
    return HandlerJob(log, index, handler)


def test_handler_job(log: BatchLog) -> None:
    own = handled(log, lambda response: (response.status_code, response.body))
    assert isinstance(own, BatchJob)
    assert own.id == log.job_id(3)
    assert repr(own) == f"<BatchJob {own.id}>"
    assert own.status() == "pending"
    with pytest.raises(BatchJobResultError):
        own.result()
    answer(log, STORED, STORED, STORED, CONFLICT)
    assert own.status() == "done"
    assert own.result() == (409, codec.loads(CONFLICT[2]))


def test_handler_may_raise_what_it_likes(log: BatchLog) -> None:
    own = handled(log, lambda response: 1 / response.body["zero"])
    answer(log, STORED, STORED, STORED, (200, "OK", b'{"zero":0}'))
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            own.result()


def test_handler_is_asked_when_the_job_is(log: BatchLog) -> None:
    asked: list[Response] = []
    own = handled(log, asked.append)
    answer(log, STORED, STORED, STORED, STORED)
    own.status()
    assert asked == []
    own.result()
    own.result()
    assert len(asked) == 2


def test_unknown_outcome_does_not_reach_the_handler(log: BatchLog) -> None:
    own = handled(log, lambda _: "made up")
    log.sent = 4
    log.unknown.append((0, 4, "gone"))
    with pytest.raises(BatchOutcomeUnknownError):
        own.result()


def test_handler_that_holds_its_own_job_is_freed(log: BatchLog) -> None:
    """In a circle, as handlers often are that are methods of what queued them."""

    class Holder:
        def __init__(self) -> None:
            self.job = handled(log, self.handle)

        def handle(self, response: Response) -> Response:
            return response

    holder = Holder()
    gone = weakref.ref(holder)
    del holder
    gc.collect()
    assert gone() is None


def test_jobs_do_not_keep_each_other_but_their_log() -> None:
    calls = Calls(Codec(), None)
    calls.add(INSERT, ("/_api/document/c", ""), None)
    made = BatchLog(calls)
    made.buffer.append(0, b"{}")
    kept = job(made, 0)
    answer(made, STORED)
    del made
    gc.collect()
    assert kept.result() == {"_key": "k"}
