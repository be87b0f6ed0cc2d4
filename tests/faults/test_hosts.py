"""Several hosts: what lives on one of them is asked for there, whoever's turn it is."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import connected
from tests.faults.scripted import (
    GoneError,
    Part,
    Peer,
    ScriptedServer,
    answer_batch,
    part_answer,
    serve,
)

from arango_fastbatch.exceptions import ServerUnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arango_fastbatch.cursor import Cursor
    from arango_fastbatch.database import StandardDatabase

FIRST_BATCH = {"id": "7", "hasMore": True, "result": [1]}
LAST_BATCH = {"hasMore": False, "result": [2]}


@dataclass
class Coordinator:
    """A server that has what was made there, and keeps what it was asked."""

    asked: list[str] = field(default_factory=list)

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                path = message.target.removeprefix("/_db/test")
                self.asked.append(f"{message.method} {path}")
                if path == "/_api/batch":
                    await answer_batch(peer, message, self._part)
                elif "x-arango-async" in message.headers:
                    await peer.answer(202, b"", ("X-Arango-Async-Id", "9"))
                else:
                    header = [("X-Arango-Async-Id", "9")] if path == "/_api/job/9" else []
                    status, body = self._answer(message.method, path)
                    await peer.answer(status, json.dumps(body).encode(), *header)

    def _part(self, part: Part) -> bytes:
        status, body = self._answer(part.method, part.target)
        return part_answer(part.content_id, status, json.dumps(body).encode())

    def _answer(self, method: str, path: str) -> tuple[int, Any]:
        match method, path:
            case "POST", "/_api/transaction/begin":
                return 201, {"result": {"id": "5", "status": "running"}}
            case _, "/_api/transaction/5":
                return 200, {"result": {"id": "5", "status": "running"}}
            case ("POST", "/_api/cursor") | ("PUT", "/_api/job/9"):
                return 201, FIRST_BATCH
            case "POST", "/_api/cursor/7":
                return 200, LAST_BATCH
        return 200, {"count": 3}


async def of_a_query(db: StandardDatabase) -> Cursor:
    return await db.aql.execute("RETURN 1")


async def of_a_batch(db: StandardDatabase) -> Cursor:
    async with db.begin_batch_execution() as batch:
        job = await batch.aql.execute("RETURN 1")
    return job.result()


async def of_an_async_job(db: StandardDatabase) -> Cursor:
    job = await db.begin_async_execution().aql.execute("RETURN 1")
    assert await job.status() == "done"
    return await job.result()


async def of_a_transaction(db: StandardDatabase) -> Cursor:
    transaction = await db.begin_transaction()
    assert await transaction.transaction_status() == "running"
    cursor = await transaction.aql.execute("RETURN 1")
    await transaction.collection("c").count()
    await transaction.commit_transaction()
    return cursor


@pytest.mark.parametrize("begin", [of_a_query, of_a_batch, of_an_async_job, of_a_transaction])
async def test_what_began_on_a_host_stays_there(
    begin: Callable[[StandardDatabase], Awaitable[Cursor]],
) -> None:
    """Hosts take turns, and yet no host is asked for what another one has."""
    first, second = Coordinator(), Coordinator()
    async with (
        serve(first) as one,
        serve(second) as two,
        connected([one.url, two.url]) as db,
    ):
        cursor = await begin(db)
        begun = list(first.asked)
        assert begun
        assert second.asked == []
        # Others' calls go round meanwhile.
        await db.collection("c").count()
        assert len(second.asked) == 1
        assert [item async for item in cursor] == [1, 2]
        assert first.asked == [*begun, "POST /_api/cursor/7"]
        assert await cursor.close()
        assert first.asked[-1] == "DELETE /_api/cursor/7"
        assert len(second.asked) == 1


async def test_what_lived_on_a_host_that_is_gone_is_asked_for_nowhere_else() -> None:
    """Another host would say that there is no such cursor, which is not what happened."""
    first, second = Coordinator(), Coordinator()
    async with serve(second) as two:
        async with serve(first) as one, connected([one.url, two.url]) as db:
            cursor = await db.aql.execute("RETURN 1")
            await stop(one)
            with pytest.raises(ServerUnreachableError):
                await cursor.fetch()
            await db.collection("c").count()
            await db.collection("c").count()
        assert second.asked == ["GET /_api/collection/c/count"] * 2


async def stop(server: ScriptedServer) -> None:
    """Stop a server before its time; its connections are closed."""
    await server.__aexit__(None, None, None)
    server._tasks.clear()


async def test_a_batch_keeps_to_its_host() -> None:
    """The messages of one batch go to one host, in order; the next batch takes its turn."""
    first, second = Coordinator(), Coordinator()
    async with (
        serve(first) as one,
        serve(second) as two,
        connected([one.url, two.url]) as db,
    ):
        for _ in range(2):
            async with db.begin_batch_execution(max_batch_bytes=1) as batch:
                for number in range(3):
                    await batch.collection("c").insert({"number": number})
        assert first.asked == second.asked == ["POST /_api/batch"] * 3


async def test_one_host_needs_no_second_connection_object() -> None:
    async with serve(Coordinator()) as one, connected(one.url) as db:
        assert db.conn.on_host(0) is db.conn
        assert db.conn.sticky() is db.conn
        assert db.conn.settled() is db.conn


async def test_hosts_share_sessions_and_credentials() -> None:
    async with connected(["http://127.0.0.1:1", "http://127.0.0.1:2"]) as db:
        pinned = db.conn.on_host(1)
        assert pinned is db.conn.on_host(1)
        assert pinned._sessions is db.conn._sessions
        assert pinned.on_host(0) is pinned
        assert pinned.url("/x") == "http://127.0.0.1:2/_db/test/x"
        assert db.conn.on_host(None) is db.conn
