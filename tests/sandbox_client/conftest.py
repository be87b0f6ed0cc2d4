"""The client against the sandbox: servers of several versions, and each context to call in."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.collection import StandardCollection
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.database import StandardDatabase
from arango_fastbatch.sandbox import Sandbox

PLACES = (
    ("default", "3.11"),
    ("default", "3.12"),
    ("default", "4.0"),
    # One message to /_api/batch, which is there up to 3.12.2; pipelined requests from then on.
    ("batch", "3.11"),
    ("batch", "3.12"),
    ("batch", "4.0"),
    ("async", "3.12"),
    ("transaction", "3.12"),
)


@pytest.fixture(scope="session")
def server_of() -> Iterator[Callable[[str], str]]:
    """Gives the URL of the session's server of a version.

    With `ARANGO_URL` it is that server, which must let root in without a password, for what is
    about its version, and nothing for the rest.
    """
    given = os.environ.get("ARANGO_URL")
    if given:
        real = asyncio.run(_version(given))

        def url_if_so(version: str) -> str:
            if f"{real}.".startswith(f"{version}."):
                return given
            pytest.skip(f"the server at {given} is version {real}")

        yield url_if_so
        return
    with ExitStack() as running:
        urls: dict[str, str] = {}

        def url(version: str) -> str:
            if version not in urls:
                urls[version] = running.enter_context(Sandbox(server_version=version))
            return urls[version]

        yield url


async def _version(url: str) -> str:
    async with ArangoClient(url) as client:
        db = await client.db("_system")
        return str(await db.version())


@dataclass
class Place:
    """A database of its own on a server of some version, and a context to call in."""

    context: str
    version: str
    db: StandardDatabase

    async def do(self, call: Callable[[Any], Awaitable[Any]], collection: str = "students") -> Any:
        """What a call of a method of the collection gives or raises in the end."""
        return await self.ask(lambda db: call(db.collection(collection)))

    async def ask(self, call: Callable[[Any], Awaitable[Any]]) -> Any:
        """What a call of a method of the database gives or raises in the end."""
        if self.context == "default":
            return await call(self.db)
        if self.context == "transaction":
            return await self._ask_in_transaction(call)
        if self.context == "async":
            job = await call(self.db.begin_async_execution())
            while await job.status() == "pending":
                await asyncio.sleep(0.01)
            return await job.result()
        async with self.db.begin_batch_execution() as batch:
            job = await call(batch)
        return job.result()

    async def _ask_in_transaction(self, call: Callable[[Any], Awaitable[Any]]) -> Any:
        transaction = await self.db.begin_transaction(write="students")
        try:
            result = await call(transaction)
        except BaseException:
            await transaction.abort_transaction()
            raise
        # A cursor is read within its transaction; who has none more to read wants to see it done.
        if not isinstance(result, Cursor):
            await transaction.commit_transaction()
        return result

    @property
    def students(self) -> StandardCollection[Any]:
        """The collection in the default context, to look at what a call has done."""
        return self.db.collection("students")


@pytest.fixture(params=PLACES, ids="-".join)
async def place(
    request: pytest.FixtureRequest, server_of: Callable[[str], str]
) -> AsyncIterator[Place]:
    """A database with an empty collection "students"."""
    context, version = request.param
    name = f"test_{secrets.token_hex(4)}"
    async with ArangoClient(server_of(version)) as client:
        system = await client.db("_system")
        await system.create_database(name)
        db = await client.db(name)
        await db.create_collection("students")
        yield Place(context, version, db)
        await system.delete_database(name)
