"""A 3.11 server as the page of batches takes it for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from arango_fastbatch import ArangoClient
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from arango_fastbatch.database import StandardDatabase


@pytest.fixture(scope="session", params=["3.11", "3.12", "4.0"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server's URL, with and without a batch endpoint; root's password is "passwd"."""
    with Sandbox(server_version=request.param, root_password="passwd") as url:
        yield url


@pytest.fixture
async def url(server: str) -> str:
    """The same, with an empty collection "students" in the database "test"."""
    async with ArangoClient(server) as client:
        system = await client.db("_system", username="root", password="passwd")
        if not await system.has_database("test"):
            await system.create_database("test")
        db = await client.db("test", username="root", password="passwd")
        if await db.has_collection("students"):
            await db.delete_collection("students")
        await db.create_collection("students")
    return server


@pytest.fixture
async def db(url: str) -> AsyncIterator[StandardDatabase]:
    """That database."""
    async with ArangoClient(url) as client:
        yield await client.db("test", username="root", password="passwd")
