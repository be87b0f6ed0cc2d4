"""Servers of several versions behind one client: a cluster and a server during an upgrade."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.database import StandardDatabase
from arango_fastbatch.sandbox import Sandbox

OLD, NEW, NEWEST = "3.12.2", "3.12.9", "4.0.0"
CALLS = 20


@dataclass
class Balancer:
    """One URL before servers, which take connections in turn.

    Attributes:
        servers: Their URLs; the first one gets the next connection, and goes to the end.
        took: The servers by the order of their connections.
    """

    servers: list[str]
    took: list[str] = field(default_factory=list)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        url = self.servers.pop(0)
        self.servers.append(url)
        self.took.append(url)
        address = urlsplit(url)
        there, back = await asyncio.open_connection(address.hostname, address.port)
        ways = (
            asyncio.ensure_future(carry(reader, back)),
            asyncio.ensure_future(carry(there, writer)),
        )
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, back):
            end.close()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what one end says until it has said everything."""
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def balancing(*servers: str) -> AsyncIterator[tuple[Balancer, str]]:
    """A balancer and its URL."""
    balancer = Balancer(list(servers))
    listening = await asyncio.start_server(balancer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield balancer, f"http://127.0.0.1:{port}"


@pytest.fixture
async def urls() -> AsyncIterator[list[str]]:
    """Servers of three versions, each with an empty collection "students"."""
    with ExitStack() as running:
        started = [
            running.enter_context(Sandbox(server_version=version)) for version in (OLD, NEW, NEWEST)
        ]
        for url in started:
            async with ArangoClient(url) as client:
                await (await client.db()).create_collection("students")
        yield started


async def counted(urls: list[str]) -> list[int]:
    """How many students there are on each server."""
    counts = []
    for url in urls:
        async with ArangoClient(url) as client:
            counts.append(await (await client.db()).collection("students").count())
    return counts


async def fill(db: StandardDatabase[Any], **options: Any) -> None:
    """Insert documents in one batch, and see that each of them is told to be there."""
    async with db.begin_batch_execution(**options) as batch:
        students = batch.collection("students")
        # Different calls among them, so that not all of them are merged.
        jobs = [await students.insert({"n": number}) for number in range(CALLS)]
        asked = [await batch.aql.execute("RETURN @n", bind_vars={"n": 1}) for _ in range(3)]
    assert [job.status() for job in jobs] == ["done"] * CALLS
    assert len({job.result()["_key"] for job in jobs}) == CALLS
    assert [await job.result().next() for job in asked] == [1, 1, 1]
    assert batch.report.succeeded == CALLS + 3


@pytest.mark.parametrize("options", [{}, {"flush_count": 5}], ids=["at once", "in pieces"])
async def test_each_host_of_a_cluster_gets_batches_in_its_own_way(
    urls: list[str], options: dict[str, Any]
) -> None:
    async with ArangoClient(urls) as client:
        db = await client.db()
        for _ in range(2):
            await asyncio.gather(*(fill(db, **options) for _ in urls))
    counts = await counted(urls)
    assert sum(counts) == 6 * CALLS, "everything is there, and once"
    assert all(counts)


async def test_a_version_that_is_told_and_wrong_for_some_hosts_is_put_right(
    urls: list[str],
) -> None:
    for told in (OLD, NEW):
        async with ArangoClient(urls, server_version=told) as client:
            db = await client.db()
            for _ in range(2 * len(urls)):
                await fill(db)
    assert sum(await counted(urls)) == 2 * 6 * CALLS


async def test_a_load_balancer_may_stand_before_servers_of_several_versions(
    urls: list[str],
) -> None:
    async with balancing(*urls) as (balancer, url), ArangoClient(url) as client:
        db = await client.db()
        for _ in range(4):
            await asyncio.gather(*(fill(db) for _ in range(3)))
        assert set(balancer.took) == set(urls)
    assert sum(await counted(urls)) == 12 * CALLS


@pytest.mark.parametrize("known", [True, False], ids=["known", "not asked before"])
async def test_a_server_is_upgraded_under_a_client(urls: list[str], known: bool) -> None:
    async with balancing(urls[0]) as (balancer, url), ArangoClient(url) as client:
        db = await client.db()
        if known:
            await db.conn.server_version()
        for now in urls:
            balancer.servers[:] = [now]
            # What the old server had open is gone with it.
            await client.close()
            for _ in range(2):
                await fill(db)
            await db.collection("students").add_hash_index(["n"])
    assert await counted(urls) == [2 * CALLS] * 3


INDEXES: dict[str, Callable[[Any], Any]] = {
    "hash": lambda students: students.add_hash_index(["n"]),
    "skiplist": lambda students: students.add_skiplist_index(["n"]),
}


@pytest.mark.parametrize("kind", INDEXES)
async def test_indexes_under_old_names_are_made_wherever_a_balancer_leads(
    urls: list[str], kind: str
) -> None:
    old, _, newest = urls
    made = []
    async with balancing(old, newest) as (balancer, url):
        for _ in range(2):
            async with ArangoClient(url, server_version=OLD) as client:
                students = (await client.db()).collection("students")
                made.append((await INDEXES[kind](students))["type"])
    assert made == [kind, "persistent"]
    assert balancer.took == [old, newest]
