"""Cursors: batches that are fetched one at a time, and not on after one was lost."""

from __future__ import annotations

import asyncio
from collections import deque

import pytest
from tests.unit.cursors import Connection, cursor, said

from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import (
    CursorCloseError,
    CursorCountError,
    CursorEmptyError,
    CursorNextError,
    CursorStateError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.executor import DefaultApiExecutor

UNREACHABLE = ServerUnreachableError("refused")
GONE = (404, {"errorNum": 1600, "errorMessage": "cursor not found"})


# --- async for


async def test_async_for() -> None:
    it, conn = cursor(said([1, 2], True, id="7"), said([3], True), said([4, None, 5]))
    assert [item async for item in it] == [1, 2, 3, 4, None, 5]
    assert len(conn.asked) == 2
    assert [item async for item in it] == []


async def test_empty_batches_with_more_to_come() -> None:
    it, conn = cursor(
        said([], True, id="7"), said([], True), said([], True), said([1], True), said([])
    )
    assert [item async for item in it] == [1]
    assert len(conn.asked) == 4


async def test_anext() -> None:
    it, _ = cursor(said([1]))
    assert await anext(it) == 1
    assert await anext(it, "end") == "end"


async def test_end_in_a_task() -> None:
    it, _ = cursor(said([]))
    with pytest.raises(StopAsyncIteration):
        await asyncio.create_task(it.next())


# --- One fetch at a time


async def test_tasks_that_share_a_cursor() -> None:
    """Every item once, in the server's order, with one request at a time."""
    batches = [said([3 * n, 3 * n + 1, 3 * n + 2], n < 9) for n in range(10)]
    it, conn = cursor({**batches[0], "id": "7"}, *batches[1:])
    taken: list[int] = []

    async def take() -> None:
        async for item in it:
            taken.append(item)
            await asyncio.sleep(0)

    await asyncio.gather(*(take() for _ in range(7)))
    assert sorted(taken) == list(range(30))
    assert conn.most_at_once == 1
    assert len(conn.asked) == 9


async def test_gathered_items_share_one_fetch() -> None:
    it, conn = cursor(said([], True, id="7"), said([1, 2, 3]))
    assert await asyncio.gather(it.next(), it.next(), it.next()) == [1, 2, 3]
    assert len(conn.asked) == 1


async def test_items_and_fetches_take_turns() -> None:
    it, conn = cursor(said([], True, id="7"), said([1], True), said([2], True), said([3]))
    item, first, second = await asyncio.gather(it.next(), it.fetch(), it.fetch())
    assert item == 1
    assert (first["batch"], second["batch"]) == ([2], [3])
    assert conn.most_at_once == 1


async def test_fetch() -> None:
    it, _ = cursor(
        said([1], True, id="7", count=3),
        said([2], True, id="7", count=3, cached=False, extra={"warnings": []}),
        said([3]),
    )
    assert await it.fetch() == {
        "id": "7",
        "batch": [2],
        "has_more": True,
        "count": 3,
        "cached": False,
        "warnings": [],
    }
    await it.fetch()
    assert it.batch() == deque([1, 2, 3])
    assert not it.has_more()


async def test_fetch_without_an_id() -> None:
    it, _ = cursor(said([1]))
    with pytest.raises(CursorStateError, match="ID not set"):
        await it.fetch()


async def test_fetch_that_the_server_refuses_can_be_tried_again() -> None:
    it, _ = cursor(said([], True, id="7"), GONE, UNREACHABLE, said([1]))
    with pytest.raises(CursorNextError) as caught:
        await it.next()
    assert caught.value.error_code == 1600
    with pytest.raises(ServerUnreachableError):
        await it.next()
    assert await it.next() == 1


async def test_fetch_that_broke_off_is_not_repeated() -> None:
    """The server may have moved on: going on would leave out items without a word."""
    it, conn = cursor(said([1], True, id="7"), ServerConnectionError("reset"), said([3]))
    assert await it.next() == 1
    with pytest.raises(ServerConnectionError):
        await it.next()
    for call in (it.next(), it.fetch()):
        with pytest.raises(CursorStateError, match="broken off"):
            await call
    assert len(conn.asked) == 1


async def test_fetch_that_was_cancelled_is_not_repeated() -> None:
    it, conn = cursor(said([], True, id="7"), said([1]))
    conn.gate = asyncio.Event()
    task = asyncio.create_task(it.fetch())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    conn.gate = None
    with pytest.raises(CursorStateError, match="broken off"):
        await it.next()


async def test_cancelled_while_another_fetches() -> None:
    """Who only waited takes nothing with him."""
    it, conn = cursor(said([], True, id="7"), said([1, 2]))
    conn.gate = asyncio.Event()
    fetching, waiting = (asyncio.create_task(it.next()) for _ in range(2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    conn.gate.set()
    assert await fetching == 1
    assert await it.next() == 2


# --- The rest


async def test_close() -> None:
    it, conn = cursor(said([1], True, id="7"), {"id": "7"})
    assert await it.close() is True
    assert conn.asked == [("DELETE", "/_api/cursor/7")]
    it, _ = cursor(said([1]))
    assert await it.close() is None
    it, _ = cursor(said([1], True, id="7"), GONE, GONE)
    assert await it.close(ignore_missing=True) is False
    with pytest.raises(CursorCloseError):
        await it.close()


async def test_block_closes() -> None:
    it, conn = cursor(said([1], True, id="7"), GONE)
    async with it as same:
        assert same is it
    assert len(conn.asked) == 1


def test_what_the_server_said() -> None:
    it, _ = cursor(
        said(
            [1, 2],
            True,
            id="7",
            count=9,
            cached=True,
            extra={
                "stats": {"writesExecuted": 1, "scannedFull": 2, "filtered": 3},
                "warnings": [{"code": 1, "message": "m"}],
                "profile": {"parsing": 0.1},
            },
        )
    )
    assert it.id == "7"
    assert it.type == "cursor"
    assert it.batch() == deque([1, 2])
    assert it.has_more() is True
    assert it.count() == len(it) == 9
    assert it.cached() is True
    assert it.statistics() == {"modified": 1, "scanned_full": 2, "filtered": 3}
    assert it.warnings() == [{"code": 1, "message": "m"}]
    assert it.profile() == {"parsing": 0.1}
    assert repr(it) == "<Cursor 7>"
    assert not it.empty()
    assert it.pop() == 1


def test_what_it_did_not_say() -> None:
    it, _ = cursor(said([]))
    assert it.id is None
    assert it.count() is None
    assert it.cached() is None
    assert it.statistics() is None
    assert it.warnings() is None
    assert it.profile() is None
    assert it.empty()
    assert bool(it)
    assert repr(it) == "<Cursor>"
    with pytest.raises(CursorCountError, match="count not enabled"):
        len(it)
    with pytest.raises(CursorEmptyError):
        it.pop()


async def test_export() -> None:
    conn = Connection(said([2]), {"id": "7"})
    executor = DefaultApiExecutor(conn)  # type: ignore[arg-type]  # a stand-in
    it = Cursor(conn, said([1], True, id="7"), "export", executor=executor)  # type: ignore[arg-type]  # likewise
    assert [item async for item in it] == [1, 2]
    await it.close()
    assert conn.asked == [("PUT", "/_api/export/7"), ("DELETE", "/_api/export/7")]


async def test_batch_is_the_queue_itself() -> None:
    it, _ = cursor(said([1, 2, 3]))
    batch = it.batch()
    assert batch is not None
    assert batch.popleft() == 1
    assert await it.next() == 2
    assert list(batch) == [3]
