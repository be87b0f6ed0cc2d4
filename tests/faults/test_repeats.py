"""What is sent again: what surely was not executed, and what is safe to execute twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import OneTry, assert_true_report, connected, fates, queued
from tests.faults.scripted import GoneError, Peer, answer_batch, error_body, serve

from arango_fastbatch import ArangoClient
from arango_fastbatch.connection.repeating import pause
from arango_fastbatch.exceptions import (
    AQLQueryExecuteError,
    BatchExecuteError,
    DocumentCountError,
    DocumentInsertError,
    DocumentRevisionError,
    DocumentUpdateError,
    ServerConnectionError,
)
from arango_fastbatch.request import Request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.faults.scripted import Message

QUEUE_FULL = error_body(503, 21003, "queue is full")
STARTING = error_body(503, 503, "service unavailable")
LOST_LEADER = error_body(503, 1495, "leadership challenge is ongoing")
COUNT = b'{"count":3}'
BREAK = "break"
DONE = (200, COUNT)


@dataclass
class Answers:
    """Gives these answers, one a request, the last one again and again; keeps what was asked."""

    answers: list[Any]
    asked: list[Message] = field(default_factory=list)

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                self.asked.append(message)
                answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
                if answer == BREAK:
                    peer.reset()
                    return
                if message.target.endswith("/_api/batch") and answer == DONE:
                    await answer_batch(peer, message)
                else:
                    await peer.answer(*answer)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses that cost no time, in seconds, without their jitter."""
    found: list[float] = []

    turn = asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds > 0:
            found.append(seconds)
        await turn(0)

    where = "arango_fastbatch.connection.repeating."
    monkeypatch.setattr(where + "random.uniform", lambda _, high: high)
    monkeypatch.setattr(where + "asyncio.sleep", sleep)
    return found


async def count(*answers: Any, **options: Any) -> tuple[Any, int]:
    """The result of a GET, or its exception; and how often it was sent."""
    script = Answers(list(answers))
    async with serve(script) as server, connected(server.url, http_client=None, **options) as db:
        try:
            result: Any = await db.collection("c").count()
        except (DocumentCountError, ServerConnectionError) as error:
            result = error
    return result, len(script.asked)


@pytest.mark.parametrize("body", [QUEUE_FULL, STARTING, LOST_LEADER, b"no server", b""])
async def test_a_busy_server_is_asked_again_where_that_is_wanted(body: bytes) -> None:
    assert await count((503, body), (503, body), DONE, max_retries=2) == (3, 3)
    error, asked = await count((503, body), max_retries=2)
    assert isinstance(error, DocumentCountError)
    assert error.http_code == 503
    assert asked == 3


async def test_without_being_told_to_nobody_waits_for_a_busy_server() -> None:
    error, asked = await count((503, QUEUE_FULL))
    assert isinstance(error, DocumentCountError)
    assert asked == 1


@pytest.mark.parametrize("status", [500, 502, 504, 412, 429])
async def test_other_answers_are_answers(status: int) -> None:
    _, asked = await count((status, b""), max_retries=3)
    assert asked == 1


async def test_a_lost_answer_to_a_get_is_asked_for_again() -> None:
    assert await count(BREAK, DONE) == (3, 2)
    assert await count(BREAK, BREAK, BREAK, DONE, max_retries=3) == (3, 4)
    for limit, sent in ((None, 2), (0, 1), (2, 3)):
        error, asked = await count(BREAK, max_retries=limit)
        assert isinstance(error, ServerConnectionError)
        assert asked == sent


async def test_what_is_silent_is_not_asked_again() -> None:
    sent = 0

    async def silent(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        sent += 1
        await peer.until_closed()

    http = OneTry(request_timeout=0.05)
    async with (
        serve(silent) as server,
        connected(server.url, http_client=http, max_retries=3) as db,
    ):
        with pytest.raises(ServerConnectionError, match=r"(?i)timeout"):
            await db.collection("c").count()
    assert sent == 1


@pytest.mark.parametrize("method", ["put", "post", "patch", "delete"])
async def test_a_lost_answer_to_a_change_is_not_asked_for_again(method: str) -> None:
    """Not even on a connection that was used before, where aiohttp would."""
    script = Answers([DONE, BREAK, DONE])
    async with serve(script) as server, connected(server.url, max_retries=3) as db:
        await db.collection("c").count()
        with pytest.raises(ServerConnectionError):
            await db.conn.send_request(Request(method, "/_api/x"))
    assert len(script.asked) == 2


@pytest.mark.parametrize(("body", "sent"), [(QUEUE_FULL, 2), (STARTING, 2), (LOST_LEADER, 1)])
async def test_a_change_is_repeated_only_if_nothing_was_executed(body: bytes, sent: int) -> None:
    script = Answers([(503, body), (202, b'{"_id":"c/1","_key":"1","_rev":"r"}')])
    async with serve(script) as server, connected(server.url, max_retries=3) as db:
        if sent == 1:
            with pytest.raises(DocumentInsertError, match="leadership"):
                await db.collection("c").insert({})
        else:
            assert await db.collection("c").insert({})
    assert len(script.asked) == sent


async def test_another_host_takes_over_from_a_busy_one(pauses: list[float]) -> None:
    """At once, and without being told to."""
    busy, free = Answers([(503, QUEUE_FULL)]), Answers([DONE])
    async with (
        serve(busy) as one,
        serve(free) as two,
        connected([one.url, two.url]) as db,
    ):
        assert await db.collection("c").count() == 3
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"
    # The second call began where it was the second host's turn.
    assert [message.method for message in busy.asked] == ["GET"]
    assert [message.method for message in free.asked] == ["GET", "POST"]
    assert pauses == []


async def test_another_host_takes_over_a_get_from_a_broken_one() -> None:
    broken, good = Answers([BREAK]), Answers([DONE])
    async with serve(broken) as one, serve(good) as two, connected([one.url, two.url]) as db:
        for _ in range(3):
            assert await db.collection("c").count() == 3
    assert (len(broken.asked), len(good.asked)) == (2, 3)


async def test_a_batch_that_was_refused_is_sent_again() -> None:
    script = Answers([(503, QUEUE_FULL), (503, STARTING), DONE])
    async with serve(script) as server, connected(server.url, max_retries=2) as db:
        batch = await queued(db)
        await batch.commit()
        assert assert_true_report(batch) == "sss"
    assert len(script.asked) == 3


@pytest.mark.parametrize("answer", [BREAK, (500, b"")])
async def test_a_batch_of_unknown_outcome_is_not_sent_again(answer: Any) -> None:
    script = Answers([answer, DONE])
    async with serve(script) as server, connected(server.url, max_retries=3) as db:
        batch = await queued(db)
        with pytest.raises((BatchExecuteError, ServerConnectionError)):
            await batch.commit()
        assert assert_true_report(batch) == "uuu"
    assert len(script.asked) == 1


async def test_async_jobs_are_not_queued_twice_nor_fetched_twice() -> None:
    header = ("X-Arango-Async-Id", "9")
    script = Answers([(202, b"", header), (503, STARTING, header), DONE])
    async with serve(script) as server, connected(server.url, max_retries=3) as db:
        job = await db.begin_async_execution().collection("c").count()
        with pytest.raises(DocumentCountError):
            await job.result()
    assert len(script.asked) == 2

    script = Answers([BREAK, (202, b"", header)])
    async with serve(script) as server, connected(server.url, max_retries=3) as db:
        with pytest.raises(ServerConnectionError):
            await db.begin_async_execution().collection("c").count()
    assert len(script.asked) == 1


async def test_pauses_grow_up_to_a_limit(pauses: list[float]) -> None:
    for number in (0, 1, 2, 10, 10_000):
        await pause(number)
    assert pauses == [0.05, 0.1, 0.2, 5, 5]


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_retries": -1},
        {"max_queue_time_seconds": -1},
        {"max_queue_time_seconds": float("inf")},
        {"max_queue_time_seconds": float("nan")},
    ],
)
def test_numbers_out_of_range(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ArangoClient(**wrong)


# --- The server's queue

LATE = (412, error_body(412, 21004, "queue time violated"))


@pytest.fixture
async def late() -> AsyncIterator[tuple[Answers, Any]]:
    """A server whose queue is too long for the client's patience, and a database on it."""
    script = Answers([LATE])
    async with (
        serve(script) as server,
        connected(server.url, max_queue_time_seconds=0.5) as db,
    ):
        yield script, db


async def test_who_would_wait_too_long_is_refused_as_the_methods_own_error(
    late: tuple[Answers, Any],
) -> None:
    script, db = late
    with pytest.raises(AQLQueryExecuteError) as caught:
        await db.aql.execute("RETURN 1")
    assert (caught.value.http_code, caught.value.error_code) == (412, 21004)
    with pytest.raises(DocumentUpdateError) as refused:
        await db.collection("c").update({"_key": "a"})
    assert not isinstance(refused.value, DocumentRevisionError)
    sent = [message.headers["x-arango-queue-time-seconds"] for message in script.asked]
    assert sent == ["0.500000"] * 2


async def test_a_batch_that_would_wait_too_long_was_not_executed(late: tuple[Answers, Any]) -> None:
    script, db = late
    batch = await queued(db)
    with pytest.raises(BatchExecuteError) as caught:
        await batch.commit()
    assert caught.value.error_code == 21004
    assert fates(batch) == "ppp"
    script.answers = [DONE]
    await batch.commit()
    assert assert_true_report(batch) == "sss"


async def test_without_a_limit_nothing_is_said_of_the_queue() -> None:
    script = Answers([DONE])
    async with serve(script) as server, connected(server.url) as db:
        await db.collection("c").count()
    assert "x-arango-queue-time-seconds" not in script.asked[0].headers
