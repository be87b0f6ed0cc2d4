"""Cancelled in any await: what is told afterwards is what happened."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import assert_true_report, connected, fates, queued, told
from tests.faults.scripted import (
    GoneError,
    Message,
    Peer,
    answer_batch,
    batch_body,
    conflict,
    good_server,
    reply,
    serve,
    stored,
)

from arango_fastbatch.exceptions import BatchOutcomeUnknownError, BatchStateError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from arango_fastbatch.database import BatchDatabase


class Stages:
    """A server that stops at a stage of an exchange until it is told to go on."""

    def __init__(self, stop_at: str) -> None:
        self.stop_at = stop_at
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.batches: list[list[int]] = []

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                head = await peer.head()
                await self._stage("sending")
                body = await peer.take(head.length)
                message = Message(head.method, head.target, head.headers, body)
                self.batches.append([json.loads(part.body)["number"] for part in message.parts])
                await self._stage("executed")
                answer = reply(
                    200,
                    batch_body(message.boundary, *map(stored, message.parts)),
                    content_type="multipart/form-data",
                )
                cut = answer.index(stored(message.parts[1])) + len(stored(message.parts[1]))
                await peer.send(answer[:cut])
                await self._stage("receiving")
                await peer.send(answer[cut:])

    async def _stage(self, name: str) -> None:
        if name == self.stop_at and not self.go_on.is_set():
            self.reached.set()
            await self.go_on.wait()


async def turns(count: int = 50) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def cancelled(call: Coroutine[Any, Any, Any], when: asyncio.Event) -> None:
    """Run a call until something has happened, and cancel it then."""
    task = asyncio.create_task(call)
    waiting = asyncio.create_task(when.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    assert waiting.done(), task
    # What has happened at the server is also seen by the client.
    await turns()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_commit_while_sending() -> None:
    server_side = Stages("sending")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = await queued(db, 2)
        await batch.collection("c").insert({"number": 2, "text": "x" * 16_000_000})
        await cancelled(batch.commit(), server_side.reached)
        # Parts of it are with the server: it may execute what it has.
        assert assert_true_report(batch) == "uuu"
        job = batch.unknown_jobs()[0]
        with pytest.raises(BatchOutcomeUnknownError, match="cancelled"):
            job.result()
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()


async def test_commit_while_the_server_executes() -> None:
    server_side = Stages("executed")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = await queued(db)
        await cancelled(batch.commit(), server_side.reached)
        assert assert_true_report(batch) == "uuu"


async def test_commit_while_receiving() -> None:
    """Half of the answers are here: these are known, the others are not."""
    server_side = Stages("receiving")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = await queued(db, 4)
        await cancelled(batch.commit(), server_side.reached)
        assert assert_true_report(batch) == "ssuu"
        assert [job.id for job in batch.unknown_jobs()] == [
            job.id for job in (batch.queued_jobs() or [])[2:]
        ]


async def test_commit_while_connecting() -> None:
    """Nothing was sent: the same batch can be committed again."""
    connecting = asyncio.Event()
    server_side = Stages("never")
    async with serve(server_side) as server, connected(server.url) as db:
        session = await db.conn._sessions[0].get()
        connect = session.connector.connect

        async def never_connects(*_: Any, **__: Any) -> None:
            connecting.set()
            await asyncio.Event().wait()

        session.connector.connect = never_connects
        batch = await queued(db)
        await cancelled(batch.commit(), connecting)
        assert fates(batch) == "ppp"
        assert told(batch.report) == (0, 0, 0, 0)
        with pytest.raises(BatchStateError, match="may be called again"):
            await batch.collection("c").insert({})
        session.connector.connect = connect
        await batch.commit()
        assert assert_true_report(batch) == "sss"
    assert server_side.batches == [[0, 1, 2]]


async def test_commit_between_two_tries_to_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    from arango_fastbatch import DefaultHTTPClient

    pausing = asyncio.Event()
    monkeypatch.setattr("arango_fastbatch.connection.repeating._FIRST_PAUSE", 3600)
    monkeypatch.setattr(
        "arango_fastbatch.connection.repeating.random.uniform", lambda *_: pausing.set() or 1
    )
    async with connected("http://127.0.0.1:1", http_client=DefaultHTTPClient()) as db:
        batch = await queued(db)
        await cancelled(batch.commit(), pausing)
        assert fates(batch) == "ppp"
        assert batch.report.sent == 0


async def test_commit_while_an_earlier_flush_is_under_way() -> None:
    """Who stops waiting gets the truth at once: what the flush had on its way is unknown."""
    server_side = Stages("executed")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=2)
        for number in range(3):
            await batch.collection("c").insert({"number": number})
        await server_side.reached.wait()
        await cancelled(batch.commit(), server_side.reached)
        assert assert_true_report(batch) == "uup"
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()
    # The rest was not sent behind what is unknown: order holds.
    assert server_side.batches == [[0, 1]]


async def test_commit_between_two_exchanges_can_go_on() -> None:
    """What is answered is known, what was not sent can be sent by another commit."""
    batch: BatchDatabase[Any]
    arrived = asyncio.Event()

    async def second_waits(peer: Peer) -> None:
        await answer_batch(peer, await peer.request())
        with suppress(GoneError):
            await peer.head()
            arrived.set()
            await peer.until_closed()

    async with serve(second_waits, good_server) as server, connected(server.url) as db:
        batch = await queued(db, 4, max_batch_bytes=420)
        await cancelled(batch.commit(), arrived)
        # The second exchange had begun.
        assert assert_true_report(batch) == "ssuu"
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()


async def test_commit_while_failures_are_counted() -> None:
    """All answers are here: the report is whole though nobody waited for it."""
    count = 2000
    counting = asyncio.Event()

    async def all_fail(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                await answer_batch(peer, await peer.request(), conflict)

    async with serve(all_fail) as server, connected(server.url) as db:
        batch = await queued(db, count)
        commit = asyncio.create_task(batch.commit())

        async def watch() -> None:
            while batch.report.failed == 0:
                await asyncio.sleep(0)
            counting.set()

        await asyncio.wait_for(watch(), 30)
        assert 0 < batch.report.failed < count
        commit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await commit
        assert told(batch.report) == (count, 0, count, 0)
        assert fates(batch) == "f" * count
        # Nothing is left that another commit could send.
        with pytest.raises(BatchStateError, match="already committed"):
            await batch.commit()


async def test_counting_of_a_first_request_leaves_the_second_to_a_new_commit() -> None:
    count = 1000

    async def all_fail(peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                await answer_batch(peer, await peer.request(), conflict)

    async with serve(all_fail) as server, connected(server.url) as db:
        batch = await queued(db, count, max_batch_bytes=120_000)
        commit = asyncio.create_task(batch.commit())
        while batch.report.failed == 0:
            await asyncio.sleep(0)
        sent = batch.report.sent
        assert sent < count
        commit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await commit
        assert told(batch.report) == (sent, 0, sent, 0)
        await batch.commit()
        assert told(batch.report) == (count, 0, count, 0)


async def test_call_that_waits_for_room() -> None:
    """A cancelled call is not queued; the batch goes on without it."""
    server_side = Stages("executed")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=2)
        students = batch.collection("c")
        for number in range(4):
            await students.insert({"number": number})
        await cancelled(students.insert({"number": 99}), server_side.reached)
        assert len(batch.queued_jobs() or []) == 4
        server_side.go_on.set()
        for number in range(4, 6):
            await students.insert({"number": number})
        await batch.commit()
        assert assert_true_report(batch) == "ssssss"
    assert server_side.batches == [[0, 1], [2, 3], [4, 5]]


async def test_call_that_takes_its_turn() -> None:
    async with serve(good_server) as server, connected(server.url) as db:
        batch = await queued(db, 1024)
        call = asyncio.create_task(batch.collection("c").insert({"number": 99}))
        await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await batch.collection("c").insert({"number": 1024})
        await batch.commit()
        assert assert_true_report(batch) == "s" * 1025


async def test_block_that_is_cancelled() -> None:
    """What is on its way is waited for; nothing more is sent."""
    server_side = Stages("executed")
    blocked = asyncio.Event()
    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=2)

        async def use() -> None:
            async with batch:
                for number in range(3):
                    await batch.collection("c").insert({"number": number})
                blocked.set()
                await asyncio.Event().wait()

        using = asyncio.create_task(use())
        await blocked.wait()
        await server_side.reached.wait()
        using.cancel()
        await turns()
        assert not using.done()
        server_side.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await using
        assert assert_true_report(batch) == "ssp"
    assert server_side.batches == [[0, 1]]


async def test_block_that_is_cancelled_twice() -> None:
    """Who insists does not wait: what is on its way is unknown then."""
    server_side = Stages("executed")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=2)

        async def use() -> None:
            async with batch:
                for number in range(3):
                    await batch.collection("c").insert({"number": number})
                await asyncio.Event().wait()

        using = asyncio.create_task(use())
        await server_side.reached.wait()
        for _ in range(2):
            using.cancel()
            await turns()
        with pytest.raises(asyncio.CancelledError):
            await using
        assert assert_true_report(batch) == "uup"


async def test_flush_whose_task_is_cancelled_from_outside() -> None:
    """As a loop does that ends: nobody who queues later is cancelled for it."""
    server_side = Stages("executed")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=2)
        for number in range(2):
            await batch.collection("c").insert({"number": number})
        await server_side.reached.wait()
        flush = batch._executor._flush
        assert flush is not None
        flush.cancel()
        await asyncio.wait({flush})
        with pytest.raises(BatchStateError, match="cancelled"):
            await batch.collection("c").insert({"number": 2})
        with pytest.raises(BatchStateError, match="cancelled"):
            await batch.commit()
        assert assert_true_report(batch) == "uu"


async def test_time_out_of_the_callers_own() -> None:
    server_side = Stages("executed")
    async with serve(server_side) as server, connected(server.url) as db:
        batch = await queued(db)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(batch.commit(), 0.05)
        assert fates(batch) == "uuu"
        # The connection is not used again: its next answer would be the wrong one.
        server_side.go_on.set()
        other = await queued(db, 2)
        await other.commit()
        assert assert_true_report(other) == "ss"
        assert server.connections == 2


async def test_cancelled_plain_call_does_not_spoil_the_next() -> None:
    waiting, go_on = asyncio.Event(), asyncio.Event()

    async def first_waits(peer: Peer) -> None:
        await peer.request()
        waiting.set()
        await go_on.wait()
        await peer.answer(200, b'{"_key":"wrong"}')

    async def second_answers(peer: Peer) -> None:
        await peer.request()
        await peer.answer(200, b'{"_key":"right"}')

    async with serve(first_waits, second_answers) as server, connected(server.url) as db:
        await cancelled(db.collection("c").get("wrong"), waiting)
        go_on.set()
        assert await db.collection("c").get("right") == {"_key": "right"}
