"""Queue calls, send them together, read their results: what a batch can do, from end to end.

Run it against any ArangoDB from 3.10 on, or against a sandbox:

    python -m arango_fastbatch.sandbox --root-password passwd &
    python examples/batch_execution.py

``ARANGO_URL`` names another server than ``http://127.0.0.1:8529``.
"""

import asyncio
import os

from arango_fastbatch import AQLQueryExecuteError, ArangoClient


async def prepare(client: ArangoClient) -> None:
    """Make the database and the collection, and remove what an earlier run has left."""
    system = await client.db("_system", username="root", password="passwd")
    if not await system.has_database("test"):
        await system.create_database("test")
    db = await client.db("test", username="root", password="passwd")
    if not await db.has_collection("students"):
        await db.create_collection("students")
    students = db.collection("students")
    for key in ("Kris", "Rita", "Jake", "Jill"):
        await students.delete(key, ignore_missing=True)


async def main() -> None:
    """Run two batches."""
    client = ArangoClient(hosts=os.environ.get("ARANGO_URL", "http://127.0.0.1:8529"))
    await prepare(client)

    db = await client.db("test", username="root", password="passwd")
    students = db.collection("students")

    # At the end of its block the batch is committed: everything queued goes out at once. If an
    # exception leaves the block, nothing is sent.
    async with db.begin_batch_execution(return_result=True) as batch_db:
        # What is taken from the batch's database belongs to the batch, too.
        batch_aql = batch_db.aql
        batch_col = batch_db.collection("students")
        assert batch_db.context == "batch"
        assert batch_aql.context == "batch"
        assert batch_col.context == "batch"

        # Calls are queued; each gives a job in place of its result.
        job1 = await batch_col.insert({"_key": "Kris"})
        job2 = await batch_col.insert({"_key": "Rita"})
        job3 = await batch_aql.execute("RETURN 100000")
        job4 = await batch_aql.execute("INVALID QUERY")  # the server will say so
        assert job1.status() == "pending"

    assert await students.has("Kris", check_rev=False)
    assert await students.has("Rita", check_rev=False)

    # Before the commit a job is "pending", after it "done".
    for job in batch_db.queued_jobs() or []:
        assert job.status() in {"pending", "done"}

    # A job gives what the call itself would have given, as often as it is asked.
    metadata = job1.result()
    assert isinstance(metadata, dict)
    assert metadata["_id"] == "students/Kris"
    metadata = job2.result()
    assert isinstance(metadata, dict)
    assert metadata["_id"] == "students/Rita"
    cursor = job3.result()
    assert cursor.next() == 100000

    # A call that failed raises its own exception here.
    try:
        job4.result()
    except AQLQueryExecuteError as error:
        assert error.http_code == 400
        assert error.error_code == 1501
        assert error.message is not None
        assert "syntax error" in error.message
        print(f"one of four calls failed, as it should: {error.message}")

    # The batch keeps its books, whether or not anybody looks at the jobs.
    report = batch_db.report
    print(f"{report.sent} sent, {report.succeeded} succeeded, {report.failed} failed")

    # Without a context manager the commit is a call. Without results no jobs are kept, but no
    # failure is lost: the report has it.
    batch_db_only = db.begin_batch_execution(return_result=False)
    await batch_db_only.collection("students").insert({"_key": "Jake"})
    await batch_db_only.collection("students").insert({"_key": "Jill"})
    await batch_db_only.commit()
    assert batch_db_only.report.failed == 0

    # `in` asks the server, too.
    assert "Jake" in students
    assert "Jill" in students
    print("Kris, Rita, Jake and Jill are there")

    await client.close()


if __name__ == "__main__":
    asyncio.run(main())
