"""Flush limits: sent early, in order, one exchange at a time, and never much at once."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import assert_true_report, connected, fates, told
from tests.faults.scripted import (
    GoneError,
    Part,
    Peer,
    answer_batch,
    conflict,
    good_server,
    part_answer,
    serve,
    stored,
)

from arango_fastbatch.exceptions import (
    BatchStateError,
    DocumentDeleteError,
    DocumentInsertError,
    ServerConnectionError,
    ServerUnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from arango_fastbatch.database import BatchDatabase


class Gate:
    """Answers one batch each time that it is opened; counts how many are on their way at once."""

    def __init__(self, each: Callable[[Part], bytes] = stored, *, is_open: bool = False) -> None:
        self.each = each
        self.is_open = is_open
        self.arrived = asyncio.Event()
        self.passes = asyncio.Semaphore(0)
        self.waiting = 0
        self.most_waiting = 0
        self.numbers: list[list[Any]] = []
        self.lengths: list[int] = []

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                self.waiting += 1
                self.most_waiting = max(self.most_waiting, self.waiting)
                self.numbers.append(
                    [json.loads(part.body)["number"] for part in message.parts if part.body]
                )
                self.lengths.append(message.length)
                self.arrived.set()
                if not self.is_open:
                    await self.passes.acquire()
                self.waiting -= 1
                await answer_batch(peer, message, self.each)


async def fill(batch: BatchDatabase[Any], count: int, size: int = 0, start: int = 0) -> None:
    for number in range(start, start + count):
        await batch.collection("c").insert({"number": number, "text": "x" * size})


async def turns(count: int = 50) -> None:
    """Let everybody run who can."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("keep", [True, False], ids=["jobs", "no jobs"])
@pytest.mark.parametrize(
    "limits", [{"flush_count": 7}, {"flush_bytes": 3000}, {"flush_count": 7, "flush_bytes": 900}]
)
async def test_order_holds(keep: bool, limits: dict[str, int]) -> None:
    gate = Gate(is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        async with db.begin_batch_execution(keep, **limits) as batch:  # type: ignore[call-overload]  # by variable
            await fill(batch, 200)
        assert told(batch.report) == (200, 200, 0, 0)
        if keep:
            assert assert_true_report(batch) == "s" * 200
    assert [number for numbers in gate.numbers for number in numbers] == list(range(200))
    assert len(gate.numbers) > 10
    assert gate.most_waiting == 1


async def test_limit_by_count_is_kept() -> None:
    gate = Gate(is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=7)
        await fill(batch, 100)
        await batch.commit()
    assert {len(numbers) for numbers in gate.numbers[:-1]} == {7}


async def test_limit_by_bytes_is_kept() -> None:
    gate = Gate(is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_bytes=20_000)
        await fill(batch, 100, size=1000)
        await batch.commit()
    for length in gate.lengths[:-1]:
        assert 20_000 <= length < 22_000


@pytest.mark.parametrize("limits", [{"flush_bytes": 1}, {"flush_count": 1}, {"flush_bytes": 36}])
async def test_smallest_limits(limits: dict[str, int]) -> None:
    """Each call goes alone; an empty message is never over a limit."""
    gate = Gate(is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(**limits)  # type: ignore[call-overload]  # by variable
        await fill(batch, 5)
        await batch.commit()
        assert assert_true_report(batch) == "sssss"
    assert gate.numbers == [[0], [1], [2], [3], [4]]


async def test_awaited_calls_wait_while_two_limits_are_queued() -> None:
    """One on its way and one full: the next call waits until there is room."""
    gate = Gate()
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=10)
        queueing = asyncio.create_task(fill(batch, 35))
        for round_ in range(3):
            await gate.arrived.wait()
            gate.arrived.clear()
            await turns()
            queued = batch.queued_jobs()
            assert queued is not None
            assert len(queued) == min(10 * (round_ + 2), 35)
            assert queueing.done() == (round_ == 2)
            assert gate.waiting == 1
            gate.passes.release()
        await queueing
        gate.is_open = True
        gate.passes.release()
        await batch.commit()
        assert assert_true_report(batch) == "s" * 35
    assert [len(numbers) for numbers in gate.numbers] == [10, 10, 10, 5]


async def test_bytes_outstanding_are_bounded() -> None:
    limit, size = 50_000, 2000
    gate = Gate()
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(False, flush_bytes=limit)
        queueing = asyncio.create_task(fill(batch, 300, size=size))
        answered = 0
        while not queueing.done():
            await gate.arrived.wait()
            gate.arrived.clear()
            await turns()
            outstanding = sum(gate.lengths[answered:]) + batch._executor._log.buffer.wire_bytes
            assert outstanding <= 2 * (limit + size + 200)
            answered += 1
            gate.passes.release()
        gate.is_open = True
        gate.passes.release()
        await batch.commit()
        assert told(batch.report) == (300, 300, 0, 0)


async def test_waiting_tasks_all_go_on() -> None:
    """Many tasks wait for room in one batch; nobody is forgotten, nobody overtakes himself."""
    gate = Gate(is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        async with db.begin_batch_execution(False, flush_count=5) as batch:

            async def queue(task: int) -> None:
                for call in range(40):
                    await batch.collection("c").insert({"number": [task, call]})

            await asyncio.gather(*map(queue, range(25)))
        assert told(batch.report) == (1000, 1000, 0, 0)
    sent = [number for numbers in gate.numbers for number in numbers]
    for task in range(25):
        assert [call for who, call in sent if who == task] == list(range(40))


async def test_others_get_turns_without_limits_too() -> None:
    """Calls that never wait still let the loop run often enough."""
    async with serve(good_server) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(False)
        others = 0

        async def other() -> None:
            nonlocal others
            while True:
                others += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(other())
        await fill(batch, 20_000)
        task.cancel()
        assert others >= 15


async def test_flush_is_under_way_while_queueing_goes_on() -> None:
    gate = Gate()
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=3)
        await fill(batch, 3)
        await gate.arrived.wait()
        assert told(batch.report) == (3, 0, 0, 0)
        await fill(batch, 2, start=3)
        assert fates(batch) == "ppppp"
        gate.passes.release()
        while batch.report.succeeded < 3:
            await asyncio.sleep(0)
        assert fates(batch) == "ssspp"
        gate.is_open = True
        await batch.commit()
        assert assert_true_report(batch) == "sssss"


# --- A flush that fails


async def dies(peer: Peer) -> None:
    await peer.request()
    peer.reset()


@pytest.mark.parametrize("keep", [True, False], ids=["jobs", "no jobs"])
async def test_failed_flush_is_raised_by_the_next_call_and_by_commit(keep: bool) -> None:
    async with serve(dies) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(keep, flush_count=5)
        with pytest.raises(ServerConnectionError) as by_call:
            await fill(batch, 100)
        for _ in range(3):
            with pytest.raises(ServerConnectionError) as again:
                await batch.collection("c").insert({"number": 0})
            assert again.value is by_call.value
        with pytest.raises(ServerConnectionError) as by_commit:
            await batch.commit()
        assert by_commit.value is by_call.value
        # Nothing more was sent.
        assert server.connections == 1
        assert told(batch.report) == (5, 0, 0, 5)
        assert len(batch.unknown_jobs()) == 5
        if keep:
            known = assert_true_report(batch)
            assert known.startswith("uuuuup")
            assert set(known[5:]) == {"p"}


async def test_traceback_of_a_failed_flush_does_not_grow() -> None:
    async with serve(dies) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(False, flush_count=1)
        lengths = set()
        for _ in range(50):
            try:
                await fill(batch, 5)
            except ServerConnectionError as error:
                depth, traceback = 0, error.__traceback__
                while traceback is not None:
                    depth, traceback = depth + 1, traceback.tb_next
                lengths.add(depth)
        # The first may have been raised elsewhere than the others.
        assert len(lengths) <= 2


async def test_failed_flush_in_a_block() -> None:
    """The error of the flush leaves the block, and nothing hides it."""
    async with serve(dies) as server, connected(server.url) as db:
        with pytest.raises(ServerConnectionError):
            async with db.begin_batch_execution(flush_count=5) as batch:
                await fill(batch, 100)
        assert server.connections == 1
        with pytest.raises(ServerConnectionError):
            async with db.begin_batch_execution(flush_count=5) as batch:
                # Not enough for another call to notice.
                await fill(batch, 5)
        assert assert_true_report(batch) == "uuuuu"


async def test_unreachable_flush_can_be_made_good() -> None:
    """Nothing was sent: after commit has told of it, a second commit sends all of it."""
    gate = Gate(is_open=True)
    async with serve(gate) as server, connected("http://127.0.0.1:1") as db:
        batch = db.begin_batch_execution(flush_count=5)
        with pytest.raises(ServerUnreachableError):
            await fill(batch, 100)
        queued = len(batch.queued_jobs() or [])
        with pytest.raises(ServerUnreachableError):
            await batch.commit()
        assert told(batch.report) == (0, 0, 0, 0)
        batch.conn._prefixes = [f"{server.url}/_db/test"]
        await batch.commit()
        assert assert_true_report(batch) == "s" * queued
    assert [number for numbers in gate.numbers for number in numbers] == list(range(queued))


# --- Leaving


async def test_exception_in_the_block_ends_it_after_what_is_on_its_way() -> None:
    gate = Gate()
    async with serve(gate) as server, connected(server.url) as db:

        async def use() -> BatchDatabase[Any]:
            with suppress(ZeroDivisionError):
                async with db.begin_batch_execution(flush_count=10) as batch:
                    await fill(batch, 15)
                    raise ZeroDivisionError
            return batch

        using = asyncio.create_task(use())
        await gate.arrived.wait()
        await turns()
        assert not using.done()
        gate.is_open = True
        gate.passes.release()
        batch = await using
        await turns()
        assert assert_true_report(batch) == "s" * 10 + "p" * 5
        assert len(gate.numbers) == 1
        with pytest.raises(BatchStateError, match="abandoned"):
            await batch.commit()


async def test_exception_ends_a_split_flush_too() -> None:
    """A flush that goes in several requests begins no further one."""
    gate = Gate()
    async with serve(gate) as server, connected(server.url) as db:

        async def use() -> BatchDatabase[Any]:
            with suppress(ZeroDivisionError):
                async with db.begin_batch_execution(flush_count=10, max_batch_bytes=700) as batch:
                    await fill(batch, 12)
                    raise ZeroDivisionError
            return batch

        using = asyncio.create_task(use())
        await gate.arrived.wait()
        gate.is_open = True
        gate.passes.release()
        batch = await using
        await turns()
        assert len(gate.numbers) == 1
        sent = len(gate.numbers[0])
        assert assert_true_report(batch) == "s" * sent + "p" * (12 - sent)


@pytest.mark.parametrize("closing", ["commit", "abandon"])
async def test_who_waits_for_room_is_told_that_the_batch_is_closed(closing: str) -> None:
    gate = Gate()
    async with serve(gate) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(flush_count=5)
        await fill(batch, 10)
        waiting = asyncio.create_task(fill(batch, 1))
        await gate.arrived.wait()
        await turns()
        assert not waiting.done()
        gate.is_open = True
        ending = getattr(batch._executor, closing)()
        ended = asyncio.create_task(ending)
        with pytest.raises(BatchStateError, match=r"being committed|abandoned"):
            await waiting
        gate.passes.release()
        await ended
        assert assert_true_report(batch) == "s" * 10 if closing == "commit" else "s" * 5 + "p" * 5


# --- Failures without jobs


def every_third_fails(part: Part) -> bytes:
    """Every third document's key is taken, by the number that it holds."""
    return conflict(part) if json.loads(part.body)["number"] % 3 == 0 else stored(part)


@pytest.mark.parametrize("keep", [True, False], ids=["jobs", "no jobs"])
async def test_failures_are_counted_and_the_first_kept(keep: bool) -> None:
    """Their positions are those in the whole batch, whatever was flushed and split when."""
    gate = Gate(every_third_fails, is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        options = {"flush_count": 37, "max_batch_bytes": 3000}
        async with db.begin_batch_execution(keep, **options) as batch:  # type: ignore[call-overload]  # by variable
            await fill(batch, 1000)
        assert told(batch.report) == (1000, 666, 334, 0)
        failures = batch.report.first_failures
        assert [index for index, _ in failures] == list(range(0, 300, 3))
        for index, error in failures:
            assert isinstance(error, DocumentInsertError)
            assert error.error_code == 1210
            assert json.loads(error.request.data)["number"] == index


async def test_missing_that_is_no_error_is_no_failure() -> None:
    def missing(part: Part) -> bytes:
        body = b'{"code":404,"error":true,"errorMessage":"document not found","errorNum":1202}'
        return part_answer(part.content_id, 404, body)

    gate = Gate(missing, is_open=True)
    async with serve(gate) as server, connected(server.url) as db:
        async with db.begin_batch_execution(False) as batch:
            students = batch.collection("c")
            await students.delete("k", ignore_missing=True)
            await students.get("k")
            await students.has("k")
            await students.delete("k")
        assert told(batch.report) == (4, 3, 1, 0)
        ((index, error),) = batch.report.first_failures
        assert index == 3
        assert isinstance(error, DocumentDeleteError)
