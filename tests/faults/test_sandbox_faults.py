"""The client where the sandbox misbehaves on order: what the server did is known on both sides."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch import ArangoClient
from arango_fastbatch.exceptions import (
    BatchOutcomeUnknownError,
    BatchStateError,
    DocumentInsertError,
    ServerConnectionError,
)
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# The sandbox's own set-up must go well: faults begin with the collection's documents.
DOCUMENTS = "path=/_api/document/students"


@asynccontextmanager
async def students(*faults: str, version: str = "3.12", **more: Any) -> AsyncIterator[Any]:
    """A database with an empty collection "students", on a server with these faults."""
    sandbox = Sandbox(faults=faults, server_version=version, **more)
    async with sandbox as url, ArangoClient(url) as client:
        db = await client.db()
        await db.create_collection("students")
        yield db


@pytest.mark.parametrize("fault", ["reset", "reset=after", "close", "close=after", "truncate"])
async def test_a_read_that_is_lost_is_asked_again(fault: str) -> None:
    async with students(f"{fault}@method=GET,{DOCUMENTS},times=1") as db:
        await db.collection("students").insert({"_key": "anna", "age": 20})
        assert (await db.collection("students").get("anna"))["age"] == 20


@pytest.mark.parametrize(("fault", "stored"), [("reset", 0), ("reset=after", 1), ("truncate", 1)])
async def test_a_write_that_is_lost_is_not_asked_again(fault: str, stored: int) -> None:
    async with students(f"{fault}@method=POST,{DOCUMENTS}") as db:
        with pytest.raises(ServerConnectionError):
            await db.collection("students").insert({"_key": "anna"})
        assert await db.collection("students").count() == stored


@pytest.mark.parametrize("status", [500, 503])
async def test_a_refusal_is_raised(status: int) -> None:
    async with students(f"status={status}@{DOCUMENTS}") as db:
        with pytest.raises(DocumentInsertError) as caught:
            await db.collection("students").insert({"_key": "anna"})
        assert caught.value.http_code == status
        assert await db.collection("students").count() == 0


async def test_of_a_batch_that_is_cut_what_came_is_known() -> None:
    """All was executed; the answers of the last calls are lost."""
    async with students("truncate=2000@path=/_api/batch", version="3.11") as db:
        batch = db.begin_batch_execution()
        jobs = [await batch.collection("students").insert({"_key": f"k{n}"}) for n in range(50)]
        with pytest.raises(BatchStateError, match="at part"):
            await batch.commit()
        known = [job for job in jobs if job not in batch.unknown_jobs()]
        assert 0 < len(known) < 50
        assert [job.result()["_key"] for job in known] == [f"k{n}" for n in range(len(known))]
        for job in batch.unknown_jobs():
            with pytest.raises(BatchOutcomeUnknownError):
                job.result()
        assert await db.collection("students").count() == 50


async def test_a_slow_server_is_waited_for() -> None:
    async with students(latency=0.02) as db:
        begun = time.monotonic()
        await db.collection("students").insert({"_key": "anna"})
        assert time.monotonic() - begun >= 0.02
