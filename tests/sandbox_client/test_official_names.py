"""What the official asyncio driver has beyond python-aioarango, against a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.database import StandardDatabase
from arango_fastbatch.exceptions import (
    AccessTokenCreateError,
    AccessTokenDeleteError,
    AccessTokenListError,
    AsyncJobStatusError,
    CollectionListError,
    IndexGetError,
    ServerVersionError,
)
from arango_fastbatch.sandbox import Sandbox


@pytest.fixture
async def client() -> AsyncIterator[ArangoClient]:
    async with Sandbox() as url, ArangoClient(url) as client:
        yield client


@pytest.fixture
async def db(client: ArangoClient) -> StandardDatabase:
    return await client.db()


async def test_a_token_is_as_good_as_the_password(
    client: ArangoClient, db: StandardDatabase
) -> None:
    end = int(time.time()) + 3600
    made = await db.create_access_token("root", "ci", end)
    assert [each["name"] for each in await db.list_access_tokens("root")] == ["ci"]
    own = await client.db(password=made["token"])
    assert await own.collections() is not None
    with pytest.raises(AccessTokenCreateError) as caught:
        await db.create_access_token("root", "ci", end)
    assert caught.value.http_code == 409
    assert await db.delete_access_token("root", made["id"])
    assert await db.list_access_tokens("root") == []
    with pytest.raises(AccessTokenDeleteError):
        await db.delete_access_token("root", made["id"])
    with pytest.raises(CollectionListError) as refused:
        await own.collections()
    assert refused.value.http_code == 401


async def test_older_servers_have_no_tokens() -> None:
    async with Sandbox(server_version="3.11") as url, ArangoClient(url) as client:
        db = await client.db()
        with pytest.raises(AccessTokenListError, match=r"since 3\.12\.5") as caught:
            await db.list_access_tokens("root")
    assert isinstance(caught.value, ServerVersionError)


async def test_any_index(db: StandardDatabase) -> None:
    students = await db.create_collection("students")
    options = {"name": "by_age", "unique": True, "sparse": True}
    made = await students.add_index("persistent", ["age"], options)
    assert made["new"]
    assert {name: made[name] for name in options} == options
    assert (await students.get_index("by_age"))["id"] == made["id"]
    assert (await students.get_index(made["id"]))["fields"] == ["age"]
    inverted = await students.add_index("inverted", [{"name": "text"}])
    assert inverted["type"] == "inverted"
    with pytest.raises(IndexGetError) as caught:
        await students.get_index("nothing")
    assert caught.value.http_code == 404


async def test_a_transaction_is_gone_on_with_elsewhere(
    client: ArangoClient, db: StandardDatabase
) -> None:
    await db.create_collection("students")
    begun = await db.begin_transaction(write="students")
    await begun.collection("students").insert({"_key": "Kris"})
    assert begun.transaction_id is not None
    assert await db.list_transactions() == [{"id": begun.transaction_id, "state": "running"}]
    other = (await client.db()).fetch_transaction(begun.transaction_id)
    assert other.transaction_id == begun.transaction_id
    async with other:
        assert await other.collection("students").has("Kris")
        assert not await db.collection("students").has("Kris")
    assert await db.collection("students").has("Kris")
    assert await begun.transaction_status() == "committed"


async def test_waiting_for_a_job(db: StandardDatabase) -> None:
    job = await db.begin_async_execution().aql.execute("RETURN 1")
    assert await job.wait()
    assert await job.wait(0)
    assert [item async for item in await job.result()] == [1]
    with pytest.raises(AsyncJobStatusError):
        await job.wait()


async def test_waiting_in_vain() -> None:
    """A job that runs for longer than somebody wants to wait."""
    async with Sandbox() as url, ArangoClient(url) as client:
        job = await (await client.db()).begin_async_execution().aql.execute("RETURN SLEEP(60)")
        assert not await job.wait(0)
        assert not await job.wait(0.05)
        waiting = asyncio.create_task(job.wait())
        await asyncio.sleep(0)
        assert await job.cancel()
        waiting.cancel()
        await asyncio.wait({waiting})
