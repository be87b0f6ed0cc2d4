"""What mypy refuses, with the error's code behind each line that has one; all else is accepted.

Nothing of it runs.
"""

from typing import Any

from arango_fastbatch import ArangoClient, Request
from arango_fastbatch.collection import StandardCollection, VertexCollection
from arango_fastbatch.context import Queued, QueuedUnreported, Stored
from arango_fastbatch.database import BatchDatabase, Database, StandardDatabase
from arango_fastbatch.graph import Graph


async def a_job_is_not_its_result(students: StandardCollection[Queued]) -> None:
    job = await students.insert({"_key": "Kris"})
    job["_id"]  # E: index
    metadata: bool | dict[str, Any] = job  # E: assignment
    assert metadata


async def where_no_results_are_kept_there_is_none(
    students: StandardCollection[QueuedUnreported],
) -> None:
    job = await students.insert({"_key": "Jake"})  # E: func-returns-value
    job.result()  # E: attr-defined


async def an_async_job_has_to_be_asked(students: StandardCollection[Stored]) -> None:
    job = await students.insert({"_key": "Kris"})
    job["_id"]  # E: index
    result: bool | dict[str, Any] = job.result()  # E: assignment
    assert result


async def a_result_is_not_a_job(students: StandardCollection) -> None:
    metadata = await students.insert({"_key": "Kris"})
    metadata.result()  # E: union-attr, union-attr


async def a_result_that_may_be_true_has_no_fields(students: StandardCollection) -> None:
    metadata = await students.insert({"_key": "Kris"})
    metadata["_id"]  # E: index


async def a_document_may_be_missing(students: StandardCollection) -> None:
    student = await students.get("Kris")
    student["age"]  # E: index


async def a_vertex_is_not_a_document(vertices: VertexCollection) -> None:
    await vertices.insert({}, overwrite=True)  # E: call-arg
    await vertices.insert(document={})  # E: call-arg
    await vertices.update("students/Kris")  # E: arg-type


async def vertices_are_named_by_their_collection(graph: Graph[Queued]) -> None:
    job = await graph.vertex("students/Kris")
    job["age"]  # E: index
    await graph.insert_vertex({"_key": "Kris"})  # E: call-arg, arg-type
    await graph.vertex_collection("students").link("a/1", "b/1")  # E: attr-defined


async def arguments_are_checked(students: StandardCollection[Queued]) -> None:
    await students.insert("Kris")  # E: arg-type
    await students.insert({}, overwrite_mode=1)  # E: arg-type
    await students.insert({}, overwritemode="ignore")  # E: call-arg
    await students.insert()  # E: call-arg


async def a_call_that_is_not_awaited_does_nothing(students: StandardCollection[Queued]) -> None:
    students.insert({"_key": "Kris"})  # E: unused-coroutine


async def a_handler_takes_the_answer(db: StandardDatabase) -> None:
    await db.execute(Request("get", "/_api/version"), 5)  # E: arg-type
    await db.execute("/_api/version", str)  # E: arg-type
    Database(db.conn, str)  # E: arg-type


def limits_are_named(db: StandardDatabase) -> None:
    db.begin_batch_execution(True, 1 << 22)  # E: call-overload
    db.begin_batch_execution(flush_bytes="4 MiB")  # E: call-overload


async def a_batch_begins_no_batch(batch_db: BatchDatabase[Queued]) -> None:
    batch_db.begin_batch_execution()  # E: attr-defined


def settings_of_the_default_client_have_types() -> None:
    ArangoClient(max_batch_bytes="64 MiB")  # E: arg-type
    ArangoClient(request_compression="br")  # E: arg-type


async def a_room_gives_what_its_context_makes_of_it(batch_db: BatchDatabase[Queued]) -> None:
    job = await batch_db.users()
    job[0]  # E: index
    await batch_db.foxx.create_service("/a")  # E: call-arg
    await batch_db.set_log_levels(queries=5)  # E: arg-type
