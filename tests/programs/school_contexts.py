"""The register in other contexts: batches, async jobs, stream transactions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from python_aioarango import ArangoServerError
from python_aioarango.cursor import Cursor
from python_aioarango.exceptions import TransactionCommitError
from python_aioarango.job import AsyncJob, BatchJob
from telling import items, tell, tried

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from python_aioarango.database import StandardDatabase


async def batches(db: StandardDatabase) -> None:
    """Calls that are sent together."""
    async with db.begin_batch_execution(return_result=True) as batch:
        students = batch.collection("students")
        jobs = [
            await students.insert({"_key": "b1", "text": "line\r\n\r\nline"}),
            await students.insert({"_key": "b1"}),
            await students.get("b1"),
            await students.count(),
            await students.has("none"),
            await students.delete("none", ignore_missing=True),
            await students.update({"_key": "none", "a": 1}),
            await batch.aql.execute("FOR n IN 1..3 RETURN n", batch_size=2),
            await batch.collection("nothing").count(),
            await batch.properties(),
            await batch.has_graph("school"),
            await students.insert_many([{"_key": "b2"}, {"_key": "b1"}]),
        ]
        tell("pending", [job.status() for job in jobs][:2])
        tell("type", isinstance(jobs[0], BatchJob))
    for number, job in enumerate(jobs):
        try:
            result = job.result()
        except ArangoServerError as error:
            tell(f"batch {number}", error)
        else:
            if isinstance(result, Cursor):
                tell(f"batch {number}", await items(result))
            else:
                tell(f"batch {number}", result)
    tell("done", [job.status() for job in jobs])
    unsent = db.begin_batch_execution(return_result=False)
    tell("no job", await unsent.collection("students").insert({"_key": "b3"}))
    await tried("commit", unsent.commit())
    await tried("commit again", unsent.commit())
    await tried("after", unsent.collection("students").get("b3"))
    tell("b3", await db.collection("students").has("b3"))


async def jobs(db: StandardDatabase) -> None:
    """Calls that the server queues."""
    later = db.begin_async_execution(return_result=True)
    job = await later.collection("students").insert({"_key": "a1"})
    assert isinstance(job, AsyncJob)
    failing = await later.collection("students").insert({"_key": "a1"})
    query = await later.aql.execute("FOR n IN 1..5 RETURN n", batch_size=2)
    for each in (job, failing, query):
        while await each.status() != "done":
            await asyncio.sleep(0.01)
    tell("job", await job.result())
    await tried("fetched already", _no_id(job.result(), job))
    await tried("duplicate", failing.result())
    tell("query", await items(await query.result()))
    await tried("cancel", _no_id(query.cancel(), query))
    await tried("cancel, ignored", query.cancel(ignore_missing=True))
    await tried("clear, ignored", query.clear(ignore_missing=True))
    nothing = await db.begin_async_execution(return_result=False).collection("students").count()
    tell("no job", nothing)
    await tried("clear jobs", db.clear_async_jobs())


async def _no_id(awaitable: Awaitable[Any], job: AsyncJob[Any]) -> Any:
    try:
        return await awaitable
    except ArangoServerError as error:
        error.message = (error.message or "").replace(job.id, "ID")
        raise


async def transactions(db: StandardDatabase) -> None:
    """Stream transactions."""
    within = await db.begin_transaction(read="students", write=["students"])
    tell("status", [await within.transaction_status(), within.context])
    await tried("insert", within.collection("students").insert({"_key": "t1"}))
    tell("inside", await within.collection("students").has("t1"))
    tell("outside", await db.collection("students").has("t1"))
    cursor = await within.aql.execute("FOR s IN students FILTER s._key == 't1' RETURN s._key")
    tell("query", await items(cursor))
    await tried("abort", within.abort_transaction())
    tell("after abort", await db.collection("students").has("t1"))
    await tried("gone", within.collection("students").insert({"_key": "t2"}))
    again = await db.begin_transaction(write="students", sync=True)
    await tried("insert", again.collection("students").insert({"_key": "t3"}))
    await tried("commit", again.commit_transaction())
    try:
        await again.commit_transaction()
    except TransactionCommitError as error:
        tell("again", type(error).__name__)
    tell("after commit", await db.collection("students").has("t3"))
    await tried("no collection", db.begin_transaction(write="nothing"))
