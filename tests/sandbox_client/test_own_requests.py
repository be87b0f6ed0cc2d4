"""Requests, executors and jobs of the caller's own work in every context."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch import ArangoClient, DocumentGetError, Request, Response
from arango_fastbatch.aql import AQL
from arango_fastbatch.collection import StandardCollection
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.database import Database
from arango_fastbatch.exceptions import AsyncJobResultError, BatchJobResultError
from arango_fastbatch.executor import (
    AsyncApiExecutor,
    BatchApiExecutor,
    DefaultApiExecutor,
    Executor,
    TransactionApiExecutor,
)
from arango_fastbatch.job import AsyncJob, BatchJob

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox_client.conftest import Place

    from arango_fastbatch.database import StandardDatabase
    from arango_fastbatch.executor import ResponseHandler

INSERT = ("post", "/_api/document/students")


def key_of(response: Response) -> str:
    assert response.is_success
    key: str = response.body["_key"]
    return key


# --- Requests


async def test_a_request_runs_in_its_context(place: Place) -> None:
    request = Request(*INSERT, data={"_key": "Kris"})
    assert await place.ask(lambda db: db.execute(request, key_of)) == "Kris"
    assert await place.students.has("Kris")


async def test_a_handler_gets_errors_as_answers_and_may_raise(place: Place) -> None:
    def wanted(response: Response) -> Any:
        if not response.is_success:
            raise DocumentGetError(response, request)
        return response.body

    request = Request("get", "/_api/document/students/nobody")
    with pytest.raises(DocumentGetError) as caught:
        await place.ask(lambda db: db.execute(request, wanted))
    assert (caught.value.http_code, caught.value.error_code) == (404, 1202)


async def test_a_request_has_headers_parameters_and_text(place: Place) -> None:
    await place.students.insert({"_key": "Kris", "n": 1})
    revision = (await place.students.get("Kris"))["_rev"]
    request = Request(
        "patch",
        "/_api/document/students/Kris",
        headers={"If-Match": f'"{revision}"'},
        params={"returnOld": True},
        data='{"n": 2}',
        read="students",
    )
    old = await place.ask(lambda db: db.execute(request, lambda response: response.body["old"]))
    assert old["n"] == 1
    assert (await place.students.get("Kris"))["n"] == 2


@pytest.fixture
async def db(server_of: Callable[[str], str]) -> AsyncIterator[StandardDatabase]:
    """A database of a server with batches; "students" is empty."""
    async with ArangoClient(server_of("3.11")) as client:
        system = await client.db("_system")
        await system.create_database("own_requests")
        db = await client.db("own_requests")
        await db.create_collection("students")
        yield db
        await system.delete_database("own_requests")


async def test_without_results_a_request_runs_and_gives_nothing(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=False) as batch:
        assert await batch.execute(Request(*INSERT, data={}), key_of) is None
    assert batch.report.succeeded == 1
    forgetful = db.begin_async_execution(return_result=False)
    assert await forgetful.execute(Request(*INSERT, data={}), key_of) is None


async def test_a_head_request_has_its_status_alone(place: Place) -> None:
    await place.students.insert({"_key": "Kris"})

    async def ask(key: str, revision: str) -> Any:
        headers = {"If-Match": f'"{revision}"'}
        request = Request("head", f"/_api/document/students/{key}", headers=headers)
        return await place.ask(
            lambda db: db.execute(request, lambda it: (it.status_code, it.is_success))
        )

    revision = (await place.students.get("Kris"))["_rev"]
    assert await ask("Kris", revision) == (200, True)
    assert await ask("Kris", "_other") == (412, False)
    assert await ask("nobody", revision) == (404, False)


# --- Executors


class Noting(Executor):
    """An executor of one's own: no more than a name and `execute`."""

    def __init__(self, inner: Executor) -> None:
        super().__init__(inner.connection)
        self.inner = inner
        self.seen: list[str] = []

    @property
    def context(self) -> str:
        return self.inner.context

    async def execute(self, request: Request, response_handler: ResponseHandler[Any]) -> Any:
        self.seen.append(f"{request.method} {request.endpoint}".lower())
        return await self.inner.execute(request, response_handler)


class Stranger:
    """Likewise, of no class of this package."""

    def __init__(self, inner: Executor) -> None:
        self.inner = inner
        self.seen: list[str] = []
        self.context = inner.context

    async def execute(self, request: Request, response_handler: ResponseHandler[Any]) -> Any:
        self.seen.append(f"{request.method} {request.endpoint}".lower())
        return await self.inner.execute(request, response_handler)


class Ours(DefaultApiExecutor):
    """A subclass that overrides `execute` alone."""

    seen: list[str]

    async def execute(self, request: Request, response_handler: ResponseHandler[Any]) -> Any:
        self.__dict__.setdefault("seen", []).append(f"{request.method} {request.endpoint}".lower())
        return await super().execute(request, response_handler)


class OursInBatch(BatchApiExecutor):
    """Likewise, for batches."""

    seen: list[str]

    async def execute(self, request: Request, response_handler: ResponseHandler[Any]) -> Any:
        self.__dict__.setdefault("seen", []).append(f"{request.method} {request.endpoint}".lower())
        return await super().execute(request, response_handler)


@pytest.mark.parametrize("make", [Noting, Stranger])
async def test_all_calls_come_through_ones_own_executor(place: Place, make: Any) -> None:
    executors: dict[str, Callable[[], Executor]] = {
        "default": lambda: DefaultApiExecutor(place.db.conn),
        "async": lambda: AsyncApiExecutor(place.db.conn, True),
        "batch": lambda: BatchApiExecutor(place.db.conn, True),
        "transaction": lambda: TransactionApiExecutor(place.db.conn),
    }
    inner = executors[place.context]()
    if isinstance(inner, TransactionApiExecutor):
        await inner.begin(write="students")
    own = make(inner)
    db: Any = Database(place.db.conn, own)
    assert db.context == place.context
    calls = [
        await db.collection("students").insert({"_key": "Kris"}),
        await db.collection("students").get("Kris"),
        await db.aql.execute("RETURN 1"),
    ]
    assert own.seen == [
        "post /_api/document/students",
        "get /_api/document/students/kris",
        "post /_api/cursor",
    ]
    if isinstance(inner, BatchApiExecutor):
        await inner.commit()
    if isinstance(inner, TransactionApiExecutor):
        await inner.commit()
    for call in calls:
        if isinstance(call, AsyncJob):
            while await call.status() == "pending":
                await asyncio.sleep(0.01)
    results = [
        await call.result()
        if isinstance(call, AsyncJob)
        else call.result()
        if isinstance(call, BatchJob)
        else call
        for call in calls
    ]
    assert results[0]["_key"] == "Kris"
    assert isinstance(results[2], Cursor)
    assert await place.students.has("Kris")


async def test_a_subclass_that_overrides_execute_alone_sees_all_calls(place: Place) -> None:
    own = Ours(place.db.conn)
    students: StandardCollection[Any] = StandardCollection(place.db.conn, own, "students")
    await students.insert_many([{"n": n} for n in range(5)])
    cursor = await AQL(place.db.conn, own).execute("FOR s IN students RETURN s.n", batch_size=2)
    assert sorted([n async for n in cursor]) == [0, 1, 2, 3, 4]
    # The cursor's further batches, too.
    assert [call.split("/")[2] for call in own.seen] == ["document", "cursor", "cursor", "cursor"]


async def test_a_batchs_subclass_that_overrides_execute_alone_sees_all_calls(
    db: StandardDatabase,
) -> None:
    own = OursInBatch(db.conn, True)
    students: Any = StandardCollection(db.conn, own, "students")
    jobs = [await students.insert({"_key": str(n)}) for n in range(3)]
    assert await own.commit() == jobs
    assert [job.result()["_key"] for job in jobs] == ["0", "1", "2"]
    assert own.seen == ["post /_api/document/students"] * 3


async def test_a_subclass_keeps_to_the_host_of_a_cursor(server_of: Callable[[str], str]) -> None:
    url = server_of("3.12")
    async with ArangoClient([url, url.replace("127.0.0.1", "localhost")]) as client:
        own = Ours((await client.db("_system")).conn)
        cursor = await AQL(own.connection, own).execute("FOR n IN 1..9 RETURN n", batch_size=2)
        assert [n async for n in cursor] == list(range(1, 10))
    assert [call.split("/")[2] for call in own.seen] == ["cursor"] * 5


# --- Jobs


async def test_an_async_job_can_be_made_of_an_id(server_of: Callable[[str], str]) -> None:
    async with ArangoClient(server_of("3.12")) as client:
        db = await client.db("_system")
        begun = await db.begin_async_execution().aql.execute("RETURN 5")
        assert begun is not None
        job: AsyncJob[str] = AsyncJob(db.conn, begun.id, lambda response: response.body["result"])
        assert job.id == begun.id
        assert repr(job) == f"<AsyncJob {begun.id}>"
        while await job.status() == "pending":
            await asyncio.sleep(0.01)
        assert await job.result() == [5]
        with pytest.raises(AsyncJobResultError):
            await job.result()


def test_a_batch_job_can_be_made_and_says_that_it_has_no_result() -> None:
    job: BatchJob[str] = BatchJob(lambda response: response.body)
    assert job.status() == "pending"
    assert len(job.id) == 32
    with pytest.raises(BatchJobResultError):
        job.result()
