"""The wrappers of a database: they are of its context, whichever it is, and say what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch.aql import AQL, AQLQueryCache
from arango_fastbatch.backup import Backup
from arango_fastbatch.client import ArangoClient
from arango_fastbatch.cluster import Cluster
from arango_fastbatch.database import StandardDatabase, TransactionDatabase
from arango_fastbatch.foxx import Foxx
from arango_fastbatch.pregel import Pregel
from arango_fastbatch.replication import Replication
from arango_fastbatch.wal import WAL

if TYPE_CHECKING:
    from collections.abc import Callable

WRAPPERS: dict[type[Any], Callable[[Any], Any]] = {
    AQL: lambda db: db.aql,
    AQLQueryCache: lambda db: db.aql.cache,
    Backup: lambda db: db.backup,
    Cluster: lambda db: db.cluster,
    Foxx: lambda db: db.foxx,
    Pregel: lambda db: db.pregel,
    Replication: lambda db: db.replication,
    WAL: lambda db: db.wal,
}
CONTEXTS: dict[str, Callable[[StandardDatabase], Any]] = {
    "default": lambda db: db,
    "async": lambda db: db.begin_async_execution(),
    "batch": lambda db: db.begin_batch_execution(),
    "transaction": lambda db: TransactionDatabase(db.conn),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", WRAPPERS, ids=lambda kind: kind.__name__)
async def test_a_wrapper_is_of_its_databases_context(kind: type[Any], context: str) -> None:
    async with ArangoClient() as client:
        db = CONTEXTS[context](await client.db("shop", username="anna"))
        wrapper = WRAPPERS[kind](db)
    assert type(wrapper) is kind
    assert wrapper.context == context
    assert wrapper.db_name == "shop"
    assert wrapper.username == "anna"
    assert wrapper.conn is db.conn


async def test_some_wrappers_say_where_they_are() -> None:
    async with ArangoClient() as client:
        db = await client.db("shop")
    assert repr(db.aql) == "<AQL in shop>"
    assert repr(db.aql.cache) == "<AQLQueryCache in shop>"
    assert repr(db.foxx) == "<Foxx in shop>"
    assert repr(db.pregel) == "<Pregel in shop>"
