"""What a user's program may rely on: mypy, in its strict mode, finds nothing here.

Nothing of it runs.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any

from typing_extensions import assert_type

from arango_fastbatch import (
    AQLQueryExecuteError,
    ArangoClient,
    ArangoServerError,
    DefaultHTTPClient,
    HTTPClient,
    Request,
    Response,
    errno,
    install_as,
)
from arango_fastbatch.aql import AQL, AQLQueryCache
from arango_fastbatch.backup import Backup
from arango_fastbatch.cluster import Cluster
from arango_fastbatch.collection import EdgeCollection, StandardCollection, VertexCollection
from arango_fastbatch.context import (
    Context,
    Now,
    Queued,
    QueuedUnreported,
    Stored,
    StoredUnreported,
)
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.database import (
    AsyncDatabase,
    BatchDatabase,
    Database,
    StandardDatabase,
    TransactionDatabase,
)
from arango_fastbatch.foxx import Foxx
from arango_fastbatch.graph import Graph
from arango_fastbatch.job import AsyncJob, BatchJob
from arango_fastbatch.pregel import Pregel
from arango_fastbatch.replication import Replication
from arango_fastbatch.wal import WAL

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Json = dict[str, Any]


async def by_default_a_call_gives_its_result(client: ArangoClient) -> None:
    db = await client.db("test", username="root", password="passwd")
    assert_type(db, StandardDatabase)
    students = db.collection("students")
    assert_type(students, StandardCollection[Now])
    assert_type(await students.insert({"_key": "Kris"}), bool | Json)
    assert_type(await students.get("Kris"), Json | None)
    assert_type(await students.has("Kris"), bool)
    assert_type("Kris" in students, bool)
    assert_type(db.aql, AQL[Now])
    cursor = await db.aql.execute("RETURN 1", count=True)
    assert_type(cursor, Cursor)
    async for item in cursor:
        assert_type(item, Any)
    assert_type(await db.version(), str)
    assert_type(await db.has_collection("students"), bool)


async def in_a_batch_a_call_gives_a_job_of_its_result(db: StandardDatabase) -> None:
    async with db.begin_batch_execution() as batch_db:
        assert_type(batch_db, BatchDatabase[Queued])
        students = batch_db.collection("students")
        assert_type(students, StandardCollection[Queued])
        job = await students.insert({"_key": "Kris"})
        assert_type(job, BatchJob[bool | Json])
        assert_type(await students.get("Kris"), BatchJob[Json | None])
        assert_type(await batch_db.aql.execute("RETURN 1"), BatchJob[Cursor])
        assert_type(await batch_db.version(), BatchJob[str])
    assert_type(job.result(), bool | Json)
    assert_type(job.status(), str)
    assert_type(await db.begin_batch_execution(True).commit(), list[BatchJob[Any]] | None)


async def without_results_a_call_gives_none(db: StandardDatabase) -> None:
    batch_db = db.begin_batch_execution(return_result=False, flush_bytes=1 << 22)
    assert_type(batch_db, BatchDatabase[QueuedUnreported])
    await batch_db.collection("students").insert({"_key": "Jake"})
    await batch_db.aql.execute("RETURN 1")
    assert_type(batch_db.report.first_failures, list[tuple[int, Exception]])


async def in_the_async_context_a_call_gives_an_async_job(db: StandardDatabase) -> None:
    async_db = db.begin_async_execution()
    assert_type(async_db, AsyncDatabase[Stored])
    job = await async_db.collection("students").insert({"_key": "Kris"})
    assert_type(job, AsyncJob[bool | Json])
    assert_type(await job.result(), bool | Json)
    forgetful = db.begin_async_execution(return_result=False)
    assert_type(forgetful, AsyncDatabase[StoredUnreported])
    await forgetful.collection("students").insert({"_key": "Rita"})


async def jobs_of_different_calls_go_into_one_list(
    db: StandardDatabase, async_db: AsyncDatabase[Stored]
) -> None:
    students = db.begin_batch_execution().collection("students")
    for job in [await students.insert({}), await students.get("Kris"), await students.count()]:
        assert_type(job.status(), str)
        assert_type(job.result(), int | Json | None)
    later = async_db.collection("students")
    for stored in [await later.insert({}), await later.get("Kris"), await later.count()]:
        assert_type(await stored.status(), str)
        assert_type(await stored.wait(5), bool)
        assert_type(await stored.result(), int | Json | None)


def name_in(response: Response) -> str:
    return str(response.body["name"])


async def a_request_of_ones_own_gives_what_its_handler_makes(db: StandardDatabase) -> None:
    request = Request("get", "/_api/engine")
    assert_type(await db.execute(request, name_in), str)
    batch_db = db.begin_batch_execution()
    assert_type(await batch_db.execute(request, name_in), BatchJob[str])
    assert_type(await db.begin_async_execution().execute(request, name_in), AsyncJob[str])
    await db.begin_batch_execution(return_result=False).execute(request, name_in)


class OwnExecutor:
    @property
    def context(self) -> str:
        return "own"

    async def execute(self, request: Request, response_handler: Callable[[Response], Any]) -> Any:
        return None


def a_wrapper_takes_an_executor_of_ones_own(db: StandardDatabase) -> None:
    StandardCollection[Now](db.conn, OwnExecutor(), "students")
    Database[Now](db.conn, OwnExecutor())


async def in_a_transaction_a_call_gives_its_result(db: StandardDatabase) -> None:
    async with await db.begin_transaction(write="students") as transaction:
        assert_type(transaction, TransactionDatabase)
        students = transaction.collection("students")
        assert_type(students, StandardCollection[Now])
        assert_type(await students.insert({"_key": "Kris"}), bool | Json)


async def which_batch_it_is_may_be_known_only_at_run_time(db: StandardDatabase, keep: bool) -> None:
    batch_db = db.begin_batch_execution(return_result=keep)
    job = await batch_db.collection("students").insert({"_key": "Jill"})
    assert_type(job, BatchJob[bool | Json] | None)


async def graphs_are_in_the_context_of_their_database(
    db: StandardDatabase, async_db: AsyncDatabase[Stored]
) -> None:
    school = db.graph("school")
    assert_type(school, Graph[Now])
    assert_type(school.vertex_collection("students"), VertexCollection[Now])
    assert_type(await school.vertex_collection("students").insert({}), bool | Json)
    assert_type(await school.edge_collection("teaches").link("t/1", "s/1"), bool | Json)
    assert_type(await school.vertex("students/Kris"), Json | None)
    assert_type(await school.has_edge_definition("teaches"), bool)
    assert_type(await school.traverse("students/Kris", strategy="bfs"), Json)
    assert_type(await db.document("students/Kris"), Json | None)
    made = await db.create_graph("club")
    assert_type(await made.vertex_collections(), Any)
    async with db.begin_batch_execution() as batch_db:
        queued = batch_db.graph("school")
        assert_type(queued, Graph[Queued])
        assert_type(queued.edge_collection("teaches"), EdgeCollection[Queued])
        assert_type(await queued.vertex_collection("students").insert({}), BatchJob[bool | Json])
        assert_type(await queued.edges("teaches", "students/Kris"), BatchJob[Json])
        assert_type(await queued.insert_vertex("students", {}), BatchJob[bool | Json])
        assert_type(await batch_db.has_document("students/Kris"), BatchJob[bool])
        assert_type(await batch_db.create_graph("club"), BatchJob[Graph[Any]])
    assert_type(await async_db.graph("school").properties(), AsyncJob[Json])
    assert_type(await async_db.delete_document("students/Kris"), AsyncJob[bool | Json])


async def every_room_is_in_the_context_of_its_database(
    db: StandardDatabase, async_db: AsyncDatabase[Stored]
) -> None:
    assert_type(db.aql.cache, AQLQueryCache[Now])
    assert_type(db.foxx, Foxx[Now])
    assert_type(await db.users(), list[Json])
    assert_type(await db.list_access_tokens("anna"), list[Json])
    assert_type(db.fetch_transaction("5"), TransactionDatabase)
    assert_type(await db.permission("anna", "shop"), str)
    assert_type(await db.time(), datetime)
    assert_type(await db.metrics(), str)
    assert_type(await db.set_log_levels(queries="DEBUG"), Json)
    assert_type(await db.aql.delete_function("a::b"), bool | Json)
    assert_type(await db.pregel.create_job("school", "pagerank"), int)
    assert_type(await db.cluster.endpoints(), list[str])
    async with db.begin_batch_execution() as batch_db:
        assert_type(batch_db.backup, Backup[Queued])
        assert_type(batch_db.cluster, Cluster[Queued])
        assert_type(batch_db.wal, WAL[Queued])
        assert_type(await batch_db.view("found"), BatchJob[Json])
        assert_type(await batch_db.list_transactions(), BatchJob[list[Json]])
        assert_type(await batch_db.collection("s").add_index("mdi", ["a"]), BatchJob[Json])
        assert_type(await batch_db.async_jobs("done"), BatchJob[list[str]])
        assert_type(await batch_db.foxx.create_service_with_file("/a", "a.js"), BatchJob[Json])
        assert_type(await batch_db.aql.cache.clear(), BatchJob[bool])
    assert_type(async_db.pregel, Pregel[Stored])
    assert_type(async_db.replication, Replication[Stored])
    assert_type(await async_db.wal.tail(deserialize=True), AsyncJob[Json])
    assert_type(await async_db.execute_transaction("function () {}"), AsyncJob[Any])


async def calls_are_coroutines(students: StandardCollection[Queued]) -> None:
    insert: Callable[..., Coroutine[Any, Any, BatchJob[bool | Json]]] = students.insert
    task = asyncio.create_task(students.insert({}))
    assert_type(task, asyncio.Task[BatchJob[bool | Json]])
    jobs = await asyncio.gather(insert({}), students.insert({}, sync=True))
    assert_type(jobs[0], BatchJob[bool | Json])


async def a_helper_may_take_a_collection_of_any_context(
    db: StandardDatabase, batch_db: BatchDatabase[Queued]
) -> None:
    def name(collection: StandardCollection[Context]) -> str:
        return collection.name

    name(db.collection("students"))
    name(batch_db.collection("students"))


def clients_are_made_with_what_python_aioarango_takes(http_client: HTTPClient) -> None:
    ArangoClient(["http://127.0.0.1:8529"], "random", http_client, str, str)
    ArangoClient(http_client=DefaultHTTPClient(request_timeout=5))
    ArangoClient(request_compression="gzip", compression_threshold=4096)
    install_as("python_aioarango")


def failures_have_numbers(error: ArangoServerError) -> bool:
    assert_type(error.http_code, int)
    assert_type(error.response, Response)
    assert_type(error.request, Request)
    assert issubclass(AQLQueryExecuteError, ArangoServerError)
    return error.error_code == errno.DOCUMENT_NOT_FOUND
