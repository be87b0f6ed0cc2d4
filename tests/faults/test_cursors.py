"""Cursors whose answers are lost, and cursors that fetch ahead."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected
from tests.faults.scripted import GoneError, Peer, serve

from arango_fastbatch import ArangoClient
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import CursorNextError, CursorStateError, ServerConnectionError
from arango_fastbatch.executor import TransactionApiExecutor
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from arango_fastbatch.database import StandardDatabase


@dataclass
class Results:
    """A query's results 0, 1, 2, …, two in a batch; as a server gives them, or loses them."""

    batches: int = 3
    numbered: bool = False
    lost: set[int] = field(default_factory=set)
    fails_at: int | None = None
    asked: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: int = 0
    most_under_way: int = 0
    given: int = 0

    def __post_init__(self) -> None:
        self.open.set()

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                path = message.target.removeprefix("/_db/test/_api/")
                self.asked.append(f"{message.method} {path}")
                self.bodies.append(json.loads(message.body or "null"))
                if message.method == "DELETE":
                    await peer.answer(202, b"{}")
                    continue
                _, _, wanted = path.removeprefix("cursor/").partition("/")
                self.given = int(wanted) if wanted else self.given + 1
                self.under_way += 1
                self.most_under_way = max(self.most_under_way, self.under_way)
                await self.open.wait()
                self.under_way -= 1
                if self.given in self.lost:
                    self.lost.remove(self.given)
                    peer.reset()
                    return
                if self.given == self.fails_at:
                    await peer.answer(404, b'{"code":404,"error":true,"errorNum":1600}')
                else:
                    await peer.answer(201, self._batch(self.given))

    def _batch(self, number: int) -> bytes:
        has_more = number < self.batches
        body: dict[str, Any] = {"result": [2 * number - 2, 2 * number - 1], "hasMore": has_more}
        if has_more:
            body["id"] = "7"
        if self.numbered and has_more:
            body["nextBatchId"] = str(number + 1)
        return json.dumps(body).encode()


async def execute(db: StandardDatabase, **options: Any) -> Any:
    return await db.aql.execute("RETURN 1", **options)


async def turns(count: int = 20) -> None:
    """Let everybody do what he can."""
    for _ in range(count):
        await asyncio.sleep(0.001)


# --- Lost answers


async def test_a_lost_batch_is_asked_for_again_by_its_number() -> None:
    results = Results(numbered=True, lost={2, 3})
    async with serve(results) as server, connected(server.url, max_retries=1) as db:
        cursor = await execute(db, allow_retry=True)
        assert [item async for item in cursor] == [0, 1, 2, 3, 4, 5]
        assert await cursor.close()
    assert results.bodies[0]["options"] == {"allowRetry": True}
    assert results.asked == [
        "POST cursor",
        *["POST cursor/7/2"] * 2,
        *["POST cursor/7/3"] * 2,
        "DELETE cursor/7",
    ]


async def test_a_fetch_that_was_given_up_is_made_again_by_its_number() -> None:
    results = Results(numbered=True)
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, allow_retry=True)
        results.open.clear()
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(cursor.fetch(), 0.05)
        results.open.set()
        assert (await cursor.fetch())["next_batch_id"] == "3"
        assert list(cursor.batch()) == [0, 1, 2, 3]


async def test_without_numbers_a_lost_batch_is_told_and_not_passed_over() -> None:
    results = Results(lost={2})
    async with serve(results) as server, connected(server.url, max_retries=3) as db:
        cursor = await execute(db)
        with pytest.raises(ServerConnectionError):
            await cursor.fetch()
        with pytest.raises(CursorStateError, match="may be lost"):
            await cursor.fetch()
    assert results.asked == ["POST cursor", "POST cursor/7"]
    assert "options" not in results.bodies[0]


async def test_numbers_that_nobody_asked_for_are_left_alone() -> None:
    results = Results(numbered=True)
    async with serve(results) as server, connected(server.url) as db:
        assert [item async for item in await execute(db)] == [0, 1, 2, 3, 4, 5]
    assert results.asked[1:] == ["POST cursor/7"] * 2


async def test_queries_of_a_batch_have_their_own_ways() -> None:
    with Sandbox(server_version="3.11") as url:
        async with ArangoClient(url) as client:
            db = await client.db()
            async with db.begin_batch_execution() as batch:
                jobs = [
                    await batch.aql.execute("FOR i IN 1..3 RETURN i", batch_size=1, **options)
                    for options in ({}, {"prefetch": True}, {"allow_retry": True}, {})
                ]
            cursors = [job.result() for job in jobs]
            assert [cursor._prefetch for cursor in cursors] == [False, True, False, False]
            assert [cursor._allow_retry for cursor in cursors] == [False, False, True, False]
            for cursor in cursors:
                assert [item async for item in cursor] == [1, 2, 3]


# --- Fetching ahead


@pytest.mark.parametrize("numbered", [False, True])
async def test_the_next_batch_comes_while_one_is_read(numbered: bool) -> None:
    results = Results(numbered=numbered)
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)
        await turns()
        assert len(results.asked) == 1, "what nobody reads is not fetched"
        assert await cursor.next() == 0
        await turns()
        assert len(results.asked) == 2
        assert list(cursor.batch()) == [1], "what is at hand stays what it was"
        assert await cursor.next() == 1
        await turns()
        assert len(results.asked) == 2, "one batch ahead, and no more"
        assert [item async for item in cursor] == [2, 3, 4, 5]
    assert results.most_under_way == 1
    assert len(results.asked) == 3


async def test_many_readers_never_fetch_twice_at_once() -> None:
    results = Results(batches=20)
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)

        async def read() -> list[int]:
            return [item async for item in cursor]

        found = await asyncio.gather(read(), read(), read())
    assert sorted(item for items in found for item in items) == list(range(40))
    assert results.most_under_way == 1
    assert len(results.asked) == 20


async def test_who_stops_waiting_loses_nothing() -> None:
    results = Results()
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)
        results.open.clear()
        assert [await cursor.next(), await cursor.next()] == [0, 1]
        for _ in range(2):
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(cursor.next(), 0.02)
        results.open.set()
        assert [item async for item in cursor] == [2, 3, 4, 5]
    assert len(results.asked) == 3


async def test_a_failure_is_for_who_reads_so_far() -> None:
    results = Results(fails_at=2)
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)
        assert await cursor.next() == 0
        await turns()
        assert await cursor.next() == 1
        with pytest.raises(CursorNextError):
            await cursor.next()


async def test_closing_waits_for_what_is_under_way() -> None:
    """A server refuses to close a cursor that it reads from."""
    results = Results()
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)
        results.open.clear()
        assert await cursor.next() == 0
        closing = asyncio.create_task(cursor.close())
        await turns()
        assert results.asked[-1] == "POST cursor/7"
        results.open.set()
        assert await closing
        assert results.asked[-1] == "DELETE cursor/7"
        assert await cursor.next() == 1
        await turns()
        assert results.asked[-1] == "DELETE cursor/7"


async def test_closing_a_cursor_whose_last_batch_is_here_asks_nothing() -> None:
    results = Results(batches=2)
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)
        assert await cursor.next() == 0
        assert await cursor.close()
    assert results.asked == ["POST cursor", "POST cursor/7"]


async def test_a_cursor_that_is_let_go_leaves_no_complaint() -> None:
    results = Results(fails_at=2)
    async with serve(results) as server, connected(server.url) as db:
        cursor = await execute(db, prefetch=True)
        assert await cursor.next() == 0
        await turns()
        del cursor


async def test_transactions_do_one_thing_at_a_time() -> None:
    results = Results()
    async with serve(results) as server, connected(server.url) as db:
        executor = TransactionApiExecutor(db.conn)
        data = {"id": "7", "hasMore": True, "result": [0, 1]}
        cursor = Cursor(db.conn, data, executor=executor, prefetch=True)
        results.given = 1
        assert await cursor.next() == 0
        await turns()
        assert results.asked == []
        assert [item async for item in cursor] == [1, 2, 3, 4, 5]
