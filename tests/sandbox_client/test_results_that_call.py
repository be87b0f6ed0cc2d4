"""Results that make calls themselves: wrappers and cursors know in which context."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch import ArangoClient
from arango_fastbatch.job import AsyncJob

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from arango_fastbatch.collection import StandardCollection
    from arango_fastbatch.database import StandardDatabase
    from arango_fastbatch.graph import Graph
    from arango_fastbatch.hooks import Exchange


@pytest.fixture
async def db(server_of: Callable[[str], str]) -> AsyncIterator[StandardDatabase]:
    async with ArangoClient(server_of("3.11")) as client:
        system = await client.db("_system")
        await system.create_database("results")
        yield await client.db("results")
        await system.delete_database("results")


async def done(job: AsyncJob[Any]) -> Any:
    while await job.status() == "pending":
        await asyncio.sleep(0.01)
    return await job.result()


# What makes a wrapper, from a database or from a graph of it.
MAKERS: dict[str, Callable[[Any, Graph], Awaitable[Any]]] = {
    "collection": lambda db, _: db.create_collection("made"),
    "graph": lambda db, _: db.create_graph("made"),
    "vertex collection": lambda db, g: db.graph(g.name).create_vertex_collection("made"),
    "edge definition": lambda db, g: db.graph(g.name).create_edge_definition("made", ["a"], ["b"]),
    "replaced edge definition": lambda db, g: db.graph(g.name).replace_edge_definition(
        "there", ["a"], ["b"]
    ),
}


@pytest.fixture
async def graph(db: StandardDatabase) -> Graph:
    graph: Graph = await db.create_graph("club")
    await graph.create_edge_definition("there", ["a"], ["b"])
    return graph


@pytest.mark.parametrize("maker", MAKERS)
async def test_a_wrapper_in_an_async_jobs_result_has_its_calls_stored(
    db: StandardDatabase, graph: Graph, maker: str
) -> None:
    made = await done(await MAKERS[maker](db.begin_async_execution(), graph))
    assert made.context == "async"
    job = await made.properties()
    assert isinstance(job, AsyncJob)
    assert (await done(job))["name"] == made.name


@pytest.mark.parametrize("maker", MAKERS)
async def test_a_wrapper_in_a_batch_jobs_result_calls_at_once(
    db: StandardDatabase, graph: Graph, maker: str
) -> None:
    async with db.begin_batch_execution() as batch:
        job = await MAKERS[maker](batch, graph)
    made = job.result()
    assert made.context == "default"
    assert (await made.properties())["name"] == made.name


async def test_a_cursor_in_an_async_jobs_result_is_read_at_once(db: StandardDatabase) -> None:
    job = await db.begin_async_execution().aql.execute("FOR n IN 1..5 RETURN n", batch_size=2)
    assert [n async for n in await done(job)] == [1, 2, 3, 4, 5]


async def test_a_cursor_in_a_batch_jobs_result_is_read_at_once(db: StandardDatabase) -> None:
    async with db.begin_batch_execution() as batch:
        job = await batch.aql.execute("FOR n IN 1..5 RETURN n", batch_size=2)
    assert [n async for n in job.result()] == [1, 2, 3, 4, 5]


class Hosts:
    """Notes which hosts are asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def on_request(self, exchange: Exchange) -> None:
        self.asked.append(exchange.host)

    def on_response(self, exchange: Exchange, response: Any) -> None: ...

    def on_error(self, exchange: Exchange, error: BaseException) -> None: ...


async def made_at_once(db: StandardDatabase) -> StandardCollection[Any]:
    return await db.create_collection("students")


async def made_in_a_batch(db: StandardDatabase) -> StandardCollection[Any]:
    async with db.begin_batch_execution() as batch:
        job = await batch.create_collection("students")
    return job.result()


@pytest.mark.parametrize("make", [made_at_once, made_in_a_batch])
async def test_a_new_collection_is_not_bound_to_the_host_that_made_it(
    server_of: Callable[[str], str],
    db: StandardDatabase,
    make: Callable[[StandardDatabase], Awaitable[StandardCollection[Any]]],
) -> None:
    url = server_of("3.11")
    others = [url, url.replace("127.0.0.1", "localhost")]
    hosts = Hosts()
    async with ArangoClient(others, hooks=[hosts]) as client:
        students = await make(await client.db(db.db_name))
        hosts.asked.clear()
        for _ in range(4):
            await students.count()
    assert sorted(hosts.asked) == sorted(others * 2)
