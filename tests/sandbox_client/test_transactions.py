"""A transaction as a context manager: committed at the block's end, aborted by what leaves it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.database import StandardDatabase, TransactionDatabase
from arango_fastbatch.exceptions import TransactionCommitError
from arango_fastbatch.request import Request
from arango_fastbatch.sandbox import Sandbox


@pytest.fixture
async def db() -> AsyncIterator[StandardDatabase]:
    async with Sandbox() as url, ArangoClient(url) as client:
        db = await client.db()
        await db.create_collection("students")
        yield db


async def begun(db: StandardDatabase) -> TransactionDatabase:
    return await db.begin_transaction(write="students")


async def is_there(db: StandardDatabase) -> bool:
    return await db.collection("students").has("Kris")


async def insert(transaction: TransactionDatabase) -> None:
    await transaction.collection("students").insert({"_key": "Kris"})


async def fail(transaction: TransactionDatabase) -> None:
    """Leave a block with an exception, after an insert."""
    async with transaction:
        await insert(transaction)
        raise KeyError("mine")


async def test_the_end_of_the_block_commits(db: StandardDatabase) -> None:
    async with await begun(db) as transaction:
        await insert(transaction)
        assert not await is_there(db)
    assert await is_there(db)
    assert await transaction.transaction_status() == "committed"


async def test_an_exception_aborts_and_is_passed_on(db: StandardDatabase) -> None:
    transaction = await begun(db)
    with pytest.raises(KeyError, match="mine"):
        await fail(transaction)
    assert not await is_there(db)
    assert await transaction.transaction_status() == "aborted"


async def test_a_cancellation_aborts(db: StandardDatabase) -> None:
    transaction = await begun(db)
    reached = asyncio.Event()

    async def work() -> None:
        async with transaction:
            await insert(transaction)
            reached.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await transaction.transaction_status() == "aborted"


@pytest.mark.parametrize("committed", [True, False])
async def test_what_was_ended_in_the_block_is_left_alone(
    db: StandardDatabase, committed: bool
) -> None:
    async with await begun(db) as transaction:
        await insert(transaction)
        if committed:
            await transaction.commit_transaction()
        else:
            await transaction.abort_transaction()
    assert await is_there(db) is committed


async def test_what_was_committed_in_the_block_is_not_aborted(db: StandardDatabase) -> None:
    transaction = await begun(db)

    async def commit_and_fail() -> None:
        async with transaction:
            await transaction.commit_transaction()
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await commit_and_fail()
    assert await transaction.transaction_status() == "committed"


async def test_a_refused_commit_is_raised(db: StandardDatabase) -> None:
    transaction = await begun(db)

    async def lose() -> None:
        async with transaction:
            # Another client of the server may end it.
            request = Request("DELETE", f"/_api/transaction/{transaction.transaction_id}")
            assert (await db.conn.send_request(request)).is_success

    with pytest.raises(TransactionCommitError) as caught:
        await lose()
    assert caught.value.error_code == 1653
    assert not await is_there(db)


async def test_an_abort_that_fails_hides_no_exception(caplog: pytest.LogCaptureFixture) -> None:
    fault = "status=500@method=DELETE,path=/_api/transaction"
    async with Sandbox(faults=[fault]) as url, ArangoClient(url) as client:
        db = await client.db()
        await db.create_collection("students")
        transaction = await begun(db)
        with (
            caplog.at_level(logging.WARNING, "arango_fastbatch"),
            pytest.raises(KeyError, match="mine"),
        ):
            await fail(transaction)
    told = [(record.name, record.getMessage()) for record in caplog.records]
    assert len(told) == 1
    assert told[0][0] == "arango_fastbatch"
    assert told[0][1].startswith("a transaction could not be aborted: [HTTP 500]")
