"""Every statement of python-aioarango's page on batches holds, under our name and under its own."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from arango_fastbatch import (
    AQLQueryExecuteError,
    ArangoClient,
    BatchStateError,
    Response,
)
from arango_fastbatch.database import BatchDatabase
from arango_fastbatch.dialect import has_batch_endpoint
from arango_fastbatch.job import BatchJob

if TYPE_CHECKING:
    from arango_fastbatch.database import StandardDatabase
    from arango_fastbatch.hooks import Exchange

RUN = Path(__file__).with_name("run_page.py")


@pytest.mark.parametrize("name", ["python_aioarango", "arango_fastbatch"])
@pytest.mark.parametrize("flags", [[], ["-X", "dev"]], ids=["", "debug"])
async def test_program_of_the_page(name: str, flags: list[str], url: str) -> None:
    """As it stands there: it closes nothing, awaits `next` nowhere, and nobody complains."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, *flags, "-W", "error", RUN, name, url],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    # On a busy machine debug mode tells of every step that took its time: that is no complaint.
    complaints = re.sub(r"Executing <.*> took [0-9.]+ seconds\n", "", done.stderr)
    assert complaints == ""
    assert done.stdout == ""
    assert done.returncode == 0


class Exchanges:
    """Keeps the HTTP exchanges; a stream of pipelined requests is one."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def on_request(self, exchange: Exchange) -> None:
        """Keep it."""
        self.seen.append((exchange.method, exchange.path))

    def on_response(self, exchange: Exchange, response: Response) -> None:
        """Nothing to do."""

    def on_error(self, exchange: Exchange, error: BaseException) -> None:
        """Nothing to do."""


async def test_requests_are_stored_in_memory_and_committed_in_one_http_call(url: str) -> None:
    exchanges = Exchanges()
    async with ArangoClient(url, hooks=[exchanges]) as client:
        db = await client.db("test", username="root", password="passwd")
        has_endpoint = has_batch_endpoint(await db.conn.server_version())
        exchanges.seen.clear()
        async with db.begin_batch_execution(return_result=True) as batch_db:
            for number in range(1000):
                await batch_db.collection("students").insert({"_key": str(number)})
            await batch_db.aql.execute("RETURN 1")
            assert exchanges.seen == []
        # Without the endpoint it is one stream of requests.
        assert exchanges.seen == [("POST", "/_api/batch") if has_endpoint else ("PIPELINE", "/")]


async def test_results_are_retrieved_later_from_jobs(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        job = await batch_db.collection("students").insert({"_key": "Kris"})
        assert isinstance(job, BatchJob)
    await asyncio.sleep(0)
    for _ in range(3):
        assert job.result()["_id"] == "students/Kris"


async def test_context_manager_gives_a_batch_database(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        assert isinstance(batch_db, BatchDatabase)
        assert batch_db.name == db.name
        assert batch_db.username == "root"


async def test_results_are_returned_by_default(db: StandardDatabase) -> None:
    async with db.begin_batch_execution() as batch_db:
        assert isinstance(await batch_db.aql.execute("RETURN 1"), BatchJob)


async def test_committed_when_exiting_the_context(db: StandardDatabase) -> None:
    students = db.collection("students")
    async with db.begin_batch_execution(return_result=True) as batch_db:
        await batch_db.collection("students").insert({"_key": "Kris"})
        assert not await students.has("Kris", check_rev=False)
    assert await students.has("Kris", check_rev=False)


async def test_cannot_be_reused_after_commit(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        batch_col = batch_db.collection("students")
        await batch_col.insert({"_key": "Kris"})
    with pytest.raises(BatchStateError):
        await batch_col.insert({"_key": "Rita"})
    with pytest.raises(BatchStateError):
        await batch_db.aql.execute("RETURN 1")
    with pytest.raises(BatchStateError):
        await batch_db.commit()
    assert not await db.collection("students").has("Rita")


async def test_context_is_always_batch(db: StandardDatabase) -> None:
    """Of every child wrapper, whether results are returned or not."""
    for return_result in (True, False):
        batch_db = db.begin_batch_execution(return_result)
        assert batch_db.context == "batch"
        assert batch_db.aql.context == "batch"
        assert batch_db.collection("students").context == "batch"
    assert db.context == db.aql.context == db.collection("students").context == "default"


async def test_status_is_pending_and_then_done(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        jobs = [await batch_db.aql.execute(query) for query in ("RETURN 1", "INVALID QUERY")]
        assert [job.status() for job in jobs] == ["pending", "pending"]
        assert batch_db.queued_jobs() == jobs
    assert batch_db.queued_jobs() == jobs
    # A request that failed was executed, too.
    assert [job.status() for job in jobs] == ["done", "done"]


async def test_result_is_what_the_call_itself_would_give(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        batched = await batch_db.collection("students").insert({"_key": "Kris"})
        query = await batch_db.aql.execute("FOR i IN 1..3 RETURN i", count=True)
    direct = await db.collection("students").insert({"_key": "Rita"})
    assert isinstance(direct, dict)
    assert set(batched.result()) == set(direct)
    cursor = query.result()
    assert cursor.count() == 3
    assert [item async for item in cursor] == [1, 2, 3]


async def test_cursor_of_a_batch_fetches_on(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        job = await batch_db.aql.execute("FOR i IN 1..10 RETURN i", batch_size=3)
    cursor = job.result()
    assert cursor.has_more()
    assert cursor.next() == 1
    assert [item async for item in cursor] == list(range(2, 11))


async def test_exception_is_propagated_during_result_retrieval(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        job = await batch_db.aql.execute("INVALID QUERY")
    for _ in range(2):
        with pytest.raises(AQLQueryExecuteError) as caught:
            job.result()
        assert caught.value.http_code == 400
        assert caught.value.error_code == 1501
        assert "syntax error" in caught.value.message


async def test_one_failure_leaves_the_others_alone(db: StandardDatabase) -> None:
    async with db.begin_batch_execution(return_result=True) as batch_db:
        before = await batch_db.collection("students").insert({"_key": "Kris"})
        await batch_db.aql.execute("INVALID QUERY")
        after = await batch_db.collection("students").insert({"_key": "Rita"})
    assert before.result()["_key"] == "Kris"
    assert after.result()["_key"] == "Rita"


async def test_without_results_no_jobs_are_returned(db: StandardDatabase) -> None:
    batch_db = db.begin_batch_execution(return_result=False)
    assert await batch_db.collection("students").insert({"_key": "Jake"}) is None
    assert await batch_db.aql.execute("INVALID QUERY") is None
    assert batch_db.queued_jobs() is None
    assert await batch_db.commit() is None
    assert batch_db.queued_jobs() is None
    # No jobs, and yet no failure is lost.
    assert batch_db.report.failed == 1


async def test_commit_must_be_called_explicitly(db: StandardDatabase) -> None:
    batch_db = db.begin_batch_execution(return_result=True)
    job = await batch_db.collection("students").insert({"_key": "Jake"})
    for _ in range(5):
        await asyncio.sleep(0)
    assert not await db.collection("students").has("Jake")
    assert await batch_db.commit() == [job]
    assert await db.collection("students").has("Jake")


async def test_in(db: StandardDatabase) -> None:
    students = db.collection("students")
    await students.insert({"_key": "Jake"})
    assert "Jake" in students
    assert {"_key": "Jake"} in students
    assert "students/Jake" in students
    assert "Jill" not in students


async def test_in_has_no_answer_in_a_batch(db: StandardDatabase) -> None:
    batch_db = db.begin_batch_execution()
    with pytest.raises(TypeError, match="await"):
        assert "Jake" in batch_db.collection("students")


async def test_memory_of_a_large_number_of_requests(db: StandardDatabase) -> None:
    """The page warns of it; here a limit keeps it small, and the results are the same."""
    async with db.begin_batch_execution(return_result=True, flush_count=50) as batch_db:
        for number in range(500):
            await batch_db.collection("students").insert({"_key": str(number)})
    jobs = batch_db.queued_jobs()
    assert jobs is not None
    assert [job.result()["_key"] for job in jobs] == [str(number) for number in range(500)]
    assert await db.collection("students").count() == 500
