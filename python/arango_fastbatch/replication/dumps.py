"""Dumps: what there is to be replicated, and reading it."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    ReplicationClusterInventoryError,
    ReplicationDumpBatchCreateError,
    ReplicationDumpBatchDeleteError,
    ReplicationDumpBatchExtendError,
    ReplicationDumpError,
    ReplicationInventoryError,
)
from arango_fastbatch.formatter import (
    format_replication_dump_batch,
    format_replication_header,
    format_replication_inventory,
)
from arango_fastbatch.operation import Call, Operation, always_true, lines_of
from arango_fastbatch.typings import Json


def _inventory(body: Any, _: Call[Json]) -> Json:
    return format_replication_inventory(body)


def _batch(body: Any, _: Call[Json]) -> Json:
    return format_replication_dump_batch(body)


def _dump(reply: Any, call: Call[Json]) -> Json:
    return {**format_replication_header(reply.headers), "content": [lines_of(reply, call)]}


_BATCH = "/_api/replication/batch/{key}"

INVENTORY: Operation[Json] = Operation(
    "GET",
    "/_api/replication/inventory",
    ReplicationInventoryError,
    query=("batchId", "includeSystem", "global"),
    decode=_inventory,
    free=True,
)
CLUSTER_INVENTORY: Operation[Json] = Operation(
    "GET",
    "/_api/replication/clusterInventory",
    ReplicationClusterInventoryError,
    query=("includeSystem",),
    decode=_inventory,
)
CREATE: Operation[Json] = Operation(
    "POST", "/_api/replication/batch", ReplicationDumpBatchCreateError, decode=_batch
)
DELETE: Operation[bool] = Operation(
    "DELETE", _BATCH, ReplicationDumpBatchDeleteError, decode=always_true
)
EXTEND: Operation[bool] = Operation(
    "PUT", _BATCH, ReplicationDumpBatchExtendError, decode=always_true
)
DUMP: Operation[Json] = Operation(
    "GET",
    "/_api/replication/dump",
    ReplicationDumpError,
    query=("collection", "batchId", "chunkSize"),
    decode=_dump,
    raw=True,
    free=True,
)


class Dumps(ApiGroup[C_co]):
    """Methods for dumps."""

    @endpoint
    async def inventory(
        self,
        batch_id: str,
        include_system: bool | None = None,
        all_databases: bool | None = None,
    ) -> Json:
        """Read what there is to be replicated.

        Args:
            batch_id: Id of the dump batch; see `create_dump_batch`.
            include_system: Whether system collections count.
            all_databases: Whether all databases count, or this one.

        Returns:
            ``collections`` with ``indexes`` and ``parameters``, ``views``, ``properties``,
            ``state`` and ``tick``; of all databases ``databases``.

        Raises:
            ReplicationInventoryError: If the server refuses.

        Endpoint:
            GET /_api/replication/inventory
        """
        return await self._call(INVENTORY, (str(batch_id), include_system, all_databases))

    @endpoint
    async def cluster_inventory(self, include_system: bool | None = None) -> Json:
        """Read what a cluster has.

        Args:
            include_system: Whether system collections count.

        Returns:
            What `inventory` gives.

        Raises:
            ReplicationClusterInventoryError: If the server refuses.

        Endpoint:
            GET /_api/replication/clusterInventory
        """
        return await self._call(CLUSTER_INVENTORY, (include_system,))

    @endpoint
    async def create_dump_batch(self, ttl: int | None = None) -> Json:
        """Create a dump batch: a state of the database that stays as long as it is read.

        Args:
            ttl: Seconds until it ends by itself.

        Returns:
            ``id`` and ``last_tick``.

        Raises:
            ReplicationDumpBatchCreateError: If the server refuses.

        Endpoint:
            POST /_api/replication/batch
        """
        return await self._call(CREATE, body={"ttl": ttl})

    @endpoint
    async def delete_dump_batch(self, batch_id: str) -> bool:
        """End a dump batch.

        Args:
            batch_id: Its id.

        Returns:
            True.

        Raises:
            ReplicationDumpBatchDeleteError: If the server refuses, such as for a missing one (HTTP
                404).

        Endpoint:
            DELETE /_api/replication/batch/{id}
        """
        return await self._call(DELETE, key=path_key(batch_id))

    @endpoint
    async def extend_dump_batch(self, batch_id: str, ttl: int) -> bool:
        """Let a dump batch live longer.

        Args:
            batch_id: Its id.
            ttl: Seconds from now until it ends by itself.

        Returns:
            True.

        Raises:
            ReplicationDumpBatchExtendError: If the server refuses, such as for a missing one (HTTP
                404).

        Endpoint:
            PUT /_api/replication/batch/{id}
        """
        return await self._call(EXTEND, key=path_key(batch_id), body={"ttl": ttl})

    @endpoint
    async def dump(
        self,
        collection: str,
        batch_id: str | None = None,
        chunk_size: int | None = None,
        deserialize: bool = False,
    ) -> Json:
        """Read what a collection holds.

        Args:
            collection: The collection's name or id.
            batch_id: Id of the dump batch.
            chunk_size: About as many bytes at once.
            deserialize: Whether the documents are read, or stay the text of their lines.

        Returns:
            ``content``: a list with one item, the list of the documents or the text;
            ``check_more``: whether there is more, and ``last_included``.

        Raises:
            ReplicationDumpError: If the server refuses.

        Endpoint:
            GET /_api/replication/dump
        """
        options = (str(collection), batch_id, chunk_size)
        return await self._call(DUMP, options, arg=deserialize)
